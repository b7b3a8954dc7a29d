/** Recomputes the due dates of open promises when a year's holidays are announced, with an event; the resident is told. */
import { and, asc, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { StoredPromise } from '../../core/case/case.ts'
import { caseMessageFields } from '../../core/case/message-to-resident.ts'
import { clockLabel, type PurposeName } from '../../core/case/purposes.ts'
import { dueDatesOf } from '../../core/promise/start-clock.ts'
import { RESIDENT_REMINDERS } from '../../core/messages/reminders.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { afterQuietHours } from '../../core/quiet-hours.ts'
import type { RequestContext } from '../context.ts'
import { lockCaseContext } from './change-case.ts'
import { appendCaseEvent } from './case-rows.ts'
import type { Db, Tx } from '../types.ts'
import { type NewMessage, enqueue } from '../queue/outbox.ts'
import { calendarYears, promises } from '../schema.ts'
import { calendarOf } from '../catalog/load-calendar.ts'

const BATCH = 500

/** Days the resident was told: the rest are the office's own. */
const TOLD: readonly PurposeName[] = ['answer', 'complete', 'accept', 'supply', 'confirm']

/** When a calendar year was last put in force; null before the first. */
export async function calendarLoadedAt(db: Db): Promise<Date | null> {
  const [row] = await db
    .select({ at: calendarYears.loadedAt })
    .from(calendarYears)
    .orderBy(desc(calendarYears.loadedAt))
    .limit(1)
  return row?.at ?? null
}

/**
 * Redates the open promises under the calendar in the database, and returns how many changed. What has passed or ended
 * keeps its dates; a paused clock is dated when it resumes. Run again it finds nothing to do.
 */
export async function recomputeDueDates(tx: Tx, current: RequestContext): Promise<number> {
  const years = await calendarOf(tx)
  const calendar = years.length > 0 ? makeCalendar(years) : current.townContext.calendar
  const ctx: RequestContext = { ...current, townContext: { ...current.townContext, calendar } }
  let changed = 0
  for (let last = 0; ;) {
    const found = await tx
      .select()
      .from(promises)
      .where(and(eq(promises.state, 'open'), isNull(promises.passedAt), gt(promises.id, last)))
      .orderBy(asc(promises.id))
      .limit(BATCH)
    for (const row of found) {
      if (differs(row, dueDatesOf(row, ctx.townContext, ctx.now)) && (await redate(tx, ctx, row.caseId, row.id)))
        changed += 1
    }
    if (found.length < BATCH) return changed
    last = found.at(-1)!.id
  }
}

type Dates = ReturnType<typeof dueDatesOf>

const differs = (p: StoredPromise, to: Dates): boolean =>
  p.dueDate !== to.dueDate ||
  p.internalDue !== to.internalDue ||
  p.provisional !== to.provisional ||
  p.dueAt.getTime() !== to.dueAt.getTime()

/** Changes one promise, its case locked; false where it has ended or passed meanwhile. */
async function redate(tx: Tx, ctx: RequestContext, caseId: number, id: number): Promise<boolean> {
  const caseContext = await lockCaseContext(tx, caseId)
  const p = caseContext.promises.find((known) => known.id === id)
  if (p?.state !== 'open') return false
  const to = dueDatesOf(p, ctx.townContext, ctx.now)
  const done = await tx
    .update(promises)
    .set(to)
    .where(and(eq(promises.id, id), sql`state = 'open' and passed_at is null`))
    .returning({ id: promises.id })
  if (done.length === 0) return false
  await appendCaseEvent(tx, ctx, caseId, {
    action: 'redated',
    from: caseContext.case.state,
    to: caseContext.case.state,
    actor: { kind: 'clock' },
    text: RESIDENT_REMINDERS.redatedEvent(clockLabel(p.purpose, caseContext.case.kind), p, { ...p, ...to }, ctx.now),
    data: {
      purpose: p.purpose,
      before: { dueDate: p.dueDate, provisional: p.provisional },
      after: { dueDate: to.dueDate, provisional: to.provisional },
    },
    open: true,
  })
  if (p.dueDate !== to.dueDate) await enqueue(tx, await letters(tx, ctx, caseId, p, to), ctx.now)
  return true
}

async function letters(
  tx: Tx,
  ctx: RequestContext,
  caseId: number,
  p: StoredPromise,
  to: Dates,
): Promise<NewMessage[]> {
  const caseContext = await lockCaseContext(tx, caseId)
  const after = { ...p, ...to }
  const say = {
    ...caseMessageFields(caseContext, ctx.townContext, ctx.now),
    what: clockLabel(p.purpose, caseContext.case.kind),
  }
  const common = {
    urgency: 'push',
    about: 'redated',
    caseId,
    notBefore: afterQuietHours(ctx.now, ctx.townContext.town),
  } as const
  const staff = caseContext.staff.filter(
    (s) => s.id === caseContext.case.handlerId || s.id === caseContext.case.firstResponderId,
  )
  return [
    ...(caseContext.case.conversationId !== null && TOLD.includes(p.purpose)
      ? [
          {
            ...common,
            conversationId: caseContext.case.conversationId,
            message: { text: RESIDENT_REMINDERS.redated(say, p, after, ctx.now) },
          },
        ]
      : []),
    ...staff
      .filter((s) => s.conversationId !== null && !s.leftAt)
      .map((s) => ({
        ...common,
        conversationId: s.conversationId!,
        message: { text: RESIDENT_REMINDERS.redatedStaff(say, p, after, ctx.now) },
      })),
  ]
}
