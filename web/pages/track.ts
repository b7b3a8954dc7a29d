/** `/track`: one case by number and look-up code. A wrong code and an unknown number are told alike; guessing is locked out. */
import { createHmac } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Case } from '../../core/case/case.ts'
import { CASE_NUMBER } from '../../core/case/number.ts'
import { caseByNumber, publicEvents } from '../../db/lookup.ts'
import { tooMany } from '../../db/people.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../page.ts'
import { clocksOf, forgiveTries, noticesOf, peopleOf } from '../queries.ts'
import { pace } from '../safety.ts'
import { formText, textOf } from '../query.ts'
import { caseView } from './case-view.ts'

const HOUR_MS = 3_600_000
/** Wrong tries an hour. */
const TRIES = { number: 5, address: 20 } as const

// prettier-ignore
const SAY = {
  wrong:  '编号和查询码对不上。请对照登记时收到的那条消息再填一次；找不到了，可以到窗口问，或者在原来的聊天里发“进度”。',
  locked: '试的次数太多了，为了您的信息安全，请一小时后再试；急着查，可以到窗口问，或者在原来的聊天里发“进度”。',
} as const

export function trackPages(app: FastifyInstance, o: WebOptions): void {
  app.get('/track', async (request, reply) =>
    sendPage(request, reply, o, {
      title: '查进度',
      at: '/track',
      hidden: true,
      body: form(textOf(request, 'number').slice(0, 40), null),
    }),
  )

  app.post('/track', { config: pace('track') }, async (request, reply) => {
    const number = tidy(formText(request, 'number'))
    const found = await look(o, request, number, tidy(formText(request, 'code')))
    reply.header('cache-control', 'no-store')
    if (typeof found === 'string') {
      return sendPage(request, reply.code(found === 'locked' ? 429 : 404), o, {
        title: '查进度',
        at: '/track',
        hidden: true,
        body: form(number.slice(0, 40), SAY[found]),
      })
    }
    const { db } = o.database
    const [clocks, staff, events, notices] = await Promise.all([
      clocksOf(db, found.id),
      peopleOf(db, found),
      publicEvents(db, found.id),
      noticesOf(db, found.id),
    ])
    return sendPage(request, reply, o, {
      title: '办件进度',
      at: '/track',
      hidden: true,
      body: caseView({ case: found, clocks, staff, events, notices }, o.world(), o.now()),
    })
  })
}

/** As people type and paste them: full-width, lower case, with spaces and the look of a dash. */
export const tidy = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[–—－−]/g, '-')
    .replace(/\s/g, '')
    .toUpperCase()
    .slice(0, 100)

export async function look(
  o: WebOptions,
  request: FastifyRequest,
  number: string,
  code: string,
): Promise<Case | 'wrong' | 'locked'> {
  const { db } = o.database
  const now = o.now()
  // the address itself is not kept
  const whose = createHmac('sha256', o.secretKey).update(`track ${request.ip}`).digest('base64url').slice(0, 22)
  const byAddress = `track-from:${whose}`
  const byNumber = `track:${number.slice(0, 40)}`
  // every try is counted before it is looked at, so that many at once gain nothing; a right one is taken back
  const often = await tooMany(db, byAddress, TRIES.address, HOUR_MS, now)
  if (!new RegExp(`^(?:${CASE_NUMBER.source})$`, 'i').test(number)) return often ? 'locked' : 'wrong'
  const guessed = await tooMany(db, byNumber, TRIES.number, HOUR_MS, now)
  if (often || guessed) return 'locked'
  const found = await caseByNumber(db, number)
  if (!found || code === '' || found.lookupCode !== code) return 'wrong'
  await forgiveTries(db, byNumber, byAddress)
  return found
}

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
