/** Reads and records alarms that wait for somebody of the office: which are to be called for, who was called, and what was said since. */
import { and, asc, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Call } from '../../core/case/alarm.ts'
import type { Case } from '../../core/case/case.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import type { RequestContext } from '../context.ts'
import { rows } from '../rows.ts'
import { caseEvents, cases, outbox } from '../schema.ts'
import type { Db, Tx } from '../types.ts'
import { appendCaseEvent } from './case-rows.ts'
import { lockCaseContext } from './change-case.ts'
import { OPEN_STATES } from './find-cases.ts'

/** Clocks of several machines differ by this much without anything being wrong. */
const SKEW_MS = 5 * 60_000
/** Called for in one look. */
const AT_ONCE = 100

/** A call is due at its time, and where it lies further ahead than any wait does: the clock was set back. */
function due(now: Date, longestWaitMs: number): SQL {
  const at = (ms: number) => sql`${new Date(now.getTime() + ms).toISOString()}::timestamptz`
  return sql`alarm_at is not null and alarm_seen_at is null and alarm_next_at is not null
        and (alarm_next_at <= ${at(0)} or alarm_next_at > ${at(longestWaitMs + SKEW_MS)})`
}

/** Cases whose next call is due, the one that waits longest first. */
export async function dueAlarms(db: Db, now: Date, longestWaitMs: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    sql`select id from cases where ${due(now, longestWaitMs)} order by alarm_next_at limit ${AT_ONCE}`,
  )
  return found.map((r) => r.id)
}

/** The case, locked; null where another process has it, or has called for it. */
export async function claimDueAlarm(
  tx: Tx,
  caseId: number,
  now: Date,
  longestWaitMs: number,
): Promise<CaseContext | null> {
  const mine = await rows(
    tx,
    sql`select id from cases where id = ${caseId} and ${due(now, longestWaitMs)} for no key update skip locked`,
  )
  return mine.length === 0 ? null : lockCaseContext(tx, caseId)
}

/** Writes a call down: on the case, so that it is made once, and in its log. */
export async function recordCall(tx: Tx, ctx: RequestContext, c: Case, call: Call, text: string): Promise<void> {
  await tx.update(cases).set({ alarmCalls: call.calls, alarmNextAt: call.nextAt }).where(eq(cases.id, c.id))
  await appendCaseEvent(tx, ctx, c.id, {
    action: 'called-again',
    from: c.state,
    to: c.state,
    actor: { kind: 'clock' },
    text,
    data: { call: call.calls, to: call.to },
    open: false,
  })
}

/** Open alarms that nobody has acknowledged, the oldest first. */
export async function waitingAlarms(tx: Tx): Promise<Case[]> {
  return await tx
    .select()
    .from(cases)
    .where(and(isNotNull(cases.alarmAt), isNull(cases.alarmSeenAt), inArray(cases.state, [...OPEN_STATES])))
    .orderBy(asc(cases.alarmAt))
}

/** The conversations of staff that were sent a card of this case. */
export async function calledFor(tx: Tx, caseId: number): Promise<number[]> {
  const found = await tx
    .selectDistinct({ id: outbox.conversationId })
    .from(outbox)
    .where(and(eq(outbox.caseId, caseId), eq(outbox.about, 'card')))
    .orderBy(asc(outbox.conversationId))
  return found.map((r) => r.id)
}

/** What whoever raised it said last, oldest first: not more than a card holds. */
export async function saidSince(tx: Tx, caseId: number): Promise<string> {
  const found = await tx
    .select({ text: caseEvents.text })
    .from(caseEvents)
    .where(and(eq(caseEvents.caseId, caseId), eq(caseEvents.action, 'say')))
    .orderBy(desc(caseEvents.seq))
    .limit(3)
  return found
    .map((e) => e.text)
    .toReversed()
    .join('；')
}
