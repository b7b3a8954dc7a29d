/** What is said at the counter: why a matter cannot be registered as it was filled in, and the receipt 收件回执 somebody takes home. */
import { KINDS, type CaseKind } from '../case/kinds.ts'

/** What staff read; each sentence says what to do next. */
// prettier-ignore
export const INTAKE = {
  kind:      '请选一下是哪一类。',
  text:      '请写一下来人说了什么。',
  item:      (kind: CaseKind): string => `“${KINDS[kind].label}”要写是哪个事项，写几个字再从下面挑。`,
  unknown:   (typed: string): string => `没有叫“${typed}”的事项。从下面挑一个，或者换个说法；都不是就把事项空着，选“诉求”或“咨询”登记。`,
  elsewhere: (item: string, place: string): string => `“${item}”不在镇里收件，去${place}。可以点“只告知”打一份一次性告知书给来人；要登记下来，选“咨询”或“诉求”。`,
  ownKind:   (item: string, kind: CaseKind): string => `“${item}”要按“${KINDS[kind].label}”登记，请改一下类别。`,
  phone:     '电话好像不对：手机号是 11 位，座机连区号一起写。没有电话就空着。',
  name:      '姓名没看懂，只写名字就行；不愿留名就空着。',
  who:       '信息公开申请要写申请人的姓名和电话（信息公开条例第29条）。',
  accused:   '投诉的是您本人或者您的科室，不能由您登记。请别的科室的同事登记，内容不要外传。',
  papers:    (missing: readonly string[]): string => `还差：${missing.join('、')}。材料不齐不能当场受理；去掉“当场受理”先收件，再在办件里发一次“补正”。`,
  told:      '告知哪个事项？写几个字再从下面挑。',
} as const

/** One line of the receipt: what, and how it stands. */
export type ReceiptLine = readonly [label: string, value: string]

// prettier-ignore
export const RECEIPT = {
  title: '收件回执',
  kept: '请收好。凭编号和查询码能查办到哪一步，不要给不认识的人看。',
  notDecided: '这是收到的凭证，受理不受理以受理通知书为准。',
  missing: (names: readonly string[]): string => `还没有交的：${names.join('、')}。缺什么、怎么补，会一次书面告诉您。`,
  next: (due: string, promised: string): string => (due ? `最晚${due}${promised}。` : '有结果马上告诉您。'),
  byPhone: '有结果打电话告诉您。',
  noPhone: '没有留电话，请凭编号和查询码来查，或者来窗口问。',
} as const
