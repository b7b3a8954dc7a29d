/** Numbers that name a person: identity cards, bank cards, phones. Found however they are typed: spaced, dashed, full-width. */

export type NumberKind = '身份证号' | '银行卡号' | '手机号' | '电话'

export interface FoundNumber {
  readonly kind: NumberKind
  readonly from: number
  readonly to: number
  /** Plain digits, the X of an identity card included. */
  readonly digits: string
}

const GROUP = /[0-9０-９]+(?:[xXＸｘ](?![a-zA-Z]))?|(?<![a-zA-Z])[xXＸｘ](?![a-zA-Z])/gu
/** What people, and those who mean to slip past, put between digits. */
const BETWEEN = /^[\s\-－—–·•_⁠​-‍﻿()（）]{0,3}$/u
/** A bank card is at most 19 digits, and each may stand alone. */
const MOST_GROUPS = 19

const monthDay = (mmdd: string): boolean => /^(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(mmdd)
/** The first two digits of an identity card are a province. */
const province = (digits: string): boolean => /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/.test(digits)

function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? d : d * 2 > 9 ? d * 2 - 9 : d * 2
  }
  return sum % 10 === 0
}

/** Groupings a phone number is written in; others are amounts and dates standing side by side. */
const PHONE_SHAPES = new Set(['11', '3-4-4', '3-8', '7-4', '3-3-5', '4-4-3', '4-7', Array(11).fill(1).join('-')])
/** Said before a local number without its area code. */
const PHONE_WORD = /(电话|座机|联系|号码|打)[^\d０-９]{0,4}$/u

/** What a run of groups is, or null: an amount, a date, a case number, a plate. */
function kindOf(digits: string, groups: readonly number[], before: string): NumberKind | null {
  const shape = groups.join('-')
  if (/^\d{17}[\dX]$/.test(digits) && province(digits) && /^(18|19|20)/.test(digits.slice(6)) && monthDay(digits.slice(10, 14)))
    return '身份证号' // prettier-ignore
  if (/X/.test(digits)) return null
  if (digits.length === 15 && province(digits) && monthDay(digits.slice(8, 12)) && groups.length <= 4) return '身份证号'
  if (digits.length >= 16 && digits.length <= 19 && (/^62/.test(digits) || (/^[3459]/.test(digits) && luhn(digits))))
    return '银行卡号'
  if (/^1[3-9]\d{9}$/.test(digits) && PHONE_SHAPES.has(shape)) return '手机号'
  if (/^(86|0086)1[3-9]\d{9}$/.test(digits) && groups.length <= 5) return '手机号'
  if (/^0(10|2\d|[3-9]\d\d)\d{7,8}$/.test(digits) && groups.length <= 3) return '电话'
  if (/^[2-9]\d{6,7}$/.test(digits) && groups.length <= 2 && !isDate(digits) && PHONE_WORD.test(before)) return '电话'
  return null
}

const isDate = (digits: string): boolean => /^20\d\d/.test(digits) && monthDay(digits.slice(4))

/** Every such number in `text`, in order, none overlapping; the longest reading from each place wins. */
export function personalNumbers(text: string): FoundNumber[] {
  const groups = [...text.matchAll(GROUP)].map((m) => ({
    from: m.index,
    to: m.index + m[0].length,
    digits: m[0].normalize('NFKC').toUpperCase(),
  }))
  const found: FoundNumber[] = []
  for (let i = 0; i < groups.length; i++) {
    let digits = ''
    let best: (FoundNumber & { readonly last: number }) | null = null
    const lengths: number[] = []
    for (let j = i; j < groups.length && j < i + MOST_GROUPS; j++) {
      const group = groups[j]!
      if (j > i && !BETWEEN.test(text.slice(groups[j - 1]!.to, group.from))) break
      digits += group.digits
      if (digits.length > MOST_GROUPS) break
      lengths.push(group.digits.length)
      const { from } = groups[i]!
      const kind = kindOf(digits, lengths, text.slice(Math.max(0, from - 8), from))
      if (kind) best = { kind, from, to: group.to, digits, last: j }
    }
    if (!best) continue
    const { last, ...number } = best
    found.push(number)
    i = last
  }
  return found
}
