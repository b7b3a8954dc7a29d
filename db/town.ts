/** Catalogue versions and calendar years: loaded from the town folder at start, kept whole, newest in force. */
import { desc, eq } from 'drizzle-orm'
import type { Catalog, Item } from '../core/catalog/item.ts'
import { canonical, sha256 } from '../core/chain.ts'
import { localDate } from '../core/date.ts'
import { type CalendarYear } from '../core/promise/calendar.ts'
import { nextNumber } from './counters.ts'
import type { Db, Tx } from './open.ts'
import { calendarYears, catalogVersions } from './schema.ts'

/** The catalogue in force; null before the first load. */
export async function currentCatalog(db: Db | Tx): Promise<Catalog | null> {
  const [row] = await db.select().from(catalogVersions).orderBy(desc(catalogVersions.id)).limit(1)
  return row ? { version: row.version, items: row.items as Item[] } : null
}

/**
 * Puts a catalogue in force as a new version 'YYYY-MM-DD.N'; the same content again changes nothing. With `unless` a file
 * that was loaded before does not undo what was changed on the desk since.
 */
export async function putCatalog(
  tx: Tx,
  items: readonly Item[],
  source: string,
  now: Date,
  unless: 'current' | 'ever' = 'current',
): Promise<{ version: string; changed: boolean }> {
  const hash = sha256(canonical(items))
  const [last] = await tx.select().from(catalogVersions).orderBy(desc(catalogVersions.id)).limit(1)
  if (
    last &&
    (last.hash === hash ||
      (unless === 'ever' && (await tx.select().from(catalogVersions).where(eq(catalogVersions.hash, hash))).length > 0))
  )
    return { version: last.version, changed: false }
  const day = localDate(now)
  const version = `${day}.${await nextNumber(tx, `catalog:${day}`)}`
  await tx.insert(catalogVersions).values({ version, items: [...items], hash, source, createdAt: now })
  return { version, changed: true }
}

export async function calendarOf(db: Db | Tx): Promise<CalendarYear[]> {
  return (await db.select().from(calendarYears)).map((r) => ({
    year: r.year,
    confirmed: r.confirmed,
    source: r.source,
    days: r.days as CalendarYear['days'],
  }))
}

/** Puts a year in force; true where it says something new. */
export async function putCalendarYear(tx: Tx, year: CalendarYear, now: Date): Promise<boolean> {
  const [old] = await tx.select().from(calendarYears).where(eq(calendarYears.year, year.year))
  if (old && canonical([old.confirmed, old.days]) === canonical([year.confirmed, year.days])) return false
  const row = { confirmed: year.confirmed, source: year.source, days: [...year.days], loadedAt: now }
  await tx
    .insert(calendarYears)
    .values({ year: year.year, ...row })
    .onConflictDoUpdate({ target: calendarYears.year, set: row })
  return true
}
