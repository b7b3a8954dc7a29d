/** Draws the acts under the conversation of a case: the usual next step open, the others folded with a sentence each, a bar for the thumb. */
import type { Action } from '../../core/case/lifecycle.ts'
import { usualActions } from '../../core/case/usual-actions.ts'
import { actionHelp } from '../../core/messages/action-help.ts'
import type { Staff } from '../../core/case/case.ts'
import type { ReadableCase } from '../../db/cases/readable-cases.ts'
import { html, type Markup } from '../html.ts'
import { actionForm, GRAVE, nothingTyped, pressed, type Typed, wordOf } from './case-form.ts'
import type { DeskRequest } from './desk-module.ts'
import type { ReadyReply } from './ready-replies.ts'

export interface Composing {
  readonly can: readonly Action[]
  readonly people: readonly Staff[]
  readonly replies: readonly ReadyReply[]
  /** What was tried and is shown again. */
  readonly tried?: Action | undefined
  readonly typed: Typed
  readonly preview: Markup | null
  /** Acts that are no transition of the case. */
  readonly beside: Markup | null
}

export function composer(v: DeskRequest, opened: ReadableCase, o: Composing): Markup {
  const { usual, more } = usualActions(o.can, opened.at.case.kind)
  const first = usual.find((action) => !pressed(action) && !GRAVE.has(action))
  const form = (action: Action): Markup =>
    actionForm(v, opened, o.people, action, {
      replies: o.replies,
      typed: action === o.tried ? o.typed : nothingTyped,
      open: o.tried ? action === o.tried : action === first,
      preview: action === o.tried ? o.preview : null,
    })
  const inMore = o.tried !== undefined && more.includes(o.tried)
  const nothing = o.can.length === 0 && !o.beside
  return html`<section class="card acts composer" id="act" tabindex="-1" aria-labelledby="act-title">
      <h2 id="act-title">办理</h2>
      ${nothing && html`<p class="none">现在没有您要办的。</p>`} ${usual.filter(pressed).map(form)}
      ${usual.filter((action) => !pressed(action)).map(form)}
      ${
        (more.length > 0 || o.beside) &&
        html`<details class="more" ${inMore && html`open`}>
          <summary>
            更多（${more.map(wordOf).join('、')}${more.length > 0 && o.beside && '、'}${o.beside && '投诉属实'}）
          </summary>
          ${more.map(
            (action) =>
              html`<div class="option">
                ${form(action)}
                <p class="does">${actionHelp(action)}</p>
              </div>`,
          )}
          ${o.beside}
        </details>`
      }
    </section>
    <div class="actbar" role="group" aria-label="常办的">
      ${usual.map((action) =>
        pressed(action)
          ? html`<button form="do-${action}">${wordOf(action)}</button>`
          : html`<a class="button plain" href="#act-${action}" data-act="${action}">${wordOf(action)}</a>`,
      )}
      <a class="button plain" href="/staff/cases/${opened.at.case.number}/next">下一件</a>
    </div>`
}
