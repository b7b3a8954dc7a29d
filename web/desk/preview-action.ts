/** Previews what an act would say to the resident: it is done for real in a transaction that is never committed, so it cannot differ. */
import type { Action } from '../../core/case/lifecycle.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import type { Outgoing } from '../../core/channel.ts'
import type { NoticeContent } from '../../core/notice/kinds.ts'
import { staffActor } from '../../services/staff-action.ts'
import { moveCase } from '../../db/cases/change-case.ts'
import { lastNoticeOf } from '../../db/cases/notices.ts'
import { html, type Markup } from '../html.ts'
import type { ReadableCase } from '../../db/cases/readable-cases.ts'
import { MISSING } from './case-form.ts'
import type { DeskRequest } from './desk-module.ts'

type Seen =
  | {
      readonly ok: true
      readonly letters: readonly Pick<Outgoing, 'text' | 'choices' | 'link'>[]
      readonly notice: NoticeContent | null
      readonly chat: boolean
    }
  | { readonly ok: false; readonly why: string }

/** Carries what was seen out of the transaction and takes everything back. */
class Rehearsed extends Error {
  override readonly name = 'Rehearsed'
  readonly seen: Seen
  constructor(seen: Seen) {
    super('rehearsed')
    this.seen = seen
  }
}

export async function previewAction(
  v: DeskRequest,
  { at: caseContext }: ReadableCase,
  action: Action,
  input: ActionInput,
): Promise<Seen> {
  try {
    return await v.db.transaction(async (tx): Promise<Seen> => {
      const moved = await moveCase(
        tx,
        v.ctx,
        caseContext.case.id,
        action,
        await staffActor({ tx, ctx: v.ctx }, v.staff),
        input,
      )
      if (!moved.ok)
        return {
          ok: false,
          why:
            moved.because === 'incomplete'
              ? MISSING[moved.detail as keyof typeof MISSING]
              : moved.because === 'condition'
                ? moved.detail
                : '现在不能这样办',
        }
      const notice = moved.noticeUrl ? await lastNoticeOf(tx, caseContext.case.id) : null
      throw new Rehearsed({
        ok: true,
        letters: moved.messages.map((l) => l.message),
        notice,
        chat: moved.after.case.conversationId !== null,
      })
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.seen
    throw error
  }
}

export function renderPreview(seen: Seen): Markup {
  if (!seen.ok) return html`<p class="hint">${seen.why}。</p>`
  return html`${
    seen.letters.length > 0
      ? html`<p class="hint">本人会收到：</p>
          ${seen.letters.map(
            (m) =>
              html`<div class="bubble">
                <p class="words">${m.text}</p>
                ${(m.choices ?? []).map((choice) => html`<span class="tap">${choice.label}</span>`)}
                ${m.link && html`<span class="tap">${m.link.label}</span>`}
              </div>`,
          )}`
      : html`<p class="hint">
          ${seen.chat ? '这一步不给本人发消息。' : '本人没有聊天账号，不会自动收到；请电话告知后用“联系”登记。'}
        </p>`
  }
  ${seen.notice && sheet(seen.notice)}`
}

const sheet = (n: NoticeContent): Markup =>
  html`<p class="hint">同时出具的书面通知：</p>
    <div class="sheet">
      <h3>${n.title}</h3>
      <p>${n.recipient}：</p>
      ${n.paragraphs.map((p) => html`<p>${p}</p>`)}
      ${
        n.list.length > 0 &&
        html`<ol>
          ${n.list.map((l) => html`<li>${l}</li>`)}
        </ol>`
      }
      ${n.remedy && html`<p>${n.remedy}</p>`}
      <p class="sign">${n.sign.map((line) => html`${line}<br />`)}${n.date}</p>
    </div>`
