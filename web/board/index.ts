/** The notice board 公开栏: its first page, its feeds, and the pages of everything that must be seen. */
import type { FastifyInstance } from 'fastify'
import { Feed } from 'feed'
import { instant } from '../../core/date.ts'
import { finished } from '../finished-pages.ts'
import { escape, html } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { anchorsPage } from './anchors.ts'
import { assessmentPages } from './assessment.ts'
import { breachesPage } from './breaches.ts'
import { challengesPage } from './challenges.ts'
import { disclosuresPages } from './disclosures.ts'
import { lateCasesPage } from './late-cases.ts'
import { none, saying, sendBoard } from './frame.ts'
import { news } from './news.ts'
import { pledgesPage } from './pledges.ts'

const NEWEST = 30

export function boardPages(app: FastifyInstance, o: WebOptions): void {
  app.get('/board', { config: finished() }, async (request, reply) => {
    const say = saying(o)
    const all = await news(o, NEWEST)
    return sendBoard(request, reply, o, {
      path: '/board',
      title: '公开栏',
      intro: html`违诺、质询、听证、公开的内容，新的在前。可以<a href="/feed.xml">订阅</a>。`,
      body:
        all.length === 0
          ? none('还没有内容。')
          : html`<ul class="plain news">
              ${all.map(
                (n) =>
                  html`<li>
                    <b class="mark">${n.kind}</b> <a href="${n.href}">${n.title}</a><span>${say(n.on)}</span>
                  </li>`,
              )}
            </ul>`,
    })
  })

  for (const [path, type, write] of [
    ['/feed.xml', 'application/atom+xml', (f: Feed) => f.atom1()],
    ['/rss.xml', 'application/rss+xml', (f: Feed) => f.rss2()],
  ] as const)
    app.get(path, { config: finished() }, async (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).send(write(await feedOf(o))),
    )

  breachesPage(app, o)
  lateCasesPage(app, o)
  challengesPage(app, o)
  disclosuresPages(app, o)
  pledgesPage(app, o)
  assessmentPages(app, o)
  anchorsPage(app, o)
}

async function feedOf(o: WebOptions): Promise<Feed> {
  const { town, publicUrl } = o.world()
  const all = await news(o, NEWEST)
  const feed = new Feed({
    id: `${publicUrl}/board`,
    title: `${town.name}公开栏`,
    description: '违诺、质询、听证、公开的内容',
    link: `${publicUrl}/board`,
    language: 'zh-CN',
    copyright: town.authority,
    updated: all[0] ? instant(all[0].on) : o.now(),
    feedLinks: { atom: `${publicUrl}/feed.xml`, rss: `${publicUrl}/rss.xml` },
    author: { name: town.authority },
  })
  for (const n of all)
    feed.addItem({
      id: `${publicUrl}/board#${n.id}`,
      // the feed hands title and summary to readers as HTML (Atom type="html"): text must be escaped before
      title: escape(`【${n.kind}】${n.title}`),
      link: publicUrl + n.href,
      date: instant(n.on),
      description: escape(n.text.slice(0, 500)),
    })
  return feed
}
