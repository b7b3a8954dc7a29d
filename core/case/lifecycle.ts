/**
 * The life of a case, whole: STATES says where a case can be and whose move it is, TRANSITIONS what may be done to it,
 * by whom, on what conditions, what the resident is told and what it does to the clocks. PURPOSES (purposes.ts) says
 * what happens when nobody does anything. Nothing outside these tables decides any of that.
 */
import type { ResidentMessageKind } from '../messages/resident.ts'
import type { CaseKind } from './kinds.ts'
import type { NoticeKind } from '../notice/kinds.ts'
import type { PurposeName } from './purposes.ts'

/** Whose move it is. */
export type Turn = 'office' | 'resident' | 'third party' | 'nobody'

// prettier-ignore
export const STATES = {
  received:   { turn: 'office',      label: '待接单'     },
  assigned:   { turn: 'office',      label: '办理中'     },
  supplement: { turn: 'resident',    label: '待补材料'   },
  paused:     { turn: 'third party', label: '特别程序中' },
  answered:   { turn: 'resident',    label: '已答复'     },
  completed:  { turn: 'resident',    label: '已办结'     },
  closed:     { turn: 'nobody',      label: '已结案'     },
  declined:   { turn: 'nobody',      label: '不予受理'   },
  withdrawn:  { turn: 'nobody',      label: '已撤回'     },
  lapsed:     { turn: 'nobody',      label: '逾期未补'   },
} as const satisfies Record<string, { turn: Turn; label: string }>

export type CaseState = keyof typeof STATES

/**
 * How somebody stands to a case. One person may hold several. `resident` is its owner; `named` was asked to take it
 * over; `clerk` and `head` are of its department; `other-head` is a head or group member who is not its handler.
 */
export const ROLES = [
  'resident',
  'handler',
  'first',
  'named',
  'clerk',
  'head',
  'other-head',
  'group',
  'admin',
  'clock',
] as const
export type Role = (typeof ROLES)[number]

/** What must come with an action. */
export type Need = 'text' | 'list' | 'staff' | 'department' | 'days' | 'procedure' | 'party' | 'item' | 'score'

/** Facts about the case that a condition asks; worked out by facts.ts. */
export interface Facts {
  readonly accepted: boolean
  readonly hasTransfer: boolean
  readonly hasExtension: boolean
  readonly hasReopening: boolean
  /** The clock of the result counts, or stands still. */
  readonly running: boolean
  /** Its law or promise knows an extension. */
  readonly extendable: boolean
  readonly extended: boolean
  readonly overdue: boolean
  readonly listed: boolean
  readonly relayed: boolean
  readonly withinReopening: boolean
  readonly urgedLately: boolean
  /** An alarm that nobody of the office has seen. */
  readonly alarmWaits: boolean
  readonly licence: boolean
  /** A question put in public that stands on the board, or was taken off it with a reason. */
  readonly published: boolean
  readonly hidden: boolean
}

/** Conditions, and what is said when one is not met. */
// prettier-ignore
export const CONDITIONS = {
  'accepted':        { holds: (f) => f.accepted,        else: '还没有受理，请先“受理”' },
  'not accepted':    { holds: (f) => !f.accepted,       else: '已经受理过了' },
  'transfer asked':  { holds: (f) => f.hasTransfer,     else: '没有等待接收的转办' },
  'no transfer':     { holds: (f) => !f.hasTransfer,    else: '已有一个转办在等对方接收' },
  'extension asked': { holds: (f) => f.hasExtension,    else: '没有等待批准的延期' },
  'no extension':    { holds: (f) => !f.hasExtension,   else: '已有一个延期在等批准' },
  'clock runs':      { holds: (f) => f.running,         else: '还没有开始计算办理期限，不用延期' },
  'extendable':      { holds: (f) => f.extendable,      else: '这类期限不能延长' },
  'not extended':    { holds: (f) => !f.extended,       else: '只能延期一次，这件已经延过' },
  'overdue':         { holds: (f) => f.overdue,         else: '还没有超过期限，不用写超时说明；来不及的，到期前申请“延期”' },
  'not overdue':     { holds: (f) => !f.overdue,        else: '已经超过期限，延期要在到期前提出' },
  'first list':      { holds: (f) => !f.listed,         else: '补正只能一次告知全部；再次补正须由科室负责人说明理由（再补正）' },
  'listed before':   { holds: (f) => f.listed,          else: '还没有发过补正通知，请用“补正”' },
  'relayed':         { holds: (f) => f.relayed,         else: '结果还没送达本人，请电话联系后用“联系”登记' },
  'reopening asked': { holds: (f) => f.hasReopening,    else: '没有等待决定的重办申请' },
  'no reopening':    { holds: (f) => !f.hasReopening,   else: '重办申请已经提交，正在等待决定' },
  'in the window':   { holds: (f) => f.withinReopening, else: '已超过10个工作日，请作为新的事情提出' },
  'not urged':       { holds: (f) => !f.urgedLately,    else: '今天已经催过，承办人已收到' },
  'alarm waits':     { holds: (f) => f.alarmWaits,      else: '不是在等回话的紧急情况，不用回“收到”' },
  'licence':         { holds: (f) => f.licence,         else: '不是行政许可事项' },
  'not published':   { holds: (f) => !f.published,      else: '已经公开了' },
  'not hidden':      { holds: (f) => !f.hidden,         else: '已经定了不公开' },
} as const satisfies Record<string, { holds: (f: Facts) => boolean; else: string }>
export type Condition = keyof typeof CONDITIONS

