/**
 * How long each field may be: one list for every door (forms, chat, API) and for what is written behind them. Whatever is
 * longer is refused in a sentence and never cut: half of what somebody meant to say or publish is worse than none of it.
 */
import { UserError } from '../errors.ts'
import { LONGEST_MESSAGE } from '../long-text.ts'

/** Characters as JavaScript counts them. */
// prettier-ignore
export const LIMITS = {
  /** A whole message, and what a desk puts around it: what it is about, where it is, how it wants the answer. */
  caseText:           { label: '办件内容', most: 5000 },
  /** What goes with a move of a case: an answer, a reason. As long as a message. */
  actText:            { label: '内容', most: LONGEST_MESSAGE },
  listEntry:          { label: '每一样', most: 300 },
  party:              { label: '征求谁的意见', most: 60 },
  procedure:          { label: '程序', most: 200 },
  breachText:         { label: '违诺的说明', most: 2000 },
  complaintUpheld:    { label: '认定的理由', most: 500 },
  hearingPlace:       { label: '听证地点', most: 200 },
  hearingReason:      { label: '听证变动的原因', most: 300 },
  hearingMinutes:     { label: '听证纪要', most: 10_000 },
  hearingQuestion:    { label: '听证问题', most: 1000 },
  hearingAnswer:      { label: '听证答复', most: 3000 },
  disclosureTitle:    { label: '公开的标题', most: 200 },
  disclosureBody:     { label: '公开的正文', most: 20_000 },
  disclosureReason:   { label: '理由', most: 2000 },
  pledgeText:         { label: '承诺文本', most: 5000 },
  faqQuestion:        { label: '收录的问题', most: 200 },
  faqAnswer:          { label: '收录的答案', most: 1000 },
  cannedTitle:        { label: '名称', most: 30 },
  cannedText:         { label: '常用语', most: 2000 },
  contactName:        { label: '姓名', most: 100 },
  contactPhone:       { label: '电话', most: 40 },
  contactAddress:     { label: '地址', most: 300 },
} as const satisfies Record<string, { label: string; most: number }>
export type LimitName = keyof typeof LIMITS

/** Most entries of a list that is told at once. */
export const MOST_ENTRIES = 60

/** The sentence where a text is longer than its field; null where it fits. */
export function tooLong(name: LimitName, text: string): string | null {
  const { label, most } = LIMITS[name]
  return text.length <= most ? null : `${label}太长了：最多 ${most} 字，现在 ${text.length} 字。没有存，请改短再发。`
}

/** The text, as long as its field takes it. Throws UserError with the sentence where it is longer. */
export function fit(name: LimitName, text: string): string {
  const long = tooLong(name, text)
  if (long !== null) throw new UserError(long)
  return text
}
