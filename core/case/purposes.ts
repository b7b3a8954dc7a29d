/** What a clock is for: who must act, what the desk does when nobody has, and which breach that is. */
import type { CaseKind } from './kinds.ts'

/** What a clock may do by itself; each is an action of the lifecycle whose `by` names the clock (a test holds it). */
export type ClockAction = 'deem-accepted' | 'expire' | 'lapse' | 'settle' | 'consult-over' | 'publish'

export interface Purpose {
  readonly label: string
  /** Whose silence it measures. */
  readonly owner: 'office' | 'resident' | 'third party'
  /** What the clock does itself once the time has passed. */
  readonly does: ClockAction | null
  /** The breach 违诺 its passing is, where the office was silent. */
  readonly breach: string | null
  /** Tell these when it passes. */
  readonly escalates: readonly ('handler' | 'first' | 'head' | 'group')[]
}

// prettier-ignore
export const PURPOSES = {
  claim:    { label: '接单',         owner: 'office',   does: null,           breach: 'late-first-response', escalates: ['head'] },
  answer:   { label: '答复',         owner: 'office',   does: null,           breach: 'late-completion',     escalates: ['handler', 'first', 'head'] },
  accept:   { label: '受理或补正',   owner: 'office',   does: 'deem-accepted',breach: 'late-acceptance',     escalates: ['handler', 'first', 'head'] },
  complete: { label: '办结',         owner: 'office',   does: null,           breach: 'late-completion',     escalates: ['handler', 'first', 'head'] },
  take:     { label: '接收转办',     owner: 'office',   does: 'expire',       breach: 'transfer-not-taken',  escalates: ['handler', 'first', 'head'] },
  relay:    { label: '反馈结果',     owner: 'office',   does: null,           breach: 'result-not-relayed',  escalates: ['first', 'head'] },
  visit:    { label: '差评回访',     owner: 'office',   does: null,           breach: 'late-rectification',  escalates: ['first', 'head'] },
  decide:   { label: '重办决定',     owner: 'office',   does: null,           breach: 'late-completion',     escalates: ['head', 'group'] },
  idle:     { label: '跟进',         owner: 'office',   does: null,           breach: null,                  escalates: ['first'] },
  procedure:{ label: '特别程序',     owner: 'office',   does: null,           breach: null,                  escalates: ['handler', 'first', 'head'] },
  consult:  { label: '对方提意见',   owner: 'third party', does: 'consult-over', breach: null,               escalates: [] },
  supply:   { label: '补交材料',     owner: 'resident', does: 'lapse',        breach: null,                  escalates: [] },
  publish:  { label: '自动公开',     owner: 'resident', does: 'publish',      breach: null,                  escalates: [] },
  confirm:  { label: '确认结果',     owner: 'resident', does: 'settle',       breach: null,                  escalates: [] },
} as const satisfies Record<string, Purpose>

export type PurposeName = keyof typeof PURPOSES

/** Kinds whose clock is called otherwise: a request for information is answered. */
const OWN_LABELS: Partial<Record<CaseKind, Partial<Record<PurposeName, string>>>> = {
  disclosure: { complete: '答复' },
}

/** What a clock is called on a case of this kind. */
export const clockLabel = (purpose: PurposeName, kind: CaseKind): string =>
  OWN_LABELS[kind]?.[purpose] ?? PURPOSES[purpose].label
