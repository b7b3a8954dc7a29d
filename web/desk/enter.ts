/** Signing in and out: the link from the chat shows a button, the button opens the session. No passwords. */
import type { FastifyInstance } from 'fastify'
import { endSession, enterBy, linkWorks } from '../../db/desk.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { pace } from '../safety.ts'
import { checkCsrf, dropSession, giveSession, sessionOf, staffAt } from './session.ts'
import { sendDesk } from './shell.ts'

const nobody = { staff: null, rooms: [] } as const

export const how = (): Markup =>
  html`<ol>
      <li>在您平时接办件的聊天（微信、电报或网页聊天）里发“网页”。</li>
      <li>点收到的链接，再点“进入工作台”。</li>
    </ol>
    <p class="hint">链接 10 分钟内有效，只能用一次。没有密码，也不用记什么。</p>`

export function enterPages(desk: FastifyInstance, o: WebOptions): void {
  const tokenOf = (params: unknown): string => (params as { token: string }).token.slice(0, 100) // named in the routes

  // looking at the link must not use it up: chat apps open links to draw a preview
  desk.get('/staff/enter/:token', { config: pace('track') }, async (request, reply) => {
    const token = tokenOf(request.params)
    if (!(await linkWorks(o.database.db, token, o.now())))
      return sendDesk(request, reply, o, nobody, {
        title: '链接用过或过期了',
        status: 410,
        body: html`<h1>这个链接用过了，或者已经过期</h1>
          ${how()}`,
      })
    return sendDesk(request, reply, o, nobody, {
      title: '进入工作台',
      body: html`<h1>进入工作台</h1>
        <p>这个链接只给您本人用。不是您自己要的，请不要点，关掉这一页就行。</p>
        <form action="/staff/enter/${token}" method="post"><button class="main">进入工作台</button></form>
        <p class="hint">半小时不用会自动退出，最长 8 小时。用完请点右上角“退出”，公用电脑尤其要退。</p>`,
    })
  })

  desk.post('/staff/enter/:token', { config: pace('session') }, async (request, reply) => {
    const token = tokenOf(request.params)
    const session = await o.database.db.transaction((tx) => enterBy(tx, token, o.now(), o.random))
    if (session === null) return reply.redirect(`/staff/enter/${encodeURIComponent(token)}`, 303)
    giveSession(reply, o, session)
    return reply.header('cache-control', 'no-store').redirect('/staff', 303)
  })

  desk.post('/staff/leave', async (request, reply) => {
    if (await staffAt(o, request)) {
      checkCsrf(o, request)
      await endSession(o.database.db, sessionOf(request), o.now())
    }
    dropSession(reply, o)
    return sendDesk(request, reply, o, nobody, {
      title: '已退出',
      body: html`<h1>已退出</h1>
        <p>再进来：</p>
        ${how()}`,
    })
  })
}
