/**
 * Checks a calendar file, data/calendar/YYYY.json: which days of one year are off and which weekends are worked.
 *
 *   { "year": 2026, "confirmed": true, "source": "https://www.gov.cn/…", "days": [{ "date": "2026-01-01", "name": "元旦", "off": true }] }
 *
 * Listed are only the days the State Council's notice names: `off: true` is a day off, `off: false` a weekend day that is
 * worked (调休). `confirmed: false` is a guess made before the notice: every date reached through it stays provisional.
 * A file may hold days of the December before it: the New Year holiday of 2019 began on 2018-12-29.
 * The layout of NateScarlet/holiday-cn (`papers`, `isOffDay`) is read as well; there a file without papers is unconfirmed.
 */
import { z } from 'zod'
import { isLocalDate, type LocalDate, formatWeekday, weekday, yearOf } from '../date.ts'
import { FIXED_STATUTORY } from './statutory-holidays.ts'

export interface CalendarDay {
  readonly date: LocalDate
  readonly name: string
  readonly off: boolean
}

export interface CalendarYear {
  readonly year: number
  readonly confirmed: boolean
  /** Address of the State Council notice; empty only while unconfirmed. */
  readonly source: string
  readonly days: readonly CalendarDay[]
}

export type ParsedYear =
  { readonly ok: true; readonly year: CalendarYear } | { readonly ok: false; readonly because: string }

const year = z.int().min(2000).max(2099)
const ours = z.object({ year, confirmed: z.boolean(), source: z.string().default(''), days: z.array(z.unknown()) })
const holidayCn = z
  .object({ year, papers: z.array(z.string()), days: z.array(z.unknown()) })
  .transform(({ year, papers, days }) => ({ year, confirmed: papers.length > 0, source: papers[0] ?? '', days }))
const name = z.string().trim().min(1)
const daySchema = z.union([
  z.object({ date: z.string(), name, off: z.boolean() }),
  z
    .object({ date: z.string(), name, isOffDay: z.boolean() })
    .transform(({ date, name, isOffDay }) => ({ date, name, off: isOffDay })),
])

const refuse = (because: string): ParsedYear => ({ ok: false, because })

/** Reads one calendar file; what is wrong with it comes back as one plain sentence that names the date at fault. */
export function parseCalendarYear(raw: unknown): ParsedYear {
  const head = z.union([ours, holidayCn]).safeParse(raw)
  if (!head.success)
    return refuse('日历文件要有 year（年份）、confirmed（是否已公布）、source（通知网址）和 days（日期表）。')
  const { year, confirmed, source } = head.data
  if (confirmed && source.trim() === '')
    return refuse(`${year}年的日历写明已公布，却没有写明依据的通知网址（source）。`)

  const seen = new Map<LocalDate, CalendarDay>()
  for (const [index, entry] of head.data.days.entries()) {
    const parsed = daySchema.safeParse(entry)
    if (!parsed.success)
      return refuse(`${label(entry, index)}写得不完整，每天都要有 date、name 和 off（true 放假，false 上班）。`)
    const because = faultOf(parsed.data, year, seen)
    if (because !== null) return refuse(because)
    seen.set(parsed.data.date, parsed.data)
  }
  const missing = confirmed
    ? FIXED_STATUTORY.find(([monthDay]) => seen.get(`${year}-${monthDay}`) === undefined)
    : undefined
  if (missing) return refuse(`${year}-${missing[0]} 是法定节假日（${missing[1]}），已公布的日历里却没有列出这一天。`)

  const days = [...seen.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
  return { ok: true, year: { year, confirmed, source, days } }
}

function faultOf(day: CalendarDay, year: number, seen: ReadonlyMap<LocalDate, CalendarDay>): string | null {
  const { date, name, off } = day
  if (!isLocalDate(date)) return `${date} 不是一个真实的日期，应写成 ${year}-01-01 这样。`
  if (yearOf(date) !== year && !date.startsWith(`${year - 1}-12`))
    return `${date} 不在${year}年的日历里，请放到它自己那一年的文件。`
  const before = seen.get(date)
  if (before) return before.off === off ? `${date} 重复列了两次。` : `${date} 列了两次，一次放假、一次上班，互相矛盾。`
  const holiday = FIXED_STATUTORY.find(([monthDay]) => date.endsWith(monthDay))
  if (!off && holiday) return `${date} 是法定节假日（${holiday[1]}），不能列为上班。`
  const isWeekend = weekday(date) === 0 || weekday(date) === 6
  if (!off && !isWeekend) return `${date}（${name}）是${formatWeekday(date)}，本来就上班，不能列为调休上班日。`
  return null
}

/** What to call an entry that cannot be read: its date if it has one, else its place in the list. */
function label(entry: unknown, index: number): string {
  const date = z.object({ date: z.string() }).safeParse(entry)
  return date.success ? `${date.data.date} 这一天` : `第${index + 1}条日期`
}
