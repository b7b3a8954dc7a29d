/** Judges many breaches at once with one reason: each is decided by the table like any other; what is refused says why. */
import { type BreachAction, BREACH_STATES, breachActions, breachRoles } from '../../core/breach/lifecycle.ts'
import { LIMITS } from '../../core/input/limits.ts'
import { type BreachView, breachById, moveBreach } from '../../db/breaches/breaches.ts'
import { html, type Markup } from '../html.ts'
import { idOf } from './components.ts'
import { userError } from '../../core/errors.ts'
import type { DeskPage, DeskRequest } from './desk-module.ts'
import { PER_PAGE } from './paging.ts'

const HOME = '/staff/breaches'
/** What says the same to each of them, and the word on its button. */
const JUDGEMENTS = { uphold: '都认定成立', dismiss: '都认定不成立' } as const satisfies Partial<
  Record<BreachAction, string>
>
type Judgement = keyof typeof JUDGEMENTS
const isJudgement = (action: string): action is Judgement => Object.hasOwn(JUDGEMENTS, action)

/** Whether this person may judge it now. */
export const mayJudge = (v: DeskRequest, b: BreachView): boolean =>
  breachActions(b, breachRoles(v.staff, b)).includes('uphold')

export const judgeTick = (b: BreachView): Markup =>
  html`<label class="tick"
    ><input type="checkbox" name="breach" value="${b.breachId}:${b.version}" form="judge" />
    <span class="unseen">选 ${b.breachId} 号</span></label
  >`

/** Under the list; null where there is nothing to judge. */
export const judgeForm = (v: DeskRequest, todo: readonly BreachView[]): Markup | null =>
  todo.some((b) => mayJudge(v, b))
    ? html`<form class="card" id="judge" action="${HOME}/judge" method="post">
        ${v.csrf}
        <h2>一起认定</h2>
        <label class="tick all" hidden><input type="checkbox" data-all="breach" /> 这一页能认定的全选</label>
        <label for="judge-text">理由（公开，每件都记这一条）</label>
        <textarea id="judge-text" name="text" rows="2" maxlength="${LIMITS.breachText.most}" required></textarea>
        <div class="row">
          ${Object.entries(JUDGEMENTS).map(([action, word]) => html`<button name="action" value="${action}" ${action === 'dismiss' && html`class="plain"`}>${word}</button>`)}
        </div>
        <p class="hint">本人的、还没到认定这一步的不会动，会说明原因。</p>
      </form>`
    : null

/** Judges each one ticked; a sentence where nothing was tried. */
export async function judgeMany(v: DeskRequest): Promise<DeskPage | string> {
  const action = v.field('action')
  if (!isJudgement(action)) throw userError('no-action')
  const picked = [...new Set(v.fields('breach'))].map((value) => value.split(':'))
  const text = v.field('text').trim()
  if (picked.length === 0) return '还没有选违诺，请先打钩。'
  if (picked.length > PER_PAGE) return `一次最多选 ${PER_PAGE} 件，现在 ${picked.length} 件。一件也没有动。`
  if (text === '') return '还没有写理由，一件也没有动。'
  const done: string[] = []
  const refused: string[] = []
  for (const [number = '', version = ''] of picked) {
    const said = await judgeOne(v, idOf(number), version, action, text)
    if (said === null) done.push(number)
    else refused.push(said)
  }
  return {
    title: '一起认定',
    note: {
      text: `选了 ${picked.length} 件，认定了 ${done.length} 件${refused.length > 0 ? `，${refused.length} 件没有动，原因在下面` : ''}。`,
      bad: done.length === 0,
    },
    body: html`<div class="bar">
        <h1>一起认定</h1>
        <a class="button plain" href="${HOME}">回违诺</a>
      </div>
      ${
        refused.length > 0 &&
        html`<h2>没有动的<span class="count">${refused.length}</span></h2>
          <ul class="lines">
            ${refused.map((why) => html`<li>${why}</li>`)}
          </ul>`
      }
      ${
        done.length > 0 &&
        html`<h2>认定了的<span class="count">${done.length}</span></h2>
          <ul class="lines">
            ${done.map((id) => html`<li><a href="${HOME}/${id}">${id} 号</a></li>`)}
          </ul>`
      }`,
  }
}

/** Null where it was judged, else why not. */
async function judgeOne(
  v: DeskRequest,
  id: number | null,
  version: string,
  action: Judgement,
  text: string,
): Promise<string | null> {
  const seen = id === null ? null : await breachById(v.db, id)
  if (!seen || breachRoles(v.staff, seen).size === 0) return '有一件没有找到，或者不归您看。'
  const moved = await v.change(async (tx, ctx) => {
    const now = await breachById(tx, seen.breachId)
    if (String(now?.version) !== version)
      return { why: `${seen.breachId} 号刚刚有变化，现在是“${BREACH_STATES[now?.state ?? seen.state].label}”，请看过再办。`, letters: [] } // prettier-ignore
    const done = await moveBreach(tx, ctx, seen.breachId, action, v.staff, { text })
    return done.ok
      ? { why: null, letters: done.letters }
      : { why: `${seen.breachId} 号：${done.because}。`, letters: [] }
  })
  return moved.why
}
