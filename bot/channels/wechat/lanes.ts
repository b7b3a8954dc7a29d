/** Work in order per lane, tried again until it is done: WeChat never delivers a message a second time. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../../../core/log.ts'
import { nameOf } from './gateway-error.ts'

export interface Lanes {
  /** False when full: the work was not taken. */
  push(lane: string, work: () => Promise<void>): boolean
  /** Resolves once nothing is left. What cannot be done now gets one more try, without waiting, and is then given up. */
  drain(): Promise<void>
}

export interface LanesOptions {
  /** What the work is, for the log. */
  readonly what: string
  /** Most pieces of work held at once: memory stays bounded while the database is away. */
  readonly max: number
  /** First pause after a failure; doubles up to `longestRetryMs`. */
  readonly retryMs: number
  readonly longestRetryMs: number
  /** Tries before a piece that failed so is given up; without it, never. */
  readonly tries?: (error: unknown) => number
  readonly log: Log
}

export function makeLanes(options: LanesOptions): Lanes {
  const { what, log } = options
  const tails = new Map<string, Promise<void>>()
  const draining = new AbortController()
  let held = 0

  async function insist(work: () => Promise<void>): Promise<void> {
    for (let tried = 1; ; tried++) {
      const last = draining.signal.aborted
      try {
        return await work()
      } catch (error) {
        if (last || tried >= (options.tries?.(error) ?? Infinity))
          return log.error({ what, tried, error: nameOf(error) }, 'given up')
        log.warn({ what, tried, error: nameOf(error) }, 'failed, will be tried again')
      }
      await rest(Math.min(options.retryMs * 2 ** (tried - 1), options.longestRetryMs), draining.signal)
    }
  }

  return {
    push(lane, work) {
      if (held >= options.max) {
        log.error({ what, held }, 'full, dropped')
        return false
      }
      held++
      const tail = (tails.get(lane) ?? Promise.resolve())
        .then(() => insist(work))
        .finally(() => {
          held--
          if (tails.get(lane) === tail) tails.delete(lane)
        })
      tails.set(lane, tail)
      return true
    },
    async drain() {
      draining.abort()
      while (tails.size > 0) await Promise.all(tails.values())
    },
  }
}

/** A pause that ends early, without an error, when the signal fires. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined)
}
