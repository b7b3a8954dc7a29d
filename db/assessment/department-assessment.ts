/** Counts the figures of a period, from the logs alone, so that an old month counted again gives the same. */
import { asc, eq, sql } from 'drizzle-orm'
import { instant, localDate } from '../../core/date.ts'
import { type Figures, type Formula, MEASURED, type MeasuredName, NO_FIGURES, type Period, propose, readPeriod, type DepartmentScore, score } from '../../core/assessment/score.ts' // prettier-ignore
import type { RequestContext } from '../context.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { assessmentProposals, assessments } from '../schema.ts'

// prettier-ignore
const PURPOSE_OF: Readonly<Record<string, MeasuredName>> = {
  claim: 'response', accept: 'response', answer: 'completion', complete: 'completion', take: 'transfers', relay: 'relay',
}

/** The department a case was with at an instant, by its log: `cases.department` is only where it is now. */
const departmentThen = (caseId: string, at: string) => sql`coalesce((
  select coalesce(d.data->>'department', s.department)
  from case_events d left join staff s on s.id = case when d.action = 'take' then d.staff_id else (d.data->>'to')::bigint end
  where d.case_id = ${sql.raw(caseId)} and d.at <= ${sql.raw(at)} and d.action in ('open', 'reroute', 'assign', 'take')
    and (d.data->>'department' is not null or s.id is not null)
  order by d.seq desc limit 1), (select department from cases where id = ${sql.raw(caseId)}))`

/** The department that was asked to take a transfer: it answers for taking it in time. */
const askedThen = sql`(
  select coalesce(d.data->>'asked', s.department)
  from case_events d left join staff s on s.id = (d.data->>'to')::bigint
  where d.case_id = p.case_id and d.action = 'transfer' and d.at <= p.started_at
  order by d.seq desc limit 1)`

export interface Count {
  readonly department: string
  readonly what: string
  readonly good: number
  readonly of: number
}

/**
 * A clock counts in the month its last day falls in (due_at is the first instant after it): in time where it ended
 * before, late where it had not, whatever came after. One that ended early for nothing (void) and one that stands still
 * count nowhere. Of several ratings of one case the last counts.
 */
async function counts(db: Db | Tx, period: Period): Promise<Count[]> {
  const from = sql`${instant(period.from).toISOString()}::timestamptz`
  const to = sql`${instant(period.to).toISOString()}::timestamptz`
  const clocks = await rows<Count>(
    db,
    sql`select department, purpose as what, count(*) filter (where in_time)::int as good, count(*)::int as of from (
          select p.purpose, coalesce(p.ended_at < p.due_at, false) as in_time,
                 case when p.purpose = 'take' then coalesce(${askedThen}, '') else ${departmentThen('p.case_id', 'least(coalesce(p.ended_at, p.due_at), p.due_at)')} end as department
          from promises p
          where p.due_at > ${from} and p.due_at <= ${to} and p.purpose in ('claim','accept','answer','complete','take','relay')
            and p.state <> 'paused' and not (p.state = 'void' and p.ended_at < p.due_at)) x
        group by 1, 2`,
  )
  const events = await rows<Count>(
    db,
    sql`select department, what, count(*) filter (where good)::int as good, count(*)::int as of from (
          select case when e.action = 'rate' then 'satisfaction' else 'notices' end as what,
                 case when e.action = 'rate' then (e.data->>'score')::int >= 3 else e.action = 'supplement' end as good,
                 ${departmentThen('e.case_id', 'e.at')} as department
          from case_events e
          where e.at >= ${from} and e.at < ${to} and e.action in ('rate', 'supplement', 'supplement-again')
            and not (e.action = 'rate' and exists (
              select from case_events l where l.case_id = e.case_id and l.action = 'rate' and l.seq > e.seq and l.at < ${to}))) x
        group by 1, 2`,
  )
  const upheld = await rows<Count>(
    db,
    sql`select b.department, 'breaches' as what, 0 as good,
               sum(case e.action when 'uphold' then 1 else -1 end)::int as of
        from account_events e join breaches b on e.subject = 'breach:' || b.id
        where e.at >= ${from} and e.at < ${to}
          and (e.action = 'uphold' or e.action = 'object')
        group by 1`,
  )
  return [...clocks, ...events, ...upheld]
}

