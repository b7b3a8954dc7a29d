/** Reads days and clock times as people type them: 2026-12-01, 2026年12月1日, 12月1号, 明天, 下周三; 14:00, 下午2点半. */
import { chineseNumber } from '../answer/text/age-tokens.ts'
import { addDays, isLocalDate, type LocalDate, weekday } from '../date.ts'
import { cleanText, plainDashes } from './clean-text.ts'

const NUMBER = '(\\d{1,2}|[一二三四五六七八九十]{1,3})'
const YEAR = '(?:(\\d{4})\\s*年|(今年|明年))?'
/** In the order they are tried; each takes as much as it can. */
const FORMS: readonly (readonly [RegExp, (m: RegExpExecArray, today: LocalDate) => LocalDate | null])[] = [
  [/^(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?![\d.])/, (m) => dateOf(m[1]!, m[2]!, m[3]!)],
  [/^(20\d\d)(\d\d)(\d\d)(?!\d)/, (m) => dateOf(m[1]!, m[2]!, m[3]!)],
  [new RegExp(`^${YEAR}\\s*${NUMBER}\\s*月\\s*${NUMBER}\\s*[日号]?(?!\\d)`), (m, today) => inYear(m, today)],
  [/^()()(\d{1,2})[-/](\d{1,2})(?![\d./-])/, (m, today) => inYear(m, today)],
  [/^(大后天|后天|明天|明日|今天|今日|当天)/, (m, today) => addDays(today, DAYS[m[1]!]!)],
  [/^(下)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])/, (m, today) => dayOfWeek(today, m[2]!, m[1] !== undefined)],
]
const DAYS: Readonly<Record<string, number>> = { 今天: 0, 今日: 0, 当天: 0, 明天: 1, 明日: 1, 后天: 2, 大后天: 3 }

/**
 * The day a text begins with, and what follows. A day without a year is the next one from `today` on; a day of the week
 * is of this week, or the next where it is over. Null where the text begins with no real day.
 */
export function dateAtStart(raw: string, today: LocalDate): { readonly date: LocalDate; readonly rest: string } | null {
  const text = plainDashes(cleanText(raw)).trim()
  for (const [form, read] of FORMS) {
    const m = form.exec(text)
    const date = m && read(m, today)
    if (date) return { date, rest: text.slice(m[0].length).replace(/^(?:[\s,，、:：]|(?:之)?(?:前|以前|止|为止)(?=\s|$))+/u, '').trim() } // prettier-ignore
  }
  return null
}

/** The day where a field holds nothing else; null where it is none. */
export function readDate(raw: string, today: LocalDate): LocalDate | null {
  const read = dateAtStart(raw, today)
  return read && /^[。．.]?$/.test(read.rest) ? read.date : null
}

const TIME =
  /^(凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚)?\s?(?:(\d{1,2})\s?[:：]\s?(\d{2})(?!\d)|(\d{1,2}|[一二两三四五六七八九十]{1,3})\s?[点时]\s?(半|一刻|三刻|(\d{1,2})\s?分?)?(?:整|钟)?)/

/** The clock time a text begins with as 'HH:MM', and what follows; null where it begins with none. */
export function timeAtStart(raw: string): { readonly time: string; readonly rest: string } | null {
  const text = cleanText(raw).trim()
  const m = TIME.exec(text)
  if (!m) return null
  const [whole, part = '', digital, minutes, spoken = '', after = '', typed] = m
  const given = digital === undefined ? numberOf(spoken) : Number(digital)
  const minute = minutes ?? typed ?? ({ 半: '30', 一刻: '15', 三刻: '45' } as Record<string, string>)[after] ?? '0'
  if (given === null) return null
  const hour = given < 12 && (/下午|傍晚|晚/.test(part) || (part === '中午' && given < 11)) ? given + 12 : given
  if (hour > 23 || Number(minute) > 59) return null
  return { time: `${two(hour)}:${two(Number(minute))}`, rest: text.slice(whole.length).replace(/^[\s,，、]+/, '').trim() } // prettier-ignore
}

const two = (n: number): string => String(n).padStart(2, '0')
const numberOf = (text: string): number | null =>
  /^\d+$/.test(text) ? Number(text) : text === '两' ? 2 : chineseNumber(text)

function dateOf(year: string, month: string, day: string): LocalDate | null {
  const date = `${year}-${two(Number(month))}-${two(Number(day))}`
  return isLocalDate(date) ? date : null
}

function inYear([, year, named, month = '', day = '']: RegExpExecArray, today: LocalDate): LocalDate | null {
  const [m, d] = [numberOf(month), numberOf(day)]
  if (m === null || d === null) return null
  const current = Number(today.slice(0, 4))
  if (year) return dateOf(year, String(m), String(d))
  if (named) return dateOf(String(named === '明年' ? current + 1 : current), String(m), String(d))
  // 29 February comes round within eight years
  for (let y = current; y <= current + 8; y++) {
    const date = dateOf(String(y), String(m), String(d))
    if (date !== null && date >= today) return date
  }
  return null
}

function dayOfWeek(today: LocalDate, named: string, next: boolean): LocalDate {
  const from = (weekday(today) + 6) % 7 // Monday is 0
  const to = '一二三四五六日'.indexOf(named === '天' ? '日' : named)
  return addDays(today, to - from + (next || to < from ? 7 : 0))
}
