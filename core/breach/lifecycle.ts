/**
 * The life of a breach after it was found, whole: who may do what to it and in which order. Decisions and buttons read
 * these tables and nothing else. Source: policy 二（一）5 违诺责任追究, 二（二）3 公开责任追究.
 */
import type { Staff } from '../case/case.ts'
import type { LocalDate } from '../date.ts'

export type BreachRole = 'responsible' | 'head' | 'group' | 'checker' | 'clock'

export interface BreachStateRow {
  readonly label: string
  /** Whose move it is. */
  readonly waits: BreachRole | null
  /** Working days for that move, the town's own rule; null: the kind or the measure says. */
  readonly days: number | null
  /** What the clock does when they pass; null: it says so again, and again. */
  readonly passes: 'explain-missed' | 'comment-missed' | null
  /** On the public board: decided and not reopened. */
  readonly public: boolean
}

// prettier-ignore
export const BREACH_STATES = {
  found:     { label: '待说明',         waits: 'responsible', days: null, passes: 'explain-missed', public: false },
  explained: { label: '待负责人意见',   waits: 'head',        days: 2,    passes: 'comment-missed', public: false },
  commented: { label: '待领导小组认定', waits: 'group',       days: 5,    passes: null,             public: false },
  dismissed: { label: '认定不成立',     waits: null,          days: null, passes: null,             public: true  },
  upheld:    { label: '成立，待定措施', waits: 'group',       days: 3,    passes: null,             public: true  },
  measured:  { label: '整改中',         waits: 'responsible', days: null, passes: null,             public: true  },
  done:      { label: '待核实',         waits: 'checker',     days: 5,    passes: null,             public: true  },
  closed:    { label: '已办结',         waits: null,          days: null, passes: null,             public: true  },
  referred:  { label: '已移交',         waits: null,          days: null, passes: null,             public: true  },
} as const satisfies Record<string, BreachStateRow>

export type BreachState = keyof typeof BREACH_STATES

// prettier-ignore
export const MEASURES = {
  remind:    { label: '提醒',     dated: false },
  rectify:   { label: '限期整改', dated: true  },
  criticise: { label: '通报批评', dated: false },
} as const satisfies Record<string, { label: string; dated: boolean }>
export type MeasureName = keyof typeof MEASURES

export interface BreachTransition {
  readonly action: string
  /** What staff type. */
  readonly word: string | null
  readonly from: readonly BreachState[]
  readonly to: BreachState | null
  readonly by: readonly BreachRole[]
  /** Words must come with it. */
  readonly needsText: boolean
  /** Only once in the life of a breach. */
  readonly once?: true
  readonly verdict?: 'upheld' | 'dismissed' | null
}

// prettier-ignore
export const BREACH_TRANSITIONS = [
  { action: 'explain',        word: '说明',     from: ['found'],                                          to: 'explained', by: ['responsible'],   needsText: true  },
  { action: 'explain-missed', word: null,       from: ['found'],                                          to: 'explained', by: ['clock'],         needsText: false },
  { action: 'comment',        word: '意见',     from: ['explained'],                                      to: 'commented', by: ['head', 'group'], needsText: true  },
  { action: 'comment-missed', word: null,       from: ['explained'],                                      to: 'commented', by: ['clock'],         needsText: false },
  { action: 'uphold',         word: '成立',     from: ['commented'],                                      to: 'upheld',    by: ['group'],         needsText: true,  verdict: 'upheld'    },
  { action: 'dismiss',        word: '不成立',   from: ['commented'],                                      to: 'dismissed', by: ['group'],         needsText: true,  verdict: 'dismissed' },
  { action: 'measure',        word: '措施',     from: ['upheld'],                                         to: 'measured',  by: ['group'],         needsText: true  },
  { action: 'object',         word: '异议',     from: ['upheld', 'measured'],                             to: 'commented', by: ['responsible'],   needsText: true,  once: true, verdict: null },
  { action: 'refer',          word: '移交',     from: ['found', 'explained', 'commented', 'upheld', 'measured'], to: 'referred', by: ['group'],   needsText: true  },
  { action: 'do',             word: '整改',     from: ['measured'],                                       to: 'done',      by: ['responsible'],   needsText: true  },
  { action: 'check',          word: '核实',     from: ['done'],                                           to: 'closed',    by: ['checker'],       needsText: false },
  { action: 'send-back',      word: '退改',     from: ['done'],                                           to: 'measured',  by: ['checker'],       needsText: true  },
  { action: 'name',           word: '公示姓名', from: ['upheld', 'measured', 'done', 'closed'],           to: null,        by: ['group'],         needsText: true  },
] as const satisfies readonly BreachTransition[]

