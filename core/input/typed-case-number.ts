/** Reads case numbers in every spelling people type and paste: bs20261130-0008, ＢＳ２０２６１１３０－０００８, BS 20261130 — 0008. */
import { DASHES, cleanText } from './clean-text.ts'

export interface FoundCaseNumber {
  /** As the desk writes it: BS20261130-0008. */
  readonly number: string
  readonly from: number
  readonly to: number
}

const GAP = '[^\\S\\n]{0,2}'
/** Letters, day, count; the day may be spaced, and what ties the count to it may be a dash of any kind, a space, nothing. */
const SPELLING = `(?<![A-Za-z0-9])([A-Za-z]{2,4})${GAP}(\\d{4})${GAP}(\\d{2})${GAP}(\\d{2})(${GAP}[${DASHES}_]{1,2}${GAP}|${GAP})(\\d{4,6})(?!\\d)`
const IS_DAY = /^20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/

/** Every case number of a cleaned text, in order. Without a dash only a real day makes one of letters and digits. */
export function findCaseNumbers(text: string): FoundCaseNumber[] {
  return [...text.matchAll(new RegExp(SPELLING, 'g'))].flatMap((m) => {
    const [whole, letters = '', year = '', month = '', date = '', tie = '', count = ''] = m
    const day = year + month + date
    const plain = tie === '-' && whole.length === letters.length + day.length + 1 + count.length
    if (!plain && !IS_DAY.test(day)) return []
    return [{ number: `${letters.toUpperCase()}${day}-${count}`, from: m.index, to: m.index + whole.length }]
  })
}

export const findCaseNumber = (text: string): FoundCaseNumber | null => findCaseNumbers(text)[0] ?? null

/** The text with each of its case numbers as the desk writes them. */
export function withPlainNumbers(text: string): string {
  let [plain, at] = ['', 0]
  for (const { number, from, to } of findCaseNumbers(text)) {
    plain += text.slice(at, from) + number
    at = to
  }
  return plain + text.slice(at)
}

/** Last digits of a number, as staff shorten it: '0007 …', '尾号0007，…', '#7'. '14:00' and '62.5' are none. */
const NUMBER_END =
  /^(?:(?:后四位|尾号|编号|单号)(?:是|为)?[\s:：]*|#\s*)?(\d{1,6})号?(?=\s|$|[:：,，.。、；;!！?？](?!\d))/
const BETWEEN = /^[\s:：,，.。、；;!！?？]*/

/** The number a cleaned text begins with, whole or its last digits as typed, and what follows; null where it begins with none. */
export function numberAtStart(text: string): { readonly number: string; readonly rest: string } | null {
  const label = LABEL.exec(text)?.[0].length ?? 0
  const found = findCaseNumber(text)
  const end = found?.from === label ? null : NUMBER_END.exec(text)
  const [number, to] = found?.from === label ? [found.number, found.to] : end ? [end[1]!, end[0].length] : []
  return number === undefined ? null : { number, rest: text.slice(to).replace(BETWEEN, '').trim() }
}

const LABEL = /^(?:我的)?(?:办件|受理|查询|工单|登记)?(?:编号|单号|号码|号)?(?:是|为)?[\s:：#]*/
const MARKS = /[\s。．.！!？?～~…，,、；;“”"'（）()【】[\]]+/

/** The number where a field holds nothing else but what it is called and marks; null where it holds none. */
export function readCaseNumber(raw: string): string | null {
  const text = bare(raw)
  const found = findCaseNumber(text)
  return found && found.from === 0 && found.to === text.length ? found.number : null
}

function bare(raw: string): string {
  const edges = new RegExp(`^${MARKS.source}|${MARKS.source}$`, 'g')
  return cleanText(raw).replace(edges, '').replace(LABEL, '').replace(edges, '')
}

/** A code that was handed out (look-up, binding, counter): letters and digits alone, upper case, its label cut off. */
export const readCode = (raw: string): string =>
  cleanText(raw)
    .normalize('NFKC')
    .replace(/^[^0-9A-Za-z]*/, '')
    .replace(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
