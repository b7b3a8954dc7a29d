/** Office hours and the clocks of minutes that run only inside them. */
import { addDays, instant, type LocalDate, localDate } from '../date.ts'
import type { Calendar } from './calendar.ts'

/** A window of a working day, 'HH:MM' to 'HH:MM'. */
export interface Window {
  readonly from: string
  readonly to: string
}

/** The instant `minutes` of office time after `at`. */
export function addWorkMinutes(at: Date, minutes: number, hours: readonly Window[], calendar: Calendar): { at: Date; provisional: boolean } {
  let left = minutes * 60_000
  let date: LocalDate = localDate(at)
  for (;;) {
    if (calendar.isWorkday(date))
      for (const { from, to } of hours) {
        const opens = Math.max(instant(date, from).getTime(), at.getTime())
        const closes = instant(date, to).getTime()
        if (closes <= opens) continue
        if (closes - opens >= left) return { at: new Date(opens + left), provisional: !calendar.isConfirmed(date) }
        left -= closes - opens
      }
    date = addDays(date, 1)
  }
}

/** Whether the office is open at `at`. */
export function isOpen(at: Date, hours: readonly Window[], calendar: Calendar): boolean {
  const date = localDate(at)
  return calendar.isWorkday(date) && hours.some(({ from, to }) => instant(date, from) <= at && at < instant(date, to))
}
