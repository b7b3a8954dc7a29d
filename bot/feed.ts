/** Turns what has changed into letters to the clients that asked to be told. */
import type { Log } from '../core/log.ts'
import { SEND_LEASE_MS } from '../db/lanes.ts'
import type { Database } from '../db/open.ts'
import { type Held, post } from '../db/outbox.ts'
import { somethingNew, tellClients } from '../db/webhooks.ts'
import { kindOf } from './fault.ts'

const EVERY_MS = 2_000

export interface Feed {
  /** Once through all that waits. */
  readonly tick: () => Promise<void>
  start(): void
  stop(): Promise<void>
}

export function makeFeed(o: {
  database: Database
  now: () => Date
  publicUrl: () => string
  send: (held: readonly Held[]) => void
  log: Log
}): Feed {
  const { db } = o.database
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null

  async function tick(): Promise<void> {
    for (let more = await somethingNew(db); more;) {
      const now = o.now()
      const done = await db.transaction(async (tx) => {
        const told = await tellClients(tx, o.publicUrl(), now)
        return { held: await post(tx, told.letters, now, new Date(now.getTime() + SEND_LEASE_MS)), more: told.more }
      })
      o.send(done.held)
      more = done.more
    }
  }

  return {
    tick,
    start() {
      timer = setInterval(() => {
        running ??= tick()
          .catch((error: unknown) =>
            o.log.warn({ err: kindOf(error) }, 'clients were not told; the next look tries again'),
          )
          .finally(() => (running = null))
      }, EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