/** The rows of a period for the departments of the town; one that is no more stands for itself, by the name it had. */
export async function assess(db: Db | Tx, ctx: RequestContext, period: Period): Promise<DepartmentScore[]> {
  const found = await counts(db, period)
  const { departments, former, assessment } = ctx.townContext.town
  const known = departments.map((d) => ({ code: d.code, name: d.name }))
  const gone = [...new Set(found.map((c) => c.department))].filter((code) => !known.some((d) => d.code === code))
  return [
    ...known,
    ...gone.sort().map((code) => ({ code, name: former.find((f) => f.code === code)?.name ?? code })),
  ].map(({ code, name }) => {
    const figures = figuresOf(found.filter((c) => c.department === code))
    return { department: code, name, figures, scored: score(figures, assessment) }
  })
}

/** One department's, or one person's, figures from what was counted. */
export function figuresOf(counted: readonly Count[]): Figures {
  const shares = { ...NO_FIGURES.shares }
  let breaches = 0
  for (const { what, good, of } of counted) {
    if (what === 'breaches') {
      breaches += of
      continue
    }
    const name = PURPOSE_OF[what] ?? (what as MeasuredName)
    if (name in MEASURED) shares[name] = { good: shares[name].good + good, of: shares[name].of + of }
  }
  return { shares, breaches }
}

/**
 * A period that is over, stored once with its formula, and what it proposes. A second time returns what was stored. Null
 * while it runs, and of one in which nothing happened: a desk that starts today publishes no empty year.
 */
export async function storeAssessment(tx: Tx, ctx: RequestContext, period: Period): Promise<DepartmentScore[] | null> {
  if (localDate(ctx.now) < period.to) return null
  const known = await storedAssessment(tx, period.name)
  if (known.length > 0) return known
  const formula = ctx.townContext.town.assessment
  const counted = await assess(tx, ctx, period)
  if (counted.every((r) => isNothing(r.figures))) return null
  const correctBy = ctx.townContext.calendar.addWorkdays(localDate(ctx.now), 20).date
  for (const r of counted) {
    await tx
      .insert(assessments)
      .values({
        period: period.name,
        department: r.department,
        name: r.name,
        figures: r.figures,
        formula,
        score: r.scored.score,
        ranked: r.scored.ranked,
        at: ctx.now,
      }) // prettier-ignore
      .onConflictDoNothing()
    for (const p of propose(r.scored, r.figures, formula))
      await tx
        .insert(assessmentProposals)
        .values({
          period: period.name,
          department: r.department,
          ...p,
          correctBy: p.kind === 'correct' ? correctBy : null,
          state: 'proposed',
        }) // prettier-ignore
        .onConflictDoNothing()
  }
  return counted
}

const isNothing = (f: Figures): boolean => f.breaches === 0 && Object.values(f.shares).every((s) => s.of === 0)

/** A stored period, scored by the formula it was stored with. */
export async function storedAssessment(db: Db | Tx, period: string): Promise<DepartmentScore[]> {
  const found = await db.select().from(assessments).where(eq(assessments.period, period)).orderBy(asc(assessments.id))
  return found.map((r) => {
    const figures = r.figures as Figures
    return { department: r.department, name: r.name, figures, scored: score(figures, r.formula as Formula) }
  })
}

export interface PublishedAssessment {
  readonly period: Period
  readonly formula: Formula
  readonly rows: readonly DepartmentScore[]
}

/** A settled period as it was published, with the formula it was made by; null where none of that name was settled. */
export async function publishedAssessment(db: Db | Tx, name: string): Promise<PublishedAssessment | null> {
  const period = readPeriod(name)
  if (!period) return null
  const [first] = await db.select({ formula: assessments.formula }).from(assessments).where(eq(assessments.period, period.name)).limit(1) // prettier-ignore
  if (!first) return null
  return { period, formula: first.formula as Formula, rows: await storedAssessment(db, period.name) }
}

/** The names of the settled periods, newest first: '2026-Q3', '2026-09', '2026-08' … */
export async function assessedPeriods(db: Db | Tx): Promise<string[]> {
  const found = await db.selectDistinct({ period: assessments.period }).from(assessments)
  const ends = (name: string): string => readPeriod(name)?.to ?? ''
  return found.map((r) => r.period).sort((a, b) => (ends(a) < ends(b) ? 1 : ends(a) > ends(b) ? -1 : a < b ? 1 : -1))
}
