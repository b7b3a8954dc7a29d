/** A year's holidays were announced: which open promises now fall due on another day, or are no longer provisional. */
import type { LocalDate } from '../date.ts'
import type { Calendar } from './calendar.ts'
import { dueOf, isPaused } from './due.ts'
import type { OfficeHours } from './hours.ts'
import type { TimePromise } from './promise.ts'

export interface DueDates {
  readonly legal: LocalDate
  readonly internal: LocalDate
  readonly provisional: boolean
}

/** An open promise with the dates that were stored and told. */
export interface OpenPromise<Id> {
  readonly id: Id
  readonly promise: TimePromise
  readonly told: DueDates
}

export interface DueChange<Id> {
  readonly id: Id
  readonly before: DueDates
  readonly after: DueDates
}

/**
 * What changes under the new calendar; the caller writes the event and tells the resident. A paused promise is left out:
 * its dates are computed when it resumes. Closed promises must not be passed: what was kept stays kept.
 */
export function recompute<Id>(
  open: readonly OpenPromise<Id>[],
  calendar: Calendar,
  today: LocalDate,
  hours?: OfficeHours,
): DueChange<Id>[] {
  const changes: DueChange<Id>[] = []
  for (const { id, promise, told } of open) {
    if (isPaused(promise)) continue
    const { legal, internal, provisional } = dueOf(promise, calendar, today, hours)
    if (legal === told.legal && internal === told.internal && provisional === told.provisional) continue
    const { legal: oldLegal, internal: oldInternal, provisional: wasProvisional } = told
    changes.push({
      id,
      before: { legal: oldLegal, internal: oldInternal, provisional: wasProvisional },
      after: { legal, internal, provisional },
    })
  }
  return changes
}
