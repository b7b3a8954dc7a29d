/** Stores what the figures of a period propose, and what the leading group made of it. */
import { and, asc, eq } from 'drizzle-orm'
import type { ProposalName } from '../../core/assessment/score.ts'
import type { Staff } from '../../core/case/case.ts'
import type { LocalDate } from '../../core/date.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import type { RequestContext } from '../context.ts'
import type { Db, Tx } from '../types.ts'
import { assessmentProposals } from '../schema.ts'

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

/** What of one period waits for the leading group: for the letter that tells the group. */
export const proposedIn = (db: Db | Tx, period: string): Promise<Proposal[]> => proposals(db, 'proposed', period)

/** Confirmed ones only. */
export const publicProposals = (db: Db | Tx, period?: string): Promise<Proposal[]> => proposals(db, 'confirmed', period)

/** The leading group confirms or drops a proposal, once; not a member of the department it is about. */
export async function decideProposal(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  id: number,
  confirm: boolean,
): Promise<string> {
  const [p] = await tx.select().from(assessmentProposals).where(eq(assessmentProposals.id, id)).for('update')
  if (by.role !== 'group') return '由领导小组决定。'
  if (p?.state !== 'proposed') return '没有等决定的这一条。'
  if (p.department === by.department) return '本科室的事不能自己决定。'
  const state = confirm ? 'confirmed' : 'dropped'
  await tx.update(assessmentProposals).set({ state, decidedById: by.id, decidedAt: ctx.now }).where(eq(assessmentProposals.id, id)) // prettier-ignore
  await appendAccountEvent(tx, ctx, `assessment:${p.period}`, { action: state, from: 'proposed', to: state, actor: { kind: 'staff', staff: by, standsFor: [] }, data: { id, department: p.department, kind: p.kind } }) // prettier-ignore
  return confirm ? '已确认，向社会公布。' : '已撤下，不公布。'
}
