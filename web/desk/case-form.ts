/** Draws what may be done to a case now as forms: each action of actionsFor() with the fields its `needs` demand, no others. */
import { LIMITS } from '../../core/input/limits.ts'
import { maySee, type Staff } from '../../core/case/case.ts'
import { type Action, type Need, transition } from '../../core/case/lifecycle.ts'
import { itemOf } from '../../core/town-context.ts'
import { type ActionInput, OTHER_AGENCY, THIRD_PARTY } from '../../core/case/case-context.ts'
import { departmentOf } from '../../core/town.ts'
import { parseReply } from '../../core/disclosure/parse-reply.ts'
import { NEEDS, REPLY_TYPES, type ReplyType } from '../../core/disclosure/replies.ts'
import { readList } from '../../core/input/list.ts'
import { html, type Markup } from '../html.ts'
import type { ReadableCase } from '../../db/cases/readable-cases.ts'
import type { DeskRequest } from './desk-module.ts'
import { cannedField, type ReadyReply } from './ready-replies.ts'

/** What the words are for; said over the field. */
// prettier-ignore
const WORDS: Partial<Record<Action, string>> = {
  reply: '答复内容（本人会看到）', complete: '办理结果（本人会看到）', progress: '进展（本人会看到）', decline: '不予受理的原因（写进书面通知）', refuse: '不予批准的原因（写进书面决定）',
  transfer: '为什么转', ineligible: '不符合哪一条（写进书面通知）', consult: '拟公开什么', account: '为什么超期（本人会看到）', 'hand-back': '为什么退回', extend: '为什么要延期（批准后告诉本人）', 'supplement-again': '为什么要再次补正', supply: '收到了什么',
  contact: '什么时候、怎么联系的、说了什么', note: '只给内部看，本人看不到', 'refuse-extension': '为什么不同意延期', 'refuse-reopen': '为什么不重办（本人会看到）', hide: '为什么不公开（本人会看到，也写在公开栏里）',
}

/** What one press does, where there is nothing to fill in. */
// prettier-ignore
const HAPPENS: Partial<Record<Action, string>> = {
  urge: '马上提醒承办人，也告诉本人已经帮着催了。一件只催一次。',
}

const DAYS: Partial<Record<Action, string>> = { extend: '延长几天', account: '再过几天办完' }

// prettier-ignore
export const MISSING: Readonly<Record<Need, string>> = {
  text: '还没有写内容', list: '补正要一次列全，至少写一样', staff: '还没有选同事', department: '还没有选科室', days: '还没有写天数', procedure: '要写清是什么程序', party: '要写问谁', item: '还没有选事项', score: '还差评分',
}

/** Said to the resident, or put into a notice: shown before it is done. */
const isTold = (action: Action): boolean =>
  transition(action).residentMessage !== null || transition(action).notice !== null

/** What closes the door on somebody is not the colour of what opens it. */
export const GRAVE: ReadonlySet<Action> = new Set([
  'decline',
  'ineligible',
  'refuse',
  'refuse-extension',
  'refuse-reopen',
  'hand-back',
  'hide',
])
/** What brings a case on stands first, what may be done at any time last. */
const FIRST: readonly Action[] = ['take', 'claim', 'accept', 'grant-extension', 'grant-reopen', 'resume', 'reply', 'complete', 'progress'] // prettier-ignore
const LAST: readonly Action[] = ['contact', 'urge', 'note']

const placeOf = (action: Action): number =>
  FIRST.includes(action) ? FIRST.indexOf(action) - 99 : LAST.indexOf(action) + 1

/** Stable: what is in neither list stays in the order of the table. */
export const inOrder = (actions: readonly Action[]): Action[] => actions.toSorted((a, b) => placeOf(a) - placeOf(b))

/** Done by one press: nothing to fill in, nothing to be read before. */
export const pressed = (action: Action): boolean =>
  transition(action).needs.length === 0 && transition(action).notice === null && FIRST.includes(action)

export const wordOf = (action: Action): string => transition(action).words[0] ?? action

/** To whom this person may give the case: never the accused, nor their line. */
function takers(v: DeskRequest, { at: caseContext }: ReadableCase, people: readonly Staff[], action: Action): Staff[] {
  const above = v.staff.role === 'group' || v.staff.role === 'admin'
  return people.filter(
    (s) =>
      maySee(s, caseContext.case) &&
      s.id !== caseContext.case.handlerId &&
      (action === 'assign' ? above || s.department === caseContext.case.department : s.id !== v.staff.id),
  )
}

