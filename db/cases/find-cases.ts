/** Finds cases: by number, by resident, by member of staff. Reading only. */
import { and, asc, desc, eq, inArray, or, sql } from 'drizzle-orm'
import type { Case, CaseRequest, StoredPromise } from '../../core/case/case.ts'
import type { Db, Tx } from '../types.ts'
import { caseEvents, cases, promises, requests } from '../schema.ts'

export const OPEN_STATES = ['received', 'assigned', 'supplement', 'paused'] as const

export async function caseByNumber(db: Db | Tx, number: string): Promise<Case | null> {
  const [row] = await db.select().from(cases).where(eq(cases.number, number.toUpperCase()))
  return row ?? null
}

export async function caseById(db: Db | Tx, id: number): Promise<Case | null> {
  const [row] = await db.select().from(cases).where(eq(cases.id, id))
  return row ?? null
}

/** A resident's cases, newest first, at most 20. */
export async function casesOfResident(db: Db | Tx, personId: number): Promise<Case[]> {
  return await db.select().from(cases).where(eq(cases.residentId, personId)).orderBy(desc(cases.id)).limit(20)
}

/** These cases, newest first, but for those whose person asked to be forgotten. */
export async function casesOfPeopleKnown(db: Db | Tx, ids: readonly number[]): Promise<Case[]> {
  if (ids.length === 0) return []
  const forgotten = sql`exists (select 1 from persons p where p.id = ${cases.residentId} and p.erased_at is not null)`
  return await db
    .select()
    .from(cases)
    .where(and(inArray(cases.id, [...ids]), sql`not ${forgotten}`))
    .orderBy(desc(cases.id))
}

/** Open cases where a member of staff is handler or first responder, oldest first. */
export async function casesOfStaff(db: Db | Tx, ids: readonly number[]): Promise<Case[]> {
  return await db
    .select()
    .from(cases)
    .where(
      and(
        or(inArray(cases.handlerId, [...ids]), inArray(cases.firstResponderId, [...ids])),
        inArray(cases.state, [...OPEN_STATES, 'answered', 'completed']),
      ),
    )
    .orderBy(asc(cases.id))
    .limit(50)
}

/** Cases of departments nobody has taken. */
export async function waitingCases(db: Db | Tx, departments: readonly string[]): Promise<Case[]> {
  return await db
    .select()
    .from(cases)
    .where(and(inArray(cases.department, [...departments]), eq(cases.state, 'received')))
    .orderBy(asc(cases.id))
    .limit(50)
}

/** Cases of a department with an open request of these kinds, the longest asked first. */
export async function undecidedCases(
  db: Db | Tx,
  department: string,
  kinds: readonly CaseRequest['kind'][],
): Promise<{ c: Case; kind: CaseRequest['kind'] }[]> {
  const asked = await db
    .select({ caseId: requests.caseId, kind: requests.kind })
    .from(requests)
    .innerJoin(cases, eq(cases.id, requests.caseId))
    .where(and(eq(cases.department, department), eq(requests.state, 'open'), inArray(requests.kind, [...kinds])))
    .orderBy(asc(requests.id))
    .limit(50)
  const found = []
  for (const { caseId, kind } of asked) {
    const c = await caseById(db, caseId)
    if (c) found.push({ c, kind })
  }
  return found
}

export async function openPromises(
  db: Db | Tx,
  caseIds: readonly number[],
): Promise<(StoredPromise & { caseId: number })[]> {
  if (caseIds.length === 0) return []
  return await db
    .select()
    .from(promises)
    .where(and(inArray(promises.caseId, [...caseIds]), inArray(promises.state, ['open', 'paused'])))
    .orderBy(asc(promises.dueAt))
}

/** What the resident may read of a case's log, oldest first. */
export async function publicEvents(
  db: Db | Tx,
  caseId: number,
): Promise<{ at: Date; action: string; toState: string; text: string }[]> {
  return db
    .select({ at: caseEvents.at, action: caseEvents.action, toState: caseEvents.toState, text: caseEvents.text })
    .from(caseEvents)
    .where(and(eq(caseEvents.caseId, caseId), eq(caseEvents.open, true)))
    .orderBy(asc(caseEvents.seq))
}

/** Of each case the newest entry of its log that the resident may read. */
export async function lastOpenEvents(
  db: Db | Tx,
  caseIds: readonly number[],
): Promise<{ caseId: number; actor: string; action: string; text: string; at: Date }[]> {
  if (caseIds.length === 0) return []
  const { caseId, actor, action, text, at } = caseEvents
  return db
    .selectDistinctOn([caseId], { caseId, actor, action, text, at })
    .from(caseEvents)
    .where(and(inArray(caseId, [...caseIds]), eq(caseEvents.open, true)))
    .orderBy(caseId, desc(caseEvents.seq))
}

/** Open cases whose number ends so; staff type the last digits. */
export async function casesWithNumberSuffix(db: Db | Tx, suffix: string, limit = 5): Promise<Case[]> {
  return await db
    .select()
    .from(cases)
    .where(
      // as its index has it: 'ends with' as 'begins with'
      and(
        sql`reverse(${cases.number}) like reverse(${suffix}) || '%'`,
        inArray(cases.state, [...OPEN_STATES, 'answered', 'completed']),
      ),
    )
    .orderBy(desc(cases.id))
    .limit(limit)
}
