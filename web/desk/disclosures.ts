/** `/staff/disclosures`: keeps the register of publications: what is owed, what is public, what is withheld and when that is looked at again. */
import { ARTICLES, CATEGORIES } from '../../core/disclosure/articles.ts'
import { localDate, type LocalDate, formatDate } from '../../core/date.ts'
import { LIMITS } from '../../core/input/limits.ts'
import { readDate } from '../../core/input/date.ts'
import { departmentOf } from '../../core/town.ts'
import {
  countPublicDisclosures,
  type PublicDisclosure,
  publicDisclosures,
  versionsOf,
} from '../../db/disclosures/public-disclosures.ts'
import { openDuties } from '../../db/disclosures/publication-duties.ts'
import { type PublicationResult, publish, withdrawPublication, withhold } from '../../db/disclosures/disclosures.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Tx } from '../../db/types.ts'
import { html, type Markup } from '../html.ts'
import { when } from './case-view.ts'
import { listed, pages } from './paging.ts'
import { area, folded, form, idOf, input, section, select } from './components.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const STATE = { published: '已公开', withheld: '不公开', withdrawn: '已撤下' } as const

const HOME = '/staff/disclosures'

export const disclosureRoom: DeskModule = {
  path: '/staff/disclosures',
  label: '信息公开',
  group: 'account',
  who: ['head', 'group', 'admin'],
  open(door) {
    door.get('/staff/disclosures', registerPage)

    door.get('/staff/disclosures/:id', disclosurePage)

    door.post('/staff/disclosures/publish', async (v) => {
      const known = await named(v)
      return put(v, known, (tx, ctx) =>
        publish(
          tx,
          ctx,
          v.staff,
          { ...headOf(v), body: v.field('text') },
          {
            ...(known ? { id: known.id } : {}),
            ...(v.field('duty') ? { dutyKey: v.field('duty') } : {}),
          },
        ),
      )
    })

    door.post('/staff/disclosures/withhold', async (v) => {
      const known = await named(v)
      return put(v, known, (tx, ctx) =>
        withhold(
          tx,
          ctx,
          v.staff,
          headOf(v),
          {
            article: v.field('article'),
            reviewOn: readDate(v.field('reviewOn'), localDate(v.ctx.now)) ?? '',
            reason: v.field('text'),
          },
          known?.id,
        ),
      )
    })

    door.post('/staff/disclosures/:id/withdraw', async (v) => {
      const d = await mineOf(v)
      return put(v, d, (tx, ctx) => withdrawPublication(tx, ctx, v.staff, d.id, v.field('text')))
    })
  },
}

async function registerPage(v: DeskRequest): Promise<unknown> {
  const own = scope(v)
  const today = localDate(v.ctx.now)
  const list = (name: string, more: { reviewBy?: LocalDate }) => {
    const of = { ...(own ? { department: own } : {}), ...more }
    return pages(v, name, async (slice) => ({
      found: await publicDisclosures(v.db, { ...of, ...slice }),
      count: await countPublicDisclosures(v.db, of),
    }))
  }
  const duties = await openDuties(v.db, own)
  const [review, register] = [await list('review', { reviewBy: today }), await list('register', {})]
  return v.page({
    title: '信息公开',
    body: html`<h1>信息公开登记</h1>
      ${section(
        '等公开的任务',
        duties.length,
        html`<ul class="lines">
          ${duties.map(
            (d) =>
              html`<li data-row id="duty-${d.id}">
                <p>
                  <span class="due ${d.dueOn < today ? 'late' : d.dueOn === today ? 'today' : ''}"
                    ><b>${d.dueOn < today ? '超期 ' : ''}${formatDate(d.dueOn, today)}前</b></span
                  >　${d.what}（${departmentOf(v.ctx.townContext.town, d.department).name}）
                </p>
                ${folded('公开', form(v, '/staff/disclosures/publish', html`<input type="hidden" name="duty" value="${d.key}" />${fields(v, `duty-${d.id}`, { title: d.what, department: d.department })}`, '公开'))}
              </li>`,
          )}
        </ul>`,
        '没有等公开的任务。',
      )}
      ${review.count > 0 && listed(v, HOME, '复核日到了', review, (found) => table(v, found), '')}
      ${listed(v, HOME, '登记簿', register, (found) => table(v, found), '还没有登记。')}
      <section class="card acts" id="act" tabindex="-1">
        <h2>新登记</h2>
        ${folded('公开一条', form(v, '/staff/disclosures/publish', fields(v, 'new', {}), '公开'))}
        ${folded('登记不公开的', form(v, '/staff/disclosures/withhold', html`${head(v, 'withheld', {})}${ground('withheld')}`, '登记不公开'))}
      </section>`,
  })
}

