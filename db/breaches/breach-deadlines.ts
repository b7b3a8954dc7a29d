/** Moves breaches whose own dates have passed on: an explanation, an objection or a measure that came to its day. */
import { and, asc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { BREACH_KINDS, breachKind } from '../../core/breach/kinds.ts'
import { BREACH_STATES } from '../../core/breach/lifecycle.ts'
import { BREACH_MESSAGES } from '../../core/messages/breach.ts'
import type { Staff } from '../../core/case/case.ts'
import { addDays, instant, localDate } from '../../core/date.ts'
import { departmentOf, type Town } from '../../core/town.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import { breachById, breachSubject, messagesTo, moveBreach, selectBreaches, viewOf, waitsFor } from './breaches.ts'
import { recordBreach } from '../cases/case-rows.ts'
import type { RequestContext } from '../context.ts'
import type { Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { allStaff } from '../people/staff.ts'
import { breaches, breachFlows, cases, staff } from '../schema.ts'

/** Who explains: the owner at the time; where they left or nobody had it, the head of the department, or of its successor. */
function responsible(owner: number | null, department: string, people: readonly Staff[], town: Town): number | null {
  if (people.some((s) => s.id === owner)) return owner
  const headOf = (code: string) => people.find((s) => s.role === 'head' && s.department === code)?.id
  return headOf(department) ?? headOf(departmentOf(town, department).code) ?? null
}

/**
 * What time does to breaches: new findings are put to whoever explains them, what nobody explained or commented goes on
 * without, a measure not done in time is a breach of its own, and whoever is waited for is told again. Run daily or
 * oftener; each thing happens once.
 */
export async function advanceBreaches(tx: Tx, ctx: RequestContext): Promise<NewMessage[]> {
  const people = await allStaff(tx)
  return [...(await takeUp(tx, ctx, people)), ...(await handOver(tx, ctx, people)), ...(await passDue(tx, ctx, people))]
}

async function takeUp(tx: Tx, ctx: RequestContext, people: readonly Staff[]): Promise<NewMessage[]> {
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
  const messages: NewMessage[] = []
  for (const b of fresh) {
    const kind = breachKind(b.kind, b.caseKind)
    const due = ctx.townContext.calendar.addWorkdays(localDate(ctx.now), BREACH_KINDS[kind].days).date
    const made = await tx
      .insert(breachFlows)
      .values({
        breachId: b.id,
        state: 'found',
        kind,
        department: b.department,
        responsibleId: responsible(b.ownerId, b.department, people, ctx.townContext.town),
        due,
        dueAt: instant(addDays(due, 1)),
      })
      .onConflictDoNothing()
      .returning({ id: breachFlows.breachId })
    if (made.length === 0) continue
    await appendAccountEvent(tx, ctx, breachSubject(b.id), { action: 'found', from: null, to: 'found', actor: { kind: 'clock' }, data: { kind } }) // prettier-ignore
    const after = (await breachById(tx, b.id))!
    const hear = people.filter((s) => waitsFor(s, after))
    messages.push(...messagesTo(hear, after, ctx, `${b.id}:found`, BREACH_MESSAGES.found))
  }
  return messages
}

/** Whoever left no longer explains or rectifies, and what nobody had does not lie: the head of the department does it. */
async function handOver(tx: Tx, ctx: RequestContext, people: readonly Staff[]): Promise<NewMessage[]> {
  const left = await tx
    .select({ id: breachFlows.breachId, department: breachFlows.department, state: breachFlows.state })
    .from(breachFlows)
    .leftJoin(staff, eq(staff.id, breachFlows.responsibleId))
    .where(
      and(
        or(isNotNull(staff.leftAt), isNull(breachFlows.responsibleId)),
        sql`${breachFlows.state} not in ('dismissed','closed','referred')`,
      ),
    )
  const messages: NewMessage[] = []
  for (const { id, department, state } of left) {
    const next = responsible(null, department, people, ctx.townContext.town)
    if (next === null) continue
    await tx.update(breachFlows).set({ responsibleId: next }).where(eq(breachFlows.breachId, id))
    await appendAccountEvent(tx, ctx, breachSubject(id), { action: 'hand-over', from: state, to: state, actor: { kind: 'clock' }, data: { to: next } }) // prettier-ignore
    const after = (await breachById(tx, id))!
    messages.push(...messagesTo(people.filter((s) => s.id === next), after, ctx, `${id}:over:${next}`, BREACH_MESSAGES.handedOver)) // prettier-ignore
  }
  return messages
}

async function passDue(tx: Tx, ctx: RequestContext, people: readonly Staff[]): Promise<NewMessage[]> {
  const passed = (
    await selectBreaches(tx).where(lte(breachFlows.dueAt, ctx.now)).orderBy(asc(breachFlows.breachId))
  ).map(viewOf)
  const messages: NewMessage[] = []
  for (const b of passed) {
    const { passes } = BREACH_STATES[b.state]
    if (passes) {
      const moved = await moveBreach(tx, ctx, b.breachId, passes, 'clock')
      if (moved.ok) messages.push(...moved.letters)
      continue
    }
    if (b.state === 'measured')
      await recordBreach(tx, ctx, {
        key: `measure:${b.breachId}:${b.measureDue ?? ''}`,
        kind: 'late-rectification',
        caseId: null,
        promiseId: null,
        department: b.department,
        ownerId: b.responsibleId,
        dueDate: b.measureDue,
        detail: `违诺 ${b.breachId} 的整改没有按时完成`,
      })
    const next = ctx.townContext.calendar.addWorkdays(localDate(ctx.now), 5).date
    await tx
      .update(breachFlows)
      .set({ dueAt: instant(addDays(next, 1)) })
      .where(eq(breachFlows.breachId, b.breachId))
    messages.push(...messagesTo(people.filter((s) => waitsFor(s, b)), b, ctx, `${b.breachId}:late:${localDate(ctx.now)}`, BREACH_MESSAGES.late)) // prettier-ignore
  }
  return messages
}
