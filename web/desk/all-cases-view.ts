/** Draws the page of all cases: what is looked for, how many there are, the list with its ticks, the acts on what is ticked. */
import { privacyMark } from '../../core/case/privacy-mark.ts'
import type { Staff } from '../../core/case/case.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { STATES } from '../../core/case/lifecycle.ts'
import { formatDate, localDate } from '../../core/date.ts'
import { itemOf } from '../../core/town-context.ts'
import { departmentOf } from '../../core/town.ts'
import type { CaseLine } from '../../db/cases/case-lines.ts'
import { type FoundCases, MOST_COUNTED } from '../../db/cases/search-cases.ts'
import { LONGEST_VIEW_NAME, mayShareViews, type SavedView } from '../../db/people/saved-views.ts'
import { html, type Markup } from '../html.ts'
import { bulkForm } from './all-cases-bulk.ts'
import { addressOf, CHANNEL_LABELS, COMMON_VIEWS, commonViewOf, DUE_LABELS, type FieldName, type FilterReading, RATING_LABELS, STATE_GROUPS } from './all-cases-filter.ts' // prettier-ignore
import type { DeskRequest } from './desk-module.ts'
import { dueTag, urgencyOf } from './due-tag.ts'
import { PER_PAGE } from './paging.ts'

const HOME = '/staff/cases'

export interface AllCases {
  readonly reading: FilterReading
  readonly found: FoundCases
  readonly lines: readonly CaseLine[]
  readonly at: number
  readonly due: { readonly late: number; readonly today: number }
  readonly people: readonly Staff[]
  readonly villages: readonly string[]
  readonly views: readonly SavedView[]
  readonly mayExport: boolean
}

export const allCasesPage = (v: DeskRequest, o: AllCases): unknown =>
  v.page({
    title: '全部办件',
    ...(o.reading.wrong.length > 0 ? { note: { text: o.reading.wrong.join('\n'), bad: true } } : {}),
    body: html`<h1>全部办件</h1>
      ${views(o)} ${searchForm(v, o)}
      <section aria-labelledby="found">
        <div class="bar found">
          <h2 id="found">${countOf(o.found)}</h2>
          ${o.mayExport && o.lines.length > 0 && exportForm(v, o)}
        </div>
        ${o.lines.length === 0 ? html`<p class="none">${nothing(o)}</p>` : list(v, o)}
      </section>
      ${keep(v, o)}
      <details class="keys">
        <summary>不用鼠标</summary>
        <p>
          <kbd>/</kbd> 写要找的词，<kbd>j</kbd> 下一件，<kbd>k</kbd> 上一件，<kbd>x</kbd> 选中或者不选，<kbd>回车</kbd>
          打开，<kbd>g</kbd> 回我的工作。
        </p>
      </details>`,
  })

const countOf = ({ count, more }: FoundCases): string => (more ? `${count} 件以上` : `共 ${count} 件`)

const nothing = ({ reading }: AllCases): string =>
  reading.understood
    ? '没有找到您能看的办件。换个词、少用几个条件再查；姓名和电话要写全，只有承办人、首问责任人和本科室负责人查得到。'
    : '没有查。请按上面说的改一下再查。'

function views({ reading, due, views: kept }: AllCases): Markup {
  const now = commonViewOf(reading.fields)
  const here = addressOf(reading.fields)
  const counts: Readonly<Record<string, number>> = due
  return html`<ul class="views" aria-label="常用的筛选">
    ${Object.entries(COMMON_VIEWS).map(
      ([key, view]) =>
        html`<li>
          <a href="${HOME}${key === 'all' ? '' : `?view=${key}`}" ${key === now && html`aria-current="true"`}
            >${view.label}${counts[key] !== undefined && html` <b>${counts[key]}</b>`}</a
          >
        </li>`,
    )}
    ${kept.map(
      (view) =>
        html`<li>
          <a href="${HOME}?view=${view.id}" ${now === null && view.search === here && html`aria-current="true"`}
            >${view.name}${!view.own && html`<small>${view.by}</small>`}</a
          >
        </li>`,
    )}
  </ul>`
}

