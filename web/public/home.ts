/** `/`: one box to ask in, answered as the chat answers; matters most asked for; departments. */
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import type { FastifyInstance } from 'fastify'
import type { Item } from '../../core/catalog/item.ts'
import type { Outgoing } from '../../core/channel.ts'
import type { Understanding } from '../../core/answer/understand.ts'
import { question } from '../ask-once.ts'
import { finished } from '../finished-pages.ts'
import { news } from '../board/news.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'
import { askedItems, todaysFigures } from '../../db/cases/public-case.ts'
import { cached } from '../cache.ts'
import { rateLimit } from '../security.ts'
import { inAddress, textOf } from '../query.ts'

const POPULAR = 12
const POPULAR_DAYS = 30
const POPULAR_FOR_MS = 5 * 60_000
const MAX_QUESTION = 500
const FIGURES_FOR_MS = 60_000
const NEWEST = 4

export function homePage(app: FastifyInstance, o: WebOptions): void {
  const popular = popularItems(o)
  const figures = cached(o.now, FIGURES_FOR_MS, () =>
    todaysFigures(
      o.database.db,
      o.now(),
      o.world().town.departments.map((d) => d.code),
    ),
  )
  const newest = cached(o.now, FIGURES_FOR_MS, () => news(o, NEWEST))
  app.get('/', { config: { ...rateLimit('ask'), ...finished() } }, async (request, reply) => {
    const whole = textOf(request, 'q').trim()
    const asked = whole.slice(0, MAX_QUESTION)
    const { town } = o.world()
    const [matters, counted, fresh] = await Promise.all([popular(), figures(), newest()])
    return sendPage(request, reply, o, {
      title: asked ? '问一问' : town.name,
      at: asked ? '' : '/',
      hidden: asked !== '',
      body: html`<h1 class="${asked ? 'small' : 'hero'}">想办什么事？</h1>
        <form class="ask" action="/" method="get" role="search">
          <label class="unseen" for="q">用平常说话的方式写</label>
          <input
            id="q"
            name="q"
            type="search"
            maxlength="${MAX_QUESTION}"
            value="${asked}"
            placeholder="比如：办低保要什么材料"
            autocomplete="off"
            required
          />
          <button>问一问</button>
        </form>
        ${whole.length > asked.length && html`<p class="caveat">只看了前 ${MAX_QUESTION} 个字。事情长，请到<a href="/chat">在线咨询</a>说。</p>`}
        ${asked ? answered(o, asked) : html`<p class="hint">请不要写身份证号、银行卡号。答不了的，<a href="/chat">在线咨询</a>有人接着办。</p>`}
        ${
          !asked &&
          html`<dl class="figures">
              ${FIGURES.map(
                ({ name, label, href }) =>
                  html`<div>
                    <dt>${label}</dt>
                    <dd>${href ? html`<a href="${href}">${counted[name]}</a>` : counted[name]}</dd>
                  </div>`,
              )}
            </dl>
            <ul class="doors">
              <li>
                <a href="/chat"><b>在线咨询</b>问问题、登记事情，有编号、按时答复</a>
              </li>
              <li>
                <a href="/track"><b>查进度</b>凭编号和查询码，看办到哪一步</a>
              </li>
              <li>
                <a href="/items"><b>办事目录</b>条件、材料、时间、费用，一次看全</a>
              </li>
            </ul>`
        }
        <section>
          <h2>大家常办的事</h2>
          <ul class="chips">
            ${matters.map((item) => html`<li><a href="/items/${item.id}">${shortName(item)}</a></li>`)}
          </ul>
          <p><a href="/items">全部事项</a></p>
        </section>
        ${
          fresh.length > 0 &&
          html`<section>
            <h2>公开栏</h2>
            <ul class="plain news">
              ${fresh.map((n) => html`<li><b class="mark">${n.kind}</b> <a href="${n.href}">${n.title}</a></li>`)}
            </ul>
            <p><a href="/board">全部公开内容</a></p>
          </section>`
        }
        <section>
          <h2>找科室</h2>
          <ul class="plain">
            ${town.departments.map(
              (d) => html`<li><a href="/departments#${d.code}">${d.name}</a><span>${d.duties.join('；')}</span></li>`,
            )}
          </ul>
        </section>`,
    })
  })
}

// prettier-ignore
const FIGURES = [
  { name: 'answered', label: '今天答了',   href: '' },
  { name: 'opened',   label: '今天登记',   href: '' },
  { name: 'open',     label: '正在办',     href: '' },
  { name: 'late',     label: '已超期',     href: '/breaches/late' },
] as const

function answered(o: WebOptions, asked: string): Markup {
  const { understood, said } = question(o, asked)
  return html`<section class="answer" aria-live="polite">
    <h2 class="unseen">回答</h2>
    ${said.map((m) => html`<p class="said">${m.text.replace('点一下，或者回数字', '点一下')}</p>`)}
    ${nextSteps(o, understood, said)}
    <p>
      <a class="button quiet" href="/chat?q=${inAddress(asked)}">不是想问的？在线咨询</a>
    </p>
  </section>`
}

/** What the chat offers as taps, as links. */
function nextSteps(o: WebOptions, u: Understanding, said: readonly Outgoing[]): Markup | null {
  const { items } = o.world().catalog
  const named = said
    .flatMap((m) => m.choices ?? [])
    .flatMap(({ label, value }) => {
      const [verb, id = '', facet = ''] = value.split(':')
      if ((verb !== 'i' && verb !== 'n') || !items.some((item) => item.id === id)) return []
      return [{ label, href: `/items/${id}${verb === 'i' && facet !== 'general' ? `#${facet}` : ''}` }]
    })
  if (named.length === 0) return null
  return html`<ul class="${u.decision === 'choose' ? 'choices tall' : 'choices'}">
    ${named.map(({ label, href }) => html`<li><a class="button quiet" href="${href}">${label}</a></li>`)}
  </ul>`
}

/** The first of every department, then the second of each: nobody's matters fill the page alone. */
function inTurn(items: readonly Item[]): Item[] {
  const seen = new Map<string, number>()
  const place = items.map((item) => {
    const nth = seen.get(item.owner) ?? 0
    seen.set(item.owner, nth + 1)
    return { item, nth }
  })
  return place.sort((a, b) => a.nth - b.nth).map(({ item }) => item)
}

/** Most asked of the last month, filled up with some of every department. */
function popularItems(o: WebOptions): () => Promise<Item[]> {
  const asked = cached(o.now, POPULAR_FOR_MS, () =>
    askedItems(o.database.db, new Date(o.now().getTime() - POPULAR_DAYS * 86_400_000), POPULAR),
  )
  return async () => {
    const ids = await asked()
    const { items } = o.world().catalog
    const known = ids.map((id) => items.find((item) => item.id === id)).filter((item) => item !== undefined)
    const rest = inTurn(items.filter((item) => item.routing === 'town' && !ids.includes(item.id)))
    return [...known, ...rest].slice(0, POPULAR)
  }
}
