/** Draws the form of the counter, and what is found for it while it is filled in: the item, its papers to tick. */
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { STATES } from '../../core/case/lifecycle.ts'
import type { Item } from '../../core/catalog/item.ts'
import { LIMITS } from '../../core/input/limits.ts'
import { CONTACT } from '../../core/messages/contact.ts'
import { formatDate, localDate } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { departmentOf } from '../../core/town.ts'
import { readableCaseById } from '../../db/cases/readable-cases.ts'
import { likelySameMatters } from '../../services/intake/link-same-matter.ts'
import { html, type Markup } from '../html.ts'
import { tick } from './components.ts'
import { HOWS, mayBeSame, PRIVACIES, type TypedMatter } from './intake-read.ts'
import type { DeskRequest } from './desk-module.ts'

/** What each kind is for, so that whoever stands at the counter need not think of the law. */
// prettier-ignore
const FOR: Readonly<Record<keyof typeof KINDS, string>> = {
  application:  '交材料申请',
  report:       '报修、反映情况、求助',
  consultation: '当场答不了的问题',
  complaint:    '投诉工作人员、科室',
  challenge:    '质疑公开的内容，会公开回答',
  disclosure:   '要政府的文件、信息',
  petition:     '信访事项',
}
const MOST_OFFERED = 5

export const intakeForm = async (v: DeskRequest, t: TypedMatter): Promise<Markup> =>
  html`<div class="bar"><h1>登记来访、来电</h1></div>
    <form class="card intake" action="/staff/intake" method="post" data-look>
      ${v.csrf}
      <button class="unseen" name="do" value="look" tabindex="-1" aria-hidden="true">看</button>
      <fieldset class="picks">
        <legend>怎么来的</legend>
        ${Object.entries(HOWS).map(([value, label]) => radio('how', value, label, t.how === value))}
      </fieldset>
      <fieldset class="picks">
        <legend>哪一类</legend>
        ${Object.entries(FOR).map(([kind, what]) =>
          radio('kind', kind, KINDS[kind as keyof typeof KINDS].label, t.kind === kind, what),
        )}
      </fieldset>
      <label for="item">事项（写几个字再挑；诉求、投诉可以不写）</label>
      <input id="item" name="item" list="items" value="${t.itemText}" maxlength="100" autocomplete="off" />
      <datalist id="items">
        ${v.ctx.townContext.catalog.items.map((i) => html`<option value="${shortName(i)}">${i.name}</option>`)}
      </datalist>
      <div id="found">${await found(v, t)}</div>
      <label for="text">来人说了什么（办件可以不写）</label>
      <textarea id="text" name="text" rows="4" maxlength="${LIMITS.caseText.most}">${t.text}</textarea>
      ${line('where', '村、地址', t.where, 300, '诉求、投诉写事情在哪里，会写进内容；办件、信访写本人住址，加密保存。')}
      <div class="halves">
        <div>${line('name', '姓名', t.name, 40, '不愿留就空着。')}</div>
        <div>${line('phone', '电话', t.phone, 40, '加密保存，只给办这件的人看。')}</div>
      </div>
      <fieldset class="only complaint">
        <legend>投诉要另外问的</legend>
        <label for="privacy">要不要保密</label>
        <select id="privacy" name="privacy">
          ${Object.entries(PRIVACIES).map(([value, label]) => option(value, label, t.privacy))}
        </select>
        <label for="accused">投诉哪个科室（内容里写了名字的不用选）</label>
        <select id="accused" name="accused">
          ${option('', '没有说是哪个科室', t.accusedDepartment)}
          ${v.ctx.townContext.town.departments.map((d) => option(d.code, d.name, t.accusedDepartment))}
        </select>
      </fieldset>
      <fieldset class="only disclosure">
        <legend>信息公开申请要另外问的</legend>
        <label for="delivery">怎么给</label>
        <select id="delivery" name="delivery">
          ${['', ...CONTACT.hows.slice(1)].map((how) => option(how, how || '不限', t.delivery))}
        </select>
      </fieldset>
      <div class="row">
        <button name="do" value="register">登记，打回执</button>
        <button class="plain" name="do" value="tell">只告知，不登记</button>
        <button class="plain look" name="do" value="look">先看要哪些材料</button>
      </div>
      <p class="hint">登记的人就是首问责任人，一直跟到底。“只告知”打一份一次性告知书，不留来人的信息。</p>
    </form>`

