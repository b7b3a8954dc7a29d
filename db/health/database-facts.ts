/** Reads the facts of a database: its version and clock, whether its tables are this program's, what is loaded. */
import { desc, isNotNull, isNull, sql } from 'drizzle-orm'
import { cases, calendarYears, persons, staff } from '../schema.ts'
import { demoMadeAt } from '../demo.ts'
import { readJournal } from '../migrate.ts'
import { rows } from '../rows.ts'
import type { Db } from '../types.ts'

export interface DatabaseFacts {
  /** As the server names itself: 'PostgreSQL 16.4 …', 'openGauss …'. */
  readonly version: string
  /** server_version_num: 150000 is 15. 0 where the server has none. */
  readonly versionNumber: number
  readonly encoding: string
  /** The server's own clock. */
  readonly at: string
  /** 'none': no tables yet; 'older': the next start brings them up to date; 'newer': of a later version of the program. */
  readonly tables: 'none' | 'older' | 'current' | 'newer'
}

export interface DeskFacts {
  readonly years: readonly { readonly year: number; readonly confirmed: boolean }[]
  readonly staff: number
  readonly admins: number
  /** Of those, who have sent their binding code and can be reached. */
  readonly bound: number
  /** One sealed value, the newest, to try the key on; null where nothing is sealed yet. */
  readonly sealed: string | null
  /** What is in it is a demonstration. */
  readonly demo: boolean
}

/** In plain SQL that servers long before ours answer too: they must at least be told what they lack. */
export async function databaseFacts(db: Db): Promise<DatabaseFacts> {
  const [row] = await rows<{ version: string; at: Date }>(db, sql`select version() as version, clock_timestamp() as at`)
  return {
    version: row!.version,
    versionNumber: Number((await setting(db, 'server_version_num')) ?? 0),
    encoding: (await setting(db, 'server_encoding')) ?? '',
    at: row!.at.toISOString(),
    tables: await tablesOf(db),
  }
}

async function setting(db: Db, name: string): Promise<string | null> {
  const [row] = await rows<{ setting: string }>(db, sql`select setting from pg_settings where name = ${name}`)
  return row?.setting ?? null
}

async function tablesOf(db: Db): Promise<DatabaseFacts['tables']> {
  const there = await rows(
    db,
    sql`select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'drizzle' and c.relname = '__drizzle_migrations'`,
  )
  if (there.length === 0) return 'none'
  const [newest] = await rows<{ at: number | null }>(
    db,
    sql`select max(created_at) as at from drizzle.__drizzle_migrations`,
  )
  const known = readJournal().at(-1)?.when ?? 0
  const at = newest?.at ?? 0
  return at > known ? 'newer' : at < known ? 'older' : 'current'
}

/** Only where the tables are current. */
export async function deskFacts(db: Db): Promise<DeskFacts> {
  const people = await db.select({ role: staff.role, person: staff.personId }).from(staff).where(isNull(staff.leftAt))
  const [fromCase] = await db
    .select({ sealed: cases.particulars })
    .from(cases)
    .where(isNotNull(cases.particulars))
    .orderBy(desc(cases.id))
    .limit(1)
  const [fromPerson] = await db.select({ sealed: persons.phone }).from(persons).where(isNotNull(persons.phone)).limit(1)
  return {
    years: await db
      .select({ year: calendarYears.year, confirmed: calendarYears.confirmed })
      .from(calendarYears)
      .orderBy(calendarYears.year),
    staff: people.length,
    admins: people.filter((p) => p.role === 'admin').length,
    bound: people.filter((p) => p.person !== null).length,
    demo: (await demoMadeAt(db)) !== null,
    sealed: fromCase?.sealed ?? fromPerson?.sealed ?? null,
  }
}
