/**
 * Public holidays known by law before the year's notice: 全国年节及纪念日放假办法 (2024) art. 2. Days moved for a longer
 * holiday (调休) and days given back for a weekend (art. 6) are not known before the notice.
 */
import { addDays, type LocalDate } from '../date.ts'

/** Holidays on a fixed date, 'MM-DD' and name. */
export const FIXED_STATUTORY = [
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['05-02', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
] as const

/** Every statutory holiday of a year 2000–2099, by date. */
export function statutoryDays(year: number): ReadonlyMap<LocalDate, string> {
  const days = new Map<LocalDate, string>()
  const newYear = lunarDate(year, '1/1', '01-20')
  for (const offset of [-1, 0, 1, 2]) days.set(addDays(newYear, offset), '春节')
  days.set(`${year}-04-0${qingming(year)}`, '清明节')
  days.set(lunarDate(year, '5/5', '05-25'), '端午节')
  // Last, so that 中秋 on 1–3 October keeps the name the notices give those days.
  days.set(lunarDate(year, '8/15', '09-06'), '中秋节')
  for (const [monthDay, name] of FIXED_STATUTORY) days.set(`${year}-${monthDay}`, name)
  return days
}

/** The day of April of 清明: the usual mean formula, good for 2000–2099. */
const qingming = (year: number): number => Math.floor((year % 100) * 0.2422 + 4.81) - Math.floor((year % 100) / 4)

/** The first date from `from` on ('MM-DD') whose lunar date is `lunar` ('month/day'); a leap month is written otherwise. */
function lunarDate(year: number, lunar: string, from: string): LocalDate {
  const format = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' })
  let date = `${year}-${from}`
  while (format.format(new Date(`${date}T00:00:00Z`)) !== lunar) {
    date = addDays(date, 1)
    if (!date.startsWith(String(year))) throw new RangeError(`no lunar ${lunar} in ${year}`)
  }
  return date
}
