/**
 * Redacts personal data in free text: finds it and masks it before anything is stored or logged. Finding reads the text once, in a
 * time that grows with its length and no faster; what is masked of it is then chosen without reading it again.
 */
import { HOME, findHouseAddresses, findNamesBesideIllness } from './addresses-and-illness.ts'
import { findDocumentsAndMail, type FoundText } from './documents-and-mail.ts'
import { type NumberKind, findPersonalNumbers, type SearchBudget } from './personal-numbers.ts'

export type PersonalKind = NumberKind | FoundText['kind'] | '住址' | '姓名和病情'
const KINDS: readonly PersonalKind[] = [
  '身份证号',
  '银行卡号',
  '证件号',
  '手机号',
  '电话',
  '邮箱',
  '住址',
  '姓名和病情',
]

/** What the desk never has a use for in a chat: masked at the door, before a message is stored at all. */
const NEVER_NEEDED: readonly PersonalKind[] = ['身份证号', '银行卡号', '证件号']
/** What says where a matter is: it stays in the text of a case, or nobody would find the street lamp. */
export const WHERE: readonly PersonalKind[] = ['住址']

export interface Masked {
  readonly text: string
  /** What was found, for a kind word to the person: '身份证号', '手机号' … */
  readonly found: readonly PersonalKind[]
}

// prettier-ignore
const MASKS: Readonly<Record<NumberKind, (digits: string) => string>> = {
  身份证号: (d) => `${d.slice(0, 3)}${'*'.repeat(Math.min(11, d.length - 5))}${d.slice(-2)}`,
  银行卡号: (d) => `****${d.slice(-4)}`,
  手机号:   (d) => `${d.slice(-11, -8)}****${d.slice(-4)}`,
  电话:     (d) => (d.startsWith('0') ? `${/^0(10|2)/.test(d) ? d.slice(0, 3) : d.slice(0, 4)}-****` : '****'),
}

/** One piece of personal data: where it stands, and what is written in its place. */
export interface PersonalSpan {
  readonly kind: PersonalKind
  readonly from: number
  readonly to: number
  readonly instead: string
}

/** What is personal in `text`, in order; of those that overlap the first and longest counts. */
export function findPersonal(text: string, work?: SearchBudget): PersonalSpan[] {
  const home = [
    ...findHouseAddresses(text, work),
    ...[...text.matchAll(HOME)].map((m) => ({ from: m.index, to: m.index + m[0].length })),
  ].map(({ from, to }): PersonalSpan => ({ kind: '住址', from, to, instead: '（住址）' }))
  const names = findNamesBesideIllness(text).map(({ from, to }): PersonalSpan => ({
    kind: '姓名和病情',
    from,
    to,
    instead: `${text[from]!}某`,
  }))
  const numbers = findPersonalNumbers(text, work).map(({ kind, from, to, digits }): PersonalSpan => ({
    kind,
    from,
    to,
    instead: MASKS[kind](digits),
  }))
  return [...numbers, ...findDocumentsAndMail(text), ...home, ...names].sort((a, b) => a.from - b.from || b.to - a.to)
}

/** `text` with what was found in it masked, but for the kinds in `keep`. */
export function maskSpans(text: string, spans: readonly PersonalSpan[], keep: readonly PersonalKind[] = []): Masked {
  const found = new Set<PersonalKind>()
  let masked = ''
  let at = 0
  for (const span of spans) {
    if (span.from < at || keep.includes(span.kind)) continue
    masked += text.slice(at, span.from) + span.instead
    at = span.to
    found.add(span.kind)
  }
  return { text: masked + text.slice(at), found: [...found] }
}

/** The text with personal data masked, but for the kinds in `keep`. Amounts, dates, plates and case numbers are left alone. */
export const maskPersonal = (text: string, keep: readonly PersonalKind[] = []): Masked =>
  maskSpans(text, findPersonal(text), keep)

/** Every kind but those that are never needed: what is left to whoever reads the message. */
export const PERHAPS_NEEDED: readonly PersonalKind[] = KINDS.filter((kind) => !NEVER_NEEDED.includes(kind))

/** Masks only what is never needed; whoever reads the message decides about the rest. */
export const maskNeverNeeded = (text: string): Masked => maskPersonal(text, PERHAPS_NEEDED)
