/**
 * When to look for work: at once when told, at the moment known to come next, and now and then in case nobody told.
 * What this process writes it sends itself; this finds what another wrote, what has rested, and what a dead one held.
 */
import type { Log } from '../core/log.ts'
import { errorKind, isLoggedOnce } from '../db/errors.ts'

/** Word comes within milliseconds; this is for the word that was lost with a connection. */
const SAFETY_NET_MS = 15_000
/** After a look that failed: the database is away, and the word of its return with it. */
const AFTER_FAULT_MS = 1_000
/** Two looks are kept so far apart, however often somebody tells. */
const GATHER_MS = 10

export interface WorkLoop {
  /** Looks at once. */
  readonly wakeNow: () => void
  /** Looks no later than `at`. */
  readonly wakeAt: (at: Date) => void
  start(): void
  /** Looks no more; resolves when the last look is over. */
  stop(): Promise<void>
}

/** `look` does what is due and answers when something will be next; null where nothing waits. */
export function makeWorkLoop(o: { look: () => Promise<Date | null>; now: () => Date; log: Log }): WorkLoop {
  let timer: NodeJS.Timeout | undefined
  let timerAt = Infinity
  let running: Promise<void> | null = null
  let on = false
  /** What was asked for during a look: it may have asked the database before that was written. */
  let meanwhile = Infinity

  function set(ms: number): void {
    const at = performance.now() + ms
    if (running) meanwhile = Math.min(meanwhile, at)
    if (!on || running || at >= timerAt) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(run, ms)
  }

  function run(): void {
    timerAt = meanwhile = Infinity
    running = once().then((ms) => {
      running = null
      set(Math.max(GATHER_MS, Math.min(ms, meanwhile - performance.now())))
    })
  }

  async function once(): Promise<number> {
    try {
      const next = await o.look()
      return next ? until(next) : SAFETY_NET_MS
    } catch (error) {
      o.log[isLoggedOnce(error) ? 'debug' : 'warn'](
        { err: errorKind(error) },
        'a look for work failed; the next one tries again',
      )
      return AFTER_FAULT_MS
    }
  }

  const until = (at: Date): number => Math.min(SAFETY_NET_MS, Math.max(GATHER_MS, at.getTime() - o.now().getTime()))

  return {
    wakeNow: () => set(GATHER_MS),
    wakeAt: (at) => set(until(at)),
    start() {
      on = true
      set(0)
    },
    async stop() {
      on = false
      clearTimeout(timer)
      await running
    },
  }
}
