/**
 * The working calendar 工作日历: which local dates are worked, and counting by them. A date in a year whose notice is not
 * loaded is taken as Monday–Friday less the statutory holidays, and every result that leans on it says `provisional`.
 */
import { addDays, type LocalDate, weekday, yearOf } from '../date.ts'
import type { CalendarDay, CalendarYear } from './calendar-file.ts'
import { statutoryDays } from './statutory-holidays.ts'
import { makeWorkdayTable } from './workday-table.ts'

export interface WorkDate {
  readonly date: LocalDate
  readonly provisional: boolean
}

export interface CalendarDue {
  /** The last day as counted. */
  readonly raw: LocalDate
  /** What is written to the resident: rolled forward to a working day. Source: 民法典 203(1). */
  readonly legal: LocalDate
  /** What the office holds itself to: the last working day not after `raw`, never before the start. */
  readonly internal: LocalDate
  readonly provisional: boolean
}

export interface Calendar {
  isWorkday(date: LocalDate): boolean
  /** False where the year's notice is not loaded: then `isWorkday` is only an assumption. */
  isConfirmed(date: LocalDate): boolean
  /** The holiday a date belongs to, also of a worked weekend day (调休); null for an ordinary day. */
  nameOf(date: LocalDate): string | null
  /** The first working day after `date`. */
  nextWorkday(date: LocalDate): LocalDate
  /** The last working day before `date`. */
  previousWorkday(date: LocalDate): LocalDate
  /** The `n`th working day after `start`, itself never counted; n = 0 rolls `start` forward; n < 0 counts back. */
  addWorkdays(start: LocalDate, n: number): WorkDate
  /** `n` natural days after `start`, itself never counted. */
  addCalendarDays(start: LocalDate, n: number): CalendarDue
  /** Working days after `a` up to and with `b`; negative when `b` is earlier. */
  workdaysBetween(a: LocalDate, b: LocalDate): number
  /** Whether every day from `a` up to and with `b` is confirmed; true where `b` is earlier. */
  isConfirmedSpan(a: LocalDate, b: LocalDate): boolean
}

// The earliest day a New Year notice has reached back to (2007, 2018): from here on December waits for the next year's file.
const DECEMBER_TAIL = '12-29'

/** A calendar of these years, in any order; of two files of one year the later in the list holds. */
export function makeCalendar(years: readonly CalendarYear[]): Calendar {
  const byYear = new Map(years.map((year) => [year.year, year]))
  const listed = new Map<LocalDate, CalendarDay>()
  // Ascending, so that for a late December day the next year's file, which is the newer notice, holds.
  for (const year of [...byYear.values()].sort((a, b) => a.year - b.year))
    for (const day of year.days) listed.set(day.date, day)
  const statutory = new Map<number, ReadonlyMap<LocalDate, string>>()

  const confirmed = (year: number): boolean => byYear.get(year)?.confirmed ?? false
  const isConfirmed = (date: LocalDate): boolean =>
    confirmed(yearOf(date)) && (date.slice(5) < DECEMBER_TAIL || confirmed(yearOf(date) + 1))

  /** The statutory holiday on a date of a year without its notice. */
  function assumed(date: LocalDate): string | null {
    const year = yearOf(date)
    if (confirmed(year)) return null
    const days = statutory.get(year) ?? statutoryDays(year)
    statutory.set(year, days)
    return days.get(date) ?? null
  }

  const nameOf = (date: LocalDate): string | null => listed.get(date)?.name ?? assumed(date)

  function isWorkday(date: LocalDate): boolean {
    const day = listed.get(date)
    if (day) return !day.off
    if (assumed(date) !== null) return false
    return weekday(date) >= 1 && weekday(date) <= 5
  }

  const table = makeWorkdayTable({ isWorkday, isConfirmed })

  function addWorkdays(start: LocalDate, n: number): WorkDate {
    whole(n)
    if (n < 0) {
      const date = table.nth(start, n)
      return { date, provisional: !table.isConfirmedSpan(date, addDays(start, -1)) }
    }
    // 0 may stay on the start itself
    const from = n === 0 ? addDays(start, -1) : start
    const date = table.nth(from, Math.max(1, n))
    return { date, provisional: !table.isConfirmedSpan(addDays(from, 1), date) }
  }

  function addCalendarDays(start: LocalDate, n: number): CalendarDue {
    whole(n)
    const raw = addDays(start, n)
    const forward = addWorkdays(raw, 0)
    const back = isWorkday(raw) ? forward : addWorkdays(raw, -1)
    const internal = back.date < start ? forward.date : back.date
    return { raw, legal: forward.date, internal, provisional: forward.provisional || back.provisional }
  }

  const workdaysBetween = (a: LocalDate, b: LocalDate): number =>
    b < a ? -table.countBetween(b, a) || 0 : table.countBetween(a, b)

  return {
    isWorkday,
    isConfirmed,
    nameOf,
    nextWorkday: (date) => addWorkdays(date, 1).date,
    previousWorkday: (date) => addWorkdays(date, -1).date,
    addWorkdays,
    addCalendarDays,
    workdaysBetween,
    isConfirmedSpan: table.isConfirmedSpan,
  }
}

// A count of a hundred years is a slip of the pen somewhere.
function whole(n: number): void {
  if (!Number.isInteger(n) || Math.abs(n) > 36_600) throw new RangeError(`not a count of days: ${n}`)
}