export type BreachAction = (typeof BREACH_TRANSITIONS)[number]['action']

const ROWS: readonly BreachTransition[] = BREACH_TRANSITIONS
const row = (action: BreachAction): BreachTransition => ROWS.find((r) => r.action === action)!

/** What staff type for it: 说明, 成立 … */
export const BREACH_WORDS: ReadonlyMap<string, BreachAction> = new Map(
  BREACH_TRANSITIONS.flatMap((r) => (r.word === null ? [] : [[r.word, r.action]])),
)

export interface BreachFlow {
  readonly breachId: number
  readonly state: BreachState
  readonly version: number
  readonly kind: string
  readonly department: string
  readonly ownerId: number | null
  readonly responsibleId: number | null
  readonly objected: boolean
  readonly measure: string | null
  readonly measureDue: LocalDate | null
  readonly doneById: number | null
}

/** How a member of staff stands to a breach. Whoever it is about never judges, comments or checks it. */
export function breachRoles(staff: Staff, flow: BreachFlow): Set<BreachRole> {
  const roles = new Set<BreachRole>()
  if (staff.leftAt) return roles
  const own = staff.id === flow.responsibleId || staff.id === flow.ownerId
  if (staff.id === flow.responsibleId) roles.add('responsible')
  if (own) return roles
  if (staff.role === 'head' && staff.department === flow.department) roles.add('head')
  if (staff.role === 'group') roles.add('group')
  if (roles.size > 0 && staff.id !== flow.doneById) roles.add('checker')
  return roles
}

export interface BreachInput {
  readonly text?: string
  readonly measure?: MeasureName
  readonly date?: LocalDate
}

export type BreachDecision =
  | { readonly ok: true; readonly row: BreachTransition; readonly to: BreachState }
  | { readonly ok: false; readonly because: string }

/** May somebody with these roles do this now? The refusal is a plain sentence. */
export function decideBreach(
  flow: BreachFlow,
  action: BreachAction,
  roles: ReadonlySet<BreachRole>,
  given: BreachInput,
  today: LocalDate,
): BreachDecision {
  const r = row(action)
  const word = r.word ?? action
  if (!r.by.some((role) => roles.has(role))) return no(WHOSE[r.by[0]!])
  if (!r.from.includes(flow.state)) return no(`现在是“${BREACH_STATES[flow.state].label}”，不能${word}`)
  if (r.once && flow.objected) return no('异议只能提一次，已经提过了')
  if (r.needsText && !given.text?.trim()) return no(`还差内容。例：${word} ${flow.breachId} 写清原因`)
  if (action === 'measure') {
    if (!given.measure) return no('还差措施：提醒、限期整改 2026-12-10、通报批评；严重的用“移交”')
    if (MEASURES[given.measure].dated && !given.date) return no('限期整改要写到哪天。例：限期整改 2026-12-10')
    if (given.date && given.date <= today) return no('整改日期要在今天以后')
  }
  return { ok: true, row: r, to: r.to ?? flow.state }
}

const WHOSE: Readonly<Record<BreachRole, string>> = {
  responsible: '只有责任人自己能办',
  head: '由本科室负责人办，本人的事不能自己办',
  group: '由领导小组办，本人的事不能自己认定',
  checker: '由整改人以外的负责人或领导小组核实',
  clock: '由系统办',
}

const no = (because: string): BreachDecision => ({ ok: false, because })

/** What somebody may do now: lists and cards are made from this. */
export const breachActions = (flow: BreachFlow, roles: ReadonlySet<BreachRole>): BreachAction[] =>
  ROWS.filter(
    (r) => r.from.includes(flow.state) && r.by.some((role) => roles.has(role)) && !(r.once && flow.objected),
  ).map((r) => r.action as BreachAction)
