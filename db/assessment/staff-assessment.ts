/** Counts the figures of a period for each member of staff: internal, never published, from the same logs by the same formula. */
import { sql } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { type Figures, type Period, score, type Scored } from '../../core/assessment/score.ts'
import { instant } from '../../core/date.ts'
import { type Count, figuresOf } from './department-assessment.ts'
import type { RequestContext } from '../context.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'

export interface PersonRow {
  readonly staffId: number
  readonly name: string
  readonly department: string
  readonly figures: Figures
  readonly scored: Scored
}

/** Who handled a case at an instant, by its log: the last it was given to, else whoever met it first. */
const handlerThen = (caseId: string, at: string) => sql`(
  select case when d.action = 'assign' then (d.data->>'to')::bigint else d.staff_id end
  from case_events d
  where d.case_id = ${sql.raw(caseId)} and d.at <= ${sql.raw(at)} and d.staff_id is not null
    and d.action in ('assign', 'take', 'open', 'claim', 'accept', 'decline', 'supplement', 'transfer', 'reply', 'complete')
  order by d.action in ('assign', 'take') desc, case when d.action in ('assign', 'take') then -d.seq else d.seq end limit 1)`

/** Taking up a card and taking a transfer are a department's doing: nobody owns them before somebody did. */
async function counts(db: Db | Tx, period: Period): Promise<(Count & { staffId: number })[]> {
  const from = sql`${instant(period.from).toISOString()}::timestamptz`
  const to = sql`${instant(period.to).toISOString()}::timestamptz`
  const count = sql`'' as department, count(*) filter (where good)::int as good, count(*)::int as of`
  const found = await rows<Count & { staffId: number | null }>(
    db,
    sql`select "staffId", what, ${count} from (
          select ${handlerThen('p.case_id', 'least(coalesce(p.ended_at, p.due_at), p.due_at)')} as "staffId", p.purpose as what, coalesce(p.ended_at < p.due_at, false) as good
          from promises p
          where p.due_at > ${from} and p.due_at <= ${to} and p.purpose in ('accept', 'answer', 'complete', 'relay')
            and p.state <> 'paused' and not (p.state = 'void' and p.ended_at < p.due_at)
          union all
          select ${handlerThen('e.case_id', 'e.at')}, case when e.action = 'rate' then 'satisfaction' else 'notices' end,
                 case when e.action = 'rate' then (e.data->>'score')::int >= 3 else e.action = 'supplement' end
          from case_events e
          where e.at >= ${from} and e.at < ${to} and e.action in ('rate', 'supplement', 'supplement-again')
            and not (e.action = 'rate' and exists (
              select from case_events l where l.case_id = e.case_id and l.action = 'rate' and l.seq > e.seq and l.at < ${to}))) x
        group by 1, 2
        union all
        select b.owner_id, 'breaches', '', 0, sum(case e.action when 'uphold' then 1 else -1 end)::int
        from account_events e join breaches b on e.subject = 'breach:' || b.id
        where e.at >= ${from} and e.at < ${to} and e.action in ('uphold', 'object')
        group by 1`,
  )
  return found.filter((c): c is Count & { staffId: number } => c.staffId !== null)
}

/** The leading group reads all, a head the own department, everybody else themselves. */
export async function assessPeople(
  db: Db | Tx,
  ctx: RequestContext,
  by: Staff | null,
  period: Period,
): Promise<PersonRow[]> {
  const found = await counts(db, period)
  const people = await rows<{ id: number; name: string; department: string }>(db, sql`select id, name, department from staff order by department, id`) // prettier-ignore
  const mine = (s: { id: number; department: string }): boolean =>
    by === null || by.role === 'group' || s.id === by.id || (by.role === 'head' && s.department === by.department)
  return people.flatMap((s) => {
    const own = found.filter((c) => c.staffId === s.id)
    if (own.length === 0 || !mine(s)) return []
    const figures = figuresOf(own)
    return [{ staffId: s.id, name: s.name, department: s.department, figures, scored: score(figures, ctx.townContext.town.assessment) }] // prettier-ignore
  })
}