/** What was typed, put back into the fields when something was wrong or is being looked at first. */
export type Typed = (name: string) => readonly string[]
export const nothingTyped: Typed = () => []

export function actionForm(
  v: DeskRequest,
  opened: ReadableCase,
  people: readonly Staff[],
  action: Action,
  o: { replies: readonly ReadyReply[]; typed: Typed; open: boolean; preview: Markup | null },
): Markup {
  const { case: c } = opened.at
  const { needs } = transition(action)
  const word = wordOf(action)
  const base = `/staff/cases/${c.number}`
  const hidden = html`${v.csrf}<input type="hidden" name="action" value="${action}" /><input
      type="hidden"
      name="version"
      value="${c.version}"
    />`
  if (pressed(action))
    return html`<form class="one" id="do-${action}" action="${base}/do" method="post">
      ${hidden}<button ${GRAVE.has(action) && html`class="danger"`}>${word}</button>
    </form>`
  const told = isTold(action)
  return html`<details class="act" id="act-${action}" name="act" ${o.open && html`open`}>
    <summary>${word}</summary>
    <form
      action="${base}/do"
      method="post"
      data-draft="${action}"
      data-path="${base}"
      ${o.typed !== nothingTyped && html`data-typed`}
      ${told && html`data-preview="${base}/preview"`}
    >
      ${hidden} ${HAPPENS[action] && html`<p class="hint">${HAPPENS[action]}</p>`}
      ${needs.map((need) => field(v, opened, people, action, need, o))}
      <div class="row">
        <button ${GRAVE.has(action) && html`class="danger"`}>${word}</button>
        ${told && html`<button class="plain look" formaction="${base}/preview" formnovalidate>先看本人会收到什么</button>`}
        ${needs.includes('text') && html`<span class="hint keys-hint"><kbd>Ctrl</kbd>+<kbd>回车</kbd> 发出</span>`}
      </div>
      ${told && html`<div class="preview" role="group" aria-label="本人会收到的">${o.preview}</div>`}
    </form>
  </details>`
}

function field(
  v: DeskRequest,
  opened: ReadableCase,
  people: readonly Staff[],
  action: Action,
  need: Need,
  { typed, replies }: { typed: Typed; replies: readonly ReadyReply[] },
): Markup {
  const id = `${action}-${need}`
  const [was = ''] = typed(need)
  switch (need) {
    case 'text':
      return html`${cannedField(action, replies, typed('canned')[0])} ${replyKind(opened, action, typed)}
        <label for="${id}">${WORDS[action] ?? '说明'}</label>
        <textarea id="${id}" name="text" rows="4" maxlength="${LIMITS.actText.most}" required>${was}</textarea>`
    case 'list':
      return materials(v, opened, id, typed)
    case 'staff':
      return html`<label for="${id}">交给谁</label>
        <select id="${id}" name="staff" required>
          <option value="">请选</option>
          ${byDepartment(v, takers(v, opened, people, action)).map(
            ([name, staff]) =>
              html`<optgroup label="${name}">
                ${staff.map(
                  (s) =>
                    html`<option value="${s.id}" ${was === String(s.id) && html`selected`}>
                      ${s.name}${s.role === 'head' && '（负责人）'}${!s.onDuty && '（不值班）'}
                    </option>`,
                )}
              </optgroup>`,
          )}
        </select>`
    case 'department':
      return html`<label for="${id}">改到哪个科室</label>
        <select id="${id}" name="department" required>
          <option value="">请选</option>
          ${v.ctx.townContext.town.departments
            .filter((d) => d.code !== opened.at.case.department && d.code !== opened.at.case.accusedDepartment)
            .map((d) => html`<option value="${d.code}" ${was === d.code && html`selected`}>${d.name}</option>`)}
        </select>`
    case 'days':
      return html`<label for="${id}">${DAYS[action] ?? '要几天'}</label>
        <input id="${id}" type="number" name="days" min="1" max="365" value="${was}" required />`
    case 'procedure':
      if (action === 'consult')
        return html`<label for="${id}">问的是谁</label>
          <select id="${id}" name="procedure">
            ${[THIRD_PARTY, OTHER_AGENCY].map((p) => html`<option ${was === p && html`selected`}>${p}</option>`)}
          </select>`
      return html`<label for="${id}">什么程序（如现场勘验、公示）</label>
        <input id="${id}" name="procedure" maxlength="${LIMITS.procedure.most}" value="${was}" required />`
    case 'party':
      return html`<label for="${id}">名称或姓名</label>
        <input id="${id}" name="party" maxlength="${LIMITS.party.most}" value="${was}" required />`
    case 'item':
      return html`<label for="${id}">把哪个事项一次告知</label>
        <select id="${id}" name="item" required>
          ${v.ctx.townContext.catalog.items.map(
            (i) =>
              html`<option value="${i.id}" ${(was || opened.at.case.item) === i.id && html`selected`}>
                ${i.name}
              </option>`,
          )}
        </select>`
    case 'score':
      return html``
  }
}

