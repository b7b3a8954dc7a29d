/** The walk: working days counted one day after another, by nothing but whether a day is worked and confirmed. */
import type { Calendar } from '../../core/promise/calendar.ts'
import type { TimePromise } from '../../core/promise/time-promise.ts'

/** By the platform's own dates, so that the desk's integers are held against something else. */
export const next = (date: string, by = 1): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)

type Rule = Pick<Calendar, 'isWorkday' | 'isConfirmed'>

/** `n` working days after a date, or before it; 0 rolls it forward. */
export function walkWorkdays(rule: Rule, start: string, n: number): { date: string; provisional: boolean } {
  let date = n === 0 ? next(start, -1) : start
  let left = Math.max(1, Math.abs(n))
  let provisional = false
  while (left > 0) {
    date = next(date, n < 0 ? -1 : 1)
    if (!rule.isConfirmed(date)) provisional = true
    if (rule.isWorkday(date)) left -= 1
  }
  return { date, provisional }
}

/** Working days after `a` up to and with `b`. */
export function walkBetween(rule: Rule, a: string, b: string): number {
  let count = 0
  for (let date = next(a); date <= b; date = next(date)) if (rule.isWorkday(date)) count += 1
  return count
}

/** The last day of a clock as counted, what of it is used on `today`, and whether it leans on what is not announced. */
export function walkDue(rule: Rule, p: TimePromise, today: string) {
  let raw = p.startDate
  let counted = 0
  let used = 0
  let provisional = false
  while (counted < p.amount + p.extension) {
    raw = next(raw)
    if (p.pauses.some(({ from, to }) => raw > from && raw <= (to ?? today))) continue
    if (p.unit === 'working' && !rule.isConfirmed(raw)) provisional = true
    if (p.unit === 'working' && !rule.isWorkday(raw)) continue
    counted += 1
    if (raw <= today) used += 1
  }
  return { raw, used, provisional }
}
