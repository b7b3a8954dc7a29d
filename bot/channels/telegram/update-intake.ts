/** Reads what Telegram delivers and hands it to the desk, in order per person; taps are acknowledged at once. */
import type { Receive } from '../../../core/channel.ts'
import type { Log } from '../../../core/log.ts'
import type { TelegramApi } from './api.ts'
import { download } from './download.ts'
import { parseUpdate, type TelegramIncoming } from './incoming.ts'
import { grouped, type RawUpdate } from './polling.ts'
import { backoff, type Delay, whyOf } from './stay-connected.ts'
import { kindOf, type Self } from './update-schema.ts'

interface IntakeOptions {
  readonly api: TelegramApi
  readonly maxFileBytes: number
  readonly downloadMs: number
  readonly tapMs: number
  readonly delay: Delay
  readonly now: () => Date
  readonly log: Log
}

export function makeUpdateIntake({ api, maxFileBytes, downloadMs, tapMs, delay, now, log }: IntakeOptions) {
  /** Acknowledgements of taps under way: stop waits for them. */
  const taps = new Set<Promise<void>>()

  function read(raw: unknown, known: Self): TelegramIncoming | undefined {
    const parsed = parseUpdate(raw, known, now())
    if (parsed.kind === 'unreadable') log.warn({ channel: 'telegram', kind: kindOf(raw) }, 'update not understood')
    return parsed.kind === 'heard' ? parsed.heard : undefined
  }

  async function hand({ message, fileId }: TelegramIncoming, receive: Receive): Promise<void> {
    if (fileId === undefined) return receive(message)
    return receive(message, () => download(api, fileId, maxFileBytes, downloadMs))
  }

  /** At once, whatever becomes of the tap: the button spins until then. */
  function acknowledge({ tapId }: TelegramIncoming): void {
    if (tapId === undefined) return
    const done = api
      .call('answerCallbackQuery', { callback_query_id: tapId }, { deadlineMs: tapMs })
      .catch((error: unknown) => log.debug({ channel: 'telegram', why: whyOf(error) }, 'tap not acknowledged'))
      .then(() => void taps.delete(done))
    taps.add(done)
  }

  /** Until it is stored; rejects when the desk stops before that, and Telegram delivers it again. */
  async function insist(heard: TelegramIncoming, receive: Receive, signal: AbortSignal): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        return await hand(heard, receive)
      } catch (error) {
        if (signal.aborted) throw error
        log.error({ channel: 'telegram', failures, error: whyOf(error) }, 'not stored, will be tried again')
        await delay(backoff(failures), signal)
        if (signal.aborted) throw error
      }
    }
  }

  async function handOn(
    raws: readonly RawUpdate[],
    me: Self | undefined,
    receive: Receive,
    signal: AbortSignal,
  ): Promise<void> {
    const heard = raws.map((raw) => (me ? read(raw, me) : undefined)).filter((one) => one !== undefined)
    heard.forEach(acknowledge)
    const conversations = grouped(heard, (one) => one.message.from.id)
    const outcomes = await Promise.allSettled(
      conversations.map(async (messages) => {
        for (const one of messages) await insist(one, receive, signal)
      }),
    )
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
  }

  return {
    read,
    hand,
    acknowledge,
    handOn,
    /** Resolves when every tap is acknowledged. */
    idle: async (): Promise<void> => {
      await Promise.all(taps)
    },
  }
}
