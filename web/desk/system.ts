/** `/staff/system`: shows the channels and how they are, the WeChat login when one is asked for, the settings without secrets. */
import qrcode from 'qrcode'
import type { Health } from '../../core/channel.ts'
import { html, type Markup, trusted } from '../html.ts'
import { when } from './case-view.ts'
import { CHANNEL_NAMES, channelWord } from './channel-labels.ts'
import { section } from './components.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

export const systemRoom: DeskModule = {
  path: '/staff/system',
  label: '系统',
  group: 'admin',
  who: ['admin'],
  open(door) {
    door.get('/staff/system', async (v) => {
      const settings = v.o.settings ?? []
      return v.page({
        title: '系统',
        body: html`<h1>系统</h1>
          <div data-live="/staff/system/channels">${await channels(v)}</div>
          ${section(
            '设置',
            settings.length,
            html`<ul class="lines">
              ${settings.map((s) => html`<li><code>${s.name}</code>　${s.value}<br /><small>${s.help}</small></li>`)}
            </ul>`,
            '看不到。',
          )}
          <p class="hint">设置在环境变量或 .env 里改，改完重新启动。密钥、口令只说设没设，从不显示。</p>`,
      })
    })
    door.get('/staff/system/channels', async (v) => v.piece(await channels(v)))
  },
}

async function channels(v: DeskRequest): Promise<Markup> {
  const all = Object.entries(v.o.health())
  const lines: Markup[] = []
  for (const [name, health] of all) lines.push(html`<li><b>${channelWord(name)}</b>　${await say(v, health)}</li>`)
  const off = CHANNEL_NAMES.filter((n) => !all.some(([name]) => name === n))
  return section(
    '渠道',
    all.length,
    html`<ul class="lines">
      ${lines}${off.map((n) => html`<li><b>${channelWord(n)}</b>　没有开：缺设置</li>`)}
    </ul>`,
    '没有。',
  )
}

async function say(v: DeskRequest, health: Health): Promise<Markup> {
  switch (health.state) {
    case 'ready':
      return html`正常`
    case 'starting':
      return html`正在连接`
    case 'down':
      return html`<span class="tag bad">断开</span> ${health.why}　<small>从 ${when(v, health.since)} 起</small>`
    case 'needs-login':
      return html`<span class="tag bad">要登录</span>
        <p>请用值班微信扫这个码，在手机上点确认：</p>
        <div class="qr">${trusted(await qrcode.toString(health.qr, { type: 'svg', margin: 1 }))}</div>`
  }
}