/** What an action does to the clocks, in this order. `renew`: counted anew, where the kind counts from receipt. */
export type ClockEffect = readonly [
  does: 'start' | 'renew' | 'meet' | 'void' | 'pause' | 'resume' | 'extend',
  purpose: PurposeName | 'result',
]

export interface Transition {
  readonly action: string
  /** What staff type; the first is the usual word. */
  readonly words: readonly string[]
  readonly from: readonly CaseState[]
  /** null: stays where it is. */
  readonly to: CaseState | null
  readonly by: readonly Role[]
  readonly needs: readonly Need[]
  readonly if: readonly Condition[]
  /** Only these kinds; absent: all. */
  readonly kinds?: readonly CaseKind[]
  /** Said to the resident. null only for the resident's own acts and for what is internal by nature. */
  readonly residentMessage: ResidentMessageKind | null
  readonly notice: NoticeKind | null
  /** A second notice, addressed to somebody else; the resident's letter does not lead to it. */
  readonly secondNotice?: NoticeKind
  readonly clocks: readonly ClockEffect[]
  /** The first person of staff who does this becomes the first responder. */
  readonly setsFirstResponder: boolean
  /** Whether the public sees the case from now on; absent: as before. */
  readonly publicFromNow?: boolean
}

/** Kinds that are accepted before they are worked on; a request for information is not: it is answered. */
const ACCEPTED = ['application', 'petition'] as const
/** Kinds whose papers or words may be incomplete. */
const APPLIED = ['application', 'disclosure', 'petition'] as const
const ASKED = ['consultation', 'report', 'complaint', 'challenge'] as const
const OPEN = ['received', 'assigned', 'supplement', 'paused'] as const
const WORKED = ['assigned', 'supplement', 'paused'] as const
const ENDING = ['answered', 'completed'] as const
/** Wherever a question put in public can be. */
const ASKED_IN_PUBLIC = ['received', 'assigned', 'answered', 'completed', 'closed'] as const
const OFFICE = ['handler', 'first', 'clerk', 'head', 'admin'] as const

