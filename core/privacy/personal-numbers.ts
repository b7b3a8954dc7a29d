/**
 * Numbers that name a person: identity cards, bank cards, phones. Found however they are typed: spaced, dashed, dotted,
 * full-width, in Chinese digits. The work is bounded per digit group, so the time grows with the length of a text and no
 * faster.
 */
import { digitsOf, GROUP } from './digits.ts'
import { isCheckedIdentity } from './check-digit.ts'

export type NumberKind = '身份证号' | '银行卡号' | '手机号' | '电话'

export interface FoundNumber {
  readonly kind: NumberKind
  readonly from: number
  readonly to: number
  /** Plain digits, the X of an identity card included. */
  readonly digits: string
}

/** Counts what was looked at, for the tests that hold the work to the length of a text. */
export interface SearchBudget {
  steps: number
}

/** What people, and those who mean to slip past, put between digits. */
const BETWEEN =
  /^[\s\-\u2010-\u2015\u2212\u2500\uff0d·•_/|~～\u{ad}\u{2060}\u{200b}-\u{200f}\u{feff}\u{fe0f}\u{20e3}()（）.．]{0,3}$/u
const DOT = /[.．]/u
/** A bank card is at most 19 digits, and each may stand alone. */
const LONGEST = 19

const monthDay = (mmdd: string): boolean => /^(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(mmdd)
/** The first two digits of an identity card are a province. */
const province = (digits: string): boolean => /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/.test(digits)

/** The Luhn check of any stretch of `all`, from sums made once. */
function makeLuhn(all: string): (from: number, to: number) => boolean {
  // sums up to each place: with the digits at even places taken twice, and with those at odd places
  const sums = [new Int32Array(all.length + 1), new Int32Array(all.length + 1)] as const
  for (let at = 0; at < all.length; at++) {
    const digit = all.charCodeAt(at) - 48
    const twice = digit > 4 ? digit * 2 - 9 : digit * 2
    sums[0][at + 1] = sums[0][at]! + (at % 2 === 0 ? twice : digit)
    sums[1][at + 1] = sums[1][at]! + (at % 2 === 0 ? digit : twice)
  }
  return (from, to) => {
    const sum = sums[to % 2 === 0 ? 0 : 1]
    return (sum[to]! - sum[from]!) % 10 === 0
  }
}

/** Groupings a phone number is written in; others are amounts and dates standing side by side. */
const PHONE_SHAPES = new Set(['11', '3-4-4', '3-8', '7-4', '3-3-5', '4-4-3', '4-7', Array(11).fill(1).join('-')])
/** Said before a local number without its area code. */
const PHONE_WORD = /(电话|座机|联系|号码|打)[^\d０-９]{0,4}$/u

interface Group {
  readonly from: number
  readonly to: number
  readonly digits: string
  /** How it is tied to the group before it; null where it is not. */
  readonly tie: 'plain' | 'dot' | null
}

/** Groups first to last of a run, read as one number. */
interface Reading {
  readonly digits: string
  readonly luhn: boolean
  readonly groups: readonly Group[]
  readonly first: number
  readonly last: number
  readonly text: string
}

const shapeOf = ({ groups, first, last }: Reading): string =>
  groups
    .slice(first, last + 1)
    .map((g) => g.digits.length)
    .join('-')
const before = ({ text, groups, first }: Reading): string =>
  text.slice(Math.max(0, groups[first]!.from - 8), groups[first]!.from)
/** Decimals standing side by side have dots between them, bank cards never. */
const dotted = ({ groups, first, last }: Reading): boolean =>
  groups.slice(first + 1, last + 1).some((g) => g.tie === 'dot')

const behind = ({ text, groups, last }: Reading): string => text.slice(groups[last]!.to, groups[last]!.to + 8)
/** What is counted by machines: an order, a parcel, an invoice, an office. */
const MACHINE_WORD = /订单|单号|运单|快递|物流|流水|交易|发票|合同|工单|信用代码|税号|机构代码|串号|序列号|IMEI/iu
/** Said to be a number of something else, and without the check digit of a person's. */
const ofMachine = (r: Reading): boolean => MACHINE_WORD.test(`${before(r)}\n${behind(r)}`)

const isDate = (digits: string): boolean => /^20\d\d/.test(digits) && monthDay(digits.slice(4))
/** Of 17 and 18 digits there are only cards of the one union, 62. */
const isCard = (r: Reading): NumberKind | null =>
  (r.digits.startsWith('62') ||
    (/^[3459]/.test(r.digits) && r.luhn && r.digits.length !== 17 && r.digits.length !== 18)) &&
  !r.digits.includes('X') &&
  !dotted(r) &&
  (r.luhn || !ofMachine(r))
    ? '银行卡号'
    : null
const isLine = (r: Reading): NumberKind | null =>
  /^0(10|2\d|[3-9]\d\d)\d{7,8}$/.test(r.digits) && r.last - r.first < 3 ? '电话' : null
const isLocal = (r: Reading): NumberKind | null =>
  r.last - r.first < 2 && /^[2-9]\d+$/.test(r.digits) && !isDate(r.digits) && !dotted(r) && PHONE_WORD.test(before(r))
    ? '电话'
    : null
const isMobile = (r: Reading): NumberKind | null =>
  /^1[3-9]\d+$/.test(r.digits) && PHONE_SHAPES.has(shapeOf(r)) ? '手机号' : null
const isAbroad = (r: Reading): NumberKind | null =>
  /^(86|0086)1[3-9]\d{9}$/.test(r.digits) && r.last - r.first < 5 ? '手机号' : null
const isOldIdentity = (r: Reading): NumberKind | null =>
  province(r.digits) &&
  monthDay(r.digits.slice(8, 12)) &&
  r.last - r.first < 4 &&
  !r.digits.includes('X') &&
  !dotted(r) &&
  !ofMachine(r)
    ? '身份证号'
    : null
/**
 * Cards of residents, of people from Hong Kong, Macau and Taiwan (81 to 83), and of foreigners (9 before the province).
 * One that is typed wrong is still somebody's: only what calls itself another number, an order or the code of an
 * organisation, must have the check digit.
 */
const isIdentity = (r: Reading): NumberKind | null => {
  const { digits } = r
  if (!/^\d{6}(18|19|20)\d{9}[\dX]$/.test(digits) || !monthDay(digits.slice(10, 14))) return null
  if (isCheckedIdentity(digits)) return province(digits) || (digits.startsWith('9') && province(digits.slice(1))) ? '身份证号' : null // prettier-ignore
  return province(digits) && !ofMachine(r) ? '身份证号' : null
}

type Look = (r: Reading) => NumberKind | null
/**
 * What a run of so many digits may be, tried in order, and the digits it may begin with: most runs are told apart by
 * these two alone. Anything else is an amount, a date, a case number, a plate.
 */
// prettier-ignore
const LOOKS: Readonly<Record<number, { readonly begins: string; readonly as: readonly Look[] }>> = {
  7:  { begins: '23456789',  as: [isLocal] },
  8:  { begins: '23456789',  as: [isLocal] },
  10: { begins: '0',         as: [isLine] },
  11: { begins: '01',        as: [isMobile, isLine] },
  12: { begins: '0',         as: [isLine] },
  13: { begins: '8',         as: [isAbroad] },
  15: { begins: '012345678', as: [isOldIdentity, isAbroad] },
  16: { begins: '34569',     as: [isCard] },
  17: { begins: '34569',     as: [isCard] },
  18: { begins: '123456789', as: [isIdentity, isCard] },
  19: { begins: '34569',     as: [isCard] },
}

/** Groups of digits in order, each with how it hangs on the one before. */
function groupsOf(text: string): Group[] {
  const groups: Group[] = []
  for (const m of text.matchAll(GROUP)) {
    const last = groups.at(-1)
    // a gap is at most three characters: what is longer is not cut out to be looked at
    const gap = last && m.index - last.to <= 3 ? text.slice(last.to, m.index) : null
    const tie = gap === null || !BETWEEN.test(gap) ? null : DOT.test(gap) ? 'dot' : 'plain'
    groups.push({ from: m.index, to: m.index + m[0].length, digits: digitsOf(m[0]), tie })
  }
  return groups
}

/** Every such number in `text`, in order, none overlapping; the longest reading from each place wins. */
export function findPersonalNumbers(text: string, work: SearchBudget = { steps: 0 }): FoundNumber[] {
  const groups = groupsOf(text)
  const all = groups.map((g) => g.digits).join('')
  const luhn = makeLuhn(all)
  const found: FoundNumber[] = []
  let at = 0
  for (let first = 0; first < groups.length; first++) {
    const begin = all[at]!
    let length = 0
    let best: (FoundNumber & { readonly last: number }) | null = null
    for (let last = first; last < groups.length; last++) {
      const group = groups[last]!
      length += group.digits.length
      work.steps += 1
      if ((last > first && group.tie === null) || length > LONGEST) break
      const looks = LOOKS[length]
      if (!looks?.begins.includes(begin)) continue
      const reading = { digits: all.slice(at, at + length), luhn: luhn(at, at + length), groups, first, last, text }
      const kind = firstOf(looks.as, reading)
      if (kind) best = { kind, from: groups[first]!.from, to: group.to, digits: reading.digits, last }
    }
    at += groups[first]!.digits.length
    if (!best) continue
    const { last, ...number } = best
    found.push(number)
    while (first < last) at += groups[++first]!.digits.length
  }
  return found
}

function firstOf(looks: readonly Look[], reading: Reading): NumberKind | null {
  for (const look of looks) {
    const kind = look(reading)
    if (kind) return kind
  }
  return null
}
