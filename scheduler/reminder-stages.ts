/** When somebody is reminded of a promise: by working days before and after its last day. */
import type { StoredPromise } from '../core/case/case.ts'
import { PURPOSES, type PurposeName } from '../core/case/purposes.ts'
import type { LocalDate } from '../core/date.ts'
import type { Calendar } from '../core/promise/calendar.ts'

export type Recipient = 'handler' | 'first' | 'head' | 'group' | 'resident'

export interface Stage {
  /** Working days from the last day: negative before it, 0 on it, positive after it. */
  readonly day: number
  /** Said again every so many working days. */
  readonly every?: number
  /** Which of the day's two rounds says it. */
  readonly round: 'morning' | 'afternoon'
  readonly whose: 'office' | readonly PurposeName[]
  readonly to: readonly Recipient[]
}

// prettier-ignore
export const STAGES = {
  'T-3':        { day: -3,            round: 'morning',   whose: 'office',    to: ['handler'] },
  'T-1':        { day: -1,            round: 'morning',   whose: 'office',    to: ['handler', 'first'] },
  'due':        { day: 0,             round: 'morning',   whose: 'office',    to: ['handler', 'first'] },
  'due-15':     { day: 0,             round: 'afternoon', whose: 'office',    to: ['handler', 'first'] },
  'overdue-1':  { day: 1,             round: 'morning',   whose: 'office',    to: ['handler', 'first', 'head'] },
  'overdue-3':  { day: 3,             round: 'morning',   whose: 'office',    to: ['group'] },
  'overdue-w':  { day: 8, every: 5,   round: 'morning',   whose: 'office',    to: ['handler', 'first', 'head', 'group'] },
  'supply-2':   { day: -2,            round: 'morning',   whose: ['supply'],  to: ['resident'] },
  'confirm-1':  { day: -1,            round: 'morning',   whose: ['confirm'], to: ['resident'] },
} as const satisfies Record<string, Stage>

export type StageName = keyof typeof STAGES

/** The furthest ahead a stage looks, in working days: nothing due later is read. */
export const LOOK_AHEAD = -Math.min(...Object.values(STAGES).map((s) => s.day))

export interface Reached {
  readonly name: StageName
  /** The day the stage belongs to, not the day it is said: said late it is still the same reminder. */
  readonly date: LocalDate
}

type Clock = Pick<StoredPromise, 'purpose' | 'unit' | 'startDate' | 'dueDate'>

/**
 * The stage a promise has reached on `today`, the latest one only, so that days the desk was off are not said one by one.
 * Null before the first one. A stage on or before the day the clock started is never said: the card of that day said it.
 */
export function reached(p: Clock, round: Stage['round'], today: LocalDate, calendar: Calendar): Reached | null {
  const at = calendar.workdaysBetween(p.dueDate, today)
  let latest: Reached | null = null
  for (const name of Object.keys(STAGES) as StageName[]) {
    const stage: Stage = STAGES[name]
    const { owner } = PURPOSES[p.purpose]
    if (stage.round !== round || at < stage.day) continue
    if (stage.whose === 'office' ? owner !== 'office' : !stage.whose.includes(p.purpose)) continue
    // a clock of minutes is not announced days ahead, and what is said before the last day is no use on it
    if (stage.day <= 0 && (p.unit === 'minutes' || (stage.day < 0 && at >= 0))) continue
    if (round === 'afternoon' && at !== stage.day) continue
    const day = stage.every ? stage.day + Math.floor((at - stage.day) / stage.every) * stage.every : stage.day
    const date = calendar.addWorkdays(p.dueDate, day).date
    if (day <= 0 && round === 'morning' && date <= p.startDate) continue
    latest = { name, date }
  }
  return latest
}
