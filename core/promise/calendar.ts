/** Working days as the State Council published them, make-up workdays 调休 included; never Monday to Friday in silence. */
import { z } from 'zod'
import { addDays, isLocalDate, type LocalDate, weekday, yearOf } from '../date.ts'

/** One year file. `off` false is a make-up workday; ordinary weekends are not listed. */
export interface CalendarYear {
  readonly year: number
  readonly confirmed: boolean
  readonly source: string
  readonly days: readonly { readonly date: LocalDate; readonly name: string; readonly off: boolean }[]
}

const yearSchema = z.strictObject({
  year: z.number().int().min(2000).max(2100),
  confirmed: z.boolean(),
  source: z.string(),
  days: z.array(z.strictObject({ date: z.string(), name: z.string(), off: z.boolean() })),
})

/** Checks a year file. `because` is one plain sentence that names the fault. */
export function parseCalendarYear(raw: unknown): { ok: true; year: CalendarYear } | { ok: false; because: string } {
  const read = yearSchema.safeParse(raw)
  if (!read.success) return { ok: false, because: `日历文件格式不对：${read.error.issues[0]?.path.join('.') ?? ''}` }
  const seen = new Set<string>()
  for (const day of read.data.days) {
    if (!isLocalDate(day.date)) return { ok: false, because: `日历里没有这一天：${day.date}` }
    // the New Year's holiday may begin in the last days of December, which stand in the next year's file
    const inYear = yearOf(day.date) === read.data.year || (yearOf(day.date) === read.data.year - 1 && day.date.slice(5, 7) === '12')
    if (!inYear) return { ok: false, because: `${day.date} 不在 ${read.data.year} 年` }
    if (seen.has(day.date)) return { ok: false, because: `${day.date} 写了两次` }
    seen.add(day.date)
    if (!day.off && weekday(day.date) % 6 !== 0) return { ok: false, because: `${day.date} 本来就是工作日，不能写成调休上班日` }
  }
  if (read.data.confirmed && read.data.days.length === 0) return { ok: false, because: `${read.data.year} 年标了已公布，却没有一天放假` }
  return { ok: true, year: read.data }
}

export interface Reached {
  readonly date: LocalDate
  /** True where the count ran into a year whose holidays are not published. */
  readonly provisional: boolean
}

export interface Calendar {
  isWorkday(date: LocalDate): boolean
  /** False for a year not loaded or not confirmed: what is computed there is provisional. */
  isConfirmed(date: LocalDate): boolean
  /** '春节', or null for an ordinary day. */
  nameOf(date: LocalDate): string | null
  /** The n-th working day after `start`, which itself never counts (民法典 201); n = 0: `start`, or the next working day. */
  addWorkdays(start: LocalDate, n: number): Reached
  /** n days on; `legal` rolls forward to a working day (民法典 203), `internal` back. */
  addCalendarDays(start: LocalDate, n: number): { raw: LocalDate; legal: LocalDate; internal: LocalDate; provisional: boolean }
  /** Working days in (a, b]; 0 where b is not after a. */
  workdaysBetween(a: LocalDate, b: LocalDate): number
  nextWorkday(date: LocalDate): LocalDate
  previousWorkday(date: LocalDate): LocalDate
  readonly years: readonly CalendarYear[]
}

export function makeCalendar(years: readonly CalendarYear[]): Calendar {
  const confirmed = new Set(years.filter((y) => y.confirmed).map((y) => y.year))
  const days = new Map(years.flatMap((y) => y.days.map((d) => [d.date, d] as const)))
  const isWorkday = (date: LocalDate): boolean => {
    const named = days.get(date)
    if (named) return !named.off
    return weekday(date) % 6 !== 0
  }
  const isConfirmed = (date: LocalDate) => confirmed.has(yearOf(date))
  const seek = (date: LocalDate, step: 1 | -1): LocalDate => {
    let d = date
    while (!isWorkday(d)) d = addDays(d, step)
    return d
  }
  return {
    years,
    isWorkday,
    isConfirmed,
    nameOf: (date) => days.get(date)?.name ?? null,
    addWorkdays(start, n) {
      let date = start
      for (let left = n; left > 0; ) {
        date = addDays(date, 1)
        if (isWorkday(date)) left--
      }
      if (n <= 0) date = seek(date, 1)
      return { date, provisional: !isConfirmed(date) }
    },
    addCalendarDays(start, n) {
      const raw = addDays(start, n)
      const legal = seek(raw, 1)
      return { raw, legal, internal: seek(raw, -1), provisional: !isConfirmed(legal) }
    },
    workdaysBetween(a, b) {
      let n = 0
      for (let d = addDays(a, 1); d <= b; d = addDays(d, 1)) if (isWorkday(d)) n++
      return n
    },
    nextWorkday: (date) => seek(addDays(date, 1), 1),
    previousWorkday: (date) => seek(addDays(date, -1), -1),
  }
}
