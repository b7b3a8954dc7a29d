/** A clock started: the stored row of a promise, dates worked out. */
import { addDays, instant, type LocalDate, localDate } from '../date.ts'
import { addWorkMinutes } from '../promise/hours.ts'
import type { Pause, Promised } from './case.ts'
import type { Spec } from './clocks.ts'
import type { World } from './plan.ts'

export type Started = Omit<Promised, 'id' | 'purpose' | 'state'>

type Dates = Pick<Promised, 'dueDate' | 'internalDue' | 'dueAt' | 'provisional'>

/** Starts a clock at `now`; `from` counts from an earlier local date (视为受理, 信息公开). */
export function startClock(spec: Spec, now: Date, world: World, from: LocalDate | null = null): Started {
  const startDate = from ?? localDate(now)
  const dates =
    spec.unit === 'minutes'
      ? minutesOn(now, spec.amount, world)
      : datesOf({ ...spec, startDate, pauses: [], extension: 0 }, world)
  return { ...spec, startDate, startedAt: now, pauses: [], extension: 0, ...dates }
}

/**
 * Due dates from what is stored, by the day-counting convention of the law facts (section 8): the day a pause begins
 * counts as used, the day it ends does not, counting goes on the day after.
 */
export function datesOf(
  p: { unit: Promised['unit']; amount: number; startDate: LocalDate; pauses: readonly Pause[]; extension: number },
  world: World,
): Dates {
  const { calendar } = world
  let from = p.startDate
  let left = p.amount
  for (const pause of p.pauses) {
    if (pause.to === null) break
    left -= p.unit === 'working' ? calendar.workdaysBetween(from, pause.from) : days(from, pause.from)
    from = pause.to
  }
  const first = p.unit === 'working' ? working(world, from, left) : natural(world, from, left)
  const due =
    p.extension === 0
      ? first
      : p.unit === 'working'
        ? working(world, first.raw, p.extension)
        : natural(world, first.raw, p.extension)
  return {
    dueDate: due.legal,
    internalDue: due.internal,
    dueAt: instant(addDays(due.legal, 1)),
    provisional: first.provisional || due.provisional,
  }
}

function working(world: World, from: LocalDate, n: number) {
  const { date, provisional } = world.calendar.addWorkdays(from, Math.max(0, n))
  return { raw: date, legal: date, internal: date, provisional }
}

const natural = (world: World, from: LocalDate, n: number) => world.calendar.addCalendarDays(from, Math.max(0, n))

const days = (a: LocalDate, b: LocalDate): number => Math.round((Date.parse(b) - Date.parse(a)) / 86_400_000)

function minutesOn(now: Date, minutes: number, world: World): Dates {
  const { at, provisional } = addWorkMinutes(now, minutes, world.town.hours, world.calendar)
  const dueDate = localDate(at)
  return { dueDate, internalDue: dueDate, dueAt: at, provisional }
}