async function disclosurePage(v: DeskRequest): Promise<unknown> {
  const d = await mineOf(v)
  const versions = await versionsOf(v.db, d.id)
  const at = `/staff/disclosures/${d.id}`
  return v.page({
    title: d.title,
    body: html`<div class="bar">
        <h1>${d.title}</h1>
        <a href="/staff/disclosures">回信息公开</a>
      </div>
      <div class="two">
        <section class="card">
          <p class="status">
            <b>${STATE[d.state]}</b>
            第${d.version}版　${d.category}　${departmentOf(v.ctx.townContext.town, d.department).name}
          </p>
          ${d.article && html`<p>${ARTICLES[d.article].label}</p>`}
          ${d.reason && html`<p class="words">${d.reason}</p>`}
          ${d.reviewOn && html`<p>复核日：${formatDate(d.reviewOn)}</p>`}
          <p class="words">${d.body}</p>
          <h2>每一版</h2>
          <ol class="events" reversed>
            ${versions.toReversed().map(
              (one) =>
                html`<li class="staff">
                  <p>
                    <b>第${one.version}版 ${STATE[one.state as keyof typeof STATE]}</b>
                    <time>${when(v, one.at)}</time>
                  </p>
                  ${one.reason && html`<p class="words">${one.reason}</p>`}
                  <details>
                    <summary>当时的内容</summary>
                    <p>${one.title}</p>
                    <p class="words">${one.body || '（没有正文）'}</p>
                  </details>
                </li>`,
            )}
          </ol>
        </section>
        <section class="card acts" id="act" tabindex="-1">
          <h2>办理</h2>
          ${folded('公开新的一版', form(v, '/staff/disclosures/publish', html`${keep(d)}${fields(v, 'again', d)}`, '公开'))}
          ${folded('改为不公开，或写明下次复核', form(v, '/staff/disclosures/withhold', html`${keep(d)}${head(v, 'hold', d)}${ground('hold')}`, '登记不公开', { grave: true }))}
          ${d.state === 'published' && folded('撤下', form(v, `${at}/withdraw`, html`${keep(d)}${area('why', '为什么撤下（公开）')}`, '撤下', { grave: true }))}
        </section>
      </div>`,
  })
}

/** Heads keep their department's, the leading group and admins all. */
const scope = (v: DeskRequest): string | undefined => (v.staff.role === 'head' ? v.staff.department : undefined)

async function find(v: DeskRequest, id: number | null): Promise<PublicDisclosure> {
  const [d] = id === null ? [] : await publicDisclosures(v.db, { id })
  const own = scope(v)
  if (!d || (own !== undefined && d.department !== own)) throw userError('not-yours')
  return d
}
const mineOf = (v: DeskRequest): Promise<PublicDisclosure> => find(v, idOf(v.param('id')))
const named = async (v: DeskRequest): Promise<PublicDisclosure | null> =>
  v.field('id') === '' ? null : find(v, idOf(v.field('id')))

async function put(
  v: DeskRequest,
  known: PublicDisclosure | null,
  work: (tx: Tx, ctx: RequestContext) => Promise<PublicationResult>,
): Promise<unknown> {
  const to = known ? `/staff/disclosures/${known.id}` : '/staff/disclosures'
  if (known && String(known.version) !== v.field('version'))
    return v.back(to, `这条刚刚有变化，现在是第${known.version}版，您的操作没有做。请看过再办。`, true)
  if (!known && v.field('title').trim() === '') return v.back(to, '没有办成：要写标题。', true)
  const done = await v.change(async (tx, ctx) => {
    const result = await work(tx, ctx)
    return result.ok ? result : { ...result, letters: [] }
  })
  if (!done.ok) return v.back(to, `没有办成：${done.because}。`, true)
  const told = done.letters.length > 0 ? `，正在告诉 ${done.letters.length} 位订阅的人` : ''
  return v.back(`/staff/disclosures/${done.id}`, `已登记，第${done.version}版${told}。`)
}

const keep = (d: PublicDisclosure): Markup =>
  html`<input type="hidden" name="id" value="${d.id}" /><input type="hidden" name="version" value="${d.version}" />`

const headOf = (v: DeskRequest) => ({
  department: scope(v) ?? v.field('department'),
  category: (CATEGORIES as readonly string[]).includes(v.field('category')) ? v.field('category') : '其他',
  title: v.field('title').trim(),
})

function head(v: DeskRequest, id: string, is: { title?: string; category?: string; department?: string }): Markup {
  return html`${input(`${id}-title`, '标题', { name: 'title', value: is.title ?? '' })}
  ${select(`${id}-category`, '类别', { name: 'category', ...(is.category ? { value: is.category } : {}), options: CATEGORIES.map((c) => [c, c] as const) })}
  ${
    scope(v) === undefined &&
    select(`${id}-department`, '科室', {
      name: 'department',
      value: is.department ?? v.staff.department,
      options: v.ctx.townContext.town.departments.map((d) => [d.code, d.name] as const),
    })
  }`
}

const fields = (
  v: DeskRequest,
  id: string,
  is: { title?: string; category?: string; department?: string; body?: string },
): Markup =>
  html`${head(v, id, is)}${area(`${id}-body`, '正文（公开）', { rows: 6, max: LIMITS.disclosureBody.most, value: is.body ?? '' })}`

const ground = (id: string): Markup =>
  html`${select(`${id}-article`, '依据（信息公开条例）', { name: 'article', options: Object.entries(ARTICLES).map(([a, { label }]) => [a, label] as const) })}
  ${area(`${id}-reason`, '理由（公开；“暂时不宜公开”不是理由）')}
  ${input(`${id}-review`, '下次复核日', { name: 'reviewOn', type: 'date' })}`

const table = (v: DeskRequest, found: readonly PublicDisclosure[]): Markup =>
  html`<table class="cases">
    <thead>
      <tr>
        <th>日期</th>
        <th>标题</th>
        <th>状态</th>
        <th>科室</th>
      </tr>
    </thead>
    <tbody>
      ${found.map(
        (d) =>
          html`<tr data-row id="disclosure-${d.id}-${d.version}">
            <td class="when">${formatDate(d.on, localDate(v.ctx.now))}</td>
            <td class="what">
              <a href="/staff/disclosures/${d.id}">${d.title}</a> <span class="kind">${d.category}</span>
            </td>
            <td class="state">${STATE[d.state]}${d.reviewOn && html`<small>${formatDate(d.reviewOn)}复核</small>`}</td>
            <td class="by">${departmentOf(v.ctx.townContext.town, d.department).name}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
