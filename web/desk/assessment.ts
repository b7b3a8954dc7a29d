/** `/staff/assessment`: shows the figures of a period, and what they propose; the leading group confirms or drops it. */
import {
  MEASURED,
  type MeasuredName,
  PROPOSALS,
  readPeriod,
  type DepartmentScore,
} from '../../core/assessment/score.ts'
import { localDate, formatDate } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { assess, assessedPeriods, storedAssessment } from '../../db/assessment/department-assessment.ts'
import { decideProposal, openProposals } from '../../db/assessment/proposals.ts'
import { html, type Markup } from '../html.ts'
import { idOf, section } from './components.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule } from './desk-module.ts'

const NAMES = Object.keys(MEASURED) as MeasuredName[]

export const assessmentRoom: DeskModule = {
  path: '/staff/assessment',
  label: '考核',
  group: 'account',
  who: ['head', 'group'],
  open(door) {
    door.get('/staff/assessment', async (v) => {
      const running = localDate(v.ctx.now).slice(0, 7)
      const settled = await assessedPeriods(v.db)
      const asked = v.query('period').toUpperCase()
      if (asked !== '' && asked !== running && !settled.includes(asked)) throw userError('not-yours')
      const name = asked || running
      const stored = name !== running
      const rows = stored ? await storedAssessment(v.db, name) : await assess(v.db, v.ctx, readPeriod(name)!)
      const proposals = await openProposals(v.db, v.staff)
      const { assessment: formula } = v.ctx.townContext.town
      return v.page({
        title: '考核',
        body: html`<h1>考核</h1>
          ${
            v.staff.role === 'group' &&
            section(
              '等领导小组决定',
              proposals.length,
              html`<ul class="lines">
                ${proposals.map(
                  (p) =>
                    html`<li data-row id="proposal-${p.id}">
                      <p>
                        <b>${departmentOf(v.ctx.townContext.town, p.department).name}　${PROPOSALS[p.kind].label}</b
                        >　${p.period}${p.correctBy && `，${formatDate(p.correctBy, localDate(v.ctx.now))}前改正`}
                      </p>
                      <p>${p.why}</p>
                      ${
                        p.department === v.staff.department
                          ? html`<p class="hint">本科室的事不能自己决定。</p>`
                          : html`<form action="/staff/assessment/${p.id}" method="post">
                              ${v.csrf}
                              <div class="row">
                                <button name="decision" value="confirm">确认并公布</button>
                                <button class="plain" name="decision" value="drop">撤下，不公布</button>
                              </div>
                            </form>`
                      }
                    </li>`,
                )}
              </ul>`,
              '没有等决定的提议。',
            )
          }
          <h2>${name}${stored ? '' : '（还没结束，数字会变）'}</h2>
          <p class="hint">
            ${NAMES.map((m) => `${MEASURED[m].label}×${formula.weights[m]}`).join(' + ')}，每件成立的违诺扣
            ${formula.perBreach} 分；不足 ${formula.minimum} 件的不计。
          </p>
          ${
            stored &&
            html`<p class="chart">
              <img
                src="/assessment/${name}/chart.svg"
                alt="各科室得分和全镇按时办结的走势，数字见下面的表"
                width="480"
              />
            </p>`
          }
          ${figures(rows)}
          <p>
            别的月份和季度：<a href="/staff/assessment">本月</a
            >${settled.map((p) => html` · <a href="/staff/assessment?period=${p}">${p}</a>`)}
          </p>`,
      })
    })

    door.post('/staff/assessment/:id', async (v) => {
      const id = idOf(v.param('id'))
      const decision = v.field('decision')
      if (v.staff.role !== 'group' || id === null) throw userError('not-yours')
      if (decision !== 'confirm' && decision !== 'drop') throw userError('no-action')
      const { said } = await v.change(async (tx, ctx) => ({
        said: await decideProposal(tx, ctx, v.staff, id, decision === 'confirm'),
        letters: [],
      }))
      return v.back('/staff/assessment', said)
    })
  },
}

const figures = (rows: readonly DepartmentScore[]): Markup =>
  html`<div class="wide" tabindex="0" role="region" aria-label="各科室的数字">
    <table>
      <thead>
        <tr>
          <th>科室</th>
          <th>得分</th>
          ${NAMES.map((m) => html`<th>${MEASURED[m].label}</th>`)}
          <th>成立违诺</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (r) =>
            html`<tr>
              <td>${r.name}</td>
              <td>
                ${r.scored.ranked ? html`<b>${r.scored.score}</b> <small>${r.scored.low}–${r.scored.high}</small>` : html`<small>太少，不排名</small>`}
              </td>
              ${NAMES.map((m) => html`<td>${r.figures.shares[m].of === 0 ? '—' : `${r.figures.shares[m].good}/${r.figures.shares[m].of}`}</td>`)}
              <td>${r.figures.breaches}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
