/** Marks and clears a database that holds a demonstration: its mark, whether a desk is unused, and how all of it goes again. */
import { and, desc, eq, inArray, isNotNull, like, not, sql } from 'drizzle-orm'
import { OPEN_STATES } from './cases/find-cases.ts'
import { cases, conversations, demoMarks } from './schema.ts'
import { rows } from './rows.ts'
import type { Db, Tx } from './types.ts'

/** Conversations of the people of a demonstration have such addresses, and nobody else's has. */
export const DEMO_ADDRESS = 'demo-'

/** When the demonstration in this database was made; null where it holds none. */
export async function demoMadeAt(db: Db | Tx): Promise<Date | null> {
  const [row] = await db.select({ at: demoMarks.madeAt }).from(demoMarks).limit(1)
  return row?.at ?? null
}

export async function markDemo(tx: Tx, now: Date): Promise<void> {
  await tx.insert(demoMarks).values({ madeAt: now })
}

/** Tables with a row in them once anybody has used a desk; a catalogue and a calendar are there from the first start. */
const USED = ['persons', 'conversations', 'staff', 'cases', 'inbox', 'account_events', 'disclosures', 'clients']

/** Whether nobody has ever used this desk. */
export async function isUnused(db: Db | Tx): Promise<boolean> {
  const there = await rows<{ name: string }>(
    db,
    sql`select tablename::text as name from pg_tables where schemaname = 'public'`,
  )
  for (const name of USED.filter((n) => there.some((t) => t.name === n)))
    if ((await rows(db, sql`select 1 from ${sql.identifier(name)} limit 1`)).length > 0) return false
  return true
}

export interface Strangers {
  /** People who wrote to the desk of the demonstration and are none of its own. */
  readonly people: number
  /** Cases of theirs, and those that came in by other ways since. */
  readonly cases: number
}

/** What is in a demonstration that it did not bring: somebody tried the desk, or has begun to use it. */
export async function strangersIn(db: Db | Tx, madeAt: Date): Promise<Strangers> {
  return {
    people: await db.$count(conversations, not(like(conversations.address, `${DEMO_ADDRESS}%`))),
    cases: await db.$count(cases, sql`${cases.openedAt} > ${madeAt.toISOString()}::timestamptz`),
  }
}

export interface NewestCase {
  readonly id: number
  readonly department: string
  readonly kind: string
}

/** The newest case of whoever writes from an address of the web chat. */
export async function newestCaseAt(db: Db, address: string): Promise<NewestCase | null> {
  const [row] = await db
    .select({ id: cases.id, department: cases.department, kind: cases.kind })
    .from(cases)
    .innerJoin(conversations, eq(conversations.id, cases.conversationId))
    .where(and(eq(conversations.channel, 'web'), eq(conversations.address, address)))
    .orderBy(desc(cases.id))
    .limit(1)
  return row ?? null
}

/** The handler with the most open cases; null where nobody has one. */
export async function busiestStaff(db: Db): Promise<number | null> {
  const [row] = await db
    .select({ id: cases.handlerId })
    .from(cases)
    .where(and(inArray(cases.state, [...OPEN_STATES]), isNotNull(cases.handlerId)))
    .groupBy(cases.handlerId)
    .orderBy(sql`count(*) desc`, cases.handlerId)
    .limit(1)
  return row?.id ?? null
}

/**
 * Connections of other programs of ours to this server's database; 0 on an embedded one, which a process has for itself.
 * Ask over a pool of one: its own other connections would be counted.
 */
export async function otherDesks(db: Db): Promise<number> {
  const [found] = await rows<{ n: number }>(
    db,
    sql`select count(*) as n from pg_stat_activity
        where application_name = 'shouwen' and datname = current_database() and pid <> pg_backend_pid()`,
  )
  return found?.n ?? 0
}

/**
 * Empties every table, the logs too, which is allowed for a demonstration alone: throws where the mark is missing. What
 * the town has loaded (calendar, catalogue) is put in again at the next start.
 */
export async function emptyDemo(tx: Tx): Promise<void> {
  if ((await demoMadeAt(tx)) === null) throw new Error('this database holds no demonstration')
  await emptyAll(tx)
}

/** For a database that `isUnused` in the same transaction. */
export async function emptyUnused(tx: Tx): Promise<void> {
  if (!(await isUnused(tx))) throw new Error('this database is in use')
  await emptyAll(tx)
}

async function emptyAll(tx: Tx): Promise<void> {
  const tables = await rows<{ name: string }>(
    tx,
    sql`select tablename::text as name from pg_tables where schemaname = 'public'`,
  )
  const names = sql.join(
    tables.map((t) => sql.identifier(t.name)),
    sql`, `,
  )
  await tx.execute(sql`truncate ${names} restart identity`)
}
