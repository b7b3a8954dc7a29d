/** `/staff/canned`: edits the replies kept ready, one's own and shared ones. */
import {
  type CannedReply,
  mayEditReply,
  REPLY_VARIABLES,
  replyScope,
  type ReplyScope,
  replyScopesOf,
} from '../../core/case/canned-reply.ts'
import { LIMITS } from '../../core/input/limits.ts'
import { addReply, changeReply, removeReply, repliesFor } from '../../db/people/canned-replies.ts'
import { html, type Markup } from '../html.ts'
import { area, folded, form, idOf, section, select } from './components.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const HOME = '/staff/canned'

const SCOPES: Readonly<Record<ReplyScope, { readonly title: string; readonly choice: string }>> = {
  own: { title: '我自己的', choice: '只给自己用' },
  department: { title: '本科室的', choice: '本科室都能用' },
  town: { title: '全镇的', choice: '全镇都能用' },
}

export const cannedRoom: DeskModule = {
  path: HOME,
  label: '常用语',
  group: 'daily',
  who: ['clerk', 'head', 'group', 'admin'],
  open(door) {
    door.get(HOME, show)

    door.post(HOME, async (v) => {
      const allowed = replyScopesOf(v.staff)
      const scope = allowed.find((s) => s === (v.field('scope') || 'own'))
      if (!scope) throw userError('not-yours')
      await v.change(async (tx, ctx) => {
        await addReply(tx, v.staff, { title: v.field('title'), text: v.field('text'), scope }, ctx.now)
        return { letters: [] }
      })
      return v.back(HOME, '已加上。写答复的时候打 / 就能选。')
    })

    door.post(`${HOME}/:id`, async (v) => {
      const given = { title: v.field('title'), text: v.field('text') }
      const { ok } = await v.change(async (tx, ctx) => ({
        ok: await changeReply(tx, v.staff, idIn(v), given, ctx.now),
        letters: [],
      }))
      if (!ok) throw userError('not-yours')
      return v.back(HOME, '已改好。')
    })

    door.post(`${HOME}/:id/delete`, async (v) => {
      const { ok } = await v.change(async (tx) => ({ ok: await removeReply(tx, v.staff, idIn(v)), letters: [] }))
      if (!ok) throw userError('not-yours')
      return v.back(HOME, '已删掉。')
    })
  },
}

/** 0 is no reply of anybody's. */
const idIn = (v: DeskRequest): number => idOf(v.param('id')) ?? 0

async function show(v: DeskRequest): Promise<unknown> {
  const all = await repliesFor(v.db, v.staff)
  const scopes = replyScopesOf(v.staff)
  return v.page({
    title: '常用语',
    body: html`<h1>常用语</h1>
      <p class="hint">
        办件里写答复、进展、备注的时候打 <kbd>/</kbd> 就出来，回车放进去。可以用
        ${Object.keys(REPLY_VARIABLES).map((name) => html`<code>{${name}}</code> `)}，发的时候换成这一件的；这一件没有的，会提醒您改，不会带着括号发出去。
      </p>
      ${folded(
        '加一条',
        form(
          v,
          HOME,
          html`${fields('new', null)}
          ${
            scopes.length > 1 &&
            select('new-scope', '给谁用', {
              name: 'scope',
              options: scopes.map((s) => [s, SCOPES[s].choice] as const),
            })
          }`,
          '加上',
        ),
        all.length === 0,
      )}
      ${(Object.keys(SCOPES) as ReplyScope[]).map((scope) =>
        list(
          v,
          scope,
          all.filter((r) => replyScope(r) === scope),
        ),
      )}`,
  })
}

const list = (v: DeskRequest, scope: ReplyScope, some: readonly CannedReply[]): Markup | null =>
  scope !== 'own' && some.length === 0
    ? null
    : section(
        SCOPES[scope].title,
        some.length,
        html`<ul class="lines">
          ${some.map((r) => line(v, r))}
        </ul>`,
        '还没有。常写的话加进来，下次打两下键就出来。',
      )

const line = (v: DeskRequest, r: CannedReply): Markup =>
  html`<li>
    <p><b>${r.title}</b></p>
    <p class="words">${r.text}</p>
    ${
      mayEditReply(v.staff, r) &&
      folded(
        '改或者删',
        html`${form(v, `${HOME}/${r.id}`, fields(String(r.id), r), '改好', { label: `改好 ${r.title}` })}
        ${form(v, `${HOME}/${r.id}/delete`, null, '删掉', { plain: true, label: `删掉 ${r.title}` })}`,
      )
    }
  </li>`

const fields = (key: string, r: CannedReply | null): Markup =>
  html`<label for="title-${key}">名称（找的时候用，可以不写）</label>
    <input id="title-${key}" name="title" value="${r?.title}" maxlength="${LIMITS.cannedTitle.most}" />
    ${area(`text-${key}`, '内容', { rows: 4, max: LIMITS.cannedText.most, ...(r ? { value: r.text } : {}) })}`