// prettier-ignore
export const TRANSITIONS = [
  { action: 'acknowledge',     words: ['收到', '收到了', '知道了', 'received'], from: OPEN,       to: null,         by: [...OFFICE, 'group'],                  needs: [],                     if: ['alarm waits'],                           residentMessage: 'seen',         notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'claim',           words: ['认领', 'claim'],          from: ['received'],             to: 'assigned',   by: ['clerk', 'head', 'admin'],            needs: [],                     if: [],                                        residentMessage: 'claimed',      notice: null,            clocks: [['meet', 'claim']],                                            setsFirstResponder: true  },
  { action: 'assign',          words: ['指派', 'assign'],         from: ['received', 'assigned'], to: 'assigned',   by: ['head', 'group', 'admin'],            needs: ['staff'],              if: ['no transfer'],                           residentMessage: 'assigned',     notice: null,            clocks: [['meet', 'claim']],                                            setsFirstResponder: false },
  { action: 'reroute',         words: ['改派', 'reroute'],        from: ['received'],             to: null,         by: ['clerk', 'head', 'admin'],            needs: ['department'],         if: [],                                        residentMessage: 'rerouted',     notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'transfer',        words: ['转办', 'transfer'],       from: ['assigned'],             to: null,         by: ['handler', 'head'],                   needs: ['staff', 'text'],      if: ['no transfer'],                           residentMessage: null,           notice: null,            clocks: [['start', 'take']],                                            setsFirstResponder: true  },
  { action: 'take',            words: ['接收', 'take'],           from: WORKED,                   to: null,         by: ['named'],                             needs: [],                     if: ['transfer asked'],                        residentMessage: 'taken',        notice: 'transfer',      clocks: [['meet', 'take']],                                             setsFirstResponder: false },
  { action: 'hand-back',       words: ['退回', 'handback'],       from: WORKED,                   to: null,         by: ['named'],                             needs: ['text'],               if: ['transfer asked'],                        residentMessage: null,           notice: null,            clocks: [['meet', 'take']],                                             setsFirstResponder: false },
  { action: 'expire',          words: [],                         from: WORKED,                   to: null,         by: ['clock'],                             needs: [],                     if: ['transfer asked'],                        residentMessage: null,           notice: null,            clocks: [['void', 'take']],                                             setsFirstResponder: false },
  { action: 'accept',          words: ['受理', 'accept'],         from: ['received', 'assigned'], to: 'assigned',   by: ['handler', 'clerk', 'head'],          needs: [],                     if: ['not accepted'],      kinds: ACCEPTED,     residentMessage: 'accepted',     notice: 'acceptance',    clocks: [['meet', 'claim'], ['meet', 'accept'], ['start', 'result']],   setsFirstResponder: true  },
  { action: 'deem-accepted',   words: [],                         from: ['received', 'assigned'], to: null,         by: ['clock'],                             needs: [],                     if: ['not accepted', 'licence'], kinds: ACCEPTED, residentMessage: 'deemed',      notice: 'acceptance',    clocks: [['meet', 'accept'], ['start', 'result']],                                          setsFirstResponder: false },
  { action: 'decline',         words: ['不予受理', 'decline'],    from: ['received', 'assigned'], to: 'declined',   by: ['handler', 'clerk', 'head'],          needs: ['text'],               if: ['not accepted'],      kinds: ACCEPTED,     residentMessage: 'declined',     notice: 'non-acceptance',clocks: [['meet', 'claim'], ['meet', 'accept'], ['void', 'take'], ['start', 'relay']], setsFirstResponder: true  },
  { action: 'ineligible',      words: ['不符合', 'ineligible'],   from: ['received', 'assigned'], to: 'declined',   by: ['handler', 'clerk', 'head'],          needs: ['text'],               if: ['not accepted'],      kinds: ['application'], residentMessage: 'ineligible', notice: 'ineligible', clocks: [['meet', 'claim'], ['meet', 'accept'], ['void', 'take'], ['start', 'relay']], setsFirstResponder: true  },
  { action: 'supplement',      words: ['补正', 'supplement'],     from: ['received', 'assigned'], to: 'supplement', by: ['handler', 'clerk', 'head'],          needs: ['list'],               if: ['first list', 'not accepted'], kinds: APPLIED, residentMessage: 'supplement', notice: 'supplement',   clocks: [['meet', 'claim'], ['meet', 'accept'], ['void', 'result'], ['start', 'supply']], setsFirstResponder: true  },
  { action: 'supplement-again',words: ['再补正'],                 from: ['assigned'],             to: 'supplement', by: ['head'],                              needs: ['list', 'text'],       if: ['listed before', 'not accepted'], kinds: APPLIED, residentMessage: 'supplement', notice: 'supplement', clocks: [['meet', 'accept'], ['void', 'result'], ['start', 'supply']],  setsFirstResponder: false },
  { action: 'supply',          words: ['补齐', 'supply'],         from: ['supplement'],           to: 'assigned',   by: ['resident', 'handler', 'clerk'],      needs: ['text'],               if: [],                                        residentMessage: 'supplied',     notice: null,            clocks: [['meet', 'supply'], ['renew', 'accept'], ['renew', 'result']], setsFirstResponder: false },
  { action: 'lapse',           words: [],                         from: ['supplement'],           to: 'lapsed',     by: ['clock'],                             needs: [],                     if: [],                                        residentMessage: 'lapsed',       notice: null,            clocks: [['void', 'supply'], ['void', 'take']],                                           setsFirstResponder: false },
  { action: 'pause',           words: ['中止', 'pause'],          from: ['assigned'],             to: 'paused',     by: ['handler', 'head'],                   needs: ['procedure', 'days'],  if: ['accepted'],          kinds: ['application'], residentMessage: 'paused',       notice: 'special-procedure', clocks: [['pause', 'result'], ['start', 'procedure']],                                      setsFirstResponder: false },
  { action: 'resume',          words: ['恢复', 'resume'],         from: ['paused'],               to: 'assigned',   by: ['handler', 'head'],                   needs: [],                     if: [],                                        residentMessage: 'resumed',      notice: null,            clocks: [['resume', 'result'], ['meet', 'procedure'], ['meet', 'consult']],                    setsFirstResponder: false },
  { action: 'consult',         words: ['征求', 'consult'],        from: ['assigned'],             to: 'paused',     by: ['handler', 'head'],                   needs: ['party', 'procedure', 'text'], if: [],            kinds: ['disclosure'], residentMessage: 'consulted', notice: 'special-procedure', secondNotice: 'third-party', clocks: [['pause', 'result'], ['start', 'consult']], setsFirstResponder: false },
  { action: 'consult-over',    words: [],                         from: ['paused'],               to: 'assigned',   by: ['clock'],                             needs: [],                     if: [],                    kinds: ['disclosure'], residentMessage: 'resumed', notice: null,            clocks: [['resume', 'result'], ['meet', 'consult'], ['void', 'procedure']],                    setsFirstResponder: false },
  { action: 'extend',          words: ['延期', 'extend'],         from: ['assigned', 'paused'],   to: null,         by: ['handler'],                           needs: ['days', 'text'],       if: ['clock runs', 'no extension', 'not extended', 'not overdue', 'extendable'], residentMessage: null,     notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'grant-extension', words: ['批准', 'approve'],        from: ['assigned', 'paused'],   to: null,         by: ['other-head'],                        needs: [],                     if: ['extension asked', 'not overdue'],        residentMessage: 'extended',     notice: 'extension',     clocks: [['extend', 'result']],                                         setsFirstResponder: false },
  { action: 'refuse-extension',words: ['驳回', 'reject'],         from: ['assigned', 'paused'],   to: null,         by: ['other-head'],                        needs: ['text'],               if: ['extension asked'],                       residentMessage: null,           notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'account',         words: ['超时说明', 'account'],    from: ['assigned'],             to: null,         by: ['handler', 'head'],                   needs: ['days', 'text'],       if: ['overdue'],                               residentMessage: 'late',         notice: 'overdue',       clocks: [],                                                             setsFirstResponder: false },
  { action: 'inform',          words: ['告知', 'inform'],         from: ['assigned', 'supplement', 'paused', 'answered'], to: null, by: ['handler', 'first', 'clerk', 'head'], needs: ['item'], if: [],                     residentMessage: 'informed',     notice: 'one-time',      clocks: [],                                                             setsFirstResponder: false },
  { action: 'progress',        words: ['进展', 'progress'],       from: ['assigned', 'supplement', 'paused'], to: null, by: ['handler', 'first', 'head'],        needs: ['text'],               if: [],                                        residentMessage: 'progress',     notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'reply',           words: ['答复', 'reply'],          from: ['received', 'assigned', 'answered'], to: 'answered', by: ['handler', 'clerk', 'head'],  needs: ['text'],               if: [],                    kinds: ASKED,       residentMessage: 'answered',     notice: null,            clocks: [['meet', 'claim'], ['meet', 'answer'], ['void', 'take'], ['void', 'confirm'], ['start', 'relay'], ['start', 'confirm']], setsFirstResponder: true },
  { action: 'complete',        words: ['办结', 'complete'],       from: ['assigned', 'answered'], to: 'completed',  by: ['handler', 'head'],                   needs: ['text'],               if: [],                                        residentMessage: 'completed',    notice: 'completion',    clocks: [['meet', 'accept'], ['meet', 'answer'], ['meet', 'complete'], ['void', 'take'], ['void', 'confirm'], ['start', 'relay'], ['start', 'confirm']], setsFirstResponder: true },
  { action: 'refuse',          words: ['不予批准', 'refuse'],     from: ['assigned'],             to: 'completed',  by: ['handler', 'head'],                   needs: ['text'],               if: ['accepted'],          kinds: ['application', 'petition'], residentMessage: 'refused',      notice: 'refusal',       clocks: [['meet', 'complete'], ['void', 'take'], ['start', 'relay'], ['start', 'confirm']], setsFirstResponder: false },
  { action: 'contact',         words: ['联系', 'contact'],        from: ['assigned', 'supplement', 'paused', 'answered', 'completed', 'closed', 'declined', 'withdrawn', 'lapsed'], to: null, by: ['first', 'handler', 'head'], needs: ['text'], if: [],        residentMessage: null,           notice: null,            clocks: [['meet', 'relay'], ['meet', 'visit']],                         setsFirstResponder: false },
  { action: 'confirm',         words: [],                         from: ENDING,                   to: 'closed',     by: ['resident'],                          needs: [],                     if: [],                                        residentMessage: 'confirmed',    notice: null,            clocks: [['meet', 'relay'], ['meet', 'confirm']],                       setsFirstResponder: false },
  { action: 'settle',          words: [],                         from: ENDING,                   to: 'closed',     by: ['clock'],                             needs: [],                     if: ['relayed'],                               residentMessage: 'settled',      notice: null,            clocks: [['void', 'confirm']],                                          setsFirstResponder: false },
  { action: 'reopen',          words: [],                         from: ['answered'],             to: 'assigned',   by: ['resident'],                          needs: ['text'],               if: [],                                        residentMessage: 'reopened',     notice: null,            clocks: [['meet', 'relay'], ['void', 'confirm'], ['start', 'answer']],  setsFirstResponder: false },
  { action: 'ask-reopen',      words: [],                         from: ['completed', 'closed'],  to: null,         by: ['resident'],                          needs: ['text'],               if: ['no reopening', 'in the window'],         residentMessage: 'reopen-asked', notice: null,            clocks: [['start', 'decide']],                                          setsFirstResponder: false },
  { action: 'grant-reopen',    words: ['批准', 'approve'],        from: ['completed', 'closed'],  to: 'assigned',   by: ['other-head'],                        needs: [],                     if: ['reopening asked'],                       residentMessage: 'reopened',     notice: null,            clocks: [['meet', 'decide'], ['meet', 'relay'], ['void', 'confirm'], ['start', 'result']],                     setsFirstResponder: false },
  { action: 'refuse-reopen',   words: ['驳回', 'reject'],         from: ['completed', 'closed'],  to: null,         by: ['other-head'],                        needs: ['text'],               if: ['reopening asked'],                       residentMessage: 'reopen-refused', notice: null,          clocks: [['meet', 'decide']],                                           setsFirstResponder: false },
  { action: 'rate',            words: [],                         from: ['answered', 'completed', 'closed'], to: null, by: ['resident'],                       needs: ['score'],              if: [],                                        residentMessage: 'rated',        notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'release',         words: ['同意公开', 'release'],    from: ASKED_IN_PUBLIC,          to: null,         by: ['handler', 'clerk', 'head', 'group', 'admin'], needs: [],            if: ['not published'],     kinds: ['challenge'], residentMessage: 'released',    notice: null,            clocks: [['meet', 'publish']],                                          setsFirstResponder: false, publicFromNow: true },
  { action: 'publish',         words: [],                         from: ASKED_IN_PUBLIC,          to: null,         by: ['clock'],                             needs: [],                     if: ['not published', 'not hidden'], kinds: ['challenge'], residentMessage: 'released', notice: null,    clocks: [['meet', 'publish']],                                          setsFirstResponder: false, publicFromNow: true },
  { action: 'hide',            words: ['不公开', 'hide'],         from: ASKED_IN_PUBLIC,          to: null,         by: ['head', 'group', 'admin'],            needs: ['text'],               if: ['not hidden'],        kinds: ['challenge'], residentMessage: 'hidden',      notice: null,            clocks: [['void', 'publish']],                                          setsFirstResponder: false, publicFromNow: false },
  { action: 'urge',            words: ['催办', 'urge'],           from: OPEN,                     to: null,         by: ['resident', 'first', 'head'],         needs: [],                     if: ['not urged'],                             residentMessage: 'urged',        notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'say',             words: [],                         from: [...OPEN, 'answered', 'completed', 'closed'], to: null, by: ['resident'],            needs: ['text'],               if: [],                                        residentMessage: 'heard',        notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'correct',         words: [],                         from: [...OPEN, 'answered', 'completed'], to: null, by: ['resident'],                       needs: ['text'],               if: [],                                        residentMessage: 'corrected',    notice: null,            clocks: [],                                                             setsFirstResponder: false },
  { action: 'withdraw',        words: [],                         from: OPEN,                     to: 'withdrawn',  by: ['resident'],                          needs: [],                     if: [],                                        residentMessage: 'withdrawn',    notice: null,            clocks: [['void', 'claim'], ['void', 'answer'], ['void', 'accept'], ['void', 'complete'], ['void', 'take'], ['void', 'supply'], ['void', 'procedure'], ['void', 'consult'], ['void', 'publish']], setsFirstResponder: false },
  { action: 'note',            words: ['备注', 'note'],           from: ['received', 'assigned', 'supplement', 'paused', 'answered', 'completed', 'closed', 'declined', 'withdrawn', 'lapsed'], to: null, by: OFFICE, needs: ['text'], if: [], residentMessage: null,     notice: null,            clocks: [],                                                             setsFirstResponder: false },
] as const satisfies readonly Transition[]

