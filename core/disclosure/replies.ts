/** The replies to a request for information, what each must say and which remedy it carries. Source: 条例 36–39, 行政复议法 23. */
import { remedyFor } from '../notice/remedy.ts'
import type { Town } from '../town.ts'
import { ARTICLES, type Article } from './articles.ts'

export interface ReplyType {
  readonly label: string
  /** What a clerk may open the reply with; the label itself counts. */
  readonly words: readonly string[]
  /** Article of 政府信息公开条例. */
  readonly basis: string
  /** What has to be said, each under its own name. */
  readonly needs: readonly ReplyNeed[]
  readonly says: string
  /** Information was not given, or not all of it: reconsideration first. */
  readonly refusal: boolean
}
export type ReplyNeed = 'where' | 'when' | 'article' | 'reason' | 'searched' | 'agency' | 'law'
export type ReplyInput = Partial<Record<ReplyNeed, string>>

// prettier-ignore
export const REPLY_TYPES = {
  R1_ALREADY_PUBLIC: { label: '已主动公开',     words: ['已经公开', '已公开'],       basis: '第36条第1项', needs: ['where'],             says: '您要的信息已经主动公开，获取方式、途径：{where}。',                        refusal: false },
  R2_GRANT:          { label: '予以公开',       words: ['同意公开'],                 basis: '第36条第2项', needs: ['where', 'when'],     says: '您要的信息予以公开。获取方式、途径：{where}；时间：{when}。',              refusal: false },
  R3_REFUSE:         { label: '不予公开',       words: ['不公开'],                   basis: '第36条第3项', needs: ['article', 'reason'], says: '根据《政府信息公开条例》{article}，您要的信息不予公开。理由：{reason}。',  refusal: true  },
  R4_NOT_EXIST:      { label: '信息不存在',     words: ['不存在'],                   basis: '第36条第4项', needs: ['searched'],          says: '经检索没有您要的信息，该信息不存在。检索情况：{searched}。',               refusal: true  },
  R5_NOT_OURS:       { label: '不由本机关公开', words: ['非本机关', '不属本机关', '不属于本机关'], basis: '第36条第5项', needs: ['reason', 'agency'], says: '您要的信息不由本机关负责公开。理由：{reason}。负责机关和联系方式：{agency}。', refusal: true },
  R6_REPEAT:         { label: '不予重复处理',   words: ['重复申请', '不重复处理'],   basis: '第36条第6项', needs: ['reason'],            says: '您要的信息本机关已经答复过，不予重复处理。前次答复：{reason}。',           refusal: true  },
  R7_SPECIAL_LAW:    { label: '依特别规定办理', words: ['特别规定'],                 basis: '第36条第7项', needs: ['law'],               says: '您要的信息由有关法律、行政法规另有规定，请依照{law}的规定办理。',          refusal: true  },
  PARTIAL:           { label: '部分公开',       words: ['区分处理'],                 basis: '第37条',      needs: ['where', 'when', 'article', 'reason'], says: '您要的信息可以公开的部分予以公开。获取方式、途径：{where}；时间：{when}。其余部分根据《政府信息公开条例》{article}不予公开，理由：{reason}。', refusal: true },
  NO_PROCESSING:     { label: '不予加工',       words: ['需要加工', '不提供加工'],   basis: '第38条',      needs: ['reason'],            says: '您要的内容需要对现有政府信息加工、分析，可以不予提供。具体情况：{reason}。', refusal: true },
  NOT_A_REQUEST:     { label: '不作为申请处理', words: ['不属于信息公开'],           basis: '第39条第1款', needs: ['where'],             says: '您提的是信访、投诉、举报，不作为政府信息公开申请处理。请通过下列渠道提出：{where}。', refusal: true },
} as const satisfies Record<string, ReplyType>
export type ReplyName = keyof typeof REPLY_TYPES

/** 'needs' of every kind, with what is said where it is missing and the words it goes by in a reply that is typed. */
// prettier-ignore
export const NEEDS: Readonly<Record<ReplyNeed, { missing: string; words: readonly string[] }>> = {
  where:    { missing: '要写获取方式、途径（途径：…）',                     words: ['获取方式', '获取途径', '途径', '方式', '渠道'] },
  when:     { missing: '要写什么时间能拿到（时间：…）',                     words: ['时间'] },
  article:  { missing: '要写依据哪一条：14、15 或 16（依据：15）',          words: ['依据', '条款'] },
  reason:   { missing: '要写明理由（理由：…）',                             words: ['理由', '原因', '前次答复', '情况'] },
  searched: { missing: '要写怎么检索的（检索：…）',                         words: ['检索情况', '检索'] },
  agency:   { missing: '要写负责机关和联系方式；不能确定的写“不能确定”（机关：…）', words: ['负责机关', '机关'] },
  law:      { missing: '要写是哪部法律、行政法规（法规：…）',               words: ['法规', '法律'] },
}

export type ReplyText =
  | { readonly ok: true; readonly text: string; readonly remedy: string }
  | { readonly ok: false; readonly because: string }

/** The words of a reply. Refused where something the law asks for is missing, or the reason is no legal one. */
export function composeReply(type: ReplyName, given: ReplyInput, town: Town): ReplyText {
  const row: ReplyType = REPLY_TYPES[type]
  const missing = row.needs.find((need) => !given[need]?.trim())
  if (missing) return { ok: false, because: `“${row.label}”${NEEDS[missing].missing}` }
  const article = given.article
  if (row.needs.includes('article') && !(article! in ARTICLES)) return { ok: false, because: NEEDS.article.missing }
  if (/暂(时)?不宜(公开)?/.test(given.reason ?? '')) return { ok: false, because: '“暂时不宜公开”不是法定理由' }
  const values = { ...given, ...(article ? { article: ARTICLES[article as Article].label.replace('：', '（') + '）' } : {}) } // prettier-ignore
  return {
    ok: true,
    text: row.says.replace(/\{(\w+)\}/g, (_, need: ReplyNeed) => values[need]!.trim().replace(/。$/, '')),
    remedy: row.refusal ? remedyFor('disclosure-reply', 'disclosure', town) : '',
  }
}
