/** What a notice is written from, and the sentences several notices share. */
import type { Staff } from '../case/case.ts'
import type { Action } from '../case/lifecycle.ts'
import { resultPromise, type CaseContext, type ActionInput } from '../case/case-context.ts'
import type { StoredPromise } from '../case/case.ts'
import type { Item } from '../catalog/item.ts'
import { type LocalDate, localDate, formatDate } from '../date.ts'
import type { MessageFields } from '../messages/resident.ts'
import { familyOf } from '../promise/clock-families.ts'
import type { Town } from '../town.ts'

/** What the applicant said they hold, and what has come in: papers at the counter, files on line. */
export interface SubmittedDocuments {
  readonly held: readonly string[]
  readonly papers?: readonly string[]
  readonly files: readonly { readonly name: string; readonly on: LocalDate }[]
}
export const NOTHING_SUBMITTED: SubmittedDocuments = { held: [], files: [] }

export interface NoticeInput {
  readonly action: Action | null
  /** Who acted; null for the clock and the resident. */
  readonly by: Staff | null
  readonly about: MessageFields
  readonly situation: CaseContext
  readonly before: CaseContext
  readonly item: Item | null
  readonly town: Town
  readonly now: Date
  readonly given: ActionInput
  readonly submitted: SubmittedDocuments
  /** The new day a late case is promised for. */
  readonly until: { readonly date: LocalDate; readonly provisional: boolean } | null
}

export const unitOf = (unit: string): string =>
  ({ working: '个工作日', calendar: '日（自然日）', minutes: '分钟' })[unit] ?? unit

const ROLLED = '届满所在年份的放假安排尚未公布，如遇国家公布的节假日调整顺延。'

/** A day as it stands in a notice; one that leans on a year not announced says so. */
export const formatDay = (date: LocalDate, provisional: boolean): string =>
  `${formatDate(date)}${provisional ? `（${ROLLED}）` : ''}`

export const dueDay = (p: StoredPromise): string => formatDay(p.dueDate, p.provisional)

/** The clock of the result: running, else the last one that was not voided. */
export const resultClock = (ctx: CaseContext): StoredPromise | undefined =>
  resultPromise(ctx) ??
  ctx.promises.filter((p) => (p.purpose === 'complete' || p.purpose === 'answer') && p.state !== 'void').at(-1)

const authorityOf = (p: StoredPromise): string =>
  p.authority === 'statutory' ? '法定' : p.proposed ? '拟承诺（以镇政府公布为准）' : '承诺'

/** '承诺25个工作日（依据：…）' */
export const formatPromiseLimit = (p: StoredPromise): string =>
  `${authorityOf(p)}${p.amount}${unitOf(p.unit)}（依据：${p.basis}）`

/** Limit, unit, basis and last day of the result's clock; empty where none runs. */
export function limit(o: NoticeInput): string {
  const p = resultPromise(o.situation)
  return p
    ? `办理期限：${formatPromiseLimit(p)}，自${p.startEvent}之日（${formatDate(p.startDate)}）的次日起算，届满日${dueDay(p)}。`
    : ''
}

/** What was promised and what it took. */
export function used(o: NoticeInput): string {
  const p = resultClock(o.before)
  if (!p) return `收到申请的日期：${formatDate(o.situation.case.openedOn)}；办结日期：${today(o)}。`
  const longer = p.extension > 0 ? `（已延长${p.extension}${unitOf(p.unit)}）` : ''
  return `承诺与实际用时：${formatPromiseLimit(p)}${longer}，自${formatDate(p.startDate)}的次日起算，届满日${dueDay(p)}；实际于${today(o)}办结。`
}

export const today = (o: NoticeInput): string => formatDate(localDate(o.now))

export const basisOf = (o: Pick<NoticeInput, 'item'>): string => (o.item?.basis ?? []).join('；')

/** Why the time of a special procedure is not counted, by the law of the clock that stops. */
export function pauseBasis(p: StoredPromise | undefined): string {
  const family = p ? p.family : ''
  if (family.startsWith('LICENSE')) return '行政许可法第45条'
  if (family === 'FOI') return '政府信息公开条例第33条第3款'
  return `${familyOf(family)?.basis ?? '镇公开承诺'}，办理指南载明的环节`
}

/** The limits of an item in one plain sentence; never a number that was not checked (law facts 5). */
export function formatItemLimits(item: Item): string {
  const s = item.statutoryLimit
  const p = item.promisedLimit
  const law = s.verified && s.days !== null ? (s.days === 0 ? '法定当场办理' : `法定${s.days}${unitOf(s.unit)}`) : ''
  const promise = p
    ? p.days === 0
      ? '当场办'
      : `${p.proposed ? '镇里拟承诺' : '镇里承诺'}${p.days}${unitOf(p.unit)}${p.proposed ? '（还没正式公布，以镇政府公布为准）' : ''}`
    : ''
  // of a matter decided elsewhere the town promises only to show the way
  if (item.routing !== 'town')
    return `${law || '以办理的单位公布为准'}${promise ? `；镇里指路、转交，${promise.replace('镇里', '')}` : ''}`
  return [law, promise].filter(Boolean).join('，') || '办理时限以镇窗口公布为准'
}