export type Action = (typeof TRANSITIONS)[number]['action']

/** What staff do that the resident is not told, and why that is right. */
export const INTERNAL_ACTIONS: Partial<Record<Action, string>> = {
  transfer: 'until it is taken the sender still handles it: nothing has changed for the resident',
  'hand-back': 'the handler has not changed',
  expire: 'the handler has not changed',
  extend: 'a request; the resident is told when it is granted',
  'refuse-extension': 'the due date has not changed',
  contact: 'records what the resident was told by voice',
  note: 'internal by nature',
}

const ROWS: readonly Transition[] = TRANSITIONS
const ROW = new Map<string, Transition>(ROWS.map((row) => [row.action, row]))

export const isAction = (word: string): word is Action => ROW.has(word)

/** The row of an action. */
export const transition = (action: Action): Transition => ROW.get(action)!

export type Refusal = 'not-from-here' | 'not-this-kind' | 'not-your-role' | 'incomplete' | 'condition'

export type Given = Partial<Record<Need, unknown>>

export type CaseDecision =
  | { readonly ok: true; readonly row: Transition; readonly to: CaseState }
  | { readonly ok: false; readonly because: Refusal; readonly detail: string }

export interface Standing {
  readonly state: CaseState
  readonly kind: CaseKind
  readonly facts: Facts
}

