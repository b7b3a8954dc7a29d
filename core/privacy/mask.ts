/** Personal data in free text: found and masked before anything is stored or logged. */
import { HOME, HOUSE, namesBesideIllness } from './particulars.ts'
import { type NumberKind, personalNumbers } from './numbers.ts'

export type PersonalKind = NumberKind | '住址' | '姓名和病情'
const KINDS: readonly PersonalKind[] = ['身份证号', '银行卡号', '手机号', '电话', '住址', '姓名和病情']

/** What the desk never has a use for in a chat: masked at the door, before a message is stored at all. */
export const NEVER_NEEDED: readonly PersonalKind[] = ['身份证号', '银行卡号']
/** What says where a matter is: it stays in the text of a case, or nobody would find the street lamp. */
export const WHERE: readonly PersonalKind[] = ['住址']

export interface Masked {
  readonly text: string
  /** What was found, for a kind word to the person: '身份证号', '手机号' … */
  readonly found: readonly PersonalKind[]
}

// prettier-ignore
const MASKS: Readonly<Record<NumberKind, (digits: string) => string>> = {
  身份证号: (d) => `${d.slice(0, 3)}***********${d.slice(-2)}`,
  银行卡号: (d) => `****${d.slice(-4)}`,
  手机号:   (d) => `${d.slice(-11, -8)}****${d.slice(-4)}`,
  电话:     (d) => (d.startsWith('0') ? `${/^0(10|2)/.test(d) ? d.slice(0, 3) : d.slice(0, 4)}-****` : '****'),
}

interface Spot {
  readonly kind: PersonalKind
  readonly from: number
  readonly to: number
  readonly instead: string
}

function spots(text: string): Spot[] {
  const houses = [...text.matchAll(HOUSE), ...text.matchAll(HOME)].map((m): Spot => ({
    kind: '住址',
    from: m.index,
    to: m.index + m[0].length,
    instead: '（住址）',
  }))
  const names = namesBesideIllness(text).map(({ from, to }): Spot => ({
    kind: '姓名和病情',
    from,
    to,
    instead: `${text[from]!}某`,
  }))
  const numbers = personalNumbers(text).map(({ kind, from, to, digits }): Spot => ({
    kind,
    from,
    to,
    instead: MASKS[kind](digits),
  }))
  return [...numbers, ...houses, ...names].sort((a, b) => a.from - b.from || b.to - a.to)
}

/** The text with personal data masked, but for the kinds in `keep`. Amounts, dates, plates and case numbers are left alone. */
export function maskPersonal(text: string, keep: readonly PersonalKind[] = []): Masked {
  const found = new Set<PersonalKind>()
  let masked = ''
  let at = 0
  for (const spot of spots(text)) {
    if (spot.from < at || keep.includes(spot.kind)) continue
    masked += text.slice(at, spot.from) + spot.instead
    at = spot.to
    found.add(spot.kind)
  }
  return { text: masked + text.slice(at), found: [...found] }
}

/** Masks only what is never needed; whoever reads the message decides about the rest. */
export const maskNeverNeeded = (text: string): Masked =>
  maskPersonal(
    text,
    KINDS.filter((kind) => !NEVER_NEEDED.includes(kind)),
  )
