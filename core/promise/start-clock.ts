/** Starts a clock: the row of a promise with its due dates worked out. */
import { addDays, instant, type LocalDate, localDate } from '../date.ts'
import { dueAtOf, dueOf } from './due-date.ts'
import type { ClockSpec, TimePromise } from './time-promise.ts'
import type { TownContext } from '../town-context.ts'

interface DueDates {
  readonly dueDate: LocalDate
  readonly internalDue: LocalDate
  /** The first instant that is too late. */
  readonly dueAt: Date
  readonly provisional: boolean
}

export type StartedClock = Omit<TimePromise, 'startedAt'> & { readonly startedAt: Date } & DueDates

/** Starts a clock at `now`; `from` counts from an earlier local date (视为受理, 信息公开). */
export function startClock(
  spec: ClockSpec,
  now: Date,
  townContext: TownContext,
  from: LocalDate | null = null,
): StartedClock {
  const clock = { ...spec, startDate: from ?? localDate(now), startedAt: now, pauses: [], extension: 0 }
  return { ...clock, ...dueDatesOf({ ...clock, provisional: false }, townContext, now) }
}

/** Computes the due dates of what is stored. */
export function dueDatesOf(p: TimePromise, townContext: TownContext, now: Date): DueDates {
  const { hours } = townContext.town
  const due = dueOf(p, townContext.calendar, localDate(now), hours)
  const dueAt = p.unit === 'minutes' ? dueAtOf(p, townContext.calendar, hours).at : instant(addDays(due.legal, 1))
  return { dueDate: due.legal, internalDue: due.internal, dueAt, provisional: due.provisional }
}
