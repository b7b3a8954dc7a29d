/** The figures of a report, counted from what is known of each case: every rate says what it is of, and none is made of too few. */
import type { LocalDate } from '../date.ts'
import type { CaseKind } from '../case/kinds.ts'

/** What a period knows of one case: what happened to it in those days. */
export interface CaseFact {
  readonly id: number
  readonly number: string
  readonly kind: CaseKind
  readonly department: string
  /** Id of the catalogue. */
  readonly item: string | null
  /** Id of reports.yaml. */
  readonly report: string | null
  readonly village: string | null
  /** 首问责任人; null where nobody has met it. */
  readonly first: string | null
  /** The channel it came by, as people call it. */
  readonly channel: string
  readonly openedOn: LocalDate
  /** Opened in the period. */
  readonly received: boolean
  /** The day its result was given in the period; of several the last. */
  readonly doneOn: LocalDate | null
  /** A day promised to the resident passed in the period without what was promised. */
  readonly late: boolean
  /** Clocks of taking up and of accepting that ran out or were met in the period: in time, and all. */
  readonly answeredInTime: number
  readonly answeredOf: number
  /** What the resident said last in the period, asked whether it was solved; null: nothing. */
  readonly solved: boolean | null
  /** 1 to 5, of several the last; null: none. */
  readonly score: number | null
}

export interface Share {
  readonly good: number
  readonly of: number
}

export interface Figures {
  readonly received: number
  readonly done: number
  readonly late: number
  readonly response: Share
  readonly solved: Share
  readonly satisfied: Share
}

// prettier-ignore
export const RATES = {
  response:  { label: '响应率', how: '期内到点的接单、受理时限里，到点前办到的。窗口当场登记的没有接单时限，不算在内' },
  solved:    { label: '解决率', how: '期内回了“解决了吗”的居民里，最后说解决了的；没回话的不算' },
  satisfied: { label: '满意率', how: '期内打了分的件里，最后一次打 3 分（基本满意）以上的；没打分的不算' },
} as const satisfies Record<string, { label: string; how: string }>
export type RateName = keyof typeof RATES

/** How each count is reckoned, as it stands under the report. */
// prettier-ignore
export const COUNTS = {
  received: { label: '收到', how: '期内登记的件' },
  done:     { label: '办结', how: '期内给了结果（答复、办结、不予受理）的件，不管哪天登记' },
  late:     { label: '超期', how: '期内有一个镇里的时限到了还没做到的件；后来补上的也算' },
} as const satisfies Record<string, { label: string; how: string }>

/** Satisfied from this score on. */
const SATISFIED = 3

export function figuresOf(facts: readonly CaseFact[]): Figures {
  const rated = facts.filter((f) => f.score !== null)
  const said = facts.filter((f) => f.solved !== null)
  const sum = (of: (f: CaseFact) => number): number => facts.reduce((n, f) => n + of(f), 0)
  return {
    received: facts.filter((f) => f.received).length,
    done: facts.filter((f) => f.doneOn !== null).length,
    late: facts.filter((f) => f.late).length,
    response: { good: sum((f) => f.answeredInTime), of: sum((f) => f.answeredOf) },
    solved: { good: said.filter((f) => f.solved).length, of: said.length },
    satisfied: { good: rated.filter((f) => (f.score ?? 0) >= SATISFIED).length, of: rated.length },
  }
}

export interface Group {
  readonly label: string
  readonly figures: Figures
}

/** The figures by a name, most received first; facts without one are left out. */
export function groupsOf(facts: readonly CaseFact[], nameOf: (f: CaseFact) => string | null): Group[] {
  const groups = new Map<string, CaseFact[]>()
  for (const fact of facts) {
    const name = nameOf(fact)
    if (name === null) continue
    const known = groups.get(name)
    if (known) known.push(fact)
    else groups.set(name, [fact])
  }
  return [...groups]
    .map(([label, of]) => ({ label, figures: figuresOf(of) }))
    .sort((a, b) => b.figures.received - a.figures.received || b.figures.done - a.figures.done || (a.label < b.label ? -1 : 1)) // prettier-ignore
}

/** A rate in percent; null of fewer than `minimum`, of which nobody may make a rate. */
export const rateOf = ({ good, of }: Share, minimum: number): number | null =>
  of < minimum || of === 0 ? null : Math.round((1000 * good) / of) / 10

/** '92.3%（12/13）', or '3/4，太少不算率'; '—' of none. */
export function sayShare(share: Share, minimum: number): string {
  if (share.of === 0) return '—'
  const rate = rateOf(share, minimum)
  return rate === null ? `${share.good}/${share.of}，太少不算率` : `${rate}%（${share.good}/${share.of}）`
}

/** '+12', '−3', '一样': against the year before. */
export const sayChange = (now: number, before: number): string =>
  now === before ? '持平' : `${now > before ? '多' : '少'} ${Math.abs(now - before)}`
