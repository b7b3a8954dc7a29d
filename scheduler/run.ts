/**
 * Runs the jobs. The timer only says "look now": what is due is decided from the clock passed in and from unique keys in
 * the database, so several processes, a restart, or a clock set back say nothing twice.
 */
import { schedule, type ScheduledTask } from 'node-cron'
import type { Log } from '../core/log.ts'
import { errorKind } from '../db/errors.ts'
import { calendarLoadedAt, recomputeDueDates } from '../db/cases/recompute-due-dates.ts'
import type { RequestContext } from '../db/context.ts'
import type { Database } from '../db/types.ts'
import type { LeasedMessages } from '../db/queue/outbox.ts'
import { claimRun } from '../db/job-runs.ts'
import { JOBS, type JobName } from './jobs.ts'
import { makeJobRunner } from './run-job.ts'
import { callForAlarms } from './alarms.ts'
import { sweep } from './sweep.ts'

const TICK = '*/5 * * * * *'
/** A job that failed rests so long before it is tried again. */
const REST_MS = 60_000

export interface Scheduler {
  start(): void
  /** Resolves when what was begun is done. */
  stop(): Promise<void>
  /** Does everything that is due at `now`; resolves when it is committed. Never throws for a job that fails. */
  runDue(now: Date): Promise<void>
}

export interface SchedulerOptions {
  database: Database
  requestContext: () => RequestContext
  send: (held: readonly LeasedMessages[]) => void
  now: () => Date
  log: Log
  /** Hears how long each job took. */
  timed?: (job: string, outcome: 'done' | 'failed', seconds: number) => void
}

export function makeScheduler(o: SchedulerOptions): Scheduler {
  const { db } = o.database
  const attempt = makeAttempts(o)
  const runJob = makeJobRunner(o)
  let calendarSeen: string | null = null
  let timer: ScheduledTask | null = null
  let running: Promise<void> | null = null
  let calling: Promise<void> | null = null

  const runAlarms = (now: Date): Promise<void> =>
    attempt('alarms', now, () => callForAlarms({ ...o, ctx: { ...o.requestContext(), now } }))

  async function runJobs(now: Date): Promise<void> {
    const ctx: RequestContext = { ...o.requestContext(), now }
    // first the calendar: what a new year moves must not pass by the old one
    await attempt('calendar', now, () => recompute(ctx))
    await attempt('sweep', now, async () => {
      await sweep({ database: o.database, ctx, send: o.send, log: o.log })
      return true
    })
    for (const name of Object.keys(JOBS) as JobName[]) await attempt(name, now, () => runJob(name, ctx))
  }

  async function recompute(ctx: RequestContext): Promise<boolean> {
    const loaded = await calendarLoadedAt(db)
    if (loaded === null || loaded.toISOString() === calendarSeen) return false
    const changed = await db.transaction(async (tx) =>
      (await claimRun(tx, `calendar:${loaded.toISOString()}`, ctx.now)) ? recomputeDueDates(tx, ctx) : 0,
    )
    calendarSeen = loaded.toISOString()
    if (changed > 0) o.log.info({ changed }, 'promises were redated by the calendar')
    return true
  }

  const failed = (error: unknown): void => o.log.error({ err: errorKind(error) }, 'the jobs could not be looked at')
  const tick = (): void => {
    // beside the jobs: a long one holds up no alarm
    calling ??= runAlarms(o.now())
      .catch(failed)
      .finally(() => (calling = null))
    running ??= runJobs(o.now())
      .catch(failed)
      .finally(() => (running = null))
  }

  return {
    start() {
      timer ??= schedule(TICK, tick, { timezone: 'Asia/Shanghai', name: 'shouwen' })
      tick()
    },
    async stop() {
      await timer?.destroy()
      timer = null
      await Promise.all([calling, running])
    },
    async runDue(now) {
      await runAlarms(now)
      await runJobs(now)
    },
  }
}

/** Makes what runs one step; a fault is logged, and the step rests. */
function makeAttempts(
  o: Pick<SchedulerOptions, 'log' | 'timed'>,
): (what: string, now: Date, step: () => Promise<boolean>) => Promise<void> {
  const failedAt = new Map<string, Date>()
  const resting = (what: string, now: Date): boolean => {
    const at = failedAt.get(what)
    return at !== undefined && Math.abs(now.getTime() - at.getTime()) < REST_MS
  }

  return async function attempt(what: string, now: Date, step: () => Promise<boolean>): Promise<void> {
    if (resting(what, now)) return
    const began = performance.now()
    const took = (): number => (performance.now() - began) / 1000
    try {
      // a job that was not due is no run of it
      if (await step()) o.timed?.(what, 'done', took())
      failedAt.delete(what)
    } catch (error) {
      o.timed?.(what, 'failed', took())
      failedAt.set(what, now)
      o.log.error({ err: errorKind(error), job: what }, 'a job failed; it is tried again in a minute')
    }
  }
}
