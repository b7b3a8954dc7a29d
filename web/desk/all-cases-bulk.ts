/** Does one act on many cases: each is a transaction of its own, decided by the table like any other; what is refused says why. */
import type { Staff } from '../../core/case/case.ts'
import { type Action, transition } from '../../core/case/lifecycle.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { readableCase } from '../../db/cases/readable-cases.ts'
import { performStaffAction, staffActor, staleActionText } from '../../services/staff-action.ts'
import { html, type Markup } from '../html.ts'
import { MISSING, wordOf } from './case-form.ts'
import type { DeskPage, DeskRequest } from './desk-module.ts'
import { userError } from '../../core/errors.ts'
import { PER_PAGE } from './paging.ts'

/** What may be done to many at once: it says the same to each of them. */
const BULK_ACTIONS = ['claim', 'assign', 'transfer', 'note'] as const satisfies readonly Action[]
type BulkAction = (typeof BULK_ACTIONS)[number]

/** Shown to whom the table could ever let do it. */
const mayEver = (action: BulkAction, { role }: Staff): boolean =>
  (['handler', 'clerk', role] as readonly string[]).some((as) =>
    (transition(action).by as readonly string[]).includes(as),
  )

interface Row {
  readonly number: string
  readonly ok: boolean
  readonly text: string
}
export interface BulkOutcome {
  readonly action: BulkAction
  readonly rows: readonly Row[]
}

/** Does what the form says to each case ticked. A sentence where nothing was tried. */
export async function applyToMany(v: DeskRequest, people: readonly Staff[]): Promise<BulkOutcome | string> {
  const action = BULK_ACTIONS.find((one) => one === v.field('action'))
  if (!action) throw userError('no-action')
  const picked = [...new Set(v.fields('case'))].map((value) => value.split(':'))
  if (picked.length === 0) return '还没有选办件，请先在左边打钩。'
  if (picked.length > PER_PAGE) return `一次最多选 ${PER_PAGE} 件，现在 ${picked.length} 件。一件也没有动。`
  const { needs } = transition(action)
  const staff = people.find((s) => String(s.id) === v.field('staff'))
  const text = v.field(action === 'note' ? 'note' : 'text').trim()
  const input: ActionInput = {
    ...(needs.includes('staff') && staff ? { staff } : {}),
    ...(needs.includes('text') ? { text } : {}),
  }
  const missing = needs.find((need) => (need === 'staff' ? !staff : need === 'text' && text === ''))
  if (missing) return `${MISSING[missing]}，一件也没有动。`
  const rows: Row[] = []
  for (const [number = '', version = ''] of picked) rows.push(await applyToOne(v, number, version, action, input))
  return { action, rows }
}

async function applyToOne(
  v: DeskRequest,
  number: string,
  version: string,
  action: BulkAction,
  input: ActionInput,
): Promise<Row> {
  const opened = await readableCase(v.db, v.ctx, v.staff, number)
  if (!opened) return { number: number.slice(0, 20), ok: false, text: '没有这件，或者不归您看。' }
  const { id } = opened.at.case
  const done = await v.change(async (tx, ctx) => {
    const now = await lockCaseContext(tx, id)
    if (String(now.case.version) !== version)
      return { ok: false, text: staleActionText(now.case, action), letters: [] } as const
    // of forty at once nobody reads forty reports: what does not arrive stands in the list of what was not delivered
    const performed = await performStaffAction(
      tx,
      ctx,
      await staffActor({ tx, ctx }, v.staff),
      now.case,
      action,
      input,
      {
        missing: (need) => MISSING[need],
      },
    )
    return { ok: performed.ok, text: performed.text, letters: performed.messages }
  })
  return { number: opened.at.case.number, ok: done.ok, text: done.text }
}

/** What became of each; what was not done stands first. */
export function bulkOutcome({ action, rows }: BulkOutcome, back: string): DeskPage {
  const [done, refused] = [rows.filter((row) => row.ok), rows.filter((row) => !row.ok)]
  const word = wordOf(action)
  const list = (of: readonly Row[]): Markup =>
    html`<ul class="lines">
      ${of.map((row) => html`<li><a href="/staff/cases/${row.number}">${row.number}</a> ${row.text}</li>`)}
    </ul>`
  return {
    title: `批量${word}`,
    note: {
      text: `选了 ${rows.length} 件，${word}了 ${done.length} 件${refused.length > 0 ? `，${refused.length} 件没有做，原因在下面` : ''}。`,
      bad: done.length === 0,
    },
    body: html`<div class="bar">
        <h1>批量${word}</h1>
        <a class="button plain" href="${back}">回到列表</a>
      </div>
      ${
        refused.length > 0 &&
        html`<h2>没有做的<span class="count">${refused.length}</span></h2>
          ${list(refused)}`
      }
      ${
        done.length > 0 &&
        html`<h2>做了的<span class="count">${done.length}</span></h2>
          ${list(done)}`
      }`,
  }
}

/** The acts under the list; without a script each is still one press. */
export function bulkForm(v: DeskRequest, people: readonly Staff[], nameOf: (code: string) => string): Markup {
  const can = BULK_ACTIONS.filter((action) => mayEver(action, v.staff))
  const departments = [...new Set(people.map((s) => s.department))]
  const button = (action: BulkAction): Markup | false =>
    can.includes(action) && html`<button name="action" value="${action}">${wordOf(action)}</button>`
  return html`<div class="bulk card" role="group" aria-label="对选中的办件">
    <p>
      <label class="tick all" hidden><input type="checkbox" data-all="case" /> 全选这一页</label>
      <span>选中的：</span>
      ${button('claim')}
    </p>
    <details>
      <summary>${can.includes('assign') ? '指派或转办' : '转办'}</summary>
      <label for="bulk-staff">交给谁</label>
      <select id="bulk-staff" name="staff">
        <option value="">请选</option>
        ${departments.map(
          (code) =>
            html`<optgroup label="${nameOf(code)}">
              ${people.filter((s) => s.department === code).map((s) => html`<option value="${s.id}">${s.name}${s.role === 'head' && '（负责人）'}</option>`)}
            </optgroup>`,
        )}
      </select>
      <label for="bulk-text">为什么转（转办要写）</label>
      <textarea id="bulk-text" name="text" rows="2" maxlength="500"></textarea>
      <div class="row">${button('assign')} ${button('transfer')}</div>
      <p class="hint">转办的要对方接收才算转走，接收前还由现在的承办人负责。</p>
    </details>
    <details>
      <summary>备注</summary>
      <label for="bulk-note">写给同事看的，本人看不到</label>
      <textarea id="bulk-note" name="note" rows="2" maxlength="1000"></textarea>
      <div class="row">${button('note')}</div>
    </details>
  </div>`
}
