/** Names every action for each of its readers; a missing word does not compile. */
import { type Action, isAction, transition } from '../case/lifecycle.ts'

/** What a log line a resident reads calls an action. Those marked internal are in no resident's log. */
const EVENT_LABELS = {
  acknowledge: '值班的人看到了',
  claim: '有人接手',
  assign: '安排承办人',
  reroute: '转到负责的科室',
  transfer: '转办', // internal
  take: '转给新的承办人',
  'hand-back': '退回转办', // internal
  expire: '转办没人接收', // internal
  accept: '受理',
  'deem-accepted': '视为受理',
  decline: '不予受理',
  ineligible: '不符合条件',
  supplement: '请您补材料',
  'supplement-again': '请您补材料',
  supply: '收到补的材料',
  lapse: '到期未补',
  pause: '特别程序开始',
  resume: '接着办',
  consult: '征求对方意见',
  'consult-over': '征求意见期满，接着办',
  extend: '申请延期', // internal
  'grant-extension': '延期',
  'refuse-extension': '延期被驳回', // internal
  account: '超时说明',
  inform: '一次性告知',
  progress: '进展',
  reply: '答复',
  complete: '办结',
  refuse: '不予批准',
  contact: '已联系本人', // internal
  confirm: '您已确认',
  settle: '到期结案',
  reopen: '重新办理',
  'ask-reopen': '您申请重办',
  'grant-reopen': '同意重办',
  'refuse-reopen': '不同意重办',
  rate: '您的评价',
  release: '公开了',
  publish: '公开了',
  hide: '没有公开',
  urge: '催办',
  say: '您补充说',
  correct: '您更正了',
  withdraw: '您已撤回',
  note: '内部备注', // internal
} as const satisfies Record<Action, string>

/** Log lines that are no action of the lifecycle. */
const OTHER_EVENTS: Readonly<Record<string, string>> = {
  open: '登记',
  redated: '期限重新计算',
  why: '您说了不满意的原因',
}

/** What a resident reads an event as. */
export const eventLabel = (action: string): string =>
  (EVENT_LABELS as Readonly<Record<string, string>>)[action] ?? OTHER_EVENTS[action] ?? '有变化'

/** What the card of a case is headed with for staff, where the word they type would not say it. */
export const CARD_HEADINGS: Readonly<Partial<Record<Action, string>>> = {
  assign: '指派给您',
  transfer: '转办，请接收',
  take: '对方已接收',
  'hand-back': '对方退回，仍由您办',
  expire: '转办没人接收，仍由您办',
  extend: '申请延期，请批准',
  'grant-extension': '延期已批准',
  'refuse-extension': '延期被驳回',
  supply: '材料已补',
  'deem-accepted': '已视为受理',
  say: '本人说',
  correct: '本人更正了内容',
  'consult-over': '对方到期没提意见，已恢复计时，请依法决定',
  lapse: '逾期未补，已终止',
  confirm: '本人已确认',
  settle: '已结案',
  reopen: '本人说没解决',
  'ask-reopen': '申请重办，请决定',
  'grant-reopen': '批准重办',
  'refuse-reopen': '不同意重办',
  rate: '本人评价',
  urge: '催办',
  withdraw: '本人已撤回',
}

/** What a line of the log staff read calls an action, where it is not the word staff type. */
// prettier-ignore
const STAFF_EVENT_LABELS: Readonly<Record<string, string>> = {
  open: '登记', 'deem-accepted': '视为受理', expire: '转办没人接收', lapse: '到期未补，终止', settle: '到期结案', confirm: '本人确认', reopen: '本人说没解决', 'ask-reopen': '本人申请重办',
  rate: '本人评价', why: '本人说哪里不满意', withdraw: '本人撤回', say: '本人补充', correct: '本人更正', supply: '补交材料', publish: '公开', 'consult-over': '征求意见期满',
  'grant-extension': '批准延期', 'refuse-extension': '不同意延期', 'grant-reopen': '同意重办', 'refuse-reopen': '不同意重办', redated: '日历有变，期限重算', 'looked-at-contact': '看了联系方式', 'called-again': '再叫人',
}

/** What staff read an event as. */
export const staffEventLabel = (action: string): string =>
  STAFF_EVENT_LABELS[action] ?? (isAction(action) ? (transition(action).words[0] ?? eventLabel(action)) : '有变化')