/** May somebody with `roles` do `action` to a case that stands so, given what came with it? Looks only at the tables. */
export function checkTransition(
  standing: Standing,
  action: Action,
  roles: ReadonlySet<Role>,
  given: Given,
): CaseDecision {
  const row = transition(action)
  if (row.kinds && !row.kinds.includes(standing.kind)) return refuse('not-this-kind', row.words[0] ?? action)
  if (!row.by.some((role) => roles.has(role))) return refuse('not-your-role', row.words[0] ?? action)
  if (!row.from.includes(standing.state)) return refuse('not-from-here', STATES[standing.state].label)
  const unmet = row.if.find((name) => !CONDITIONS[name].holds(standing.facts))
  if (unmet) return refuse('condition', CONDITIONS[unmet].else)
  const missing = row.needs.find((need) => isEmpty(given[need]))
  if (missing) return refuse('incomplete', missing)
  return { ok: true, row, to: row.to ?? standing.state }
}

/** What `roles` may do now: buttons, chat choices and desk pages are made from this. */
export function allowedActions(standing: Standing, roles: ReadonlySet<Role>): Action[] {
  return ROWS.filter(
    (row) =>
      row.from.includes(standing.state) &&
      (!row.kinds || row.kinds.includes(standing.kind)) &&
      row.by.some((role) => roles.has(role)) &&
      row.if.every((name) => CONDITIONS[name].holds(standing.facts)),
  ).map((row) => row.action as Action)
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.every(isEmpty))

const refuse = (because: Refusal, detail: string): CaseDecision => ({ ok: false, because, detail })

/** Nobody's turn any more: closed, declined, withdrawn, lapsed. */
export const isOver = (state: CaseState): boolean => STATES[state].turn === 'nobody'
