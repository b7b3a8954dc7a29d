/** Draws the report as a page: figures first, then curves, tables, what lies close together, what nobody could answer, what residents wrote. */
import { formatDate, type LocalDate } from '../../core/date.ts'
import {
  FIGURE_HEAD,
  figureCells,
  howReckoned,
  reportTitle,
  sayReportPeriod,
  sayYearBefore,
} from '../../core/messages/report.ts'
import { COUNTS, type RateName, RATES, rateOf, type Group } from '../../core/report/figures.ts'
import { HOT, type HotSpot } from '../../core/report/hot-spots.ts'
import type { DeskReport } from '../../services/reports/desk-report.ts'
import { html, type Markup, type Shown } from '../html.ts'

const COUNT_NAMES = Object.keys(COUNTS) as (keyof typeof COUNTS)[]
const RATE_NAMES = Object.keys(RATES) as RateName[]
/** Rows of one table on the page; the spreadsheet has them all. */
const MOST_ROWS = 20
/** Case numbers of one hot spot. */
const MOST_NUMBERS = 6

export function reportBody(town: string, r: DeskReport, chart: string): Markup {
  return html`<article class="report">
    <h2 class="title">${reportTitle(town, r.department)}</h2>
    <p class="of">${sayReportPeriod(r.period)}${r.running && '（还没结束，数字会变）'}</p>
    ${tiles(r)}
    <div class="charts">
      <img
        src="${chart}&amp;draw=trend"
        alt="走势图：每段时间收到和办结多少件，数字见下面的表"
        width="640"
        height="300"
      />
      <img
        src="${chart}&amp;draw=departments"
        alt="各科室收到多少件、超期多少件，数字见下面的表"
        width="640"
        height="300"
      />
    </div>
    ${r.groups.map((g) => figures(`按${g.title}`, g.title, g.groups, r.minimum))} ${spots(r.hotSpots)} ${unanswered(r)}
    ${words(r)} ${trend(r)}
    <section class="block">
      <h3>怎么算的</h3>
      <dl class="facts">
        ${howReckoned(r.minimum).map(
          ([label, how]) =>
            html`<dt>${label}</dt>
              <dd>${how}。</dd>`,
        )}
      </dl>
    </section>
  </article>`
}

function tiles(r: DeskReport): Markup {
  const rate = (name: RateName) => {
    const share = r.figures[name]
    const percent = rateOf(share, r.minimum)
    const before = rateOf(r.yearBefore[name], r.minimum)
    return html`<div class="tile">
      <span>${RATES[name].label}</span>
      ${percent === null ? html`<b class="few">${share.of === 0 ? '没有' : `${share.good}/${share.of}`}</b>` : html`<b>${percent}%</b>`}
      <small
        >${percent === null ? (share.of === 0 ? '期内没有可算的' : `不足 ${r.minimum} 件，不算率`) : `${share.good}/${share.of}`}${
          before !== null && `；去年同期 ${before}%`
        }</small
      >
    </div>`
  }
  return html`<div class="tiles">
    ${COUNT_NAMES.map(
      (name) =>
        html`<div class="tile">
          <span>${COUNTS[name].label}</span><b>${r.figures[name]}</b>
          <small>${sayYearBefore(r.figures, r.yearBefore, name)}</small>
        </div>`,
    )}
    ${RATE_NAMES.map(rate)}
  </div>`
}

/** `left`: from this column on there are numbers. */
const table = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Shown[])[],
  left: number,
  kind = '',
): Markup =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
    <table class="${kind}">
      <thead>
        <tr>
          ${head.map((h) => html`<th scope="col">${h}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${i < left ? '' : 'number'}">${cell}</td>`))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`

function figures(caption: string, of: string, groups: readonly Group[], minimum: number): Markup {
  const shown = groups.slice(0, MOST_ROWS)
  return html`<section class="block">
    <h3>${caption}</h3>
    ${table(
      caption,
      [of, ...FIGURE_HEAD],
      shown.map((g) => [g.label, ...figureCells(g.figures, minimum)]),
      1,
      'figures',
    )}
    ${groups.length > shown.length && html`<p class="hint">另有 ${groups.length - shown.length} 行，见下载的表格。</p>`}
  </section>`
}

const spots = (found: readonly HotSpot[]): Markup =>
  html`<section class="block">
    <h3>集中反映</h3>
    ${
      found.length === 0
        ? html`<p class="none">没有：同一件事、同一个地方，${HOT.days} 天里没有到 ${HOT.least} 件的。</p>`
        : table(
            '集中反映',
            ['什么事', '什么地方', '什么时候', '编号', '件数'],
            found
              .slice(0, MOST_ROWS)
              .map((h) => [
                h.what,
                h.where,
                h.from === h.to ? day(h.from) : `${day(h.from)}至${day(h.to)}`,
                html`${h.numbers.slice(0, MOST_NUMBERS).map((n) => html`<a href="/staff/cases/${n}">${n}</a> `)}${h.numbers.length > MOST_NUMBERS && '等'}`,
                h.numbers.length,
              ]),
            4,
          )
    }
  </section>`

const unanswered = ({ unanswered: { asked, most } }: DeskReport): Markup =>
  html`<section class="block">
    <h3>没答上的问题${asked > 0 && html`<small>（全镇 ${asked} 次）</small>`}</h3>
    ${
      most.length === 0
        ? html`<p class="none">没有。</p>`
        : table('没答上的问题', ['问题', '次数'], most.map((q) => [q.text, q.times]), 1) // prettier-ignore
    }
  </section>`

const words = ({ words: said }: DeskReport): Markup =>
  html`<section class="block">
    <h3>不满意的居民怎么说<small>（个人信息已打码）</small></h3>
    ${
      said.length === 0
        ? html`<p class="none">没有。</p>`
        : table(
            '不满意的居民怎么说',
            ['日期', '评分', '说了什么', '编号'],
            said.map((w) => [day(w.on), w.score === null ? '说没解决' : `${w.score} 分`, w.text, html`<a href="/staff/cases/${w.number}">${w.number}</a>`]), // prettier-ignore
            4,
          )
    }
  </section>`

const trend = (r: DeskReport): Markup =>
  html`<section class="block">
    <h3>走势</h3>
    ${table(
      '走势',
      ['从这天起', '收到', '办结', '去年同期收到'],
      r.trend
        .filter((t) => t.received + t.done + t.before > 0)
        .map((t) => [formatDate(t.from), t.received, t.done, t.before]),
      1,
    )}
    <p class="hint">没有件的日子不列。</p>
  </section>`

const day = (date: LocalDate): string => formatDate(date, date)
