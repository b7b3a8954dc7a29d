/** Turns what has changed into letters to the clients that asked to be told. */
import type { Log } from '../core/log.ts'
import { SEND_LEASE_MS } from '../db/queue/leases.ts'
import type { Database } from '../db/types.ts'
import { type LeasedMessages, enqueue } from '../db/queue/outbox.ts'
import { hasUnpublishedChanges, enqueueWebhooks } from '../db/clients/webhooks.ts'
import { errorKind } from '../db/errors.ts'

const EVERY_MS = 2_000

export interface WebhookPublisher {
  /** Once through all that waits. */
  readonly tick: () => Promise<void>
  start(): void
  stop(): Promise<void>
}

export function makeWebhookPublisher(o: {
  database: Database
  now: () => Date
  publicUrl: () => string
  send: (held: readonly LeasedMessages[]) => void
  log: Log
}): WebhookPublisher {
  const { db } = o.database
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null

  async function tick(): Promise<void> {
    for (let more = await hasUnpublishedChanges(db); more;) {
      const now = o.now()
      const done = await db.transaction(async (tx) => {
        const told = await enqueueWebhooks(tx, o.publicUrl(), now)
        return { held: await enqueue(tx, told.letters, now, new Date(now.getTime() + SEND_LEASE_MS)), more: told.more }
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
            o.log.warn({ err: errorKind(error) }, 'clients were not told; the next look tries again'),
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
