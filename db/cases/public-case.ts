/** Reads what the public pages show of cases. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Case, StoredPromise, Staff } from '../../core/case/case.ts'
import { instant, localDate } from '../../core/date.ts'
import { OPEN_STATES } from './find-cases.ts'
import { dueCaseIds } from './late-cases.ts'
import { rows } from '../rows.ts'
import { sqlList } from '../sql-list.ts'
import type { Db, Tx } from '../types.ts'
import { notices, promises, staff } from '../schema.ts'

/** Items most often answered since a moment, most asked first. Nothing of who asked. */
export async function askedItems(db: Db, since: Date, limit: number): Promise<string[]> {
  const found = await rows<{ item: string }>(
    db,
    sql`select item from (
          select item from inquiries
          where decision = 'answer' and item is not null and at > ${since.toISOString()}::timestamptz
          order by at desc limit 5000
        ) recent group by item order by count(*) desc, item limit ${limit}`,
  )
  return found.map((r) => r.item)
}

/** All clocks of a case, oldest first. */
export async function clocksOf(db: Db | Tx, caseId: number): Promise<StoredPromise[]> {
  const found = await db.select().from(promises).where(eq(promises.caseId, caseId)).orderBy(asc(promises.id))
  return found
}

export async function peopleOf(db: Db | Tx, c: Case): Promise<Staff[]> {
  const found = await db
    .select()
    .from(staff)
    .where(sql`${staff.id} in (${c.handlerId ?? 0}, ${c.firstResponderId ?? 0}, ${c.alarmSeenBy ?? 0})`)
  return found
}

/** Notices to the resident, oldest first: not what staff write to each other or to third parties. */
export async function noticesOf(
  db: Db | Tx,
  caseId: number,
): Promise<{ number: string; token: string; kind: string; createdAt: Date }[]> {
  return db
    .select({ number: notices.number, token: notices.token, kind: notices.kind, createdAt: notices.createdAt })
    .from(notices)
    .where(and(eq(notices.caseId, caseId), sql`${notices.kind} not in ('transfer', 'third-party')`))
    .orderBy(asc(notices.id))
}

/** Sets the moment of receipt, once: a second tap changes nothing. */
export async function markReceived(db: Db, token: string, now: Date): Promise<void> {
  await db
    .update(notices)
    .set({ receivedAt: now })
    .where(and(eq(notices.token, token), isNull(notices.receivedAt)))
}

export async function caseNumberOf(db: Db, caseId: number): Promise<string | null> {
  const [row] = await rows<{ number: string }>(db, sql`select number from cases where id = ${caseId}`)
  return row?.number ?? null
}

export interface TodaysFigures {
  /** Questions answered from the catalogue today. */
  readonly answered: number
  /** Cases opened today. */
  readonly opened: number
  /** Cases being worked on. */
  readonly open: number
  /** Cases with a promise that is late, as the list of them holds. */
  readonly late: number
}

/** What the home page counts. Each is one look into an index, however many cases there are. */
export async function todaysFigures(db: Db, now: Date, departments: readonly string[]): Promise<TodaysFigures> {
  const today = localDate(now)
  const since = instant(today).toISOString()
  const [row] = await rows<TodaysFigures>(
    db,
    sql`select
          (select count(*)::int from inquiries where at >= ${since}::timestamptz and decision = 'answer') as answered,
          (select count(*)::int from cases where opened_on = ${today}) as opened,
          (select count(*)::int from cases where department in (${sqlList(departments)}) and state in (${sqlList(OPEN_STATES)})) as open,
          (select count(distinct case_id)::int from (${dueCaseIds('late', now)}) due) as late`,
  )
  return row!
}
