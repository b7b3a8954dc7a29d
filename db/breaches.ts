/** Breaches judged: the one way to change how one stands, what the clock does to it, and what the public sees. */
import { and, asc, desc, eq, isNotNull, lte, sql } from 'drizzle-orm'
import { BREACH_KINDS, breachKind, type BreachKindName } from '../core/breach/kinds.ts'
import {
  type BreachAction,
  type BreachFlow,
  type BreachGiven,
  type BreachRole,
  breachRoles,
  BREACH_STATES,
  type BreachState,
  decideBreach,
  MEASURES,
  type MeasureName,
} from '../core/breach/lifecycle.ts'
import { BREACH_SAYS } from '../core/breach/say.ts'
import type { Actor, Staff } from '../core/case/case.ts'
import { type CaseKind, KINDS } from '../core/case/kinds.ts'
import { addDays, instant, type LocalDate, localDate } from '../core/date.ts'
import { maskPersonal } from '../core/privacy/mask.ts'
import { accountLog, writeAccount } from './account-log.ts'
import { foundBreach, type Setting } from './cases.ts'
import { rows, type Db, type Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { allStaff, staffById } from './people.ts'
import { breaches, breachFlows, cases, staff } from './schema.ts'

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

const view = ({ number, caseKind, ...row }: Found): BreachView & { dueAt: Date | null } => ({
  ...row,
  state: row.state as BreachState,
  // a complaint must not be recognised by its number: 信访条例 30(3)
  about: number && caseKind && !KINDS[caseKind as CaseKind].confidential ? number : '',
})

const select = (tx: Db | Tx) =>
  tx
    .select(COLUMNS)
    .from(breachFlows)
    .innerJoin(breaches, eq(breaches.id, breachFlows.breachId))
    .leftJoin(cases, eq(cases.id, breaches.caseId))

export async function breachById(tx: Db | Tx, id: number): Promise<BreachView | null> {
  const [row] = await select(tx).where(eq(breachFlows.breachId, id))
  return row ? view(row) : null
}

/** What waits for a member of staff, oldest first: theirs to explain, comment, decide or check. */
export async function breachesFor(tx: Db | Tx, who: Staff): Promise<BreachView[]> {
  const open = await select(tx)
    .where(sql`${breachFlows.state} not in ('dismissed','closed','referred')`)
    .orderBy(asc(breachFlows.breachId))
  return open.map(view).filter((b) => {
    const { waits } = BREACH_STATES[b.state]
    return waits !== null && breachRoles(who, b).has(waits)
  })
}

export type BreachMoved =
  | { readonly ok: true; readonly to: BreachState; readonly letters: readonly Letter[] }
  | { readonly ok: false; readonly because: string }

/** The one way to change a breach's standing. The clock's own acts come with `by` 'clock'. */
export async function moveBreach(
  tx: Tx,
  set: Setting,
  id: number,
  action: BreachAction,
  by: Staff | 'clock',
  given: BreachGiven = {},
): Promise<BreachMoved> {
  await tx.execute(sql`select breach_id from breach_flows where breach_id = ${id} for update`)
  const flow = await breachById(tx, id)
  if (!flow) return { ok: false, because: `没有 ${id} 号违诺` }
  const roles = by === 'clock' ? new Set<BreachRole>(['clock']) : breachRoles(by, flow)
  const today = localDate(set.now)
  const decision = decideBreach(flow, action, roles, given, today)
  if (!decision.ok) return decision
  const { row, to } = decision
  const text = maskPersonal(given.text ?? '').text.slice(0, 2000)
  const measureDue =
    action === 'measure' ? (given.date ?? set.world.calendar.addWorkdays(today, BREACH_KINDS[kindOf(flow)].days).date) : flow.measureDue // prettier-ignore
  const due = row.to === null ? flow.due : dueIn(set, to, flow, measureDue)
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
      ...(to === 'closed' || to === 'dismissed' || to === 'referred' ? { closedAt: set.now } : {}),
    })
    .where(eq(breachFlows.breachId, id))
  const actor: Actor = by === 'clock' ? { kind: 'clock' } : { kind: 'staff', staff: by, standsFor: [] }
  await writeAccount(tx, set, breachSubject(id), {
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
  return { ok: true, to, letters: lettersTo(hear, after, set, `${id}:${after.version}`, BREACH_SAYS.moved(action)) }
}

const kindOf = (flow: BreachFlow): BreachKindName => flow.kind as BreachKindName

const waitsFor = (s: Staff, flow: BreachFlow): boolean => {
  const { waits } = BREACH_STATES[flow.state]
  return waits !== null && breachRoles(s, flow).has(waits)
}

function dueIn(set: Setting, to: BreachState, flow: BreachFlow, measureDue: LocalDate | null): LocalDate | null {
  const { waits, days } = BREACH_STATES[to]
  if (waits === null) return null
  if (to === 'measured') return measureDue
  return set.world.calendar.addWorkdays(localDate(set.now), days ?? BREACH_KINDS[kindOf(flow)].days).date
}

function lettersTo(people: readonly Staff[], b: BreachView, set: Setting, key: string, head: string): Letter[] {
  return people
    .filter((s) => s.conversationId !== null)
    .map((s) => ({
      conversationId: s.conversationId!,
      message: { text: BREACH_SAYS.card(head, b, set.world.town, breachRoles(s, b)) },
      urgency: 'push' as const,
      about: 'breach',
      onceKey: `breach:${key}:${s.id}`,
    }))
}

/** Who explains: the owner at the time; where they left or nobody had it, the head of the department. */
function responsible(owner: number | null, department: string, people: readonly Staff[]): number | null {
  if (people.some((s) => s.id === owner)) return owner
  return people.find((s) => s.role === 'head' && s.department === department)?.id ?? null
}

/**
 * What time does to breaches: new findings are put to whoever explains them, what nobody explained or commented goes on
 * without, a measure not done in time is a breach of its own, and whoever is waited for is told again. Run daily or
 * oftener; each thing happens once.
 */
export async function breachTick(tx: Tx, set: Setting): Promise<Letter[]> {
  const people = await allStaff(tx)
  return [...(await takeUp(tx, set, people)), ...(await handOver(tx, set, people)), ...(await passDue(tx, set, people))]
}

async function takeUp(tx: Tx, set: Setting, people: readonly Staff[]): Promise<Letter[]> {
  const fresh = await tx
    .select({
      id: breaches.id,
      kind: breaches.kind,
      department: breaches.department,
      ownerId: breaches.ownerId,
      caseKind: cases.kind,
    }) // prettier-ignore
    .from(breaches)
    .leftJoin(breachFlows, eq(breachFlows.breachId, breaches.id))
    .leftJoin(cases, eq(cases.id, breaches.caseId))
    .where(sql`${breachFlows.breachId} is null`)
    .orderBy(asc(breaches.id))
    .limit(500)
  const letters: Letter[] = []
  for (const b of fresh) {
    const kind = breachKind(b.kind, b.caseKind as CaseKind | null)
    const due = set.world.calendar.addWorkdays(localDate(set.now), BREACH_KINDS[kind].days).date
    const made = await tx
      .insert(breachFlows)
      .values({
        breachId: b.id,
        state: 'found',
        kind,
        department: b.department,
        responsibleId: responsible(b.ownerId, b.department, people),
        due,
        dueAt: instant(addDays(due, 1)),
      })
      .onConflictDoNothing()
      .returning({ id: breachFlows.breachId })
    if (made.length === 0) continue
    await writeAccount(tx, set, breachSubject(b.id), { action: 'found', from: null, to: 'found', actor: { kind: 'clock' }, data: { kind } }) // prettier-ignore
    const after = (await breachById(tx, b.id))!
    const hear = people.filter((s) => waitsFor(s, after))
    letters.push(...lettersTo(hear, after, set, `${b.id}:found`, BREACH_SAYS.found))
  }
  return letters
}

/** Whoever left no longer explains or rectifies: the head of the department does. */
async function handOver(tx: Tx, set: Setting, people: readonly Staff[]): Promise<Letter[]> {
  const left = await tx
    .select({ id: breachFlows.breachId, department: breachFlows.department, state: breachFlows.state })
    .from(breachFlows)
    .innerJoin(staff, eq(staff.id, breachFlows.responsibleId))
    .where(and(isNotNull(staff.leftAt), sql`${breachFlows.state} not in ('dismissed','closed','referred')`))
  const letters: Letter[] = []
  for (const { id, department, state } of left) {
    const next = responsible(null, department, people)
    if (next === null) continue
    await tx.update(breachFlows).set({ responsibleId: next }).where(eq(breachFlows.breachId, id))
    await writeAccount(tx, set, breachSubject(id), { action: 'hand-over', from: state, to: state, actor: { kind: 'clock' }, data: { to: next } }) // prettier-ignore
    const after = (await breachById(tx, id))!
    letters.push(...lettersTo(people.filter((s) => s.id === next), after, set, `${id}:over:${next}`, BREACH_SAYS.handedOver)) // prettier-ignore
  }
  return letters
}

async function passDue(tx: Tx, set: Setting, people: readonly Staff[]): Promise<Letter[]> {
  const passed = (await select(tx).where(lte(breachFlows.dueAt, set.now)).orderBy(asc(breachFlows.breachId))).map(view)
  const letters: Letter[] = []
  for (const b of passed) {
    const { passes } = BREACH_STATES[b.state]
    if (passes) {
      const moved = await moveBreach(tx, set, b.breachId, passes, 'clock')
      if (moved.ok) letters.push(...moved.letters)
      continue
    }
    if (b.state === 'measured')
      await foundBreach(tx, set, {
        key: `measure:${b.breachId}:${b.measureDue ?? ''}`,
        kind: 'late-rectification',
        caseId: null,
        promiseId: null,
        department: b.department,
        ownerId: b.responsibleId,
        dueDate: b.measureDue,
        detail: `违诺 ${b.breachId} 的整改没有按时完成`,
      })
    const next = set.world.calendar.addWorkdays(localDate(set.now), 5).date
    await tx
      .update(breachFlows)
      .set({ dueAt: instant(addDays(next, 1)) })
      .where(eq(breachFlows.breachId, b.breachId))
    letters.push(...lettersTo(people.filter((s) => waitsFor(s, b)), b, set, `${b.breachId}:late:${localDate(set.now)}`, BREACH_SAYS.late)) // prettier-ignore
  }
  return letters
}

/** A complaint about conduct was upheld: the breach it is. The complainant and the complaint stay unknown. */
export async function attitudeUpheld(tx: Tx, set: Setting, caseId: number, by: Staff, reason: string): Promise<string> {
  const [c] = await tx.select().from(cases).where(eq(cases.id, caseId))
  if (c?.kind !== 'complaint') return '不是监督投诉。'
  if (by.role !== 'group') return '由领导小组认定。'
  const accused = c.accusedStaffId === null ? null : await staffById(tx, c.accusedStaffId)
  const department = accused?.department ?? c.accusedDepartment
  if (!department) return '这件投诉没有写明科室或人员，请先核实。'
  if (accused?.id === by.id || by.department === department) return '本人、本科室的事不能自己认定。'
  const fresh = await foundBreach(tx, set, {
    key: `attitude:${caseId}`,
    kind: 'attitude-complaint',
    caseId: null,
    promiseId: null,
    department,
    ownerId: accused?.id ?? null,
    dueDate: null,
    detail: maskPersonal(reason).text.slice(0, 500),
  })
  return fresh ? '已记为违诺，按程序说明、认定。' : '已经记过了。'
}

export interface PublicBreach {
  readonly id: number
  readonly department: string
  readonly kind: BreachKindName
  readonly label: string
  readonly foundOn: LocalDate
  readonly verdict: 'upheld' | 'dismissed' | 'referred'
  readonly decidedOn: LocalDate | null
  readonly reason: string
  /** Work done late: why, as explained (营商环境条例 36). */
  readonly why: string
  readonly measure: string
  readonly measureDue: LocalDate | null
  readonly state: string
  /** Only where the leading group said so. */
  readonly person: string | null
}

/** The notice board: decided breaches by department, newest first. No names of staff, no case numbers, no residents. */
export async function publicBreaches(
  db: Db | Tx,
  o: { department?: string; limit?: number } = {},
): Promise<PublicBreach[]> {
  // prettier-ignore
  const shown = Object.entries(BREACH_STATES).filter(([, s]) => s.public).map(([name]) => name) // prettier-ignore
  const found = await db
    .select({ flow: breachFlows, foundOn: breaches.foundOn, ownerId: breaches.ownerId })
    .from(breachFlows)
    .innerJoin(breaches, eq(breaches.id, breachFlows.breachId))
    .where(
      and(
        sql`${breachFlows.state} in (${sql.join(shown.map((s) => sql`${s}`), sql`, `)})`, // prettier-ignore
        o.department ? eq(breachFlows.department, o.department) : undefined,
      ),
    )
    .orderBy(desc(breaches.foundOn), desc(breaches.id))
    .limit(o.limit ?? 200)
  const people = await rows<{ id: number; name: string }>(db, sql`select id, name from staff`)
  return Promise.all(
    found.map(async ({ flow, foundOn, ownerId }) => {
      const kind = flow.kind as BreachKindName
      const person = flow.naming ? (people.find((s) => s.id === ownerId)?.name ?? null) : null
      const clean = (text: string) => withoutNames(text, people.map((s) => s.name).filter((n) => n !== person)) // prettier-ignore
      const referred = flow.state === 'referred'
      const why = BREACH_KINDS[kind].tellsWhy && !referred ? await explanation(db, flow.breachId) : ''
      return {
        id: flow.breachId,
        department: flow.department,
        kind,
        label: BREACH_KINDS[kind].label,
        foundOn,
        verdict: referred ? 'referred' : (flow.verdict as 'upheld' | 'dismissed'),
        decidedOn: flow.decidedOn,
        reason: referred ? '' : clean(flow.reason),
        why: clean(why),
        measure: flow.measure === null ? '' : MEASURES[flow.measure as MeasureName].label,
        measureDue: flow.measureDue,
        state: BREACH_STATES[flow.state as BreachState].label,
        person: referred ? null : person,
      }
    }),
  )
}

/** The explanation as it was given; said so where none was. */
async function explanation(db: Db | Tx, id: number): Promise<string> {
  const said = (await accountLog(db, breachSubject(id))).find((e) => e.action === 'explain')
  return said ? said.text : '责任人逾期未说明'
}

/** Names of staff blotted out: a breach on the desk is no finding of 政务失信 against a person (law facts 1.9). */
export const withoutNames = (text: string, names: readonly string[]): string =>
  names.reduce((t, name) => (name.length > 1 ? t.replaceAll(name, '某同志') : t), text)
