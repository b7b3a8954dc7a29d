/** A promise 时限承诺 as plain data: one clock on one case, with all that its due date is computed from. */
import type { LocalDate } from '../date.ts'

export interface PromisePause {
  /** The day the written notice went out: still counted. */
  readonly from: LocalDate
  /** The day the answer came in: not counted, counting goes on the day after; null while it stands still. */
  readonly to: LocalDate | null
  readonly procedure: string
}

/** The fields a stored promise row shares, so that a row can be passed as it is. */
export interface TimePromise {
  /** A key of FAMILIES. */
  readonly family: string
  readonly basis: string
  readonly authority: 'statutory' | 'promised'
  readonly unit: 'working' | 'calendar' | 'minutes'
  /** In `unit`; 0 is the same day. */
  readonly amount: number
  readonly startEvent: string
  readonly startDate: LocalDate
  /** Needed by minute clocks only. */
  readonly startedAt: Date | null
  readonly pauses: readonly PromisePause[]
  /** In `unit`, granted at most once; 0 is none. */
  readonly extension: number
  /** Leans on a year whose holidays are not announced. */
  readonly provisional: boolean
  /** The limit is suggested and not yet confirmed and published by the town. */
  readonly proposed: boolean
}

/** What is promised, before any date. */
export interface ClockSpec {
  readonly family: string
  readonly basis: string
  readonly authority: 'statutory' | 'promised'
  readonly proposed: boolean
  readonly unit: 'working' | 'calendar' | 'minutes'
  readonly amount: number
  readonly startEvent: string
}
