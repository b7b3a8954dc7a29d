/**
 * Answers questions about the office itself and no matter: when it is open, where it is, its telephone. Answered from town.yaml
 * and the working calendar, so that a make-up Saturday is told as open and a holiday as closed.
 */
import { addDays, isLocalDate, type LocalDate, formatDate, formatWeekday, weekday, yearOf } from '../../date.ts'
import { clauses } from '../text/normalize.ts'
import type { Calendar } from '../../promise/calendar.ts'
import type { Town } from '../../town.ts'

export interface OfficeAsked {
  readonly about: 'hours' | 'place' | 'phone'
  /** The day asked about, as written; null where none was. */
  readonly day: string | null
}

/** Where the words were not plain enough to say which: when and where. */
export const GENERAL_OFFICE: OfficeAsked = { about: 'hours', day: null }

const HOLIDAYS: Readonly<Record<string, string>> = {
  元旦: '元旦', 春节: '春节', 过年: '春节', 清明: '清明', 五一: '劳动节', 劳动节: '劳动节', 端午: '端午', 中秋: '中秋', 十一: '国庆', 国庆: '国庆',
} // prettier-ignore

const DAY = new RegExp(
  `大后天|今天|明天|后天|下?(?:个)?(?:周|星期|礼拜)[一二三四五六日天末]|\\d{1,2}月\\d{1,2}[日号]?|\\d{1,2}[日号]|(?:${Object.keys(HOLIDAYS).join('|')})节?`,
  'u',
)
const OFFICE =
  /你们那?里?|咱们?这?里?|镇里那?|镇上那?|镇政府|政府|(?:办事|政务|服务|便民)?大厅|窗口|(?:综合)?(?:便民|党群|政务)?服务中心|中心|单位|工作人员|办公室/gu
const HOURS = /上班|下班|开门|关门|开不开|开着|办公|营业|放(?:几天|多少天|多久)?假|休息|有人(?:值班|在|接(?:电话)?)?/u
const PLACE = /在哪里?|在什么(?:地方|位置)|地址|位置|怎么(?:走|去)|什么地方/u
const PHONE = /电话|号码|热线|联系方式/u
/** What may stand beside: when, how, please. Anything left over names a matter, and then it is no question of the office. */
const BESIDE =
  /请问|问一下|我想问|告诉我|时间|什么时候|几点|几天|多久|点|到|还|也|都|就|是|的|有|没有|没|不|吗|么|呢|吧|啊|呀|了|上午|下午|中午|晚上|节假日|假期|放|能|可以|来|去|办事|对外|咨询|多少|什么|给|一个|个|我|要|打|找|联系|[\s\p{P}]/gu

/** Whether `normal` (dialect and width already brought to one spelling) asks only about the office. */
export function officeAsked(normal: string): OfficeAsked | null {
  return onlyOffice(normal) ?? inClause(normal)
}

function onlyOffice(normal: string): OfficeAsked | null {
  if (normal.length > 30) return null
  const day = DAY.exec(normal)?.[0] ?? null
  const names = OFFICE.test(normal)
  OFFICE.lastIndex = 0
  const rest = (what: RegExp) =>
    (day === null ? normal : normal.replace(day, ''))
      .replace(new RegExp(what, 'gu'), '')
      .replace(OFFICE, '')
      .replace(BESIDE, '')
  if (HOURS.test(normal) && rest(HOURS) === '') return { about: 'hours', day }
  if (names && PLACE.test(normal) && rest(PLACE) === '') return { about: 'place', day: null }
  if (PHONE.test(normal) && rest(PHONE) === '') return { about: 'phone', day: null }
  return null
}

/** So many clauses: more tell a story. */
const FEW_CLAUSES = 3
/** The same in one clause of a few: "我礼拜六去交 你们有人没". */
function inClause(normal: string): OfficeAsked | null {
  const all = clauses(normal)
  if (all.length < 2 || all.length > FEW_CLAUSES) return null
  const asked = all.map(onlyOffice).find((found) => found?.about === 'hours')
  const day = DAY.exec(normal)?.[0] ?? null
  return asked && day !== null ? { ...asked, day } : null
}

const DAYS_AHEAD = 400
const WEEK = '日一二三四五六'
const RELATIVE: Readonly<Record<string, number>> = { 今天: 0, 明天: 1, 后天: 2, 大后天: 3 }

