/** The seven replies to a request for information, what each must say and which remedy it carries. Source: 条例 36, 行政复议法 23. */
import { remedyFor } from '../notice/remedy.ts'
import type { Town } from '../town.ts'
import { ARTICLES, type Article } from './articles.ts'

export interface ReplyType {
  readonly label: string
  /** What has to be said, each under its own name. */
  readonly needs: readonly ReplyNeed[]
  readonly says: string
  /** Information was not given: reconsideration first. */
  readonly refusal: boolean
}
export type ReplyNeed = 'where' | 'when' | 'article' | 'reason' | 'searched' | 'agency' | 'law'

// prettier-ignore
export const REPLY_TYPES = {
  R1_ALREADY_PUBLIC: { label: '已主动公开',     needs: ['where'],             says: '您要的信息已经主动公开，获取方式、途径：{where}。',                        refusal: false },
  R2_GRANT:          { label: '予以公开',       needs: ['where', 'when'],     says: '您要的信息予以公开。获取方式、途径：{where}；时间：{when}。',              refusal: false },
  R3_REFUSE:         { label: '不予公开',       needs: ['article', 'reason'], says: '根据《政府信息公开条例》{article}，您要的信息不予公开。理由：{reason}。',  refusal: true  },
  R4_NOT_EXIST:      { label: '信息不存在',     needs: ['searched'],          says: '经检索没有您要的信息，该信息不存在。检索情况：{searched}。',               refusal: true  },
  R5_NOT_OURS:       { label: '不由本机关公开', needs: ['reason', 'agency'],  says: '您要的信息不由本机关负责公开。理由：{reason}。负责机关和联系方式：{agency}。', refusal: true },
  R6_REPEAT:         { label: '不予重复处理',   needs: ['reason'],            says: '您要的信息本机关已经答复过，不予重复处理。前次答复：{reason}。',           refusal: true  },
  R7_SPECIAL_LAW:    { label: '依特别规定办理', needs: ['law'],               says: '您要的信息由有关法律、行政法规另有规定，请依照{law}的规定办理。',          refusal: true  },
} as const satisfies Record<string, ReplyType>
export type ReplyName = keyof typeof REPLY_TYPES

const MISSING: Readonly<Record<ReplyNeed, string>> = {
  where: '要写获取方式、途径',
  when: '要写什么时间能拿到',
  article: '要写依据哪一条：14、15 或 16',
  reason: '要写明理由',
  searched: '要写怎么检索的',
  agency: '要写负责机关和联系方式；不能确定的写“不能确定”',
  law: '要写是哪部法律、行政法规',
}

export type ReplyText =
  | { readonly ok: true; readonly text: string; readonly remedy: string }
  | { readonly ok: false; readonly because: string }

/** The words of a reply. Refused where something the law asks for is missing, or the reason is no legal one. */
export function composeReply(type: ReplyName, given: Partial<Record<ReplyNeed, string>>, town: Town): ReplyText {
  const row: ReplyType = REPLY_TYPES[type]
  const missing = row.needs.find((need) => !given[need]?.trim())
  if (missing) return { ok: false, because: MISSING[missing] }
  const article = given.article
  if (row.needs.includes('article') && !(article! in ARTICLES)) return { ok: false, because: MISSING.article }
  if (/暂(时)?不宜(公开)?/.test(given.reason ?? '')) return { ok: false, because: '“暂时不宜公开”不是法定理由' }
  const values = { ...given, ...(article ? { article: ARTICLES[article as Article].label.replace('：', '（') + '）' } : {}) } // prettier-ignore
  return {
    ok: true,
    text: row.says.replace(/\{(\w+)\}/g, (_, need: ReplyNeed) => values[need]!.trim().replace(/。$/, '')),
    remedy: row.refusal ? remedyFor('disclosure-reply', 'disclosure', town) : '',
  }
}
