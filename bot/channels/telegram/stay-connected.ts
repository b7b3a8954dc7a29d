/** Staying connected: connect, take turns, and after any failure rest and connect again. Never gives up by itself. */
import type { Log } from '../../../core/log.ts'
import { TelegramFault } from './api.ts'
import type { TelegramHealth } from './health.ts'
import { pauseOf } from './delivery-error.ts'

/** Resolves after the time, or at once when the signal ends it. */
export type Delay = (ms: number, signal: AbortSignal) => Promise<void>

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000

export const backoff = (failures: number) => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures)

interface Receiving {
  readonly connect: () => Promise<void>
  /** One step of receiving, `first` directly after connecting; calls `up` as soon as Telegram has answered. */
  readonly turn: (first: boolean, up: () => void) => Promise<void>
  readonly standing: TelegramHealth
  readonly delay: Delay
  readonly signal: AbortSignal
  readonly log: Log
  /** Called when it is known how the first attempt went, and later again. */
  readonly settled: () => void
}

/** Resolves only when the signal ends it. */
export async function keepReceiving(receiving: Receiving): Promise<void> {
  const { connect, turn, standing, delay, signal, log, settled } = receiving
  let failures = 0
  const up = () => {
    if (standing.health().state !== 'ready') log.info({ channel: 'telegram', failures }, 'receiving')
    failures = 0
    standing.up('receiving')
    settled()
  }
  while (!signal.aborted) {
    try {
      await connect()
      for (let first = true; !signal.aborted; first = false) await turn(first, up)
    } catch (error) {
      if (signal.aborted) return
      const why = whyOf(error)
      if (failures === 0) log.warn({ channel: 'telegram', why }, 'not receiving')
      standing.down('receiving', why)
      settled()
      await delay(restOf(error, failures++), signal)
    }
  }
}

/** The pause Telegram names, else one that doubles. */
function restOf(error: unknown, failures: number): number {
  const named = error instanceof TelegramFault && error.outcome.kind === 'answer' ? pauseOf(error.outcome) : {}
  return named.retryAfterMs ?? backoff(failures)
}

/** Other errors are named only: their words may quote what Telegram sent. */
export function whyOf(error: unknown): string {
  return error instanceof TelegramFault ? error.message : error instanceof Error ? error.name : 'unknown'
}
