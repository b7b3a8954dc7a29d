/** `/track`: one case by number and look-up code, to be read and written to. A wrong code and an unknown number are told alike; guessing is slowed. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Case } from '../../core/case/case.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { readCaseContext } from '../../db/cases/change-case.ts'
import { caseById, publicEvents } from '../../db/cases/find-cases.ts'
import type { Db, Tx } from '../../db/types.ts'
import { logGuessing, lookUpCase, type NotFound } from '../../services/look-up-case.ts'
import { html, type Markup } from '../html.ts'
import { networkOf } from '../network-hash.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'
import { clocksOf, noticesOf, peopleOf } from '../../db/cases/public-case.ts'
import { rateLimit } from '../security.ts'
import { formText, textOf } from '../query.ts'
import { givePass, passOf, takeSaid, type TrackSaid } from '../track-pass.ts'
import { caseView, type Viewed } from './case-view.ts'
import { trackForms } from './track-forms.ts'
import { trackWrites } from './track-writes.ts'

// prettier-ignore
const SAY = {
  wrong:  '编号和查询码对不上。请对照登记时收到的那条消息再填一次；找不到了，可以到窗口问，或者在原来的聊天里发“进度”。',
  wait: (seconds: number): string =>
    `试错的次数多了，为了您的信息安全，请过${seconds > 90 ? `${Math.ceil(seconds / 60)} 分钟` : `${seconds} 秒`}再试；急着查，可以到窗口问，或者在原来的聊天里发“进度”。`,
} as const

export function trackPages(app: FastifyInstance, o: WebOptions): void {
  /** The case as its resident sees it, with what may be done to it; who has looked may do it for a while. */
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    { caseContext, ...viewed }: Read,
    said: TrackSaid | null,
  ) => {
    reply.header('cache-control', 'no-store')
    const token = givePass(reply, o, viewed.case.id)
    const forms = caseContext && trackForms({ caseContext, townContext: o.world(), now: o.now(), token, said })
    return sendPage(request, reply, o, {
      title: '办件进度',
      at: '/track',
      hidden: true,
      body: caseView(viewed, o.world(), o.now(), forms),
    })
  }

  app.get('/track', async (request, reply) =>
    sendPage(request, reply, o, {
      title: '查进度',
      at: '/track',
      hidden: true,
      body: form(textOf(request, 'number').slice(0, 40), null),
    }),
  )

  app.post('/track', { config: rateLimit('track') }, async (request, reply) => {
    const number = formText(request, 'number')
    // one transaction: what is counted of tries and what is read is one commit
    const found = await o.database.db.transaction(async (tx) => {
      const one = await look(o, tx, request, number, formText(request, 'code'))
      if ('wrong' in one) return one
      return read(tx, one)
    })
    reply.header('cache-control', 'no-store')
    if ('wrong' in found) {
      logGuessing(o.log, found)
      if (found.wait > 0) reply.header('retry-after', String(found.wait))
      return sendPage(request, reply.code(found.wait > 0 ? 429 : 404), o, {
        title: '查进度',
        at: '/track',
        hidden: true,
        body: form(number.slice(0, 40), found.wait > 0 ? SAY.wait(found.wait) : SAY.wrong),
      })
    }
    return show(request, reply, found, null)
  })

  app.get('/track/case', async (request, reply) => {
    const id = passOf(request, o)
    const found = id === null ? null : await caseById(o.database.db, id)
    if (!found) return reply.redirect('/track', 303)
    return show(request, reply, await read(o.database.db, found), takeSaid(request, reply, o))
  })

  trackWrites(app, o, async (request, reply, found, said) =>
    show(request, reply, await read(o.database.db, found), said),
  )
}

type Read = Viewed & { readonly caseContext: CaseContext | null }

/** What the page of a case shows. */
async function read(on: Db | Tx, found: Case): Promise<Read> {
  const [clocks, staff, events, notices, caseContext] = await Promise.all([
    clocksOf(on, found.id),
    peopleOf(on, found),
    publicEvents(on, found.id),
    noticesOf(on, found.id),
    readCaseContext(on, found.id),
  ])
  return { case: found, clocks, staff, events, notices, caseContext }
}

/** The case of a number and its look-up code, both as they were typed; the address itself is not kept. */
export const look = (
  o: WebOptions,
  on: Db | Tx,
  request: FastifyRequest,
  number: string,
  code: string,
): Promise<Case | NotFound> =>
  lookUpCase(on, { cipher: o.cipher, now: o.now() }, { number, code, sender: networkOf(o, request) })

const form = (number: string, wrong: string | null): Markup =>
  html`<h1>查进度</h1>
    ${wrong && html`<p class="caveat" role="alert">${wrong}</p>`}
    <form class="fields" action="/track" method="post">
      <p>
        <label for="number">编号</label>
        <input
          id="number"
          name="number"
          value="${number}"
          placeholder="像 BS20261123-0007"
          autocomplete="off"
          autocapitalize="characters"
          maxlength="40"
          required
        />
      </p>
      <p>
        <label for="code">查询码</label>
        <input
          id="code"
          name="code"
          placeholder="6 个字母或数字"
          autocomplete="off"
          autocapitalize="characters"
          maxlength="12"
          required
        />
      </p>
      <p><button>查一查</button></p>
    </form>
    <p class="hint">编号和查询码在登记时发给您的消息里。没有登记过的事，请<a href="/chat">在线咨询</a>。</p>`
