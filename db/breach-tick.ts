/** What time does to breaches. */
import { and, asc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { BREACH_KINDS, breachKind } from '../core/breach/kinds.ts'
import { BREACH_STATES } from '../core/breach/lifecycle.ts'
import { BREACH_SAYS } from '../core/breach/say.ts'
import type { Staff } from '../core/case/case.ts'
import type { CaseKind } from '../core/case/kinds.ts'
import { addDays, instant, localDate } from '../core/date.ts'
import { departmentOf, type Town } from '../core/town.ts'
import { writeAccount } from './account-log.ts'
import { breachById, breachSubject, lettersTo, moveBreach, selectBreaches, viewOf, waitsFor } from './breaches.ts'
import { foundBreach, type Setting } from './cases.ts'
import type { Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { allStaff } from './people.ts'
import { breaches, breachFlows, cases, staff } from './schema.ts'

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
        responsibleId: responsible(b.ownerId, b.department, people, set.world.town),
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

/** Whoever left no longer explains or rectifies, and what nobody had does not lie: the head of the department does it. */
async function handOver(tx: Tx, set: Setting, people: readonly Staff[]): Promise<Letter[]> {
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
  const letters: Letter[] = []
  for (const { id, department, state } of left) {
    const next = responsible(null, department, people, set.world.town)
    if (next === null) continue
    await tx.update(breachFlows).set({ responsibleId: next }).where(eq(breachFlows.breachId, id))
    await writeAccount(tx, set, breachSubject(id), { action: 'hand-over', from: state, to: state, actor: { kind: 'clock' }, data: { to: next } }) // prettier-ignore
    const after = (await breachById(tx, id))!
    letters.push(...lettersTo(people.filter((s) => s.id === next), after, set, `${id}:over:${next}`, BREACH_SAYS.handedOver)) // prettier-ignore
  }
  return letters
}

async function passDue(tx: Tx, set: Setting, people: readonly Staff[]): Promise<Letter[]> {
  const passed = (
    await selectBreaches(tx).where(lte(breachFlows.dueAt, set.now)).orderBy(asc(breachFlows.breachId))
  ).map(viewOf)
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
