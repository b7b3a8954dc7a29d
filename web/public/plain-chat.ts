/** `/chat/plain`: the same chat without a script, a page a turn: for browsers that cannot or may not run one. */
import type { FastifyInstance } from 'fastify'
import { localDate, localTime, formatDate } from '../../core/date.ts'
import type { Shown } from '../../db/queue/mailbox.ts'
import type { WebChannel } from '../../services/web-channel.ts'
import { LONGEST_MESSAGE } from '../../core/long-text.ts'
import { admitFile, heardOf } from '../chat-api.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'
import { networkOf } from '../network-hash.ts'
import { textOf } from '../query.ts'
import { messageRateLimit } from '../security.ts'
import type { Sessions } from '../chat-session.ts'
import { offers, TAKES } from './chat.ts'

/** How long a page waits for the answer to what was just said. */
const ANSWER_MS = 2500
const SHOWN = 30

export function plainChatPages(app: FastifyInstance, o: WebOptions, sessions: Sessions): void {
  app.get('/chat/plain', async (request, reply) => {
    const address = sessions.known(request)
    // what is sent without a session is not read: the page brings one
    if (address === null) sessions.give(reply, sessions.make().session)
    const said = textOf(request, 'said')
    if (address && /^\d{1,15}$/.test(said)) await answered(o.web, address, Number(said))
    const messages = address ? (await o.web.messages(address, null)).messages.slice(-SHOWN) : []
    const offer = await offers(o, request)
    reply.header('cache-control', 'no-store')
    return sendPage(request, reply, o, {
      title: '在线咨询（简易版）',
      at: '/chat',
      hidden: true,
      body: html`<h1>在线咨询（简易版）</h1>
        <p class="hint">不用脚本也能用。发出去以后，点“看新消息”看有没有答复。</p>
        <div class="plain-log">${messages.map((m) => line(m, localDate(o.now())))}</div>
        ${taps(offer)}
        <form id="say" class="say" action="/chat/plain#say" method="post" enctype="multipart/form-data">
          <p>
            <label for="text">想问什么，直接写</label>
            <textarea id="text" name="text" rows="3" maxlength="${LONGEST_MESSAGE}">
${textOf(request, 'q').slice(0, LONGEST_MESSAGE)}</textarea>
          </p>
          <p><label for="file">照片、文件</label> <input id="file" name="file" type="file" accept="${TAKES}" /></p>
          <p>
            <button>发送</button>
            <a class="button quiet" href="/chat/plain#say">看新消息</a>
          </p>
        </form>
        <p class="hint">请不要发身份证号、银行卡号。换了手机也能凭编号和查询码<a href="/track">查进度</a>。</p>`,
    })
  })

  app.post('/chat/plain', { config: messageRateLimit }, async (request, reply) => {
    const address = sessions.of(request)
    const heard = await heardOf(request)
    await admitFile(o, request, address, heard)
    const id = await o.web.hear(address, { ...heard, network: networkOf(o, request) })
    return reply.redirect(`/chat/plain?said=${id}#say`, 303)
  })
}

/** Resolves when the desk has said something after `id`, or after a while. */
async function answered(web: WebChannel, address: string, id: number): Promise<void> {
  if ((await web.last(address)) > id) return
  await new Promise<void>((done) => {
    const stop = web.nudge(address, (last) => {
      if (last === null || last > id) end()
    })
    const timer = setTimeout(() => end(), ANSWER_MS)
    const end = (): void => {
      clearTimeout(timer)
      stop()
      done()
    }
  })
}

const line = (m: Shown, today: string): Markup =>
  html`<div class="${m.from === 'resident' ? 'mine' : 'desk'}">
    <span class="unseen">${m.from === 'resident' ? '您说：' : '镇里说：'}</span>
    <p class="bubble">
      ${m.text}${m.file && html` <a href="${m.file.url}">${m.file.name}</a>`}${
        m.link && html` <a href="${m.link.url}">${m.link.label}</a>`
      }
    </p>
    ${m.choices.length > 0 && m.from === 'desk' && taps({ choices: m.choices })}
    <span class="meta">${formatDate(localDate(new Date(m.at)), today)} ${localTime(new Date(m.at))}</span>
  </div>`

const taps = ({ text, choices }: { text?: string; choices: Shown['choices'] }): Markup =>
  html`<form class="taps" action="/chat/plain#say" method="post">
    ${text && html`<p class="said">${text}</p>`}
    ${choices.map(({ label, value }) => html`<button name="choice" value="${value}">${label}</button> `)}
  </form>`
