/** Signs staff in and out: the link from the chat shows a button, the button opens the session. No passwords. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endSession, signInWithLink, isLinkValid } from '../../db/people/desk-sessions.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { rateLimit } from '../security.ts'
import { fromOwnPage } from '../same-origin.ts'
import { knownStaff } from './route-guard.ts'
import { checkCsrf, dropSession, giveSession, sessionOf, staleForm } from './staff-session.ts'
import { sendDesk } from './desk-page-frame.ts'

const nobody = { staff: null, rooms: [] } as const

export const how = (): Markup =>
  html`<ol>
      <li>在您平时接办件的聊天（微信、电报或网页聊天）里发“网页”。</li>
      <li>点收到的链接，再点“进入工作台”。</li>
    </ol>
    <p class="hint">链接 10 分钟内有效，只能用一次。没有密码，也不用记什么。</p>`

export function enterPages(desk: FastifyInstance, o: WebOptions): void {
  /** '' for what is no token: it would be asked for in vain, and an address of half characters leads nowhere. */
  const tokenOf = (params: unknown): string => /^[\w-]{1,100}$/.exec((params as { token: string }).token)?.[0] ?? '' // named in the routes

  /** Another site's page must not sign somebody in as whom it likes. */
  const ownPage = async (request: FastifyRequest): Promise<void> => {
    if (!fromOwnPage(request, o.world().publicUrl)) throw staleForm()
  }

  // looking at the link must not use it up: chat apps open links to draw a preview
  desk.get('/staff/enter/:token', { config: rateLimit('track') }, async (request, reply) => {
    const token = tokenOf(request.params)
    if (!(await isLinkValid(o.database.db, token, o.now())))
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

  desk.post('/staff/enter/:token', { config: rateLimit('session'), preParsing: ownPage }, async (request, reply) => {
    const token = tokenOf(request.params)
    const session = await o.database.db.transaction((tx) => signInWithLink(tx, token, o.now(), o.random))
    if (session === null) return reply.redirect(`/staff/enter/${token || 'unknown'}`, 303)
    giveSession(reply, o, session)
    return reply.header('cache-control', 'no-store').redirect('/staff', 303)
  })

  // the cookie is touched only for whoever has a session and sends its token: no other site signs anybody out
  const signedIn = async (request: FastifyRequest): Promise<void> => {
    await knownStaff(o, request)
  }
  desk.post('/staff/leave', { preParsing: signedIn }, async (request, reply) => {
    checkCsrf(o, request)
    await endSession(o.database.db, sessionOf(request), o.now())
    dropSession(reply, o)
    return sendDesk(request, reply, o, nobody, {
      title: '已退出',
      body: html`<h1>已退出</h1>
        <p>再进来：</p>
        ${how()}`,
    })
  })
}
