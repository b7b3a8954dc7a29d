/** Reads, beside a case, the promise of the office that presses most: one that runs before one that is paused. */
import { sql, type SQL } from 'drizzle-orm'
import type { PressingClock } from '../../core/case/case.ts'
import type { LocalDate } from '../../core/date.ts'
import { owedByOffice } from './late-cases.ts'

/** What `pressingColumns` read; nothing presses where there is no purpose. */
export interface PressingRow {
  readonly purpose: PressingClock['purpose'] | null
  readonly dueDate: LocalDate
  readonly dueAt: Date
  readonly provisional: boolean
  readonly unit: PressingClock['unit']
  readonly clockState: PressingClock['state']
}

export const pressingColumns: SQL = sql`p.purpose, p.due_date as "dueDate", p.due_at as "dueAt", p.provisional, p.unit, p.state as "clockState"`

/** Joins the promise as p to a case called c. */
export const joinPressing: SQL = sql`left join lateral (
  select * from promises p where p.case_id = c.id and p.state in ('open', 'paused') and ${owedByOffice}
  order by p.state = 'paused', p.due_at limit 1) p on true`

/** The rest of a row with its clock as one thing. */
export function withClock<R extends PressingRow>(row: R): Omit<R, keyof PressingRow> & { clock: PressingClock | null } {
  const { purpose, dueDate, dueAt, provisional, unit, clockState, ...rest } = row
  return { ...rest, clock: purpose && { purpose, dueDate, dueAt, provisional, unit, state: clockState } }
}
