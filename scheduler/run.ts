/**
 * Runs the jobs. The timer only says "look now": what is due is decided from the clock passed in and from unique keys in
 * the database, so several processes, a restart, or a clock set back say nothing twice.
 */
import { schedule, type ScheduledTask } from 'node-cron'
import { instant, localDate } from '../core/date.ts'
import type { Log } from '../core/log.ts'
import { errorKind } from '../db/errors.ts'
import { calendarLoadedAt, recomputeDueDates } from '../db/cases/recompute-due-dates.ts'
import type { RequestContext } from '../db/context.ts'
import type { Database } from '../db/types.ts'
import { type LeasedMessages, enqueue } from '../db/queue/outbox.ts'
import { claimRun, lastRun, releaseRun, ranIn } from '../db/job-runs.ts'
import type { Job } from './job.ts'
import { JOBS, type JobName } from './jobs.ts'
import { lastSlot, type Slot } from './time-slots.ts'
import { sweep } from './sweep.ts'

const TICK = '*/5 * * * * *'
/** A job that failed rests so long before it is tried again. */
const REST_MS = 60_000
const HOLD_MS = 120_000
/** More letters than this are left to delivery's own pace. */
const SEND_AT_ONCE = 20

export interface Scheduler {
  start(): void
  /** Resolves when what was begun is done. */
  stop(): Promise<void>
  /** Does everything that is due at `now`; resolves when it is committed. Never throws for a job that fails. */
  runDue(now: Date): Promise<void>
}

export function makeScheduler(o: {
  database: Database
  requestContext: () => RequestContext
  send: (held: readonly LeasedMessages[]) => void
  now: () => Date
  log: Log
  /** Hears how long each job took. */
  timed?: (job: string, outcome: 'done' | 'failed', seconds: number) => void
}): Scheduler {
  const { db } = o.database
  // what this process knows to be done or failing: spares asking the database every five seconds
  const known = new Map<JobName, Slot>()
  const failedAt = new Map<string, Date>()
  let calendarSeen: string | null = null
  let timer: ScheduledTask | null = null
  let running: Promise<void> | null = null

  const resting = (what: string, now: Date): boolean => {
    const at = failedAt.get(what)
    return at !== undefined && Math.abs(now.getTime() - at.getTime()) < REST_MS
  }

  /** Runs one step; a fault is logged, and the step rests. */
  async function attempt(what: string, now: Date, step: () => Promise<boolean>): Promise<void> {
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

  async function runDue(now: Date): Promise<void> {
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

  /** False where nothing was due. */
  async function runJob(name: JobName, ctx: RequestContext): Promise<boolean> {
    const job: Job = JOBS[name]
    const slot = lastSlot(job.cron, ctx.now)
    if (slot === null || known.get(name) === slot) return false
    const at = instant(slot.slice(0, 10), slot.slice(11))
    if (ctx.now.getTime() - at.getTime() > job.lateHours * 3_600_000) return false
    const before = await lastRun(db, name)
    // a later moment was done already: the clock was set back
    if (before !== null && before.slot >= slot) {
      known.set(name, slot)
      return false
    }
    const key = `${name}:${slot}`
    const began = performance.now()
    let finished = true
    const held = await db.transaction(async (tx) => {
      if (!(await claimRun(tx, key, ctx.now))) return []
      const made = await job.run({
        tx,
        ctx,
        fileParts: o.database.fileParts,
        today: localDate(ctx.now),
        since: before?.at ?? null,
      })
      finished = made.finished
      const hold = made.letters.length > SEND_AT_ONCE ? null : new Date(ctx.now.getTime() + HOLD_MS)
      const posted = await enqueue(tx, made.letters, ctx.now, hold)
      if (finished) await ranIn(tx, key, Math.round(performance.now() - began))
      else await releaseRun(tx, key)
      return posted
    })
    if (finished) known.set(name, slot)
    o.send(held)
    return true
  }

  const tick = (): void => {
    running ??= runDue(o.now())
      .catch((error: unknown) => o.log.error({ err: errorKind(error) }, 'the jobs could not be looked at'))
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
      await running
    },
    runDue,
  }
}