const answersRequest = ({ at: caseContext }: ReadableCase, action: Action): boolean =>
  caseContext.case.kind === 'disclosure' && action === 'complete'

/** A request for information ends with one of the replies of the law, and what that one must say. */
function replyKind(opened: ReadableCase, action: Action, typed: Typed): Markup | null {
  if (!answersRequest(opened, action)) return null
  const [was] = typed('reply')
  return html`<label for="reply-kind">哪一种答复</label>
    <select id="reply-kind" name="reply">
      ${(Object.values(REPLY_TYPES) as ReplyType[]).map(
        (r) =>
          html`<option value="${r.label}" ${was === r.label && html`selected`}>
            ${r.label}（${r.needs.map((n) => NEEDS[n].words[0]).join('、')}）
          </option>`,
      )}
    </select>
    <p class="hint">括号里的都要写，例：依据：15；理由：涉及商业秘密</p>`
}

/** The materials the catalogue names as ticks, anything else one a line: everything that is missing, at once. */
function materials(v: DeskRequest, { at: caseContext }: ReadableCase, id: string, typed: Typed): Markup {
  const known = itemOf(v.ctx.townContext, caseContext.case.item)?.materials ?? []
  const ticked = typed('list')
  return html`${
      known.length > 0 &&
      html`<fieldset>
        <legend>缺哪些（只能一次告知，请列全）</legend>
        ${known.map(
          (m) =>
            html`<label class="tick"
              ><input type="checkbox" name="list" value="${m.name}" ${ticked.includes(m.name) && html`checked`} />
              ${m.name}${m.copies > 1 && `（${m.copies}份）`}</label
            >`,
        )}
      </fieldset>`
    }
    <label for="${id}">${known.length > 0 ? '还有别的，一行一样' : '缺哪些，一行一样（只能一次告知，请列全）'}</label>
    <textarea id="${id}" name="more" rows="3" maxlength="${LIMITS.actText.most}">${typed('more')[0] ?? ''}</textarea>`
}

function byDepartment(v: DeskRequest, people: readonly Staff[]): [string, Staff[]][] {
  const groups = new Map<string, Staff[]>()
  for (const s of people) {
    const { name } = departmentOf(v.ctx.townContext.town, s.department)
    groups.set(name, [...(groups.get(name) ?? []), s])
  }
  return [...groups]
}

const itemIn = (v: DeskRequest): Pick<ActionInput, 'item'> => {
  const item = itemOf(v.ctx.townContext, v.field('item'))
  return item ? { item: item.id } : {}
}

const replyOf = (text: string): Pick<ActionInput, 'reply'> => {
  const reply = parseReply(text)
  return reply ? { reply } : {}
}

/** What of a posted form goes with the action: what its `needs` name and nothing else. */
export function readGiven(
  v: DeskRequest,
  opened: ReadableCase,
  people: readonly Staff[],
  replies: readonly ReadyReply[],
  action: Action,
): ActionInput {
  const needs = new Set<Need>(transition(action).needs)
  const text = v.field('text').trim() || (replies.find((r) => r.key === v.field('canned'))?.text ?? '')
  const days = v.field('days').trim()
  const staff = takers(v, opened, people, action).find((s) => String(s.id) === v.field('staff'))
  const input: ActionInput = {
    ...(needs.has('text') ? { text } : {}),
    ...(answersRequest(opened, action) ? replyOf(`${v.field('reply')} ${text}`) : {}),
    ...(needs.has('party') ? { party: v.field('party').trim() } : {}),
    ...(needs.has('item') ? itemIn(v) : {}),
    ...(needs.has('list') ? { list: [...v.fields('list'), ...readList(v.field('more'))] } : {}),
    ...(needs.has('staff') && staff ? { staff } : {}),
    ...(needs.has('department') ? { department: v.field('department') } : {}),
    ...(needs.has('days') && days !== '' ? { days: Number(days) } : {}),
    ...(needs.has('procedure') ? { procedure: v.field('procedure').trim() } : {}),
  }
  // the words of a pause are its procedure, as in the chat
  return needs.has('procedure') && !needs.has('text') && input.procedure ? { ...input, text: input.procedure } : input
}
