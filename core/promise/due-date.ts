/** When a promise falls due: day counting with pauses, extension, rolling and provisional years. */
import { addDays, daysBetween, localDate, type LocalDate } from '../date.ts'
import type { Calendar } from './calendar.ts'
import { familyOf } from './clock-families.ts'
import { addMinutes, addWorkMinutes, type OfficeHours, type WorkInstant } from './office-hours.ts'
import type { TimePromise } from './time-promise.ts'

export interface Due {
  /** The last day as counted, before rolling. */
  readonly raw: LocalDate
  /** The last day in law, written to the resident. While paused: the earliest it can be, as if resumed today. */
  readonly legal: LocalDate
  /** The last day the office allows itself. */
  readonly internal: LocalDate
  /** Units counted up to and with today, at most all. */
  readonly used: number
  /** Units from tomorrow up to and with the legal day; 0 on that day and after it. */
  readonly remaining: number
  /** Natural days since the legal day; 0 while it has not passed. */
  readonly late: number
  readonly paused: boolean
  readonly provisional: boolean
}

/**
 * The due dates of a promise as seen on `today`. A clock in office minutes needs `hours`; of minute clocks `used` and
 * `remaining` only say passed or not: ask `dueAtOf`. Source: 民法典 201, 203; domain rules 1.1 and 8.
 */
export function dueOf(p: TimePromise, calendar: Calendar, today: LocalDate, hours?: OfficeHours): Due {
  if (p.unit === 'minutes') return minuteDue(p, calendar, today, hours)
  const total = p.amount + p.extension
  const count = countDays(p, calendar, today, total)
  const rolled = roll(p, calendar, count.raw, total)
  const { legal } = rolled
  const toRoll = p.unit === 'calendar' ? Math.max(0, daysBetween(today > count.raw ? today : count.raw, legal)) : 0
  return {
    raw: count.raw,
    legal,
    internal: rolled.internal,
    used: count.used,
    remaining: total - count.used + toRoll,
    late: Math.max(0, daysBetween(legal, today)),
    paused: isPaused(p),
    provisional: count.provisional || rolled.provisional,
  }
}

/** True from the day after the last day; never while the clock stands still. */
export const isOverdue = (p: TimePromise, calendar: Calendar, today: LocalDate, hours?: OfficeHours): boolean =>
  dueOf(p, calendar, today, hours).legal < today

export const isPaused = (p: TimePromise): boolean => p.pauses.some((pause) => pause.to === null)

/** The instant a minute clock ends. Throws for a clock in days, one without its start, or office minutes without hours. */
export function dueAtOf(p: TimePromise, calendar: Calendar, hours?: OfficeHours): WorkInstant {
  if (p.unit !== 'minutes' || p.startedAt === null) throw new RangeError(`not a started minute clock: ${p.family}`)
  const minutes = p.amount + p.extension
  if (familyOf(p.family)?.runs === 'always') return { at: addMinutes(p.startedAt, minutes), provisional: false }
  if (hours === undefined) throw new RangeError(`office hours needed: ${p.family}`)
  return addWorkMinutes(p.startedAt, minutes, hours, calendar)
}

/** Whether the clock stood still on a day: after the notice went out, up to and with the day the answer came. */
export const stoodStill = (p: TimePromise, date: LocalDate, today: LocalDate): boolean =>
  p.pauses.some(({ from, to }) => date > from && date <= (to ?? today))

function countDays(p: TimePromise, calendar: Calendar, today: LocalDate, total: number) {
  const working = p.unit === 'working'
  const counted = (a: LocalDate, b: LocalDate): number => (working ? calendar.workdaysBetween(a, b) : daysBetween(a, b))
  let raw = p.startDate
  let left = total
  let used = 0
  let provisional = false
  /** Counts from the day after `raw` up to and with `to`. */
  const run = (to: LocalDate): void => {
    left -= counted(raw, to)
    if (today > raw) used += counted(raw, today < to ? today : to)
    // Natural days are counted whatever they are; only the last one, when it is rolled, asks the calendar.
    if (working && !calendar.isConfirmedSpan(addDays(raw, 1), to)) provisional = true
    raw = to
  }
  for (const { from, to } of [...p.pauses].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    if (left <= Math.max(0, counted(raw, from))) break
    if (from > raw) run(from)
    // the clock stands still up to and with the day the answer came
    if ((to ?? today) > raw) raw = to ?? today
  }
  if (left > 0) run(working ? calendar.addWorkdays(raw, left).date : addDays(raw, left))
  return { raw, used, provisional }
}

/** Natural days are rolled off days off; working days only where there are none, for they end on a working day anyway. */
function roll(p: TimePromise, calendar: Calendar, raw: LocalDate, total: number) {
  if (p.unit === 'calendar') return calendar.addCalendarDays(p.startDate, daysBetween(p.startDate, raw))
  if (total > 0) return { legal: raw, internal: raw, provisional: false }
  const { date, provisional } = calendar.addWorkdays(raw, 0)
  return { legal: date, internal: date, provisional }
}

function minuteDue(p: TimePromise, calendar: Calendar, today: LocalDate, hours?: OfficeHours): Due {
  const { at, provisional } = dueAtOf(p, calendar, hours)
  const legal = localDate(at)
  const late = Math.max(0, daysBetween(legal, today))
  const used = late > 0 ? p.amount : 0
  return { raw: legal, legal, internal: legal, used, remaining: p.amount - used, late, paused: false, provisional }
}
