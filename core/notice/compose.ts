/** A whole notice: title, body, remedy, signature. Stored as it is and never changed; the page only lays it out. */
import { localDate, formatDate } from '../date.ts'
import { REPLY_TYPES } from '../disclosure/replies.ts'
import { BODY } from './body.ts'
import { type NoticeContent, type NoticeKind, NOTICES } from './kinds.ts'
import type { NoticeInput } from './notice-input.ts'
import { remedyFor } from './remedy.ts'

// prettier-ignore
const RECIPIENTS: Partial<Record<NoticeKind, string>> = {
  'one-time':         '咨询人',
  'third-party':      '第三方',
  'petition-notice':  '信访人',
  'petition-opinion': '信访人',
}

/** Nothing was refused: there is nothing to appeal. */
const given = (o: NoticeInput): boolean => o.given.reply !== undefined && !REPLY_TYPES[o.given.reply.type].refusal

/** The whole content of a notice. Names of residents are not in it: the page is reached by its address alone. */
export function composeNotice(kind: NoticeKind, o: NoticeInput): NoticeContent {
  const { paragraphs, list } = BODY[kind](o)
  return {
    title: NOTICES[kind].title,
    recipient: (kind === 'third-party' ? o.given.party : undefined) ?? RECIPIENTS[kind] ?? '申请人',
    paragraphs: paragraphs.filter(Boolean),
    list: list ?? [],
    remedy: given(o) ? '' : remedyFor(kind, o.situation.case.kind, o.town),
    sign: [
      o.town.authority,
      `首问责任人：${o.about.first || '（待接单）'}${o.about.phone ? `　电话：${o.about.phone}` : ''}　查询编号：${o.about.number}`,
    ],
    date: formatDate(localDate(o.now)),
  }
}
