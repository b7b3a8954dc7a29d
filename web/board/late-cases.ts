/** `/breaches/late`: what is late at this moment, as many as the home page counts; whose fault it is stands under 违诺 once it is judged. */
import type { FastifyInstance } from 'fastify'
import { KINDS } from '../../core/case/kinds.ts'
import { clockLabel, type PurposeName } from '../../core/case/purposes.ts'
import { daysBetween, localDate } from '../../core/date.ts'
import { itemOf } from '../../core/town-context.ts'
import { countLateCases, type LateCase, lateCasesInPublic } from '../../db/cases/late-cases.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { listAt, none, pageOf, pager, PER_PAGE, saying, sendBoard } from './frame.ts'

const PATH = '/breaches/late'

/** What was promised, where the desk's word for it is not one that everybody knows. */
const PROMISED: Partial<Record<PurposeName, string>> = {
  claim: '有人接手',
  take: '由接手的人接走',
  relay: '把结果告诉本人',
  visit: '回访',
  decide: '决定要不要重办',
  procedure: '做完特别程序',
}

export function lateCasesPage(app: FastifyInstance, o: WebOptions): void {
  app.get(PATH, async (request, reply) => {
    const [at, now, { db }] = [pageOf(request), o.now(), o.database]
    const [found, count] = await Promise.all([
      lateCasesInPublic(db, now, { limit: PER_PAGE, offset: (at - 1) * PER_PAGE }),
      countLateCases(db, now),
    ])
    return sendBoard(request, reply, o, {
      path: '/breaches',
      title: '现在超期的',
      intro: html`答应的时间过了、还没有做到的，最久的在前。做到了就不在这里；是谁的责任，认定后公布在<a
          href="/breaches"
          >违诺公示</a
        >。`,
      body:
        count === 0
          ? none('现在没有超期的。')
          : html`<p>共 ${count} 件。</p>
              <ul class="plain news">
                ${found.map((c) => line(o, c, now))}
              </ul>
              ${pager(at, count, (page) => listAt(PATH, { page }))}`,
    })
  })
}

function line(o: WebOptions, c: LateCase, now: Date): Markup {
  const say = saying(o)
  const item = KINDS[c.kind].confidential ? null : itemOf(o.world(), c.item)
  const days = daysBetween(c.dueDate, localDate(now))
  return html`<li>
    <b class="mark">${KINDS[c.kind].label}</b> ${item ? item.short || item.name : '具体事情不公开'}
    <span
      >${say(c.openedOn)}登记，应在${say(c.dueDate)}前${PROMISED[c.purpose] ?? clockLabel(c.purpose, c.kind)}，${days > 0 ? `已经超了 ${days} 天` : '今天已经过时'}</span
    >
  </li>`
}
