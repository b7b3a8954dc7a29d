/** Loads a calendar year into the database, for the desk and the command line; the newest file of a year is in force. */
import { eq } from 'drizzle-orm'
import { canonical } from '../../core/hash-chain.ts'
import type { CalendarYear } from '../../core/promise/calendar-file.ts'
import type { Db, Tx } from '../types.ts'
import { calendarYears } from '../schema.ts'

export async function calendarOf(db: Db | Tx): Promise<CalendarYear[]> {
  return (await db.select().from(calendarYears)).map((r) => ({
    year: r.year,
    confirmed: r.confirmed,
    source: r.source,
    days: r.days as CalendarYear['days'],
  }))
}

/** Puts a year in force; true where it says something new. */
export async function loadCalendarYear(tx: Tx, year: CalendarYear, now: Date): Promise<boolean> {
  const [old] = await tx.select().from(calendarYears).where(eq(calendarYears.year, year.year))
  if (old && canonical([old.confirmed, old.days]) === canonical([year.confirmed, year.days])) return false
  const row = { confirmed: year.confirmed, source: year.source, days: [...year.days], loadedAt: now }
  await tx
    .insert(calendarYears)
    .values({ year: year.year, ...row })
    .onConflictDoUpdate({ target: calendarYears.year, set: row })
  return true
}
