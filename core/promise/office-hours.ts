/** Minute clocks: round the clock (热线紧急诉求) or in office hours only (接单), half-day windows of working days. */
import { addDays, instant, localDate, localTime } from '../date.ts'
import type { Calendar } from './calendar.ts'

/** The windows of a working day in order, 'HH:MM'; town.yaml `hours`. */
export type OfficeHours = readonly { readonly from: string; readonly to: string }[]

export interface WorkInstant {
  readonly at: Date
  readonly provisional: boolean
}

/** Whether the office is open at an instant; closing time itself is closed. */
export function isOpen(at: Date, hours: OfficeHours, calendar: Calendar): boolean {
  const time = localTime(at)
  return calendar.isWorkday(localDate(at)) && hours.some(({ from, to }) => from <= time && time < to)
}

/** `minutes` by the clock on the wall, nights and holidays too. Source: 天津12345热线实施细则 (15、30分钟不分工作日). */
export const addMinutes = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000)

/**
 * `minutes` of office time after `at`. Time outside the windows does not run; a clock that fills a window ends at its
 * closing, not at the next opening; 0 minutes gives the next open moment. Throws where there are no windows.
 */
export function addWorkMinutes(at: Date, minutes: number, hours: OfficeHours, calendar: Calendar): WorkInstant {
  const fault = officeHoursFault(hours)
  if (fault !== null) throw new RangeError(fault)
  let left = minutes * 60_000
  let provisional = false
  for (let date = localDate(at); ; date = addDays(date, 1)) {
    if (!calendar.isConfirmed(date)) provisional = true
    if (!calendar.isWorkday(date)) continue
    for (const { from, to } of hours) {
      const opens = Math.max(instant(date, from).getTime(), at.getTime())
      const open = instant(date, to).getTime() - opens
      if (open <= 0) continue
      if (left <= open) return { at: new Date(opens + left), provisional }
      left -= open
    }
  }
}

/** What is wrong with a list of windows, as one plain sentence; null when they are in order and do not overlap. */
export function officeHoursFault(hours: OfficeHours): string | null {
  if (hours.length === 0) return '办公时间至少要有一段。'
  let end = ''
  for (const { from, to } of hours) {
    if (![from, to].every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)))
      return `办公时间 ${from}–${to} 不是 08:30 这样的时刻。`
    if (to <= from) return `办公时间 ${from}–${to} 的结束不晚于开始。`
    if (from < end) return `办公时间 ${from}–${to} 与前一段重叠或顺序颠倒。`
    end = to
  }
  return null
}