type Choice = readonly [value: string, label: string]
const labelled = (table: Readonly<Record<string, { label: string } | string>>): Choice[] =>
  Object.entries(table).map(([value, is]) => [value, typeof is === 'string' ? is : is.label] as const)

function searchForm(v: DeskRequest, { reading: { fields }, people, villages }: AllCases): Markup {
  const { town, catalog } = v.ctx.townContext
  const staff = people.map((s): Choice => [String(s.id), `${s.name}（${departmentOf(town, s.department).name}）`])
  const choose = (name: FieldName, label: string, choices: readonly Choice[]): Markup => {
    const now = fields[name] ?? ''
    // somebody who has left, as an address names them
    const known = now === '' || choices.some(([value]) => value === now)
    return html`<p>
      <label for="f-${name}">${label}</label>
      <select id="f-${name}" name="${name}">
        <option value="">不限</option>
        ${!known && html`<option value="${now}" selected>${now}</option>`}
        ${choices.map(([value, text]) => html`<option value="${value}" ${value === now && html`selected`}>${text}</option>`)}
      </select>
    </p>`
  }
  const date = (name: FieldName, label: string): Markup =>
    html`<p>
      <label for="f-${name}">${label}</label>
      <input id="f-${name}" name="${name}" type="date" value="${fields[name] ?? ''}" />
    </p>`
  const set = Object.keys(fields).filter((name) => name !== 'q').length
  return html`<form class="card search" action="${HOME}" role="search">
    <div class="words">
      <label class="unseen" for="number">要找的词</label>
      <input
        id="number"
        name="q"
        value="${fields.q ?? ''}"
        placeholder="事情、村名、备注、编号，全名或电话"
        autocomplete="off"
        accesskey="f"
      />
      <button>查</button>
    </div>
    <details ${set > 0 && html`open`}>
      <summary>筛选${set > 0 && html`<span class="count">用了 ${set} 个</span>`}</summary>
      <div class="filters">
        ${choose('state', '状态', [...labelled(STATE_GROUPS), ...labelled(STATES)])}
        ${choose('due', '期限', labelled(DUE_LABELS))} ${choose('kind', '类别', labelled(KINDS))}
        ${choose(
          'item',
          '事项',
          catalog.items.map((item): Choice => [item.id, item.short || item.name]),
        )}
        ${
          (villages.length > 0 || fields.village) &&
          choose(
            'village',
            '村',
            villages.map((name): Choice => [name, name]),
          )
        }
        ${choose(
          'department',
          '科室',
          town.departments.map((d): Choice => [d.code, d.name]),
        )}
        ${choose('handler', '承办人', staff)} ${choose('first', '首问责任人', staff)}
        ${choose('scope', '范围', [['mine', '我的和等我接的']])} ${date('from', '登记从')} ${date('to', '登记到')}
        ${choose('channel', '来源', labelled(CHANNEL_LABELS))} ${choose('rating', '评分', labelled(RATING_LABELS))}
      </div>
      <div class="row">
        <button>按这些筛选</button>
        <a class="button plain" href="${HOME}">全部清掉</a>
      </div>
    </details>
  </form>`
}

/** The search as it stands, for the forms beside it: where they come back to. */
const asItStands = ({ reading }: AllCases): Markup =>
  html`<input type="hidden" name="back" value="${addressOf(reading.fields)}" />`

const exportForm = (v: DeskRequest, o: AllCases): Markup =>
  html`<form action="${HOME}/export" method="post" data-again>
    ${v.csrf} ${asItStands(o)}<button class="plain">下载表格</button>
    <small>电话等打码，投诉和信访不在里面；下载有记录</small>
  </form>`

const list = (v: DeskRequest, o: AllCases): Markup =>
  html`<form action="${HOME}/bulk" method="post">
    ${v.csrf} ${asItStands(o)}
    <table class="cases ticked">
      <thead>
        <tr>
          <th><span class="unseen">选</span></th>
          <th>期限</th>
          <th>办件</th>
          <th>状态</th>
          <th>承办</th>
        </tr>
      </thead>
      <tbody>
        ${o.lines.map((c) => line(v, c))}
      </tbody>
    </table>
    ${turn(o)} ${bulkForm(v, o.people, (code) => departmentOf(v.ctx.townContext.town, code).name)}
  </form>`

