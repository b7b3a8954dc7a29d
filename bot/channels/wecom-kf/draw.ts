/** Draws what customers wrote from the platform, from where the last draw ended: a push only says that there is something. */
import type { Log } from '../../../core/log.ts'
import type { Client } from '../token-client.ts'
import { type KfIncoming, readPage } from './incoming.ts'

/** Where the cursor of each account is kept. */
export interface CursorShelf {
  read(account: string): Promise<string | undefined>
  write(account: string, cursor: string): Promise<void>
}

export interface Draw {
  /** Resolves when all that was there when it was asked for is stored. `token`: of the push, which lifts the pace. */
  draw(account: string, token?: string): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

const PAGE = 1000
/** AMR. */
const VOICE_FORMAT = 0

export function makeDraw(o: {
  readonly client: Client
  readonly cursors: CursorShelf
  /** Resolves once stored. */
  readonly hear: (heard: KfIncoming) => Promise<void>
  readonly now: () => Date
  readonly log: Log
}): Draw {
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, Promise<void>>()

  /** The cursor is written once all before it is stored: drawn twice, a message has the id of the first time. */
  async function drawAll(account: string, token: string | undefined): Promise<void> {
    let cursor = await o.cursors.read(account)
    const first = cursor === undefined
    for (;;) {
      const asked = { open_kfid: account, limit: PAGE, voice_format: VOICE_FORMAT }
      const answer = await o.client.post('/cgi-bin/kf/sync_msg', { ...asked, ...(cursor && { cursor }), ...(token && { token }) }) // prettier-ignore
      const { heard, failed, next, more } = readPage(answer, first, o.now())
      for (const kind of failed) o.log.warn({ channel: 'wecom-kf', kind }, 'message delivery failed')
      await storeAll(heard)
      if (next === undefined || next === cursor) return
      await o.cursors.write(account, next)
      cursor = next
      if (!more) return
    }
  }

  /** One person's messages in their order, the people beside each other. */
  async function storeAll(heard: readonly KfIncoming[]): Promise<void> {
    const people = grouped(heard, (one) => one.message.from.id)
    const stored = await Promise.allSettled(
      [...people.values()].map(async (messages) => {
        for (const one of messages) await o.hear(one)
      }),
    )
    const failed = stored.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
  }

  function begin(account: string, token: string | undefined): Promise<void> {
    const work = drawAll(account, token).finally(() => running.delete(account))
    running.set(account, work)
    return work
  }

  return {
    draw(account, token) {
      const current = running.get(account)
      if (!current) return begin(account, token)
      // the one under way may have passed the place where this one's message lies
      const next =
        waiting.get(account) ??
        Promise.allSettled([current]).then(() => {
          waiting.delete(account)
          return begin(account, token)
        })
      waiting.set(account, next)
      return next
    },
    async idle() {
      while (running.size + waiting.size > 0) await Promise.allSettled([...running.values(), ...waiting.values()])
    },
  }
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}
