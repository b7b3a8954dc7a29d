/** The figures of a period, read from the logs alone, so that an old month counted again gives the same. */
import { and, asc, eq, sql } from 'drizzle-orm'
import type { Staff } from '../core/case/case.ts'
import { instant, localDate, type LocalDate } from '../core/date.ts'
import { type Figures, type Formula, MEASURED, type MeasuredName, NO_FIGURES, type Period, type ProposalName, propose, type Row, score } from '../core/assessment/score.ts' // prettier-ignore
import { writeAccount } from './account-log.ts'
import type { Setting } from './cases.ts'
import { rows, type Db, type Tx } from './open.ts'
import { assessmentProposals, assessments } from './schema.ts'

// prettier-ignore
const PURPOSE_OF: Readonly<Record<string, MeasuredName>> = {
  claim: 'response', accept: 'response', answer: 'completion', complete: 'completion', take: 'transfers', relay: 'relay',
}

/** The department a case was with at an instant, by its log: `cases.department` is only where it is now. */
const departmentThen = (caseId: string, at: string) => sql`coalesce((
  select case when d.action in ('open', 'reroute') then d.data->>'department' else s.department end
  from case_events d left join staff s on s.id = case when d.action = 'take' then d.staff_id else (d.data->>'to')::bigint end
  where d.case_id = ${sql.raw(caseId)} and d.at <= ${sql.raw(at)}
    and (d.action in ('open', 'reroute') and d.data->>'department' is not null or d.action in ('assign', 'take') and s.id is not null)
  order by d.seq desc limit 1), (select department from cases where id = ${sql.raw(caseId)}))`

interface Count {
  readonly department: string
  readonly what: string
  readonly good: number
  readonly of: number
}

/**
 * A clock counts in the month its last moment falls in: in time where it ended before, late where it had not, whatever
 * came after. Of several ratings of one case the last counts. One that ended early for nothing (void) and one that stands still count nowhere.
 */
async function counts(db: Db | Tx, period: Period): Promise<Count[]> {
  const from = sql`${instant(period.from).toISOString()}::timestamptz`
  const to = sql`${instant(period.to).toISOString()}::timestamptz`
  const clocks = await rows<Count>(
    db,
    sql`select department, purpose as what, count(*) filter (where in_time)::int as good, count(*)::int as of from (
          select p.purpose, coalesce(p.ended_at < p.due_at, false) as in_time,
                 ${departmentThen('p.case_id', 'least(coalesce(p.ended_at, p.due_at), p.due_at)')} as department
          from promises p
          where p.due_at >= ${from} and p.due_at < ${to} and p.purpose in ('claim','accept','answer','complete','take','relay')
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

/** The rows of a period for the departments of the town; one that no longer exists stands under its code. */
export async function assess(db: Db | Tx, set: Setting, period: Period): Promise<Row[]> {
  const found = await counts(db, period)
  const { departments, assessment } = set.world.town
  const known = departments.map((d) => ({ code: d.code, name: d.name }))
  const gone = [...new Set(found.map((c) => c.department))].filter((code) => !known.some((d) => d.code === code))
  return [...known, ...gone.sort().map((code) => ({ code, name: code }))].map(({ code, name }) => {
    const figures = figuresOf(found.filter((c) => c.department === code))
    return { department: code, name, figures, scored: score(figures, assessment) }
  })
}

function figuresOf(counted: readonly Count[]): Figures {
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

/** A period that is over, stored once with its formula, and what it proposes. A second time returns what was stored. */
export async function settleAssessment(tx: Tx, set: Setting, period: Period): Promise<Row[] | null> {
  if (localDate(set.now) < period.to) return null
  const known = await storedAssessment(tx, period.name)
  if (known.length > 0) return known
  const formula = set.world.town.assessment
  const counted = await assess(tx, set, period)
  const correctBy = set.world.calendar.addWorkdays(localDate(set.now), 20).date
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
        at: set.now,
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

/** A stored period, scored by the formula it was stored with. */
export async function storedAssessment(db: Db | Tx, period: string): Promise<Row[]> {
  const found = await db.select().from(assessments).where(eq(assessments.period, period)).orderBy(asc(assessments.id))
  return found.map((r) => {
    const figures = r.figures as Figures
    return { department: r.department, name: r.name, figures, scored: score(figures, r.formula as Formula) }
  })
}

export interface Proposal {
  readonly id: number
  readonly period: string
  readonly department: string
  readonly kind: ProposalName
  readonly why: string
  readonly correctBy: LocalDate | null
}

const proposals = async (db: Db | Tx, state: 'proposed' | 'confirmed', period?: string): Promise<Proposal[]> =>
  (await db
    .select()
    .from(assessmentProposals)
    .where(and(eq(assessmentProposals.state, state), period ? eq(assessmentProposals.period, period) : undefined))
    .orderBy(asc(assessmentProposals.id))) as Proposal[]

/** What waits for the leading group; nobody else is shown it. */
export const openProposals = (db: Db | Tx, by: Staff): Promise<Proposal[]> =>
  by.role === 'group' ? proposals(db, 'proposed') : Promise.resolve([])

/** Confirmed ones only. */
export const publicProposals = (db: Db | Tx, period?: string): Promise<Proposal[]> => proposals(db, 'confirmed', period)

/** The leading group confirms or drops a proposal, once; not a member of the department it is about. */
export async function decideProposal(tx: Tx, set: Setting, by: Staff, id: number, confirm: boolean): Promise<string> {
  const [p] = await tx.select().from(assessmentProposals).where(eq(assessmentProposals.id, id)).for('update')
  if (by.role !== 'group') return '由领导小组决定。'
  if (p?.state !== 'proposed') return '没有等决定的这一条。'
  if (p.department === by.department) return '本科室的事不能自己决定。'
  const state = confirm ? 'confirmed' : 'dropped'
  await tx.update(assessmentProposals).set({ state, decidedById: by.id, decidedAt: set.now }).where(eq(assessmentProposals.id, id)) // prettier-ignore
  await writeAccount(tx, set, `assessment:${p.period}`, { action: state, from: 'proposed', to: state, actor: { kind: 'staff', staff: by, standsFor: [] }, data: { id, department: p.department, kind: p.kind } }) // prettier-ignore
  return confirm ? '已确认，向社会公布。' : '已撤下，不公布。'
}
