/** `/chat`: the frame of the live chat; static/chat.js fills it. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseChallengeSubject } from '../../core/challenge/hearing.ts'
import type { Choice } from '../../core/channel.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { findPublishedSubject } from '../../db/challenges/published-subject.ts'
import { LONGEST_MESSAGE } from '../../core/long-text.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'
import { requestContextOf } from '../request-context.ts'
import { inAddress, textOf } from '../query.ts'

export const TAKES = '.jpg,.jpeg,.png,.gif,.webp,.heic,.pdf,.doc,.docx,image/*'

export interface Offer {
  readonly text: string
  readonly choices: readonly Choice[]
}

/** What the page says before the desk has: welcome, or, from something published (`?doubt=`), the question about it. */
export async function offers(o: WebOptions, request: FastifyRequest): Promise<Offer> {
  const townContext = o.world()
  const welcome = DIALOGUE.welcome(townContext.town)
  const about = textOf(request, 'doubt')
  const ctx = requestContextOf(o)
  const read = parseChallengeSubject(about.slice(0, 80))
  const thing = about ? await o.database.db.transaction((tx) => findPublishedSubject(tx, ctx, read, null)) : null
  if (!thing) return { text: welcome.text, choices: welcome.choices ?? [] }
  return {
    text: `您对“${thing.title}”有疑问？\n点“我要质询”，再写一句话。${townContext.town.rules.challengeDays} 个工作日内答复，问题和答复一起公开，不公开您是谁。`,
    choices: [{ label: '我要质询', value: `doubt:${about}` }],
  }
}

export function chatPage(app: FastifyInstance, o: WebOptions): void {
  app.get('/chat', async (request, reply) => {
    const { town } = o.world()
    // this page alone may ask to hear and to know where one is; the browser asks the person each time
    reply.header('permissions-policy', 'geolocation=(self), microphone=(self), camera=()')
    const asked = textOf(request, 'q').trim().slice(0, LONGEST_MESSAGE)
    const doubt = textOf(request, 'doubt')
    const offer = await offers(o, request)
    const plain = `/chat/plain${asked ? `?q=${inAddress(asked)}` : doubt ? `?doubt=${inAddress(doubt)}` : ''}`
    return sendPage(request, reply, o, {
      title: '在线咨询',
      at: '/chat',
      scripts: ['chat.js', 'voice.js'],
      hidden: asked !== '' || doubt !== '',
      body: html`<h1 class="unseen">在线咨询</h1>
        <noscript>
          <p class="caveat">
            这一页要用到脚本，您的浏览器关掉了。请用<a href="${plain}">简易版</a
            >，一样能问、能登记；也可以到窗口${town.phone && `、打电话 ${town.phone}`}办理；办件进度可以<a href="/track"
              >在这里查</a
            >。
          </p>
        </noscript>
        <div id="chat" class="chat" hidden>
          <p class="listen">
            <button id="aloud" class="quiet" type="button" aria-pressed="false" hidden>朗读答复</button>
          </p>
          <p id="state" class="state" role="status" aria-live="polite">正在连接…</p>
          <div
            id="log"
            class="log"
            role="log"
            tabindex="0"
            aria-live="polite"
            aria-relevant="additions"
            aria-label="对话"
          >
            ${bubble(offer)}
          </div>
          <form id="say" class="say">
            <p id="progress" class="progress" hidden>
              <progress id="bar" max="100" value="0" aria-label="上传进度"></progress> <span id="percent"></span>
            </p>
            <label class="unseen" for="text">想说的话</label>
            <textarea id="text" rows="2" maxlength="${LONGEST_MESSAGE}" placeholder="想问什么直接写">${asked}</textarea>
            <label class="button quiet attach" for="file">照片、文件</label>
            <input class="unseen" id="file" type="file" accept="${TAKES}" aria-label="发照片或文件" />
            <button id="speak" class="quiet" type="button" aria-pressed="false" hidden>按住说话</button>
            <button id="pin" class="quiet" type="button" hidden>发位置</button>
            <button id="send">发送</button>
          </form>
          <p class="hint">
            请不要发身份证号、银行卡号。换了手机也能凭编号和查询码<a href="/track">查进度</a>。这一页不好用的，换<a
              href="${plain}"
              >简易版</a
            >。
          </p>
        </div>`,
    })
  })
}

const bubble = ({ text, choices }: Offer): Markup =>
  html`<div class="desk">
    <p class="bubble">${text}</p>
    <p class="taps">
      ${choices.map(({ label, value }) => html`<button type="button" data-choice="${value}">${label}</button>`)}
    </p>
  </div>`
