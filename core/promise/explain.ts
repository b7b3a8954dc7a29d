/** How a due date was computed, in plain words a resident can check on a wall calendar. */
import {
  addDays,
  daysBetween,
  localDate,
  type LocalDate,
  localTime,
  formatDate,
  formatWeekday,
  weekday,
  yearOf,
} from '../date.ts'
import type { Calendar } from './calendar.ts'
import { dueAtOf, dueOf, stoodStill } from './due-date.ts'
import { familyOf } from './clock-families.ts'
import type { OfficeHours } from './office-hours.ts'
import type { PromisePause, TimePromise } from './time-promise.ts'

/** Sentences on the due date of a promise as seen on `today`; a clock in office minutes needs `hours`. */
export function explain(p: TimePromise, calendar: Calendar, today: LocalDate, hours?: OfficeHours): string {
  const parts =
    p.unit === 'minutes'
      ? minutes(p, calendar, today, hours)
      : p.amount + p.extension === 0
        ? sameDay(p, calendar, today)
        : [
            counted(p, calendar, today),
            ...p.pauses.map((pause) => pauseWords(p, pause, calendar, today)),
            ...extensionWords(p, calendar, today),
            ...(p.unit === 'working' ? holidays(p, calendar, today) : rolling(p, calendar, today)),
          ]
  const proposed = p.proposed ? ['该时限为拟定，尚未正式公布'] : []
  return [...parts, ...proposed, ...provisional(p, calendar, today, hours)].join('；') + '。'
}

const unitOf = (p: TimePromise): string => (p.unit === 'working' ? '个工作日' : '日')

/** 收到次日（2月10日）起第5个工作日为2月14日 */
function counted(p: TimePromise, calendar: Calendar, today: LocalDate): string {
  const { raw, paused } = dueOf(p, calendar, today)
  const total = p.amount + p.extension
  const next = `${p.startEvent}次日（${formatDate(addDays(p.startDate, 1), today)}）起`
  if (paused) return `${next}${total}${unitOf(p)}内`
  const interrupted = p.pauses.length > 0 ? '扣除暂停时间，' : ''
  return `${next}${interrupted}第${total}${unitOf(p)}为${formatDate(raw, today)}`
}

function pauseWords(p: TimePromise, pause: PromisePause, calendar: Calendar, today: LocalDate): string {
  const { used } = dueOf(p, calendar, pause.from)
  const left = p.amount + p.extension - used
  const state = `此前已用${used}${unitOf(p)}，余${left}${unitOf(p)}`
  const from = formatDate(pause.from, today)
  if (pause.to === null) return `${from}起暂停计时（${pause.procedure}），${state}，恢复后接着算`
  if (pause.to === pause.from) return `${from}因${pause.procedure}暂停计时，当日恢复，不影响期限`
  return `${span(addDays(pause.from, 1), pause.to, today)}因${pause.procedure}暂停计时，不计入，${state}自${formatDate(addDays(pause.to, 1), today)}起接着算`
}

/** 原为第20个工作日（9月18日），经批准延长20个工作日 */
function extensionWords(p: TimePromise, calendar: Calendar, today: LocalDate): string[] {
  if (p.extension === 0) return []
  const { raw, paused } = dueOf({ ...p, extension: 0 }, calendar, today)
  const old = paused ? '' : `（${formatDate(raw, today)}）`
  return [`原为第${p.amount}${unitOf(p)}${old}，经批准延长${p.extension}${unitOf(p)}`]
}

