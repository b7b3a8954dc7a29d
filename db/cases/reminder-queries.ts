/** Reads whom the jobs are to remind of what; and the keys that say each thing once. */
import { and, asc, eq, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm'
import type { Case, StoredPromise } from '../../core/case/case.ts'
import type { LocalDate } from '../../core/date.ts'
import type { Undelivered, WeekFigures } from '../../core/messages/reminders.ts'
import { json, rows } from '../rows.ts'
import type { Tx } from '../types.ts'
import { cases, promises, requests } from '../schema.ts'

export interface Clock {
  readonly promise: StoredPromise
  readonly case: Case
  readonly passed: boolean
}

/** Running clocks whose last day is `until` or earlier, earliest first, with their cases. */
export async function runningClocks(tx: Tx, until: LocalDate): Promise<Clock[]> {
  const found = await tx
    .select({ promise: promises, case: cases })
    .from(promises)
    .innerJoin(cases, eq(cases.id, promises.caseId))
    .where(and(eq(promises.state, 'open'), lte(promises.dueDate, until)))
    .orderBy(asc(promises.dueDate), asc(promises.id))
  return found.map((row) => ({
    promise: row.promise,
    case: row.case,
    passed: row.promise.passedAt !== null,
  }))
}

/** Writes the keys that are not there yet and returns those. */
export async function firstSaid(tx: Tx, keys: readonly string[], now: Date): Promise<Set<string>> {
  const made = await rows<{ key: string }>(
    tx,
    sql`insert into reminders (key, at)
        select distinct value, ${now.toISOString()}::timestamptz from jsonb_array_elements_text(${json(keys)})
        on conflict (key) do nothing returning key`,
  )
  return new Set(made.map((r) => r.key))
}

/** Cases being worked on in which nothing has moved since `before`. */
export async function idleCases(tx: Tx, before: Date): Promise<Case[]> {
  return await tx
    .select()
    .from(cases)
    .where(and(eq(cases.state, 'assigned'), lt(cases.movedAt, before), isNotNull(cases.firstResponderId)))
    .orderBy(asc(cases.movedAt))
}

export async function unclaimedCases(tx: Tx): Promise<Case[]> {
  return await tx
    .select()
    .from(cases)
    .where(inArray(cases.state, ['received']))
    .orderBy(asc(cases.id))
}

export interface Asked {
  readonly kind: 'transfer' | 'extension' | 'reopening'
  readonly toStaffId: number | null
  readonly byStaffId: number | null
  readonly case: Case
}

/** Questions inside cases that wait for somebody's yes or no. */
export async function openRequests(tx: Tx): Promise<Asked[]> {
  const found = await tx
    .select({ request: requests, case: cases })
    .from(requests)
    .innerJoin(cases, eq(cases.id, requests.caseId))
    .where(eq(requests.state, 'open'))
    .orderBy(asc(requests.id))
  return found.map(({ request, case: c }) => ({
    kind: request.kind,
    toStaffId: request.toStaffId,
    byStaffId: request.byStaffId,
    case: c,
  }))
}

/** Questions the desk could not answer and nobody has settled, by item (null: none found). */
export async function unansweredByItem(tx: Tx): Promise<{ item: string | null; count: number }[]> {
  return rows(
    tx,
    sql`select item, count(*) as count from inquiries where decision = 'handoff' and settled_at is null and case_id is null group by item`,
  )
}

/** Letters kept for a person, or for the person's next message, since `since`, by case and reason. */
export async function undelivered(tx: Tx, since: Date): Promise<Undelivered[]> {
  return rows<Undelivered>(
    tx,
    sql`select o.state, c.number, count(*) as count from outbox o left join cases c on c.id = o.case_id
        where o.state in ('refused','unreachable','dead','parked') and o.settled_at > ${since.toISOString()}::timestamptz
        group by o.state, c.number order by c.number nulls last, o.state`,
  )
}

type Counts = Omit<WeekFigures, 'department'> & { code: string }

/** What each department did from `from` up to and without `to`, and how it stands now. */
export async function weekFigures(tx: Tx, from: LocalDate, to: LocalDate): Promise<Counts[]> {
  const begin = sql`(${from} || 'T00:00:00+08:00')::timestamptz`
  const end = sql`(${to} || 'T00:00:00+08:00')::timestamptz`
  return rows<Counts>(
    tx,
    sql`with late as (
          select c.department, count(distinct c.id) as n from promises p join cases c on c.id = p.case_id
          where p.state = 'open' and p.passed_at is not null and p.purpose in ('answer','complete','accept') group by 1),
        found as (select department, count(*) as n from breaches where found_on >= ${from} and found_on < ${to} group by 1)
        select c.department as code,
          count(*) filter (where c.opened_on >= ${from} and c.opened_on < ${to}) as opened,
          count(*) filter (where c.ended_at >= ${begin} and c.ended_at < ${end}) as ended,
          count(*) filter (where c.state in ('received','assigned','supplement','paused')) as open,
          coalesce(max(late.n), 0) as overdue, coalesce(max(found.n), 0) as breaches
        from cases c left join late on late.department = c.department left join found on found.department = c.department
        group by c.department order by c.department`,
  )
}
