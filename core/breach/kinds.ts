/** What counts as a breach 违诺, who explains it and in how many working days. Source: policy 二（一）5. */
import type { CaseKind } from '../case/kinds.ts'

export interface BreachKind {
  readonly label: string
  /** Working days for the explanation 说明; the town's own rule. */
  readonly days: number
  /** The reason is published once decided: 营商环境条例 36(2) asks it of work done late. */
  readonly tellsWhy: boolean
}

// prettier-ignore
export const BREACH_KINDS = {
  'late-first-response': { label: '首次响应超时',     days: 3, tellsWhy: false },
  'late-acceptance':     { label: '受理或补正超时',   days: 3, tellsWhy: false },
  'late-completion':     { label: '办结或答复超时',   days: 3, tellsWhy: true  },
  'second-supplement':   { label: '没有一次性告知',   days: 3, tellsWhy: false },
  'passed-on':           { label: '转办次数过多',     days: 3, tellsWhy: false },
  'transfer-not-taken':  { label: '转办没有按时接收', days: 3, tellsWhy: false },
  'result-not-relayed':  { label: '结果没有反馈本人', days: 3, tellsWhy: false },
  'late-challenge':      { label: '质询答复超时',     days: 3, tellsWhy: true  },
  'late-rectification':  { label: '整改超时',         days: 3, tellsWhy: true  },
  'attitude-complaint':  { label: '服务态度投诉属实', days: 3, tellsWhy: false },
} as const satisfies Record<string, BreachKind>

export type BreachKindName = keyof typeof BREACH_KINDS

const isKind = (kind: string): kind is BreachKindName => kind in BREACH_KINDS

/** The kind a finding is judged as: a question answered late is a breach of its own kind. */
export function breachKind(found: string, of: CaseKind | null): BreachKindName {
  if (of === 'challenge' && found === 'late-completion') return 'late-challenge'
  return isKind(found) ? found : 'late-completion'
}
