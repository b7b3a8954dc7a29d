/** Local dates of the town: plain 'YYYY-MM-DD' strings in Asia/Shanghai, which has had no daylight saving since 1991. */

export type LocalDate = string

const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** The local date of an instant. */
export const localDate = (at: Date): LocalDate => new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10)

/** The local clock time of an instant, 'HH:MM'. */
export const localTime = (at: Date): string => new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(11, 16)

/** The instant of a local date and time ('HH:MM'). */
export const instant = (date: LocalDate, time = '00:00'): Date => new Date(`${date}T${time}:00+08:00`)

/** `n` calendar days on (or back). */
export const addDays = (date: LocalDate, n: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10)

/** Whole calendar days from `a` to `b`; negative when `b` is earlier. */
export const daysBetween = (a: LocalDate, b: LocalDate): number =>
  Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / DAY_MS)

/** 0 is Sunday, 6 Saturday. */
export const weekday = (date: LocalDate): number => new Date(`${date}T00:00:00Z`).getUTCDay()

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
