/** Edits where other desks are told of changes, on `/staff/clients`: set up with a secret shown once, paused, removed, how the last push went. */
import { type EventName, EVENT_NAMES, EVENTS, mayHear } from '../../core/client/events.ts'
import type { Scope } from '../../core/client/scopes.ts'
import { type ClientRow, clientById } from '../../db/clients/clients.ts'
import {
  type Webhook,
  webhookCounts,
  type WebhookResult,
  webhookResults,
  activeWebhooks,
  pauseWebhook,
  resumeWebhook,
  stopWebhook,
} from '../../db/clients/webhooks.ts'
import { createWebhook } from '../create-webhook.ts'
import { html, type Markup } from '../html.ts'
import { when } from './case-view.ts'
import { form, idOf, section, tick } from './components.ts'
import type { DeskRoutes, DeskRequest } from './desk-module.ts'

type List = (v: DeskRequest, top: Markup | null) => Promise<Markup>

/** The acts on subscriptions; `list` draws the page they stand on. */
export function webhookPages(door: DeskRoutes, home: string, list: List): void {
  door.post(`${home}/hook`, async (v) => {
    const wrong = async (text: string) =>
      v.page({ title: '接口', status: 422, note: { text: `没有设：${text}`, bad: true }, body: await list(v, null) })
    const events = EVENT_NAMES.filter((e) => v.fields('event').includes(e))
    const client = await clientById(v.db, idOf(v.field('client')) ?? 0)
    if (!client) return wrong('请选推给谁。还没有令牌的，先发一个令牌。')
    if (events.length === 0) return wrong('请至少勾一样要推的变化。')
    const deaf = events.filter((e) => !mayHear(client, e))
    if (deaf.length > 0)
      return wrong(
        `${client.name}的令牌没有权限知道“${EVENTS[deaf[0]!].label}”。请去掉这一样，或者另发一个有权限的令牌。`,
      )
    const url = v.field('url').trim()
    const made = await createWebhook(v.o, (work) => v.change(async (tx) => ({ ...(await work(tx)), letters: [] })), {
      clientId: client.id,
      url,
      events,
    })
    if (!made.ok) return wrong(made.because)
    // shown on this page once, never carried over a redirect
    const top = html`<section class="card" role="status">
      <h2>${client.name}的推送密钥</h2>
      <p><code class="words secret">${made.secret}</code></p>
      <p>只显示这一次，请马上交给对方，用来验签名（<a href="/api/docs">怎么验</a>）。丢了就删掉这个推送，再设一个。</p>
    </section>`
    return v.page({ title: '新推送', body: await list(v, top) })
  })

  const act = (path: string, done: string, not: string, does: (v: DeskRequest, id: number) => Promise<boolean>) =>
    door.post(`${home}/hook/:id/${path}`, async (v) => {
      const ok = await does(v, idOf(v.param('id')) ?? 0)
      return v.back(home, ok ? done : not, !ok)
    })
  const change = async (v: DeskRequest, work: Parameters<typeof v.change<{ ok: boolean; letters: [] }>>[0]) =>
    (await v.change(work)).ok
  act('pause', '推送已暂停。这期间的变化先存着，恢复后按顺序补推。', '这个推送已经停了。', (v, id) =>
    change(v, async (tx, ctx) => ({ ok: await pauseWebhook(tx, id, ctx.now), letters: [] })),
  )
  act('resume', '推送已恢复，存着的马上按顺序补推。', '这个推送没有暂停。', (v, id) =>
    change(v, async (tx, ctx) => ({ ok: await resumeWebhook(tx, id, ctx.now), letters: [] })),
  )
  act('stop', '推送已删掉，以后的变化不再推。', '这个推送早就删掉了。', (v, id) =>
    change(v, async (tx, ctx) => ({ ok: await stopWebhook(tx, id, null, ctx.now), letters: [] })),
  )
}

