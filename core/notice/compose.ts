/** A whole notice: title, body, remedy, signature. Stored as it is and never changed; the page only lays it out. */
import { shortName } from '../answer/reply/catalog-wording.ts'
import type { Staff } from '../case/case.ts'
import type { Item } from '../catalog/item.ts'
import { localDate, formatDate } from '../date.ts'
import { REPLY_TYPES } from '../disclosure/replies.ts'
import { departmentOf, type Town } from '../town.ts'
import { BODY, oneTimeBody } from './body.ts'
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

/** Everything about an item told at once to somebody who asked at the counter and for whom no case is opened. */
export function composeOneTime(item: Item, by: Staff, town: Town, now: Date): NoticeContent {
  const phone = by.phone || departmentOf(town, by.department).phone || town.phone
  const about = { matter: shortName(item), place: item.place || town.place, phone }
  const { paragraphs, list = [] } = oneTimeBody({ item, about })
  return {
    title: NOTICES['one-time'].title,
    recipient: RECIPIENTS['one-time'] ?? '咨询人',
    paragraphs: paragraphs.filter(Boolean),
    list,
    remedy: '',
    sign: [town.authority, `首问责任人：${by.name}${phone ? `　电话：${phone}` : ''}`],
    date: formatDate(localDate(now)),
  }
}
