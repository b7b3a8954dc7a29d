/** Judges breaches: the one way to change how one stands. What time does is in breach-deadlines.ts, the board in public-breaches.ts. */
import { fit } from '../../core/input/limits.ts'
import { and, asc, count, desc, eq, isNull, ne, notInArray, or, sql } from 'drizzle-orm'
import { BREACH_KINDS, type BreachKindName } from '../../core/breach/kinds.ts'
import {
  type BreachAction,
  type BreachFlow,
  type BreachInput,
  type BreachRole,
  breachRoles,
  BREACH_STATES,
  type BreachState,
  decideBreach,
} from '../../core/breach/lifecycle.ts'
import { BREACH_MESSAGES } from '../../core/messages/breach.ts'
import type { Actor, Staff } from '../../core/case/case.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { addDays, instant, type LocalDate, localDate } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import { recordBreach } from '../cases/case-rows.ts'
import type { RequestContext } from '../context.ts'
import type { Db, Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { allStaff, staffById } from '../people/staff.ts'
import { breaches, breachFlows, cases } from '../schema.ts'

export const breachSubject = (id: number): string => `breach:${id}`

/** A breach with its finding; `about` is empty where the case behind it is confidential. */
export interface BreachView extends BreachFlow {
  readonly due: LocalDate | null
  readonly foundOn: LocalDate
  readonly detail: string
  readonly about: string
  readonly caseId: number | null
}

const COLUMNS = {
  breachId: breachFlows.breachId,
  state: breachFlows.state,
  version: breachFlows.version,
  kind: breachFlows.kind,
  department: breachFlows.department,
  ownerId: breaches.ownerId,
  responsibleId: breachFlows.responsibleId,
  objected: breachFlows.objected,
  measure: breachFlows.measure,
  measureDue: breachFlows.measureDue,
  doneById: breachFlows.doneById,
  due: breachFlows.due,
  dueAt: breachFlows.dueAt,
  foundOn: breaches.foundOn,
  detail: breaches.detail,
  caseId: breaches.caseId,
  number: cases.number,
  caseKind: cases.kind,
}

type Found = Omit<BreachView, 'about' | 'state'> & {
  state: string
  number: string | null
  caseKind: string | null
  dueAt: Date | null
}

export const viewOf = ({ number, caseKind, ...row }: Found): BreachView & { dueAt: Date | null } => ({
  ...row,
  state: row.state as BreachState,
  // a complaint must not be recognised by its number: 信访条例 30(3)
  about: number && caseKind && !KINDS[caseKind as CaseKind].confidential ? number : '',
})

/** Breaches with their findings and the cases behind them. */
export const selectBreaches = (tx: Db | Tx) =>
  tx
    .select(COLUMNS)
    .from(breachFlows)
    .innerJoin(breaches, eq(breaches.id, breachFlows.breachId))
    .leftJoin(cases, eq(cases.id, breaches.caseId))

export async function breachById(tx: Db | Tx, id: number): Promise<BreachView | null> {
  const [row] = await selectBreaches(tx).where(eq(breachFlows.breachId, id))
  return row ? viewOf(row) : null
}

/** What waits for a member of staff, oldest first: theirs to explain, comment, decide or check. */
export async function breachesFor(tx: Db | Tx, who: Staff): Promise<BreachView[]> {
  const open = await selectBreaches(tx)
    .where(sql`${breachFlows.state} not in ('dismissed','closed','referred')`)
    .orderBy(asc(breachFlows.breachId))
  return open.map(viewOf).filter((b) => {
    const { waits } = BREACH_STATES[b.state]
    return waits !== null && breachRoles(who, b).has(waits)
  })
}

export type BreachMoved =
  | { readonly ok: true; readonly to: BreachState; readonly letters: readonly NewMessage[] }
  | { readonly ok: false; readonly because: string }

/** The one way to change a breach's standing. The clock's own acts come with `by` 'clock'. */
export async function moveBreach(
  tx: Tx,
  ctx: RequestContext,
  id: number,
  action: BreachAction,
  by: Staff | 'clock',
  given: BreachInput = {},
): Promise<BreachMoved> {
  await tx.execute(sql`select breach_id from breach_flows where breach_id = ${id} for update`)
  const flow = await breachById(tx, id)
  if (!flow) return { ok: false, because: `没有 ${id} 号违诺` }
  const roles = by === 'clock' ? new Set<BreachRole>(['clock']) : breachRoles(by, flow)
  const today = localDate(ctx.now)
  const decision = decideBreach(flow, action, roles, given, today)
  if (!decision.ok) return decision
  const { row, to } = decision
  const text = maskPersonal(fit('breachText', given.text ?? '')).text
  const measureDue =
    action === 'measure' ? (given.date ?? ctx.townContext.calendar.addWorkdays(today, BREACH_KINDS[kindOf(flow)].days).date) : flow.measureDue // prettier-ignore
  const due = row.to === null ? flow.due : dueIn(ctx, to, flow, measureDue)
  await tx
    .update(breachFlows)
    .set({
      state: to,
      version: flow.version + 1,
      due,
      dueAt: due === null ? null : instant(addDays(due, 1)),
      ...(row.verdict === undefined ? {} : { verdict: row.verdict, reason: row.verdict ? text : '', decidedOn: row.verdict ? today : null }), // prettier-ignore
      ...(action === 'measure' ? { measure: given.measure ?? null, measureDue } : {}),
      ...(action === 'object' ? { objected: true, measure: null, measureDue: null } : {}),
      ...(action === 'do' && by !== 'clock' ? { doneById: by.id } : {}),
      ...(action === 'name' ? { naming: true } : {}),
      ...(to === 'closed' || to === 'dismissed' || to === 'referred' ? { closedAt: ctx.now } : {}),
    })
    .where(eq(breachFlows.breachId, id))
  const actor: Actor = by === 'clock' ? { kind: 'clock' } : { kind: 'staff', staff: by, standsFor: [] }
  await appendAccountEvent(tx, ctx, breachSubject(id), {
    action,
    from: flow.state,
    to,
    actor,
    text,
    data: { ...(given.measure ? { measure: given.measure } : {}), ...(measureDue ? { measureDue } : {}) },
  })
  const after = (await breachById(tx, id))!
  const people = await allStaff(tx)
  const hear = people.filter(
    (s) => (by === 'clock' || s.id !== by.id) && (s.id === after.responsibleId || waitsFor(s, after)),
  )
  return {
    ok: true,
    to,
    letters: messagesTo(hear, after, ctx, `${id}:${after.version}`, BREACH_MESSAGES.moved(action)),
  }
}

const kindOf = (flow: BreachFlow): BreachKindName => flow.kind as BreachKindName

/** Whether the next step is this person's. */
export const waitsFor = (s: Staff, flow: BreachFlow): boolean => {
  const { waits } = BREACH_STATES[flow.state]
  return waits !== null && breachRoles(s, flow).has(waits)
}

function dueIn(ctx: RequestContext, to: BreachState, flow: BreachFlow, measureDue: LocalDate | null): LocalDate | null {
  const { waits, days } = BREACH_STATES[to]
  if (waits === null) return null
  if (to === 'measured') return measureDue
  return ctx.townContext.calendar.addWorkdays(localDate(ctx.now), days ?? BREACH_KINDS[kindOf(flow)].days).date
}

/** One card of a breach to each of these people, once a key. */
export function messagesTo(
  people: readonly Staff[],
  b: BreachView,
  ctx: RequestContext,
  key: string,
  head: string,
): NewMessage[] {
  return people
    .filter((s) => s.conversationId !== null)
    .map((s) => ({
      conversationId: s.conversationId!,
      message: { text: BREACH_MESSAGES.card(head, b, ctx.townContext.town, breachRoles(s, b)) },
      urgency: 'push' as const,
      about: 'breach',
      onceKey: `breach:${key}:${s.id}`,
    }))
}

/** A complaint about conduct was upheld: the breach it is. The complainant and the complaint stay unknown. */
export async function attitudeUpheld(
  tx: Tx,
  ctx: RequestContext,
  caseId: number,
  by: Staff,
  reason: string,
): Promise<string> {
  const [c] = await tx.select().from(cases).where(eq(cases.id, caseId))
  if (c?.kind !== 'complaint') return '不是监督投诉。'
  if (by.role !== 'group') return '由领导小组认定。'
  const accused = c.accusedStaffId === null ? null : await staffById(tx, c.accusedStaffId)
  const department = accused?.department ?? c.accusedDepartment
  if (!department) return '这件投诉没有写明科室或人员，请先核实。'
  if (accused?.id === by.id || by.department === department) return '本人、本科室的事不能自己认定。'
  const fresh = await recordBreach(tx, ctx, {
    key: `attitude:${caseId}`,
    kind: 'attitude-complaint',
    caseId: null,
    promiseId: null,
    department,
    ownerId: accused?.id ?? null,
    dueDate: null,
    detail: maskPersonal(fit('complaintUpheld', reason)).text,
  })
  return fresh ? '已记为违诺，按程序说明、认定。' : '已经记过了。'
}

/** What this person stands in any relation to as breachRoles() has it, beside what waits for them; the newest first. */
export async function otherBreaches(
  db: Db,
  staff: Staff,
  waiting: readonly BreachView[],
  slice: { limit: number; offset: number },
) {
  const notOwn = or(isNull(breaches.ownerId), ne(breaches.ownerId, staff.id))
  const over = staff.role === 'group' ? sql`true` : staff.role === 'head' ? eq(breachFlows.department, staff.department) : sql`false` // prettier-ignore
  const where = and(
    or(eq(breachFlows.responsibleId, staff.id), and(notOwn, over)),
    waiting.length > 0
      ? notInArray(
          breachFlows.breachId,
          waiting.map((b) => b.breachId),
        )
      : undefined,
  )
  const [found, [all]] = await Promise.all([
    selectBreaches(db).where(where).orderBy(desc(breachFlows.breachId)).limit(slice.limit).offset(slice.offset),
    db.select({ count: count() }).from(breachFlows).innerJoin(breaches, eq(breaches.id, breachFlows.breachId)).where(where), // prettier-ignore
  ])
  return { found: found.map(viewOf), count: all!.count }
}
