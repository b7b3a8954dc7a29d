/** What a resident may do to a case found by number and look-up code, as forms: what the table allows them now, no more. */
import { factsOf } from '../../core/case/facts.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { type Action, allowedActions } from '../../core/case/lifecycle.ts'
import { LONGEST_MESSAGE } from '../../core/long-text.ts'
import { gradeChoices } from '../../core/input/rating.ts'
import { itemOf, type TownContext } from '../../core/town-context.ts'
import { html, type Markup, type Shown } from '../html.ts'
import type { TrackSaid } from '../track-pass.ts'
import { TAKES } from './chat.ts'

export interface TrackForms {
  readonly caseContext: CaseContext
  readonly townContext: TownContext
  readonly now: Date
  /** The hidden field of every form. */
  readonly token: string
  readonly said: TrackSaid | null
}

export function trackForms(o: TrackForms): { readonly said: Markup | null; readonly acts: Markup } {
  const c = o.caseContext.case
  const item = itemOf(o.townContext, c.item)
  const may = new Set<Action>(
    allowedActions(
      { state: c.state, kind: c.kind, facts: factsOf(o.caseContext, item, o.townContext, o.now) },
      new Set(['resident']),
    ),
  )
  const form = (does: string, body: Shown, button: string, quiet = false): Markup =>
    html`<form class="fields" action="/track/case" method="post" enctype="multipart/form-data">
      <input type="hidden" name="token" value="${o.token}" /><input type="hidden" name="do" value="${does}" />
      ${body}
      <p><button ${quiet && html`class="quiet"`}>${button}</button></p>
    </form>`
  const unsolved = may.has('reopen') || may.has('ask-reopen')
  const tried = (does: string): boolean => o.said?.does === does
  const text = (does: string, label: string, rows = 3): Markup =>
    html`<p>
      <label for="${does}-text">${label}</label>
      <textarea id="${does}-text" name="text" rows="${rows}" maxlength="${LONGEST_MESSAGE}">
${tried(does) && o.said?.words}</textarea>
    </p>`
  const photo = (id: string): Markup =>
    html`<p>
      <label for="${id}">照片、文件（可以不选）</label> <input id="${id}" name="file" type="file" accept="${TAKES}" />
    </p>`
  return {
    said:
      o.said &&
      html`<p class="${o.said.bad ? 'caveat' : 'done'} track-said" role="${o.said.bad ? 'alert' : 'status'}">
        ${o.said.text}
      </p>`,
    acts: html`<section class="card track-acts" aria-labelledby="acts">
      <h2 id="acts">您可以在这里</h2>
      ${may.has('confirm') && form('confirm', null, '解决了')}
      ${
        unsolved &&
        folded(
          '还没解决',
          form('unsolved', text('unsolved', '哪里没解决？写一句，接着办'), '没解决，接着办'),
          tried('unsolved'),
        )
      }
      ${
        may.has('supply') &&
        folded(
          '材料补齐了',
          form('supply', html`${text('supply', '补了什么（可以不写）', 2)}${photo('supply-file')}`, '说一声：已补齐'),
          tried('supply'),
        )
      }
      ${
        may.has('say') &&
        folded(
          '补充几句、补张照片',
          form('say', html`${text('say', '想补充什么')}${photo('say-file')}`, '发给承办人'),
          tried('say'),
        )
      }
      ${may.has('urge') && folded('催一催', form('urge', html`<p class="hint">马上提醒承办人。一天只能催一次。</p>`, '催办'))}
      ${may.has('rate') && folded(c.rating === null ? '打个分' : '改评分', form('rate', html`${grades()}${text('rate', '哪里不满意？（2 分以下写一句，5个工作日内有人回访；可以不写）', 2)}`, '交评价'), tried('rate'))}
      ${may.size === 0 && html`<p>这件现在没有要您办的。</p>`}
      ${form('leave', html`<p class="hint">半小时不动，这里就要再输一次查询码。用别人的手机，看完请点一下。</p>`, '看完了，关上', true)}
    </section>`,
  }
}

const folded = (title: string, body: Markup, open = false): Markup =>
  html`<details ${open && html`open`}>
    <summary>${title}</summary>
    ${body}
  </details>`

const grades = (): Markup =>
  html`<fieldset>
    <legend>满意吗</legend>
    ${gradeChoices(
      (label, score) =>
        html`<label class="tick"
          ><input type="radio" name="score" value="${score}" required /> ${score} 分　${label}</label
        >`,
    )}
  </fieldset>`
