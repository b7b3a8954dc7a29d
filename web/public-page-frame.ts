/** Frames every page of the public site. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { html, type Markup, render } from './html.ts'
import { displayPreferencesOf, displaySwitches } from './display-preferences.ts'
import type { WebOptions } from './options.ts'
import { staticUrl } from './static.ts'

export interface Page {
  readonly title: string
  readonly body: Markup
  /** Kept out of search engines: anything of one person. */
  readonly hidden?: boolean
  /** Which entry of the navigation this is. */
  readonly at?: string
  /** Files of web/static, run once the page is read. */
  readonly scripts?: readonly string[]
}

// prettier-ignore
const NAVIGATION = [
  { href: '/',            label: '首页' },
  { href: '/items',       label: '办事' },
  { href: '/departments', label: '科室' },
  { href: '/board',       label: '公开栏' },
  { href: '/track',       label: '查进度' },
  { href: '/chat',        label: '咨询' },
] as const

export function sendPage(request: FastifyRequest, reply: FastifyReply, o: WebOptions, page: Page): FastifyReply {
  if (page.hidden) reply.header('x-robots-tag', 'noindex, nofollow')
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', reply.getHeader('cache-control') ?? 'no-cache')
    .send(`<!doctype html>\n${render(frame(request, o, page))}`)
}

function frame(request: FastifyRequest, o: WebOptions, page: Page): Markup {
  const { town } = o.world()
  const back = request.method === 'GET' && !page.hidden ? request.url : '/'
  return html`<html lang="zh-CN" class="${displayPreferencesOf(request)}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${page.title === town.name ? '' : `${page.title} · `}${town.name}办事</title>
      ${page.hidden && html`<meta name="robots" content="noindex,nofollow" />`}
      <link rel="stylesheet" href="${staticUrl('site.css')}" />
      <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      <link rel="alternate" type="application/atom+xml" title="${town.name}公开栏" href="/feed.xml" />
      ${(page.scripts ?? []).map((name) => html`<script src="${staticUrl(name)}" defer></script>`)}
    </head>
    <body>
      <a class="skip" href="#main">跳到内容</a>
      <header class="top">
        <div class="wide">
          <a class="town" href="/">${town.name}<span>首问办事</span></a>
          ${displaySwitches(request, back)}
        </div>
        <nav aria-label="主要页面">
          <ul class="wide">
            ${NAVIGATION.map(
              ({ href, label }) =>
                html`<li><a href="${href}" ${href === page.at && html`aria-current="page"`}>${label}</a></li>`,
            )}
          </ul>
        </nav>
      </header>
      ${o.world().demo && html`<aside class="demo" aria-label="演示">演示：这里的人和事都是编的，编号以 YS 开头，不能用来办事。</aside>`}
      <main id="main" class="wide" tabindex="-1">${page.body}</main>
      <footer>
        <div class="wide">
          <p>${town.authority}　${town.place}</p>
          <p>
            办公时间：工作日
            ${town.hours.map((h) => `${h.from}–${h.to}`).join('，')}${town.phone && `　电话：${town.phone}`}
          </p>
          <p>危险急难请直接打 110、119、120。</p>
        </div>
      </footer>
    </body>
  </html>`
}
