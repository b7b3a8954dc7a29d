/** Fills the replies kept ready with one case's facts: offered beside the field, and what still stands in braces filled as it is sent. */
import { fillReply, replyScope, type ReplyVariable, unfilledReply, variablesIn } from '../../core/case/canned-reply.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { resultPromise } from '../../core/case/case-context.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import { formatDate, localDate } from '../../core/date.ts'
import { itemOf } from '../../core/town-context.ts'
import type { ReadableCase } from '../../db/cases/readable-cases.ts'
import { repliesFor, surnameInCase } from '../../db/people/canned-replies.ts'
import { mayReadContact } from '../../db/people/contact-details.ts'
import { html, type Markup } from '../html.ts'
import type { DeskRequest } from './desk-module.ts'

export interface ReadyReply {
  /** What the form sends for it. */
  readonly key: string
  readonly title: string
  readonly text: string
  /** Whose it is, as its heading says. */
  readonly group: string
}

const GROUPS = { own: '我的', department: '本科室的', town: '全镇的' } as const

/** What a case fills in that is no secret to whoever may open it. */
function known(v: DeskRequest, { at: caseContext }: ReadableCase): Partial<Record<ReplyVariable, string>> {
  const item = itemOf(v.ctx.townContext, caseContext.case.item)
  const due = resultPromise(caseContext)
  return {
    编号: caseContext.case.number,
    ...(item ? { 事项: item.short || item.name } : {}),
    ...(due?.state === 'open' ? { 到期日: formatDate(due.dueDate, localDate(v.ctx.now)) } : {}),
  }
}

/** One's own first, then what is shared, then those of the item in the catalogue. The surname is filled in as it is sent. */
export async function readyReplies(v: DeskRequest, opened: ReadableCase): Promise<ReadyReply[]> {
  const values = known(v, opened)
  const item = itemOf(v.ctx.townContext, opened.at.case.item)
  return [
    ...(await repliesFor(v.db, v.staff)).map((r) => ({
      key: String(r.id),
      title: r.title,
      text: fillReply(r.text, values),
      group: GROUPS[replyScope(r)],
    })),
    ...(item?.replies ?? []).map((text, i) => ({
      key: `item-${i + 1}`,
      title: text.length > 40 ? `${text.slice(0, 40)}…` : text,
      text,
      group: '这个事项的',
    })),
  ]
}

/** What is said to a resident, or written down of a talk: here a ready reply may be picked. */
const CANNED: readonly Action[] = ['reply', 'complete', 'progress', 'note', 'contact', 'account', 'refuse-reopen', 'transfer'] // prettier-ignore

/** Picked, they fill the field; `/` in the field opens them; without scripts the picked one goes where nothing is typed. */
export function cannedField(action: Action, replies: readonly ReadyReply[], was: string | undefined): Markup | null {
  if (replies.length === 0 || !CANNED.includes(action)) return null
  const groups = [...new Set(replies.map((r) => r.group))]
  return html`<label for="${action}-canned">常用语 <small>（在下面的框里打 / 也能选）</small></label>
    <select id="${action}-canned" name="canned" data-fills="${action}-text">
      <option value="">自己写</option>
      ${groups.map(
        (group) =>
          html`<optgroup label="${group}">
            ${replies
              .filter((r) => r.group === group)
              .map(
                (r) =>
                  html`<option value="${r.key}" data-text="${r.text}" ${was === r.key && html`selected`}>
                    ${r.title}
                  </option>`,
              )}
          </optgroup>`,
      )}
    </select>`
}

/**
 * What is to be sent, with what stands in braces filled in; or why it cannot be. The surname comes from what the resident
 * left, for those alone who may see that.
 */
export async function filledIn(
  v: DeskRequest,
  opened: ReadableCase,
  input: ActionInput,
): Promise<{ readonly ok: true; readonly input: ActionInput } | { readonly ok: false; readonly say: string }> {
  const { text } = input
  const named = text === undefined ? [] : variablesIn(text)
  if (text === undefined || named.length === 0) return { ok: true, input }
  if (named.includes('姓氏') && !mayReadContact(opened.roles))
    return { ok: false, say: '“{姓氏}”只给承办人、首问责任人和本科室负责人用，请改成别的称呼再发' }
  const surname = named.includes('姓氏') ? await surnameInCase(v.db, v.ctx, opened.at.case.id) : ''
  const filled = fillReply(text, { ...known(v, opened), 姓氏: surname })
  const say = unfilledReply(filled)
  return say === null ? { ok: true, input: { ...input, text: filled } } : { ok: false, say }
}