/** What the item typed is, or may be, its papers to tick, and what is likely the same matter. */
export const found = async (v: DeskRequest, t: TypedMatter): Promise<Markup> =>
  html`${itemOf(v, t)} ${await sameMatters(v, t)}`

async function sameMatters(v: DeskRequest, t: TypedMatter): Promise<Markup | null> {
  if (!mayBeSame(t) || t.text === '') return null
  const text = `${t.text}\n${t.where}`
  const alike = await likelySameMatters(v.db, v.ctx, v.staff, { item: t.item?.id ?? null, report: null, village: null, text }) // prettier-ignore
  if (alike.length === 0) return null
  return html`<fieldset class="papers">
    <legend>可能有人报过了</legend>
    ${await Promise.all(
      alike.map(async (c) => {
        // whoever has nothing to do with a case learns that it is there, not what was said
        const said = (await readableCaseById(v.db, v.ctx, v.staff, c.id)) ? `：${c.text.slice(0, 60)}` : ''
        const at = `${formatDate(c.openedOn, localDate(v.ctx.now))} ${departmentOf(v.ctx.townContext.town, c.department).name} ${STATES[c.state].label}` // prettier-ignore
        return tick('same', c.number, `和 ${c.number} 是同一件事（${at}）${said}`, t.same.includes(c.number))
      }),
    )}
    <p class="hint">照常登记，两件会互相注明，办那一件的人马上知道。</p>
  </fieldset>`
}

function itemOf(v: DeskRequest, t: TypedMatter): Markup {
  const picked = html`<input type="hidden" name="pick-for" value="${t.itemText}" />`
  if (t.item) return html`${picked}<input type="hidden" name="pick" value="${t.item.id}" />${papers(t.item, t)}`
  if (t.itemText === '') return html``
  const offered = itemsLike(v, t.itemText)
  if (offered.length === 0) return html`<p class="hint">没有叫“${t.itemText.slice(0, 40)}”的事项，换个说法试试。</p>`
  return html`<fieldset class="picks">
    <legend>是哪个事项？</legend>
    ${picked}
    ${offered.map((i) => radio('pick', i.id, shortName(i), false, i.routing === 'town' ? '' : `去${i.place}`))}
  </fieldset>`
}

function papers(item: Item, t: TypedMatter): Markup {
  if (item.routing !== 'town')
    return html`<p class="caveat">
      “${shortName(item)}”不在镇里收件，去${item.place}。可以点“只告知”打一份一次性告知书给来人。
    </p>`
  if (item.family === 'disclosure' || item.family === 'petition')
    return html`<p class="hint">
      “${shortName(item)}”请选“${KINDS[item.family === 'disclosure' ? 'disclosure' : 'petition'].label}”登记。
    </p>`
  if (item.materials.length === 0) return html`<p class="hint">“${shortName(item)}”不用交材料。</p>`
  return html`<fieldset class="papers">
    <legend>${shortName(item)}：收到哪些材料（办件才登记）</legend>
    ${item.materials.map((m, i) =>
      tick(
        'paper',
        String(i),
        `${m.name}（${m.form}，${m.copies}份${m.required ? '' : '，有相应情形才要'}）`,
        t.received.includes(i),
      ),
    )}
    ${tick('accept', '1', '材料齐了，当场受理，打受理通知书', t.acceptNow)}
  </fieldset>`
}

/** Items whose names or other names hold the words, then what the engine takes them for. */
function itemsLike(v: DeskRequest, words: string): Item[] {
  const { items } = v.ctx.townContext.catalog
  const named = items.filter((i) => [i.name, i.short, ...i.aliases].some((n) => n.includes(words)))
  const meant = v.o.understand()(maskPersonal(words).text).candidates.flatMap(({ id }) => items.find((i) => i.id === id) ?? []) // prettier-ignore
  return [...new Set([...named, ...meant])].slice(0, MOST_OFFERED)
}

const radio = (name: string, value: string, label: string, on: boolean, what = ''): Markup =>
  html`<label class="tick"
    ><input type="radio" name="${name}" value="${value}" ${on && html`checked`} />
    <span>${label}${what && html` <small>${what}</small>`}</span></label
  >`

const option = (value: string, label: string, is: string): Markup =>
  html`<option value="${value}" ${value === is && html`selected`}>${label}</option>`

const line = (name: string, label: string, value: string, max: number, hint: string): Markup =>
  html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      maxlength="${max}"
      autocomplete="off"
      aria-describedby="${name}-hint"
    />
    <p class="hint" id="${name}-hint">${hint}</p>`
