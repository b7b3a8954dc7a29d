/** `/assessment`: each department's score of a period by the published formula, drawn and as a table; what the leading group made of it. */
import type { FastifyInstance } from 'fastify'
import {
  type Formula,
  MEASURED,
  type MeasuredName,
  PROPOSALS,
  readPeriod,
  type DepartmentScore,
} from '../../core/assessment/score.ts'
import { addDays } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { publicProposals } from '../../db/assessment/proposals.ts'
import { storedAssessment, assessedPeriods, publishedAssessment } from '../../db/assessment/department-assessment.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { userError } from '../../core/errors.ts'
import { finished } from '../finished-pages.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { textOf } from '../query.ts'
import { drawAssessment, type Trend } from './chart.ts'
import { beside, doubt, none, saying, sendBoard, sieve } from './frame.ts'

const NAMES = Object.keys(MEASURED) as MeasuredName[]
const MONTHS_DRAWN = 12

/** Ranked ones first, best first; those with too few last. */
const inOrder = (rows: readonly DepartmentScore[]): DepartmentScore[] =>
  [...rows].sort((a, b) => Number(b.scored.ranked) - Number(a.scored.ranked) || (b.scored.score ?? 0) - (a.scored.score ?? 0)) // prettier-ignore

const sayPeriod = (name: string): string => {
  const [year = '', part = ''] = name.split('-')
  return part.startsWith('Q') ? `${year}年第${part.slice(1)}季度` : `${year}年${Number(part)}月`
}

export function assessmentPages(app: FastifyInstance, o: WebOptions): void {
  const { db } = o.database

  app.get('/assessment', { config: finished('period') }, async (request, reply) => {
    const periods = await assessedPeriods(db)
    const asked = textOf(request, 'period').toUpperCase()
    if (asked && !periods.includes(asked)) throw userError('not-found')
    const period = asked || periods[0]
    const page = (body: Markup) =>
      sendBoard(request, reply, o, {
        path: '/assessment',
        title: '考核结果',
        intro: '分数由系统按公开的公式从办理记录里算出来，不靠人打分；过去的月份定了就不再变。',
        body,
      })
    const now = o.world().town.assessment
    if (!period)
      return page(
        html`${none('还没有满一个月的考核。')}
          <h2>怎么算的</h2>
          ${sayFormula(now)}`,
      )
    const [settled, confirmed, questions] = await Promise.all([
      publishedAssessment(db, period),
      publicProposals(db, period),
      publicChallenges(db, { about: 'assessment', aboutId: period }),
    ])
    const { town } = o.world()
    const say = saying(o)
    if (!settled) throw userError('not-found')
    const { rows, formula } = settled
    const { from, to } = settled.period
    return page(
      html`${sieve(
          '看哪个月',
          '/assessment',
          'period',
          period,
          periods.map((p) => ({ value: p, label: sayPeriod(p) })),
          null,
        )}
        <h2>${sayPeriod(period)}（${say(from)}至${say(addDays(to, -1))}）</h2>
        <p class="chart">
          <img src="/assessment/${period}/chart.svg" alt="各科室得分和全镇按时办结的走势，数字见下面的表" width="480" />
        </p>
        ${table(rows)} ${confirmed.length > 0 && html`<h2>领导小组的决定</h2>`}
        ${confirmed.map(
          (p) =>
            html`<p class="card">
              <strong class="${p.kind === 'commend' ? 'mark good' : 'mark bad'}">${PROPOSALS[p.kind].label}</strong>
              ${departmentOf(town, p.department).name}<small
                >${p.why}${p.correctBy && `；${say(p.correctBy)}前改正`}</small
              >
            </p>`,
        )}
        ${beside(questions, 'assessment', period, say)}
        <p class="actions">${doubt(`assessment:${period}`, `${sayPeriod(period)}考核`)}</p>
        <h2>怎么算的</h2>
        ${sayFormula(formula)}`,
    )
  })

  app.get('/assessment/:period/chart.svg', { config: finished() }, async (request, reply) => {
    const { period } = request.params as { period: string } // named in the route
    const rows = readPeriod(period) ? await storedAssessment(db, period) : []
    if (rows.length === 0) throw userError('not-found')
    return (
      reply
        .type('image/svg+xml; charset=utf-8')
        // the library writes style attributes: allowed here, in a picture that can run and fetch nothing
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .header('cache-control', 'public, max-age=3600')
        .send(await drawAssessment(rows, await trendTo(period)))
    )
  })

  /** The months up to and with this one, or of the same kind of period. */
  async function trendTo(period: string): Promise<Trend[]> {
    const sameKind = (p: string) => p.includes('Q') === period.includes('Q') && p <= period
    const periods = (await assessedPeriods(db)).filter(sameKind).slice(0, MONTHS_DRAWN).reverse()
    return Promise.all(
      periods.map(async (p) => {
        const { good, of } = total(await storedAssessment(db, p), 'completion')
        return { period: p, inTime: of > 0 ? Math.round((1000 * good) / of) / 10 : null }
      }),
    )
  }
}

const total = (rows: readonly DepartmentScore[], name: MeasuredName) =>
  rows.reduce((sum, { figures: { shares } }) => ({ good: sum.good + shares[name].good, of: sum.of + shares[name].of }), { good: 0, of: 0 }) // prettier-ignore

function table(rows: readonly DepartmentScore[]): Markup {
  const share = ({ good, of }: { good: number; of: number }) =>
    of === 0 ? '—' : html`${Math.round((100 * good) / of)}%<small>${good}/${of}</small>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="各科室考核数字">
    <table>
      <caption class="unseen">
        各科室考核数字
      </caption>
      <thead>
        <tr>
          <th scope="col">科室</th>
          <th scope="col">得分</th>
          ${NAMES.map((n) => html`<th scope="col">${MEASURED[n].label}</th>`)}
          <th scope="col">成立违诺</th>
        </tr>
      </thead>
      <tbody>
        ${inOrder(rows).map(
          (r) =>
            html`<tr>
              <th scope="row">${r.name}</th>
              <td>
                ${r.scored.ranked ? html`<b>${r.scored.score}</b><small>${r.scored.low}–${r.scored.high}</small>` : html`<small>太少，不排名</small>`}
              </td>
              ${NAMES.map((n) => html`<td>${share(r.figures.shares[n])}</td>`)}
              <td>${r.figures.breaches}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

const sayFormula = (f: Formula): Markup =>
  html`<p>把下面每项的达标比例（0 到 100）按比重平均，每件成立的违诺再扣 ${f.perBreach} 分：</p>
    <ul>
      ${NAMES.map((n) => html`<li>${MEASURED[n].label}，比重 ${f.weights[n]}（${MEASURED[n].from}）</li>`)}
    </ul>
    <p>
      不足 ${f.minimum} 件的项目不计；办结不足 ${f.minimum} 件的科室不排名。可信范围是 95% 的威尔逊区间：范围的下限到
      ${f.commendFrom} 分才提议表彰，上限不到 ${f.criticiseBelow} 分才提议通报批评，不到 ${f.correctBelow}
      分提议限期改正；由领导小组确认后公布。
    </p>`
