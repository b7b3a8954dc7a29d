/** Working days of the third quarter of 2026, kept apart from the desk's own calendar so that the count is independent. */

/** 中秋节, 国庆节 and their make-up days, by the State Council's notice for 2026. */
const OFF = new Set(['2026-09-25', '2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'])
const MADE_UP = new Set(['2026-09-20', '2026-10-10'])

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`)
export const next = (day: string, n = 1): string => new Date(noon(day).getTime() + n * 86_400_000).toISOString().slice(0, 10) // prettier-ignore
export const works = (day: string): boolean => MADE_UP.has(day) || (!OFF.has(day) && noon(day).getUTCDay() % 6 !== 0)

/** The n-th working day after a day. */
export function plus(day: string, n: number): string {
  let at = day
  for (let left = n; left > 0;) if (works((at = next(at)))) left -= 1
  return at
}

export function* days(from: string, to: string): Generator<string> {
  for (let day = from; day <= to; day = next(day)) yield day
}

/** '09:10' some minutes later. */
export function later(time: string, minutes: number): string {
  const at = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + minutes
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}
