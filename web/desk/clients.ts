/** `/staff/clients`: lists other desks that use the API, and edits their tokens and what each may do; where each is told is in webhooks.ts. */
import { PER_MINUTE, SCOPES, type Scope, SCOPE_NAMES } from '../../core/client/scopes.ts'
import { type ClientRow, issueToken, liveClients, revokedClients, revokeToken } from '../../db/clients/clients.ts'
import { html, type Markup } from '../html.ts'
import { when } from './case-view.ts'
import { webhookForm, webhookPages, webhookSection } from './webhooks.ts'
import { listed, pages } from './paging.ts'
import { form, idOf, input, section, tick } from './components.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const HOME = '/staff/clients'

export const clientRoom: DeskModule = {
  path: HOME,
  label: '接口',
  group: 'admin',
  who: ['admin'],
  open(door) {
    door.get(HOME, async (v) => v.page({ title: '接口', body: await list(v, null) }))

    door.post(HOME, async (v) => {
      const name = v.field('name').trim()
      const scopes = SCOPE_NAMES.filter((s) => v.fields('scope').includes(s))
      if (name === '' || name.length > 100 || scopes.length === 0)
        return v.back(HOME, '请写上给谁用，至少勾一项权限。', true)
      const made = await v.change(async (tx, ctx) => ({
        ...(await issueToken(tx, { name, scopes, perMinute: PER_MINUTE, byStaffId: v.staff.id }, ctx.now, ctx.random)),
        letters: [],
      }))
      // shown on this page once, never carried over a redirect
      return v.page({
        title: '新令牌',
        body: await list(
          v,
          html`<section class="card" role="status">
            <h2>${name}的令牌</h2>
            <p><code class="words">${made.token}</code></p>
            <p>只显示这一次，请马上交给对方存好。丢了就停用，再发一个。</p>
          </section>`,
        ),
      })
    })

    door.post(`${HOME}/:id/revoke`, async (v) => {
      const id = idOf(v.param('id')) ?? 0
      const { done } = await v.change(async (tx, ctx) => ({ done: await revokeToken(tx, id, v.staff.id, ctx.now), letters: [] })) // prettier-ignore
      return v.back(HOME, done ? '已停用，马上生效。' : '这个令牌早就停用了。', !done)
    })

    webhookPages(door, HOME, list)
  },
}

async function list(v: DeskRequest, top: Markup | null): Promise<Markup> {
  const live = await liveClients(v.db)
  const gone = await pages(v, 'gone', (slice) => revokedClients(v.db, slice))
  const one = (c: ClientRow) =>
    html`<li>
      <b>${c.name}</b>　…${c.tokenEnd}　<small
        >${(c.scopes as Scope[]).map((s) => SCOPES[s]?.label ?? s).join('；')}　每分钟最多 ${c.perMinute}
        次　${c.lastUsedAt ? `最近用过 ${when(v, c.lastUsedAt)}` : '还没用过'}</small
      >
      ${!c.revokedAt && form(v, `${HOME}/${c.id}/revoke`, '', '停用', { grave: true })}
    </li>`
  return html`<h1>接口</h1>
    <p class="hint">给别的系统用，比如区里的 12345。说明：<a href="/api/docs">/api/docs</a>。公开的内容不用令牌。</p>
    ${top}
    ${section(
      '在用的令牌',
      live.length,
      html`<ul class="lines">
        ${live.map(one)}
      </ul>`,
      '还没有发过。',
    )}
    ${await webhookSection(v, HOME)}
    <section class="card">
      <h2>发一个令牌</h2>
      ${form(
        v,
        HOME,
        html`${input('name', '给谁用', { name: 'name', max: 100 })}
          <fieldset>
            <legend>能做什么</legend>
            ${SCOPE_NAMES.map((s) => tick('scope', s, SCOPES[s].label))}
          </fieldset>`,
        '发令牌',
      )}
    </section>
    ${webhookForm(v, HOME, live, top !== null)}
    ${
      gone.count > 0 &&
      listed(
        v,
        HOME,
        '已停用',
        gone,
        (found) =>
          html`<ul class="lines">
            ${found.map(one)}
          </ul>`,
        '',
      )
    }`
}
