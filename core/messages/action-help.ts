/** Says in one sentence what each act of the staff does, for whoever has to choose among them; a missing sentence does not compile. */
import type { Action, TRANSITIONS } from '../case/lifecycle.ts'

/** Acts that staff have a word for. */
export type StaffAction = Extract<
  (typeof TRANSITIONS)[number],
  { readonly words: readonly [string, ...string[]] }
>['action']

// prettier-ignore
const HELP: Readonly<Record<StaffAction, string>> = {
  'acknowledge':      '回一声您看到了，不再往上叫人，也告诉本人。',
  'claim':            '由您来办，马上告诉本人谁在办。',
  'assign':           '指定一位同事来办，告诉本人。',
  'reroute':          '不归本科室管的，改到别的科室，告诉本人。',
  'transfer':         '转给别的同事，对方接收以前仍由您办。',
  'take':             '接过来由您办，告诉本人。',
  'hand-back':        '不接，退给转来的人，写明原因。',
  'accept':           '材料齐了正式受理，开始计办理期限，出受理通知书。',
  'decline':          '不予受理，写明原因，出书面通知和救济途径。',
  'ineligible':       '不符合条件，写明哪一条，出书面通知。',
  'supplement':       '缺的材料一次列全，出补正通知书，期限先停。',
  'supplement-again': '第二次要材料，负责人写明理由，会记为违诺。',
  'supply':           '材料补来了，登记收到什么，接着办。',
  'pause':            '现场勘验、公示等法定程序，写明几天，期限先停。',
  'resume':           '程序做完了，接着计期限。',
  'consult':          '公开前征求第三方或者别的机关意见，期限先停。',
  'extend':           '到期前申请延长，由别的负责人批准，只能一次。',
  'grant-extension':  '同意延期，把新的日期告诉本人。',
  'refuse-extension': '不同意延期，期限不变。',
  'account':          '已经超期，说明原因和新的时间，告诉本人，违诺仍然记着。',
  'inform':           '把这个事项要的材料、时间、地点一次告知本人，出告知书。',
  'progress':         '办到哪一步了，告诉本人，期限照计。',
  'reply':            '答复本人；本人说没解决就转回来。',
  'complete':         '办完了，把结果告诉本人。',
  'refuse':           '审查后不予批准，写明原因，出书面决定和救济途径。',
  'contact':          '打过电话或者当面说过，登记时间和内容。',
  'grant-reopen':     '同意重办，重新计期限，告诉本人。',
  'refuse-reopen':    '不重办，写明原因，告诉本人。',
  'release':          '这个质询可以公开，登上公开栏。',
  'hide':             '这个质询不公开，写明原因，公开栏里写着原因。',
  'urge':             '提醒承办人抓紧，也告诉本人。一天只能催一次。',
  'note':             '只给内部看，本人看不到。',
}

/** What the act does, in one sentence; '' for what staff never do. */
export const actionHelp = (action: Action): string => (HELP as Readonly<Partial<Record<Action, string>>>)[action] ?? ''
