/** `/breaches`: broken promises as judged by the leading group, by department; nobody erases a row. */
import type { FastifyInstance } from 'fastify'
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import { BREACH_KINDS } from '../../core/breach/kinds.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { localDate, type LocalDate } from '../../core/date.ts'
import { BREACH_BOARD } from '../../core/messages/breach-board.ts'
import type { TownContext } from '../../core/town-context.ts'
import { departmentOf } from '../../core/town.ts'
import {
  breachesFound,
  breachTotals,
  countPublicBreaches,
  type PromisedThen,
  publicBreaches,
  type PublicBreach,
} from '../../db/breaches/public-breaches.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { finished } from '../finished-pages.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { textOf } from '../query.ts'
import { beside, doubt, listAt, none, pageOf, pager, PER_PAGE, saying, sendBoard, sieve } from './frame.ts'

// prettier-ignore
export const VERDICTS = {
  upheld:    '认定成立',
  dismissed: '认定不成立',
  referred:  '已移交有权机关处理',
} as const satisfies Record<PublicBreach['verdict'], string>

const whatOf = ({ catalog }: TownContext, { item, kind }: PromisedThen): string => {
  const known = catalog.items.find((i) => i.id === item)
  return known ? shortName(known) : kind ? `一件${KINDS[kind].label}` : '一件事（内容保密）'
}

export function breachesPage(app: FastifyInstance, o: WebOptions): void {
  app.get('/breaches', { config: finished('department', 'page') }, async (request, reply) => {
    const { town } = o.world()
    const asked = textOf(request, 'department')
    const department = town.departments.find((d) => d.code === asked)?.code ?? ''
    const at = pageOf(request)
    const of = department ? { department } : {}
    const { db } = o.database
    const [all, count, totals, questions, numbers] = await Promise.all([
      publicBreaches(db, { ...of, limit: PER_PAGE, offset: (at - 1) * PER_PAGE }),
      countPublicBreaches(db, of),
      breachTotals(db),
      publicChallenges(db, { about: 'breach', limit: 200 }),
      breachesFound(db),
    ])
    const today = localDate(o.now())
    const say = saying(o)
    const upheld = totals.filter((t) => !department || t.department === department).reduce((n, t) => n + t.upheld, 0)
    const promise = (p: PromisedThen, on: LocalDate): Markup =>
      html`<dt>答应的</dt>
        <dd>${BREACH_BOARD.promised(p, whatOf(o.world(), p), on)}</dd>
        <dt>做到没有</dt>
        <dd>${BREACH_BOARD.kept(p, on)}</dd>`
    const facts = (b: PublicBreach): Markup =>
      html`<dl class="facts">
        ${b.promised && promise(b.promised, today)}
        <dt>发现</dt>
        <dd>${say(b.foundOn)}，系统自动记录</dd>
        <dt>认定</dt>
        <dd>
          <strong class="${b.verdict === 'upheld' ? 'mark bad' : 'mark'}">${VERDICTS[b.verdict]}</strong
          >${b.decidedOn && `　${say(b.decidedOn)}`}
        </dd>
        ${
          b.person &&
          html`<dt>责任人</dt>
            <dd>${b.person}</dd>`
        }
        ${
          b.why &&
          html`<dt>为什么</dt>
            <dd>${b.why}</dd>`
        }
        ${
          b.reason &&
          html`<dt>认定理由</dt>
            <dd>${b.reason}</dd>`
        }
        ${
          b.measure &&
          html`<dt>处理</dt>
            <dd>${b.measure}${b.measureDue && `，${say(b.measureDue)}前完成`}</dd>`
        }
        <dt>处理到</dt>
        <dd>${b.state}</dd>
      </dl>`
    return sendBoard(request, reply, o, {
      path: '/breaches',
      title: '违诺公示',
      intro: '答应的没做到，系统自己记下来，领导小组认定，处理结果放在这里，谁也删不掉。',
      body: html`${sieve(
          '按科室看',
          '/breaches',
          'department',
          department,
          town.departments.map((d) => ({ value: d.code, label: d.name })),
        )}
        ${count > 0 ? html`<p>${department ? '这个科室' : '全镇'}公布了 ${count} 件，认定成立 ${upheld} 件。</p>` : none('还没有认定过的违诺。')}
        <p class="hint">${BREACH_BOARD.numbers(numbers)}</p>
        ${all.map(
          (b) =>
            html`<section class="card" id="${b.id}">
              <h2>${b.label}<span>${departmentOf(town, b.department).name}　${b.id} 号</span></h2>
              ${facts(b)} ${beside(questions, 'breach', String(b.id), say)}
              <p class="foot-links">${doubt(`breach:${b.id}`, `违诺 ${b.id} 号`)}</p>
            </section>`,
        )}
        ${pager(at, count, (page) => listAt('/breaches', { department, page }))}
        <details>
          <summary>哪些算违诺，怎么认定</summary>
          <ul>
            ${Object.values(BREACH_KINDS).map((k) => html`<li>${k.label}</li>`)}
          </ul>
          <p>责任人先书面说明，科室负责人提意见，领导小组认定；认定前不公布，本人的事本人不参加认定。</p>
        </details>`,
    })
  })
}
