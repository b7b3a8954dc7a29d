/** `/chat`: the frame of the live chat; static/chat.js fills it. */
import type { FastifyInstance } from 'fastify'
import { SAY } from '../../core/messages/dialogue.ts'
import { html } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../page.ts'
import { textOf } from '../query.ts'

const TAKES = '.jpg,.jpeg,.png,.gif,.webp,.heic,.pdf,.doc,.docx,image/*'

export function chatPage(app: FastifyInstance, o: WebOptions): void {
  app.get('/chat', async (request, reply) => {
    const { town } = o.world()
    const asked = textOf(request, 'q').trim().slice(0, 500)
    const welcome = SAY.welcome(town)
    return sendPage(request, reply, o, {
      title: '在线咨询',
      at: '/chat',
      scripts: ['chat.js'],
      hidden: asked !== '',
      body: html`<h1 class="unseen">在线咨询</h1>
        <noscript>
          <p class="caveat">
            在线咨询要用到脚本，您的浏览器关掉了。可以<a href="/">在首页问一问</a
            >，或者到窗口${town.phone && `、打电话 ${town.phone}`}办理；办件进度可以<a href="/track">在这里查</a>。
          </p>
        </noscript>
        <div id="chat" class="chat" hidden>
          <p id="state" class="state" role="status" aria-live="polite">正在连接…</p>
          <div id="log" class="log" role="log" aria-live="polite" aria-relevant="additions" aria-label="对话">
            <div class="desk">
              <p class="bubble">${welcome.text}</p>
              <p class="taps">
                ${(welcome.choices ?? []).map(
                  ({ label, value }) => html`<button type="button" data-choice="${value}">${label}</button>`,
                )}
              </p>
            </div>
          </div>
          <form id="say" class="say">
            <p id="progress" class="progress" hidden>
              <progress id="bar" max="100" value="0" aria-label="上传进度"></progress> <span id="percent"></span>
            </p>
            <label class="unseen" for="text">想说的话</label>
            <textarea id="text" rows="2" maxlength="20000" placeholder="想问什么直接写">${asked}</textarea>
            <label class="button quiet attach" for="file">照片、文件</label>
            <input class="unseen" id="file" type="file" accept="${TAKES}" aria-label="发照片或文件" />
            <button id="send">发送</button>
          </form>
          <p class="hint">请不要发身份证号、银行卡号。换了手机也能凭编号和查询码<a href="/track">查进度</a>。</p>
        </div>`,
    })
  })
}