/** 2月14日周六为调休上班日；2月15日至23日春节放假不计 */
function holidays(p: TimePromise, calendar: Calendar, today: LocalDate): string[] {
  const { legal, paused } = dueOf(p, calendar, today)
  const worked: string[] = []
  const off: { name: string; from: LocalDate; to: LocalDate }[] = []
  let weekends = false
  // While paused the end is not known; only what has passed is told.
  const end = paused && today < legal ? today : legal
  for (let date = addDays(p.startDate, 1); date <= end; date = addDays(date, 1)) {
    if (stoodStill(p, date, today)) continue
    const name = calendar.nameOf(date)
    const isWeekend = weekday(date) === 0 || weekday(date) === 6
    if (calendar.isWorkday(date)) {
      if (isWeekend) worked.push(`${formatDate(date, today)}${formatWeekday(date)}`)
    } else if (name === null) weekends = true
    else {
      const last = off.at(-1)
      if (last?.name === name && daysBetween(last.to, date) === 1) last.to = date
      else off.push({ name, from: date, to: date })
    }
  }
  return [
    ...(worked.length > 0 ? [`${worked.join('、')}为调休上班日`] : []),
    ...off.map(({ name, from, to }) => `${span(from, to, today)}${name}放假不计`),
    ...(weekends ? [`${off.length > 0 ? '其余' : ''}周六、周日不计`] : []),
  ]
}

/** 10月1日逢国庆节放假，顺延到10月8日 */
function rolling(p: TimePromise, calendar: Calendar, today: LocalDate): string[] {
  const { raw, legal, paused } = dueOf(p, calendar, today)
  if (paused) return []
  if (raw !== legal) return [`${whyOff(raw, calendar, today)}，顺延到${formatDate(legal, today)}`]
  const isWeekend = weekday(raw) === 0 || weekday(raw) === 6
  return isWeekend ? [`${formatDate(raw, today)}${formatWeekday(raw)}为调休上班日，不顺延`] : []
}

function sameDay(p: TimePromise, calendar: Calendar, today: LocalDate): string[] {
  const { legal } = dueOf(p, calendar, today)
  if (legal === p.startDate) return [`${p.startEvent}当日（${formatDate(legal, today)}）办理`]
  return [`${p.startEvent}当日办理`, `${whyOff(p.startDate, calendar, today)}，顺延到${formatDate(legal, today)}`]
}

function minutes(p: TimePromise, calendar: Calendar, today: LocalDate, hours?: OfficeHours): string[] {
  const { at } = dueAtOf(p, calendar, hours)
  const say = (instant: Date): string => `${formatDate(localDate(instant), today)}${localTime(instant)}`
  const always = familyOf(p.family)?.runs === 'always'
  return [
    `${p.startEvent}（${say(p.startedAt!)}）起${p.amount + p.extension}分钟内，即${say(at)}前`,
    always ? '不分昼夜和节假日' : '只计工作时间',
  ]
}

function provisional(p: TimePromise, calendar: Calendar, today: LocalDate, hours?: OfficeHours): string[] {
  const due = dueOf(p, calendar, today, hours)
  if (!due.provisional) return []
  const years = new Set<number>()
  for (let date = p.startDate; date <= due.legal || date <= due.raw; date = addDays(date, 1)) {
    // Late December waits for the notice of the year after it.
    if (!calendar.isConfirmed(date)) years.add(yearOf(date) + (calendar.isConfirmed(`${yearOf(date)}-12-01`) ? 1 : 0))
  }
  return [`${[...years].join('、')}年放假安排尚未公布，如遇调整顺延，以上日期为暂定`]
}

const whyOff = (date: LocalDate, calendar: Calendar, today: LocalDate): string => {
  const name = calendar.nameOf(date)
  return `${formatDate(date, today)}${name === null ? `是${formatWeekday(date)}` : `逢${name}放假`}`
}

/** 2月15日至23日, 9月30日至10月7日 or a single day. */
function span(from: LocalDate, to: LocalDate, today: LocalDate): string {
  if (from === to) return formatDate(from, today)
  const sameMonth = from.slice(0, 7) === to.slice(0, 7)
  return `${formatDate(from, today)}至${sameMonth ? `${Number(to.slice(8))}日` : formatDate(to, from)}`
}
