/** On what ground something is withheld, and when that is looked at again. Source: 政府信息公开条例 14, 15, 16 (law facts 1.4.3, 1.4.5). */
import { isLocalDate, type LocalDate } from '../date.ts'

// prettier-ignore
export const ARTICLES = {
  '14': { label: '第14条：国家秘密，法律、行政法规禁止公开，或公开后可能危及国家安全、公共安全、经济安全、社会稳定' },
  '15': { label: '第15条：涉及商业秘密、个人隐私等，公开会损害第三方合法权益' },
  '16': { label: '第16条：内部事务信息、过程性信息、行政执法案卷信息' },
} as const satisfies Record<string, { label: string }>
export type Article = keyof typeof ARTICLES

export const CATEGORIES = [
  '机构职能', '政策文件', '办事指南', '财政信息', '社会救助', '土地与宅基地', '征收补偿', '筹资筹劳', '农田水利', '应急与安全', '承诺与考核', '其他',
] as const // prettier-ignore

export interface Withholding {
  readonly article: Article
  readonly reviewOn: LocalDate
  readonly reason: string
}

/**
 * The ground for withholding, or a sentence why it is none. 暂时不宜公开 is no category of the law in force: what is
 * still being looked at is withheld by an article until a date, or it is public.
 */
export function parseWithholding(
  given: { article: string; reviewOn: string; reason: string },
  today: LocalDate,
): Withholding | string {
  // prettier-ignore
  const { reason, reviewOn } = given
  const article = (Object.keys(ARTICLES) as Article[]).find((a) => a === given.article)
  if (!article) return '要写依据哪一条：14、15 或 16'
  if (!reason.trim()) return '要写明为什么'
  if (/暂(时)?不宜(公开)?/.test(reason)) return '“暂时不宜公开”不是法定理由，请写明具体情形'
  if (!isLocalDate(reviewOn) || reviewOn <= today) return '要写今天以后的复核日期'
  return { article, reviewOn, reason: reason.trim() }
}

/** Working days in which what came about or changed must be public. Source: 条例 26. */
export const PROACTIVE_DAYS = 20
