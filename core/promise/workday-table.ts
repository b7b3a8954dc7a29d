/** Working days counted by a table of each year, made when the year is first asked for, in place of walking day by day. */
import { dateOfDay, dayNumber, type LocalDate, yearOf } from '../date.ts'

interface YearTable {
  /** The day number of 1 January. */
  readonly first: number
  readonly days: number
  /** Working days before each day of the year, and of the whole year at the end. */
  readonly before: Int16Array
  /** The places in the year of its working days, in order. */
  readonly worked: Int16Array
  /** The place in the year from which on its days are not confirmed. */
  readonly unconfirmedFrom: number
}

export interface WorkdayTable {
  /** Working days after `a` up to and with `b`, which is not earlier. */
  readonly countBetween: (a: LocalDate, b: LocalDate) => number
  /** The `n`th working day after a date (n > 0), or before it (n < 0). Throws a RangeError where no year works that long. */
  readonly nth: (date: LocalDate, n: number) => LocalDate
  /** Whether every day from `a` up to and with `b` is confirmed; true where `b` is earlier than `a`. */
  readonly isConfirmedSpan: (a: LocalDate, b: LocalDate) => boolean
}

/** `isConfirmed` must be false up to the end of a year once it is false in it. */
export function makeWorkdayTable(rule: {
  isWorkday(date: LocalDate): boolean
  isConfirmed(date: LocalDate): boolean
}): WorkdayTable {
  const years = new Map<number, YearTable>()

  function yearTable(year: number): YearTable {
    const known = years.get(year)
    if (known) return known
    const first = dayNumber(`${String(year).padStart(4, '0')}-01-01`)
    // a calendar that reaches past these has met a date that is none
    if (!(year >= 1 && year < 9999)) throw new RangeError(`not a year of a calendar: ${year}`)
    const days = dayNumber(`${String(year + 1).padStart(4, '0')}-01-01`) - first
    const before = new Int16Array(days + 1)
    const worked: number[] = []
    let unconfirmedFrom = days
    for (let place = 0; place < days; place++) {
      const date = dateOfDay(first + place)
      before[place] = worked.length
      if (rule.isWorkday(date)) worked.push(place)
      if (unconfirmedFrom === days && !rule.isConfirmed(date)) unconfirmedFrom = place
    }
    before[days] = worked.length
    const table = { first, days, before, worked: Int16Array.from(worked), unconfirmedFrom }
    years.set(year, table)
    return table
  }

  /** Working days of the date's year up to and with it. */
  function upTo(date: LocalDate): number {
    const table = yearTable(yearOf(date))
    return table.before[dayNumber(date) - table.first + 1]!
  }

  function countBetween(a: LocalDate, b: LocalDate): number {
    let count = upTo(b) - upTo(a)
    for (let year = yearOf(a); year < yearOf(b); year++) count += yearTable(year).worked.length
    return count
  }

  function nth(date: LocalDate, n: number): LocalDate {
    let year = yearOf(date)
    // the place among the working days of the year, which may lie in another one
    let rank = upTo(date) + n - 1
    if (n < 0) rank = yearTable(year).before[dayNumber(date) - yearTable(year).first]! + n
    while (rank < 0) rank += yearTable(--year).worked.length
    while (rank >= yearTable(year).worked.length) rank -= yearTable(year++).worked.length
    const table = yearTable(year)
    return dateOfDay(table.first + table.worked[rank]!)
  }

  function isConfirmedSpan(a: LocalDate, b: LocalDate): boolean {
    if (b < a) return true
    for (let year = yearOf(a); year <= yearOf(b); year++) {
      const table = yearTable(year)
      const last = year === yearOf(b) ? dayNumber(b) - table.first : table.days - 1
      if (last >= table.unconfirmedFrom) return false
    }
    return true
  }

  return { countBetween, nth, isConfirmedSpan }
}
