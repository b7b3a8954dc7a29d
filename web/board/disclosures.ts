/** `/disclosures`: the register of what is published and what is withheld, by which article and until when; every version kept. */
import type { FastifyInstance } from 'fastify'
import { localDate, localTime } from '../../core/date.ts'
import { ARTICLES, CATEGORIES } from '../../core/disclosure/articles.ts'
import { departmentOf } from '../../core/town.ts'
import {
  countPublicDisclosures,
  publicDisclosures,
  type PublicDisclosure,
  versionsOf,
} from '../../db/disclosures/public-disclosures.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { userError } from '../../core/errors.ts'
import { finished } from '../finished-pages.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { textOf } from '../query.ts'
import { beside, doubt, listAt, none, pageOf, pager, PER_PAGE, saying, sendBoard, sieve } from './frame.ts'

// prettier-ignore
const STANDS = {
  published: '已公开',
  withheld:  '不予公开',
  withdrawn: '已撤下',
} as const satisfies Record<PublicDisclosure['state'], string>

export function disclosuresPages(app: FastifyInstance, o: WebOptions): void {
  const { db } = o.database

  app.get('/disclosures', { config: finished('category', 'page') }, async (request, reply) => {
    const { town } = o.world()
    const asked = textOf(request, 'category')
    const category = CATEGORIES.find((c) => c === asked) ?? ''
    const at = pageOf(request)
    const of = category ? { category } : {}
    const [all, count] = await Promise.all([
      publicDisclosures(db, { ...of, limit: PER_PAGE, offset: (at - 1) * PER_PAGE }),
      countPublicDisclosures(db, of),
    ])
    const say = saying(o)
    const withheld = all.filter((d) => d.state === 'withheld')
    const line = (d: PublicDisclosure): Markup =>
      html`<li id="${d.id}">
        <a href="/disclosures/${d.id}">${d.title}</a
        ><span
          >${d.category}　${departmentOf(town, d.department).name}　${say(d.on)}${d.version > 1 && `　第 ${d.version} 版`}${
            d.state === 'withdrawn' && '　已撤下'
          }</span
        >
      </li>`
    const rest = all.filter((d) => d.state !== 'withheld')
    return sendBoard(request, reply, o, {
      path: '/disclosures',
      title: '信息公开',
      intro: html`镇里公开了什么、什么不公开、依据哪一条，都列在这里。没列的可以<a
          rel="nofollow"
          href="/chat?q=${encodeURIComponent('我要申请信息公开')}"
          >申请公开</a
        >，20 个工作日内答复。`,
      body: html`${sieve(
          '按类别看',
          '/disclosures',
          'category',
          category,
          CATEGORIES.map((c) => ({ value: c, label: c })),
        )}
        <h2>已经公开的</h2>
        ${
          rest.length > 0
            ? html`<ul class="plain">
                ${rest.map(line)}
              </ul>`
            : none('这一类还没有公开的内容。')
        }
        <h2>不公开的，和为什么</h2>
        ${withheld.length === 0 && none('没有不公开的。')}
        ${withheld.map(
          (d) =>
            html`<section class="card" id="${d.id}">
              <h3><a href="/disclosures/${d.id}">${d.title}</a></h3>
              ${ground(d, say)}
              <p class="foot-links">${doubt(`disclosure:${d.id}`, d.title)}</p>
            </section>`,
        )}
        ${pager(at, count, (page) => listAt('/disclosures', { category, page }))}`,
    })
  })

  app.get('/disclosures/:id', { config: finished() }, async (request, reply) => {
    const { id } = request.params as { id: string } // named in the route
    const known = /^\d{1,9}$/.test(id) ? Number(id) : 0
    const d = known > 0 ? (await publicDisclosures(db, { id: known }))[0] : undefined
    if (!d) throw userError('not-found')
    const [versions, questions] = await Promise.all([
      versionsOf(db, d.id),
      publicChallenges(db, { about: 'disclosure', aboutId: id }),
    ])
    const { town } = o.world()
    const say = saying(o)
    return sendBoard(request, reply, o, {
      path: '/disclosures',
      title: d.title,
      intro: `${departmentOf(town, d.department).name}　${d.category}　${say(d.on)}　${STANDS[d.state]}`,
      body: html`${d.state === 'withheld' && ground(d, say)}
        ${d.state === 'withdrawn' && html`<p class="caveat">这条公开已经撤下：${d.reason}</p>`}
        ${d.body && html`<article class="said text">${d.body}</article>`} ${beside(questions, 'disclosure', id, say)}
        <p class="actions">${doubt(`disclosure:${d.id}`, d.title)}</p>
        <h2>历次版本</h2>
        ${versions.toReversed().map(
          (v) =>
            html`<details>
              <summary>
                第 ${v.version} 版　${say(localDate(v.at))}
                ${localTime(v.at)}　${STANDS[v.state as PublicDisclosure['state']]}
              </summary>
              <h3>${v.title}</h3>
              ${v.reason && html`<p>理由：${v.reason}</p>`} ${v.body && html`<p class="said">${v.body}</p>`}
            </details>`,
        )}`,
    })
  })
}

function ground(d: PublicDisclosure, say: (date: string) => string): Markup {
  return html`<dl class="facts">
    <dt>依据</dt>
    <dd>${d.article ? `政府信息公开条例${ARTICLES[d.article].label}` : '没有写明'}</dd>
    <dt>理由</dt>
    <dd>${d.reason}</dd>
    ${
      d.reviewOn &&
      html`<dt>复核</dt>
        <dd>${say(d.reviewOn)}再看能不能公开</dd>`
    }
  </dl>`
}
