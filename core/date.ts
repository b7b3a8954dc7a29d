/** Local dates of the town: plain 'YYYY-MM-DD' strings in Asia/Shanghai, which has had no daylight saving since 1991. */

export type LocalDate = string

const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** The local date of an instant. */
export const localDate = (at: Date): LocalDate => dateOfDay(Math.floor((at.getTime() + SHANGHAI_MS) / DAY_MS))

/** The local clock time of an instant, 'HH:MM'. */
export const localTime = (at: Date): string => new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(11, 16)

/** The instant of a local date and time ('HH:MM'). */
export const instant = (date: LocalDate, time = '00:00'): Date => new Date(`${date}T${time}:00+08:00`)

/** Days since 1970-01-01; NaN for what is not written 'YYYY-MM-DD'. Plain integers, for calendars count by the million. */
export function dayNumber(date: LocalDate): number {
  const year = Number(date.slice(0, 4))
  const month = Number(date.slice(5, 7))
  const day = Number(date.slice(8, 10))
  if (date.length !== 10 || month < 1 || month > 12 || day < 1) return NaN
  // years begin in March here, so that the leap day is the last one
  const shifted = month > 2 ? year : year - 1
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  return shifted * 365 + leaps + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 719_469
}

/** The date of a day number. Throws where there is none. */
export function dateOfDay(n: number): LocalDate {
  if (!Number.isInteger(n)) throw new RangeError('not a date')
  const shifted = n + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`
}

/** `n` calendar days on (or back). */
export const addDays = (date: LocalDate, n: number): LocalDate => dateOfDay(dayNumber(date) + n)

/** Whole calendar days from `a` to `b`; negative when `b` is earlier. */
export const daysBetween = (a: LocalDate, b: LocalDate): number => dayNumber(b) - dayNumber(a)

/** 0 is Sunday, 6 Saturday. */
export const weekday = (date: LocalDate): number => (((dayNumber(date) + 4) % 7) + 7) % 7

export const yearOf = (date: LocalDate): number => Number(date.slice(0, 4))

/** '2026年2月14日' or, in the year of `today`, '2月14日'. */
export function formatDate(date: LocalDate, today?: LocalDate): string {
  const [y, m, d] = date.split('-').map(Number)
  return today && yearOf(today) === y ? `${m}月${d}日` : `${y}年${m}月${d}日`
}

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const
/** '周六' */
export const formatWeekday = (date: LocalDate): string => WEEKDAYS[weekday(date)]!

/** True for a real date written 'YYYY-MM-DD'. */
export const isLocalDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
