/** Reads a telephone however it is grouped: mobile, landline with or without its area code, service and foreign numbers. */
import { CHINESE_DIGITS, digitsOf } from '../privacy/digits.ts'
import { cleanLine, DASHES } from './clean-text.ts'

export interface Phone {
  /** Digits as they are dialled, a foreign one with its plus, an extension behind 转. */
  readonly phone: string
  readonly kind: 'mobile' | 'landline' | 'local' | 'service' | 'abroad'
}

export interface PhoneInText {
  readonly from: number
  readonly to: number
  readonly digits: number
  /** Null: digits that are none, too few or too many. */
  readonly read: Phone | null
}

/** Digits and what people put between them; at least three of them, or it is no try at a number. */
const RUN = new RegExp(
  `(?:\\+|(?<!\\d)00)?[(（]?\\d(?:[\\s${DASHES}.·()（）]{0,3}\\d){2,}(?:\\s{0,2}(?:转|分机|ext\\.?)\\s{0,2}\\d{1,5}(?!\\d))?`,
  'giu',
)

const KINDS: readonly (readonly [RegExp, Phone['kind']])[] = [
  [/^1[3-9]\d{9}$/, 'mobile'],
  [/^0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}$/, 'landline'],
  [/^[2-9]\d{6,7}$/, 'local'],
  [/^[48]00\d{7}$/, 'service'],
]

const SPOKEN_RUN = new RegExp(`[${CHINESE_DIGITS}](?:\\s*[${CHINESE_DIGITS}]){6,}`, 'gu')

/** Long runs of spoken digits as figures (一三八零零…); shorter ones are words ('一二三组'). */
export const withFigures = (text: string): string => text.replace(SPOKEN_RUN, (run) => digitsOf(run.replace(/\s/g, '')))

/** The first run of digits of a text that somebody may have meant as a telephone; null where there is none. */
export function findPhone(text: string): PhoneInText | null {
  const runs = [...text.matchAll(RUN)].map((m) => {
    const [typed = ''] = m
    const [main = '', extension = ''] = typed.split(/转|分机|ext\.?/i).map((part) => part.replace(/[^\d+]/g, ''))
    return { from: m.index, to: m.index + typed.length, digits: main.replace('+', '').length, read: dialled(main, extension) }
  }) // prettier-ignore
  return runs.find((run) => run.read !== null) ?? runs[0] ?? null
}

/** The telephone where a field holds nothing else; null where it is none, too short or too long. */
export function readPhone(raw: string): Phone | null {
  const text = cleanLine(raw)
  const found = findPhone(text)
  const around = found && text.slice(0, found.from) + text.slice(found.to)
  return found && around !== null && /^(?:电话|手机号?|座机|号码|[\s:：。.（）()])*$/u.test(around) ? found.read : null
}

function dialled(typed: string, extension: string): Phone | null {
  const home = typed.replace(/^(?:\+|00)86/, '').replace(/^86(?=1[3-9]\d{9}$)/, '')
  const domestic = home !== typed || !/^(?:\+|00)/.test(typed)
  // from abroad the zero of the area code is left out
  const tried = domestic ? [home, ...(home === typed ? [] : [`0${home}`])] : []
  for (const number of tried)
    for (const [form, kind] of KINDS)
      if (form.test(number)) return { phone: extension ? `${number}转${extension}` : number, kind }
  return !domestic && /^(?:\+|00)[1-9]\d{7,14}$/.test(typed) ? { phone: typed.replace(/^00/, '+'), kind: 'abroad' } : null
} // prettier-ignore