function line(v: DeskRequest, c: CaseLine): Markup {
  const { townContext, now } = v.ctx
  const item = itemOf(townContext, c.item)
  return html`<tr class="${c.clock ? urgencyOf(c.clock, now) : 'later'}" data-row id="case-${c.id}">
    <td class="pick">
      <label
        ><span class="unseen">选 ${c.number}</span><input type="checkbox" name="case" value="${c.number}:${c.version}"
      /></label>
    </td>
    <td class="when">
      ${dueTag(c.clock, c.kind, now)} <small class="opened">${formatDate(c.openedOn, localDate(now))}登记</small>
    </td>
    <td class="what">
      <a href="${HOME}/${c.number}">${c.number}</a>
      <span class="kind"
        >${KINDS[c.kind].label}${item && `·${item.short || item.name}`}${c.village && `·${c.village}`}</span
      >
      ${c.unreachable && html`<span class="tag bad">联系不上，请打电话</span>`}
      ${privacyMark(c) && html`<span class="tag">${privacyMark(c)}</span>`}
      ${c.rating !== null && html`<span class="${c.rating <= 2 ? 'tag bad' : 'tag'}">${c.rating} 分</span>`}
      <p>${c.text.length > 80 ? `${c.text.slice(0, 80)}…` : c.text}</p>
    </td>
    <td class="state">${STATES[c.state].label}</td>
    <td class="by">
      ${c.handlerId === v.staff.id ? '我' : (c.handler ?? '—')}
      <small>${departmentOf(townContext.town, c.department).name}</small>
      ${c.first && c.firstResponderId !== c.handlerId && html`<small>首问 ${c.firstResponderId === v.staff.id ? '我' : c.first}</small>`}
    </td>
  </tr>`
}

function turn({ reading: { fields }, found, at }: AllCases): Markup | null {
  const to = (page: number): string => `${HOME}?${addressOf(fields, { page: String(page) })}#found`
  const on = (found.more || found.count > at * PER_PAGE) && at < MOST_COUNTED / PER_PAGE
  if (at === 1 && !on) return null
  return html`<nav class="pager" aria-label="翻页">
    ${at > 1 && html`<a class="button plain" rel="prev" href="${to(at - 1)}">上一页</a>`}
    <span>第 ${at} 页${!found.more && `，共 ${Math.ceil(found.count / PER_PAGE)} 页`}</span>
    ${on && html`<a class="button plain" rel="next" href="${to(at + 1)}">下一页</a>`}
    ${!on && found.more && html`<span>后面还有，请加条件缩小范围</span>`}
  </nav>`
}

/** Keeping the search that stands, and taking kept ones away. */
function keep(v: DeskRequest, o: AllCases): Markup | null {
  const mine = o.views.filter((view) => view.own || v.staff.role === 'admin')
  const something = Object.keys(o.reading.fields).length > 0 && o.reading.wrong.length === 0
  if (!something && mine.length === 0) return null
  return html`<details class="keep">
    <summary>存下这个筛选</summary>
    ${
      something
        ? html`<form action="${HOME}/views" method="post">
            ${v.csrf} ${asItStands(o)}
            <label for="view-name">起个名字</label>
            <input id="view-name" name="name" maxlength="${LONGEST_VIEW_NAME}" required />
            ${
              mayShareViews(v.staff) &&
              html`<label class="tick"
                ><input type="checkbox" name="shared" value="yes" /> 大家都能用（各人只看得到自己能看的）</label
              >`
            }
            <div class="row"><button>存下</button></div>
          </form>`
        : html`<p class="hint">先查一次，再存。</p>`
    }
    ${mine.map(
      (view) =>
        html`<form class="one" action="${HOME}/views/${view.id}/drop" method="post">
          ${v.csrf}<button class="plain" aria-label="删除 ${view.name}">
            删除“${view.name}”${view.shared && '（大家在用）'}
          </button>
        </form>`,
    )}
  </details>`
}
