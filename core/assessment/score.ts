/** Assessment 考核: a department's score of a period by the published formula in town.yaml. Source: policy 三（三）. */
import { cleanLine } from '../input/clean-text.ts'
import { addDays, type LocalDate } from '../date.ts'
import type { Department, Town } from '../town.ts'
import { type Share, wilson } from './wilson-interval.ts'

export type Formula = Town['assessment']

/** What is measured, each a share of good ones among those that count. */
// prettier-ignore
export const MEASURED = {
  response:     { label: '按时响应和受理', from: '接单、受理时限' },
  completion:   { label: '按时答复和办结', from: '答复、办结时限' },
  transfers:    { label: '按时接收转办',   from: '接收转办时限' },
  relay:        { label: '按时反馈结果',   from: '反馈时限' },
  notices:      { label: '一次性告知',     from: '补正通知中没有第二次的' },
  satisfaction: { label: '满意度',         from: '评价在“基本满意”以上的' },
} as const satisfies Record<string, { label: string; from: string }>
export type MeasuredName = keyof typeof MEASURED

export interface Figures {
  readonly shares: Readonly<Record<MeasuredName, Share>>
  /** Breaches upheld in the period, less those upheld before and taken back in it. */
  readonly breaches: number
}

export interface Scored {
  readonly score: number | null
  /** The same with every share at its lower and upper bound: departments whose ranges touch are not told apart. */
  readonly low: number | null
  readonly high: number | null
  /** False: too few to rank. */
  readonly ranked: boolean
}

export const NO_FIGURES: Figures = {
  shares: Object.fromEntries(Object.keys(MEASURED).map((m) => [m, { good: 0, of: 0 }])) as unknown as Figures['shares'], // every key of MEASURED is there
  breaches: 0,
}

/** Shares below the minimum count for nothing, in neither direction; without any there is no score. */
export function score(figures: Figures, formula: Formula): Scored {
  const counted = (Object.keys(MEASURED) as MeasuredName[]).filter((m) => figures.shares[m].of >= formula.minimum && formula.weights[m] > 0) // prettier-ignore
  const total = counted.reduce((sum, m) => sum + formula.weights[m], 0)
  if (total === 0) return { score: null, low: null, high: null, ranked: false }
  const of = (value: (share: Share) => number): number => {
    const mean = counted.reduce((sum, m) => sum + formula.weights[m] * value(figures.shares[m]), 0) / total
    return Math.max(0, round(100 * mean - formula.perBreach * figures.breaches))
  }
  return {
    score: of((s) => s.good / s.of),
    low: of((s) => wilson(s)[0]),
    high: of((s) => wilson(s)[1]),
    ranked: counted.includes('completion'),
  }
}

const round = (n: number): number => Math.round(n * 10) / 10

// prettier-ignore
export const PROPOSALS = {
  commend:   { label: '表彰' },
  criticise: { label: '通报批评' },
  correct:   { label: '限期改正' },
} as const satisfies Record<string, { label: string }>
export type ProposalName = keyof typeof PROPOSALS

/** What the figures propose; nobody sees it before the leading group has confirmed it. */
export function propose(scored: Scored, figures: Figures, formula: Formula): { kind: ProposalName; why: string }[] {
  if (!scored.ranked || scored.score === null || scored.low === null || scored.high === null) return []
  const said = `得分 ${scored.score}（${scored.low}–${scored.high}），成立违诺 ${figures.breaches} 件`
  if (scored.low >= formula.commendFrom && figures.breaches <= 0) return [{ kind: 'commend', why: said }]
  // only what holds at the upper bound too is held against anybody
  if (scored.high < formula.criticiseBelow) return [{ kind: 'criticise', why: said }, { kind: 'correct', why: said }] // prettier-ignore
  if (scored.high < formula.correctBelow) return [{ kind: 'correct', why: said }]
  return []
}

export interface Period {
  readonly name: string
  readonly from: LocalDate
  /** The first day after it. */
  readonly to: LocalDate
}

/** '2026-11' or '2026-Q4'; null for anything else. */
export function readPeriod(typed: string): Period | null {
  const text = spoken(cleanLine(typed))
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text)
  const quarter = /^(\d{4})-Q([1-4])$/i.exec(text)
  const [, y = ''] = month ?? quarter ?? []
  if (!y) return null
  const first = month ? Number(month[2]) : (Number(quarter![2]) - 1) * 3 + 1
  const last = month ? first : first + 2
  const next = last === 12 ? `${Number(y) + 1}-01-01` : `${y}-${String(last + 1).padStart(2, '0')}-01`
  return { name: text.toUpperCase(), from: `${y}-${String(first).padStart(2, '0')}-01`, to: next }
}

/** '2026年10月', '2026年第四季度' as they are named: '2026-10', '2026-Q4'. */
function spoken(text: string): string {
  const [, year = '', month, quarter] = /^(\d{4})\s*年\s*(?:(\d{1,2})\s*月|第?([一二三四1-4])季度)$/.exec(text) ?? []
  if (month !== undefined) return `${year}-${month.padStart(2, '0')}`
  return quarter === undefined ? text : `${year}-Q${'一二三四'.indexOf(quarter) + 1 || quarter}`
}

/** The month that ended last before `today`, and the quarter where one ended with it. */
export function lastPeriods(today: LocalDate): Period[] {
  const lastDay = addDays(`${today.slice(0, 7)}-01`, -1)
  const month = Number(lastDay.slice(5, 7))
  const names = [lastDay.slice(0, 7), ...(month % 3 === 0 ? [`${lastDay.slice(0, 4)}-Q${month / 3}`] : [])]
  return names.map((name) => readPeriod(name)!)
}

export interface DepartmentScore {
  readonly department: Department['code']
  readonly name: string
  readonly figures: Figures
  readonly scored: Scored
}
