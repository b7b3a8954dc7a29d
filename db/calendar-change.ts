/** A year's holidays were announced: open promises get the dates the new calendar gives, with an event, and the resident is told. */
import { and, asc, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Promised } from '../core/case/case.ts'
import { aboutCase } from '../core/case/plan.ts'
import { clockLabel, type PurposeName } from '../core/case/purposes.ts'
import { datesOf } from '../core/case/start.ts'
import { REMIND } from '../core/messages/reminders.ts'
import { makeCalendar } from '../core/promise/calendar.ts'
import { afterQuiet } from '../core/quiet.ts'
import { type Setting, situation, writeEvent } from './cases.ts'
import type { Db, Tx } from './open.ts'
import { type Letter, post } from './outbox.ts'
import { calendarYears, promises } from './schema.ts'
import { calendarOf } from './town.ts'

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
export async function recomputeOpen(tx: Tx, setting: Setting): Promise<number> {
  const years = await calendarOf(tx)
  const calendar = years.length > 0 ? makeCalendar(years) : setting.world.calendar
  const set: Setting = { ...setting, world: { ...setting.world, calendar } }
  let changed = 0
  for (let last = 0; ;) {
    const found = await tx
      .select()
      .from(promises)
      .where(and(eq(promises.state, 'open'), isNull(promises.passedAt), gt(promises.id, last)))
      .orderBy(asc(promises.id))
      .limit(BATCH)
    for (const row of found) {
      // the state column of an open row is 'open', and purpose a key of PURPOSES: both written by db/cases.ts
      const stored = row as unknown as Promised
      if (differs(stored, datesOf(stored, set.world, set.now)) && (await redate(tx, set, row.caseId, row.id)))
        changed += 1
    }
    if (found.length < BATCH) return changed
    last = found.at(-1)!.id
  }
}

type Dates = ReturnType<typeof datesOf>

const differs = (p: Promised, to: Dates): boolean =>
  p.dueDate !== to.dueDate ||
  p.internalDue !== to.internalDue ||
  p.provisional !== to.provisional ||
  p.dueAt.getTime() !== to.dueAt.getTime()

/** Changes one promise, its case locked; false where it has ended or passed meanwhile. */
async function redate(tx: Tx, set: Setting, caseId: number, id: number): Promise<boolean> {
  const at = await situation(tx, caseId)
  const p = at.promises.find((known) => known.id === id)
  if (p?.state !== 'open') return false
  const to = datesOf(p, set.world, set.now)
  const done = await tx
    .update(promises)
    .set(to)
    .where(and(eq(promises.id, id), sql`state = 'open' and passed_at is null`))
    .returning({ id: promises.id })
  if (done.length === 0) return false
  await writeEvent(tx, set, caseId, {
    action: 'redated',
    from: at.case.state,
    to: at.case.state,
    actor: { kind: 'clock' },
    text: REMIND.redatedEvent(clockLabel(p.purpose, at.case.kind), p, { ...p, ...to }, set.now),
    data: {
      purpose: p.purpose,
      before: { dueDate: p.dueDate, provisional: p.provisional },
      after: { dueDate: to.dueDate, provisional: to.provisional },
    },
    open: true,
  })
  if (p.dueDate !== to.dueDate) await post(tx, await letters(tx, set, caseId, p, to), set.now)
  return true
}

async function letters(tx: Tx, set: Setting, caseId: number, p: Promised, to: Dates): Promise<Letter[]> {
  const at = await situation(tx, caseId)
  const after = { ...p, ...to }
  const say = { ...aboutCase(at, set.world, set.now), what: clockLabel(p.purpose, at.case.kind) }
  const common = {
    urgency: 'push',
    about: 'redated',
    caseId,
    notBefore: afterQuiet(set.now, set.world.town),
  } as const
  const staff = at.staff.filter((s) => s.id === at.case.handlerId || s.id === at.case.firstResponderId)
  return [
    ...(at.case.conversationId !== null && TOLD.includes(p.purpose)
      ? [
          {
            ...common,
            conversationId: at.case.conversationId,
            message: { text: REMIND.redated(say, p, after, set.now) },
          },
        ]
      : []),
    ...staff
      .filter((s) => s.conversationId !== null && !s.leftAt)
      .map((s) => ({
        ...common,
        conversationId: s.conversationId!,
        message: { text: REMIND.redatedStaff(say, p, after, set.now) },
      })),
  ]
}
