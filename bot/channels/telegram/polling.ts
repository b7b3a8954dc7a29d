/** Receiving by long poll. The offset moves on only when every update of a batch is stored. */
import { z } from 'zod'
import { TelegramFault, type TelegramApi } from './api.ts'
import { KINDS } from './update-schema.ts'

const batch = z.array(z.looseObject({ update_id: z.number().int() }))

export type RawUpdate = z.infer<typeof batch>[number]

interface Polling {
  readonly api: TelegramApi
  readonly seconds: number
  /** On top of the seconds the poll itself waits. */
  readonly deadlineMs: number
  readonly farewellMs: number
  readonly signal: AbortSignal
  /** Resolves when all are stored; rejects when receiving ends before that. */
  readonly handOn: (updates: readonly RawUpdate[]) => Promise<void>
}

export function makePolling({ api, seconds, deadlineMs, farewellMs, signal, handOn }: Polling) {
  let offset = 0
  return {
    turn: async (first: boolean, up: () => void): Promise<void> => {
      // The first poll does not wait: whether Telegram lets us poll is known at once, not after a quiet half minute.
      const timeout = first ? 0 : seconds
      const options = { deadlineMs: timeout * 1000 + deadlineMs, signal }
      const result = batch.safeParse(await api.call('getUpdates', { offset, timeout, allowed_updates: KINDS }, options))
      if (!result.success) throw new TelegramFault('getUpdates', { kind: 'unanswered', code: 'unexpected-shape' })
      up()
      await handOn(result.data)
      // Not the highest number ever seen: after a quiet week Telegram starts again anywhere.
      const last = result.data.at(-1)
      if (last) offset = last.update_id + 1
    },
    /** Acknowledges what is stored, so that a restart does not get it again. Failing is harmless: ids tell. */
    farewell: async (): Promise<void> => {
      if (offset === 0) return
      const params = { offset, timeout: 0, limit: 1, allowed_updates: KINDS }
      await api.call('getUpdates', params, { deadlineMs: farewellMs }).catch(() => undefined)
    },
  }
}

/** Groups in order of first appearance; within a group the order stays. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return [...groups.values()]
}
