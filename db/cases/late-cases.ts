/**
 * Decides when a case is late, for every reader: it holds a promise of the office that counts and whose last moment has passed. The
 * public home page, the desk's counts and lists and every list of late cases ask here, so that they cannot differ.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { CaseKind } from '../../core/case/kinds.ts'
import { PURPOSES, type PurposeName } from '../../core/case/purposes.ts'
import { addDays, localDate, type LocalDate } from '../../core/date.ts'
import type { PageSlice } from '../page-slice.ts'
import { rows } from '../rows.ts'
import { sqlList } from '../sql-list.ts'
import type { Db, Tx } from '../types.ts'

/** What the office owes; a nudge to follow up is no due date. */
const OWED_PURPOSES = Object.entries(PURPOSES)
  .filter(([name, p]) => p.owner === 'office' && name !== 'idle')
  .map(([name]) => name)

/** Of a promise called p: it is the office's. */
export const owedByOffice = sql`p.purpose in (${sqlList(OWED_PURPOSES)})`

export type DueWithin = 'late' | 'today' | 'week'

/** Days from today on that the desk calls this week. */
const WEEK_DAYS = 6

const instant = (now: Date): SQL => sql`${now.toISOString()}::timestamptz`

/** Ids of cases with a promise that is late, or falls due today or within seven days and is not late. May name one twice. */
export const dueCaseIds = (due: DueWithin, now: Date): SQL => sql`select case_id from (${duePromises(due, now)}) due`

/** The same with when each promise is due. */
export function duePromises(due: DueWithin, now: Date): SQL {
  const today = localDate(now)
  const until = due === 'week' ? addDays(today, WEEK_DAYS) : today
  return sql`select p.case_id, p.due_at from promises p where p.state = 'open' and p.due_date <= ${until} and ${owedByOffice}
    and ${due === 'late' ? sql`p.due_at <= ${instant(now)}` : sql`p.due_at > ${instant(now)}`}`
}

/** How many cases of the whole town are late. */
export async function countLateCases(db: Db | Tx, now: Date): Promise<number> {
  const [row] = await rows<{ n: number }>(
    db,
    sql`select count(distinct case_id)::int as n from (${dueCaseIds('late', now)}) late`,
  )
  return row!.n
}

export interface LateCase {
  readonly kind: CaseKind
  readonly item: string | null
  readonly openedOn: LocalDate
  readonly purpose: PurposeName
  /** Of the promise that has been broken longest. */
  readonly dueDate: LocalDate
  readonly dueAt: Date
}

/** The late cases as anybody may read them, the longest first: nothing of who asked, and of nobody who works on it. */
export const lateCasesInPublic = (db: Db, now: Date, { limit = 50, offset = 0 }: PageSlice = {}): Promise<LateCase[]> =>
  rows<LateCase>(
    db,
    sql`select c.kind, c.item, c.opened_on as "openedOn", p.purpose, p.due_date as "dueDate", p.due_at as "dueAt"
        from (select distinct case_id from (${dueCaseIds('late', now)}) d) late join cases c on c.id = late.case_id
        join lateral (
          select * from promises p where p.case_id = c.id and p.state = 'open' and ${owedByOffice} order by p.due_at limit 1) p on true
        order by p.due_at, c.id limit ${limit} offset ${offset}`,
  )