export async function webhookSection(v: DeskRequest, home: string): Promise<Markup> {
  const [hooks, counts, results] = await Promise.all([activeWebhooks(v.db), webhookCounts(v.db), webhookResults(v.db)])
  const one = (h: Webhook): Markup => {
    const { sent = 0, waiting = 0, dead = 0 } = counts.find((c) => c.id === h.id) ?? {}
    const at = `${home}/hook/${h.id}`
    return html`<li>
      <p>
        <b>${h.client.name}</b>　<code>${h.url}</code>
        ${h.pausedAt && html`<span class="tag bad">从${when(v, h.pausedAt)}起暂停</span>`}
      </p>
      <p><small>${h.events.map((e) => EVENTS[e]?.label ?? e).join('；')}</small></p>
      <p>
        送到 ${sent}，等着 ${waiting}${dead > 0 && html`，<a href="/staff/delivery" class="bad">没送到 ${dead}</a>`}。
        ${sayResult(
          v,
          results.find((r) => r.id === h.id),
        )}
      </p>
      <div class="row">
        ${
          h.pausedAt
            ? form(v, `${at}/resume`, '', '恢复', { label: `恢复 ${h.url}` })
            : form(v, `${at}/pause`, '', '暂停', { plain: true, label: `暂停 ${h.url}` })
        }
        ${form(v, `${at}/stop`, '', '删掉', { grave: true, label: `删掉 ${h.url}` })}
      </div>
    </li>`
  }
  return section(
    '推送',
    hooks.length,
    html`<ul class="lines">
      ${hooks.map(one)}
    </ul>`,
    '还没有。在下面“设一个推送”里设，或者对方用令牌自己设。',
  )
}

/** The facts of webhook.ts and post.ts as an admin reads them. */
const FAULTS: Readonly<Record<string, string>> = {
  'the client could not be reached': '连不上对方',
  'the address leads inward': '地址通向内网',
}
const sayFault = (error: string): string =>
  FAULTS[error] ?? error.replace(/^the client answered (\d+)$/, '对方答 $1，应答 2xx')

function sayResult(v: DeskRequest, r: WebhookResult | undefined): Markup {
  if (!r) return html`还没有推过。`
  const why = r.error === null ? '' : `（${sayFault(r.error)}）`
  if (r.settledAt === null) return html`<b class="bad">最近一次没送到${why}，试过 ${r.attempts} 次，会再试。</b>`
  return r.state === 'sent'
    ? html`最近一次 ${when(v, r.settledAt)} 送到。`
    : html`<b class="bad">最近一次 ${when(v, r.settledAt)} 没送到${why}，不再自动试。</b>`
}

/** What was typed stands in it again, unless it was done. */
export function webhookForm(v: DeskRequest, home: string, clients: readonly ClientRow[], done: boolean): Markup {
  const able = clients.filter((c) => EVENT_NAMES.some((e) => mayHear({ scopes: c.scopes as Scope[] }, e)))
  const typed = (name: string): string => (done ? '' : v.field(name))
  const ticked = (e: EventName) => !done && v.fields('event').includes(e)
  return html`<section class="card">
    <h2>设一个推送</h2>
    ${
      able.length === 0
        ? html`<p class="none">先发一个能看办件或者违诺的令牌，再在这里设推送。</p>`
        : form(
            v,
            `${home}/hook`,
            html`<label for="hook-client">推给谁</label>
              <select id="hook-client" name="client" required>
                ${able.map((c) => html`<option value="${c.id}" ${typed('client') === String(c.id) && html`selected`}>${c.name}（…${c.tokenEnd}）</option>`)}
              </select>
              <label for="hook-url">推到哪个网址</label>
              <input
                id="hook-url"
                name="url"
                type="url"
                maxlength="500"
                placeholder="https://"
                value="${typed('url')}"
                aria-describedby="hook-hint"
                required
              />
              <p class="hint" id="hook-hint">
                要以 https:// 开头，不带端口。内网地址和别的端口要先由运行人员写进
                WEBHOOK_HOSTS。每条都签名，没送到会再试。
              </p>
              <fieldset>
                <legend>推哪些变化</legend>
                ${EVENT_NAMES.map((e) => tick('event', e, EVENTS[e].label, ticked(e)))}
              </fieldset>`,
            '设推送',
          )
    }
  </section>`
}
