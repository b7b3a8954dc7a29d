/** Runs one daily or weekly job for its latest time slot, once among all processes, and sends what it says. */
import { instant, localDate } from '../core/date.ts'
import type { RequestContext } from '../db/context.ts'
import { claimRun, lastRun, ranIn, releaseRun } from '../db/job-runs.ts'
import { enqueue, type LeasedMessages } from '../db/queue/outbox.ts'
import type { Database } from '../db/types.ts'
import type { Job } from './job.ts'
import { JOBS, type JobName } from './jobs.ts'
import { lastSlot, type Slot } from './time-slots.ts'

const HOLD_MS = 120_000
/** More letters than this are left to delivery's own pace. */
const SEND_AT_ONCE = 20

export type RunJob = (name: JobName, ctx: RequestContext) => Promise<boolean>

/** Makes what runs a job; it is false where nothing was due. */
export function makeJobRunner(o: {
  readonly database: Database
  readonly send: (held: readonly LeasedMessages[]) => void
}): RunJob {
  const { db } = o.database
  // what this process knows to be done: spares asking the database every five seconds
  const known = new Map<JobName, Slot>()
  return async function runJob(name: JobName, ctx: RequestContext): Promise<boolean> {
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
}
