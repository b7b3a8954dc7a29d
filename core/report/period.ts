/** The period a report is of: its days, the same days a year before, and the pieces its curves are drawn in. */
import { addDays, daysBetween, isLocalDate, type LocalDate, weekday } from '../date.ts'

/** Both days are in it. */
export interface ReportPeriod {
  readonly from: LocalDate
  readonly to: LocalDate
}

const LONGEST_DAYS = 366

export type PeriodReading =
  { readonly ok: true; readonly period: ReportPeriod } | { readonly ok: false; readonly because: string }

/** Two dates as typed; the reason in one sentence where they are no period. */
export function readReportPeriod(from: string, to: string): PeriodReading {
  const no = (because: string) => ({ ok: false, because }) as const
  if (!isLocalDate(from) || !isLocalDate(to)) return no('日期写成 2026-11-01 这样，从哪天到哪天都要写')
  if (from > to) return no('开始的日期在结束的后面，请调过来')
  if (daysBetween(from, to) >= LONGEST_DAYS) return no(`一次最多看 ${LONGEST_DAYS} 天，请分开看`)
  return { ok: true, period: { from, to } }
}

/** The same days a year before; 29 February becomes the 28th. */
export const yearBefore = ({ from, to }: ReportPeriod): ReportPeriod => ({ from: backAYear(from), to: backAYear(to) })

function backAYear(date: LocalDate): LocalDate {
  const back = `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`
  return isLocalDate(back) ? back : `${back.slice(0, 8)}28`
}

const monthOf = (date: LocalDate): LocalDate => `${date.slice(0, 7)}-01`
const nextMonth = (date: LocalDate): LocalDate => monthOf(addDays(monthOf(date), 31))
const mondayOf = (date: LocalDate): LocalDate => addDays(date, -((weekday(date) + 6) % 7))
const quarterOf = (date: LocalDate): LocalDate =>
  `${date.slice(0, 5)}${String(Math.floor((Number(date.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`

/** What a leader asks for by name on a day, the running ones up to their last day. */
export function usualPeriods(today: LocalDate): readonly (ReportPeriod & { readonly label: string })[] {
  const [monday, month, quarter] = [mondayOf(today), monthOf(today), quarterOf(today)]
  const quarterEnd = addDays(nextMonth(nextMonth(nextMonth(quarter))), -1)
  const before = (first: LocalDate, start: (date: LocalDate) => LocalDate) => ({
    from: start(addDays(first, -1)),
    to: addDays(first, -1),
  })
  return [
    { label: '本周', from: monday, to: addDays(monday, 6) },
    { label: '上周', ...before(monday, mondayOf) },
    { label: '本月', from: month, to: addDays(nextMonth(month), -1) },
    { label: '上月', ...before(month, monthOf) },
    { label: '本季度', from: quarter, to: quarterEnd },
    { label: '上季度', ...before(quarter, quarterOf) },
    { label: '今年', from: `${today.slice(0, 4)}-01-01`, to: `${today.slice(0, 4)}-12-31` },
  ]
}

/** Days for a month or less, weeks for a half year, else months: each piece by its first day, in order. */
export function piecesOf({ from, to }: ReportPeriod): readonly LocalDate[] {
  const days = daysBetween(from, to) + 1
  const next = days <= 31 ? (d: LocalDate) => addDays(d, 1) : days <= 190 ? (d: LocalDate) => addDays(d, 7) : nextMonth
  const pieces: LocalDate[] = []
  for (let at = from; at <= to; at = next(at)) pieces.push(at)
  return pieces
}

/** The place of a day among the pieces. */
export function pieceOf(pieces: readonly LocalDate[], day: LocalDate): number {
  const after = pieces.findIndex((first) => first > day)
  return after === -1 ? pieces.length - 1 : after - 1
}
