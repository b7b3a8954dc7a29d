/** What may happen to a promise: start, pause, resume, extend, restart, deemed acceptance. Each gives new data or says why not. */
import { instant, type LocalDate } from '../date.ts'
import type { Calendar } from './calendar.ts'
import { dueOf, isPaused } from './due-date.ts'
import { extensionMax, FAMILIES, type Family, familyOf, type FamilyName, isPausableBy } from './clock-families.ts'
import type { OfficeHours } from './office-hours.ts'
import type { TimePromise } from './time-promise.ts'

export type ClockRefusal =
  | 'not-pausable' // the law does not leave this procedure's time out
  | 'paused'
  | 'not-paused'
  | 'too-early' // before the start, or before what happened last
  | 'last-day' // the day a pause begins counts, so on the last day nothing is left to stop
  | 'expired'
  | 'not-extendable'
  | 'already-extended'
  | 'too-long'
  | 'bad-days'
  | 'not-restartable'

export type Clocked<P extends TimePromise> =
  { readonly ok: true; readonly promise: P } | { readonly ok: false; readonly because: ClockRefusal }

export interface StartOf {
  readonly family: FamilyName
  readonly startDate: LocalDate
  readonly startedAt?: Date
  /** Needed where the family leaves it open; else a shorter limit the item or the town promises. */
  readonly amount?: number
  readonly unit?: TimePromise['unit']
  readonly basis?: string
  readonly authority?: TimePromise['authority']
  readonly startEvent?: string
  readonly proposed?: boolean
}

/** A promise begun; throws where no amount is known or a minute clock has no instant, for then nothing could be promised. */
export function start(of: StartOf, calendar: Calendar, hours?: OfficeHours): TimePromise {
  const family: Family = FAMILIES[of.family]
  const amount = of.amount ?? family.amount
  if (amount === null || !Number.isInteger(amount) || amount < 0)
    throw new RangeError(`no amount of time for ${of.family}`)
  const promise: TimePromise = {
    family: of.family,
    basis: of.basis ?? family.basis,
    authority: of.authority ?? family.authority,
    unit: of.unit ?? family.unit,
    amount,
    startEvent: of.startEvent ?? family.startEvent,
    startDate: of.startDate,
    startedAt: of.startedAt ?? null,
    pauses: [],
    extension: 0,
    provisional: false,
    proposed: of.proposed ?? false,
  }
  return { ...promise, provisional: dueOf(promise, calendar, of.startDate, hours).provisional }
}

/** Stops the clock on the day the written notice goes out; that day still counts. Source: 行政许可法 45, 信息公开条例 33(3). */
export function pause<P extends TimePromise>(p: P, procedure: string, on: LocalDate, calendar: Calendar): Clocked<P> {
  const family = familyOf(p.family)
  if (family === null || p.unit === 'minutes' || !isPausableBy(family, procedure)) return no('not-pausable')
  if (isPaused(p)) return no('paused')
  if (on < lastTurn(p)) return no('too-early')
  const due = dueOf(p, calendar, on)
  if (due.legal < on) return no('expired')
  if (due.raw <= on) return no('last-day')
  return renewed({ ...p, pauses: [...p.pauses, { from: on, to: null, procedure }] }, calendar, on)
}

/** Lets the clock go on the day after `on`, the day the answer came in. */
export function resume<P extends TimePromise>(p: P, on: LocalDate, calendar: Calendar): Clocked<P> {
  const open = p.pauses.find((pause) => pause.to === null)
  if (open === undefined) return no('not-paused')
  if (on < open.from) return no('too-early')
  const pauses = p.pauses.map((pause) => (pause === open ? { ...open, to: on } : pause))
  return renewed({ ...p, pauses }, calendar, on)
}

/**
 * Adds `days` units after the old last day: once, not after it has passed, and no more than the family allows. Natural
 * days go on from the last day as counted, so that 60 + 30 are 90 days, rolled once at their end.
 */
export function extend<P extends TimePromise>(p: P, days: number, on: LocalDate, calendar: Calendar): Clocked<P> {
  const family = familyOf(p.family)
  if (family?.extension == null || p.unit === 'minutes') return no('not-extendable')
  if (p.extension > 0) return no('already-extended')
  if (!Number.isInteger(days) || days < 1) return no('bad-days')
  if (days > extensionMax(family, p.amount)) return no('too-long')
  if (on < p.startDate) return no('too-early')
  if (dueOf(p, calendar, on).legal < on) return no('expired')
  return renewed({ ...p, extension: days }, calendar, on)
}

/** Counts all of it anew from `on`, pauses and extension gone. Source: 信息公开条例 30 (自收到补正申请之日起重新计算). */
export function restart<P extends TimePromise>(p: P, on: LocalDate, calendar: Calendar): Clocked<P> {
  const event = familyOf(p.family)?.restart ?? null
  if (event === null) return no('not-restartable')
  if (on < lastTurn(p)) return no('too-early')
  const again = { startDate: on, startedAt: p.startedAt && instant(on), startEvent: event, pauses: [], extension: 0 }
  return renewed({ ...p, ...again }, calendar, on)
}

export interface Deemed {
  readonly deemed: boolean
  /** The last day on which acceptance, a supplement list or a refusal is in time. */
  readonly lastDay: LocalDate
  /** From which the decision clock runs once it is deemed accepted: the day the papers came. */
  readonly acceptedOn: LocalDate
  readonly provisional: boolean
}

/**
 * Whether a licence is deemed accepted by silence; null for a clock whose silence means nothing. The caller knows that
 * nothing was done in time. Source: 行政许可法 32(1)4 (逾期不告知的，自收到申请材料之日起即为受理).
 */
export function deemedAcceptance(p: TimePromise, calendar: Calendar, today: LocalDate): Deemed | null {
  if (familyOf(p.family)?.silence !== 'deemed-accepted') return null
  const { legal, provisional } = dueOf(p, calendar, today)
  return { deemed: legal < today, lastDay: legal, acceptedOn: p.startDate, provisional }
}

const no = (because: ClockRefusal): { readonly ok: false; readonly because: ClockRefusal } => ({ ok: false, because })

/** The day before which nothing more can happen to a promise. */
const lastTurn = (p: TimePromise): LocalDate =>
  p.pauses.reduce((latest, { from, to }) => (latest > (to ?? from) ? latest : (to ?? from)), p.startDate)

function renewed<P extends TimePromise>(p: P, calendar: Calendar, today: LocalDate): Clocked<P> {
  return { ok: true, promise: { ...p, provisional: dueOf(p, calendar, today).provisional } }
}