/** The date that `day` means on `today`; null where it is none (31 February). */
function dateOf(day: string, today: LocalDate): LocalDate | null {
  const ahead = RELATIVE[day]
  if (ahead !== undefined) return addDays(today, ahead)
  const inWeek = /^(下?).*(.)$/u.exec(day.replace('末', '六').replace('天', '日'))
  if (/周|星期|礼拜/u.test(day) && inWeek) {
    const monday = addDays(today, -((weekday(today) + 6) % 7))
    const offset = (WEEK.indexOf(inWeek[2]!) + 6) % 7
    const date = addDays(monday, offset + (inWeek[1] ? 7 : 0))
    return date < today ? addDays(date, 7) : date
  }
  const [, month, dayOfMonth] = /^(?:(\d{1,2})月)?(\d{1,2})/u.exec(day) ?? []
  if (dayOfMonth === undefined) return null
  const pad = (n: string | number) => String(n).padStart(2, '0')
  const within = `${today.slice(0, 4)}-${month ? pad(month) : today.slice(5, 7)}-${pad(dayOfMonth)}`
  if (!isLocalDate(within)) return null
  if (within >= today) return within
  if (month) return `${yearOf(today) + 1}${within.slice(4)}`
  const next = addDays(`${today.slice(0, 7)}-28`, 7)
  const following = `${next.slice(0, 7)}-${pad(dayOfMonth)}`
  return isLocalDate(following) ? following : null
}

/** '2月15日（周日）至2月23日（周一）' of the next holiday of that name, and the days worked for it. */
function sayHoliday(name: string, calendar: Calendar, today: LocalDate): string | null {
  const off: LocalDate[] = []
  const worked: LocalDate[] = []
  for (let i = 0, date = today; i < DAYS_AHEAD; i += 1, date = addDays(date, 1)) {
    if (off.length > 0 && !calendar.isConfirmed(date)) break
    if (!calendar.nameOf(date)?.includes(name)) continue
    if (off.length > 0 && yearOf(date) !== yearOf(off[0]!)) break
    ;(calendar.isWorkday(date) ? worked : off).push(date)
  }
  const [first] = off
  if (first === undefined) return null
  const dated = (d: LocalDate) => `${formatDate(d, today)}（${formatWeekday(d)}）`
  if (!calendar.isConfirmed(first)) return `${name}的放假安排国家还没公布，公布后按公布的来。`
  const last = off.at(-1)!
  return `${name}：${dated(first)}${last === first ? '' : `至${dated(last)}`}休息。${worked.length ? `${worked.map(dated).join('、')}照常上班。` : ''}`
}

function sayDay(date: LocalDate, calendar: Calendar, today: LocalDate): string {
  const dated = `${formatDate(date, today)}（${formatWeekday(date)}）`
  const caveat = calendar.isConfirmed(date) ? '' : `\n${yearOf(date)}年的放假安排国家还没公布，可能有变。`
  if (calendar.isWorkday(date)) {
    const makeUp = weekday(date) === 0 || weekday(date) === 6
    return `${dated}${makeUp ? '是调休的上班日，照常上班' : '上班'}。${caveat}`
  }
  const next = calendar.nextWorkday(date)
  return `${dated}休息，不上班。接下来上班的是${formatDate(next, today)}（${formatWeekday(next)}）。${caveat}`
}

/** What is said to it. `today` is left out where no clock is at hand: then only what holds on every day. */
export function sayOffice(asked: OfficeAsked, town: Town, calendar: Calendar, today: LocalDate | null): string {
  const call = town.phone ? `电话：${town.phone}` : ''
  const open = `工作日 ${town.hours.map((h) => `${h.from}–${h.to}`).join('，')} 上班，周六周日和节假日休息（国家安排调休上班的除外）。`
  const where = `地方：${town.place}。`
  if (asked.about === 'place') return [where, open, call].filter(Boolean).join('\n')
  if (asked.about === 'phone')
    return town.phone
      ? `${town.name}咨询电话：${town.phone}。\n${open}`
      : `镇里的咨询电话还没公布到这里。想找人，发“人工”，登记后有人联系您。\n有危险打 110、119、120。`
  const holiday = Object.entries(HOLIDAYS).find(([word]) => asked.day?.includes(word))?.[1]
  const date = today === null || asked.day === null || holiday ? null : dateOf(asked.day, today)
  const day =
    today === null ? null : holiday ? sayHoliday(holiday, calendar, today) : date && sayDay(date, calendar, today)
  return [day ?? '', open, where].filter(Boolean).join('\n')
}
