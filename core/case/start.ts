/** A clock started: the stored row of a promise, dates worked out. */
import { addDays, instant, type LocalDate, localDate } from '../date.ts'
import { dueAtOf, dueOf } from '../promise/due.ts'
import type { TimePromise } from '../promise/promise.ts'
import type { Promised } from './case.ts'
import type { Spec } from './clocks.ts'
import type { World } from './situation.ts'

export type Started = Omit<Promised, 'id' | 'purpose' | 'state'>

type Dates = Pick<Promised, 'dueDate' | 'internalDue' | 'dueAt' | 'provisional'>

/** Starts a clock at `now`; `from` counts from an earlier local date (视为受理, 信息公开). */
export function startClock(spec: Spec, now: Date, world: World, from: LocalDate | null = null): Started {
  const clock = { ...spec, startDate: from ?? localDate(now), startedAt: now, pauses: [], extension: 0 }
  return { ...clock, ...datesOf({ ...clock, provisional: false }, world, now) }
}

/** Due dates from what is stored. `dueAt` is the first instant that is too late. */
export function datesOf(p: TimePromise, world: World, now: Date): Dates {
  const { hours } = world.town
  const due = dueOf(p, world.calendar, localDate(now), hours)
  const dueAt = p.unit === 'minutes' ? dueAtOf(p, world.calendar, hours).at : instant(addDays(due.legal, 1))
  return { dueDate: due.legal, internalDue: due.internal, dueAt, provisional: due.provisional }
}
