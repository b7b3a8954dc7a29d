/** The calendar of the example town for tests, and a made-up 2027 to announce. */
import { readFileSync } from 'node:fs'
import { type CalendarYear, parseCalendarYear } from '../../core/promise/calendar-file.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'

export function yearFile(year: number): unknown {
  return JSON.parse(readFileSync(new URL(`../../data/calendar/${year}.json`, import.meta.url), 'utf8'))
}

export function loadYear(raw: unknown): CalendarYear {
  const parsed = parseCalendarYear(raw)
  if (!parsed.ok) throw new Error(parsed.because)
  return parsed.year
}

export const YEARS = [2024, 2025, 2026].map((year) => loadYear(yearFile(year)))
export const calendar = makeCalendar(YEARS)

const off = (name: string, ...dates: string[]) => dates.map((date) => ({ date, name, off: true }))

/** Not the real arrangement: the statutory days with one long Spring Festival, to have something to announce. */
export const madeUp2027 = {
  year: 2027,
  confirmed: true,
  source: 'https://example.invalid/2027',
  days: [
    ...off('元旦', '2027-01-01', '2027-01-02', '2027-01-03'),
    { date: '2027-01-30', name: '春节', off: false },
    ...off('春节', '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'),
    ...off('清明节', '2027-04-05'),
    ...off('劳动节', '2027-05-01', '2027-05-02', '2027-05-03'),
    ...off('端午节', '2027-06-09'),
    ...off('中秋节', '2027-09-15'),
    ...off('国庆节', '2027-10-01', '2027-10-02', '2027-10-03', '2027-10-04', '2027-10-05'),
  ],
}
