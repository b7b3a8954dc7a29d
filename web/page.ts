/** The frame every page stands in. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { html, type Markup, render } from './html.ts'
import type { WebOptions } from './options.ts'

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** Beside this file, or, when this file was compiled into dist/, in the source tree. */
export const STATIC = [beside('./static'), beside('../../web/static')].find((p) => existsSync(p)) ?? ''

/** The address of a static file changes with its content, so that it may be kept for ever. */
export const staticUrl = (name: string): string => {
  const hash = createHash('sha256')
    .update(readFileSync(join(STATIC, name)))
    .digest('hex')
  return `/static/${name}?v=${hash.slice(0, 10)}`
}
const STYLE = staticUrl('site.css')
const SCRIPT = staticUrl('chat.js')

export interface Page {
  readonly title: string
  readonly body: Markup
  /** Kept out of search engines: anything of one person. */
  readonly hidden?: boolean
  /** Which entry of the navigation this is. */
  readonly at?: string
  readonly chat?: boolean
}

export const TYPE_COOKIE = 'type'

// prettier-ignore
const NAVIGATION = [
  { href: '/',            label: '首页' },
  { href: '/items',       label: '办事目录' },
  { href: '/departments', label: '科室' },
  { href: '/track',       label: '查进度' },
  { href: '/chat',        label: '在线咨询' },
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
  const large = request.cookies[TYPE_COOKIE] === 'large'
  const back = request.method === 'GET' && !page.hidden ? request.url : '/'
  return html`<html lang="zh-CN" class="${large ? 'large' : 'normal'}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${page.title === town.name ? '' : `${page.title} · `}${town.name}办事</title>
      ${page.hidden && html`<meta name="robots" content="noindex,nofollow" />`}
      <link rel="stylesheet" href="${STYLE}" />
      <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      ${page.chat && html`<script src="${SCRIPT}" defer></script>`}
    </head>
    <body>
      <a class="skip" href="#main">跳到内容</a>
      <header class="top">
        <div class="wide">
          <a class="town" href="/">${town.name}<span>首问办事</span></a>
          <a
            class="type"
            rel="nofollow"
            href="/type?size=${large ? 'normal' : 'large'}&amp;back=${encodeURIComponent(back)}"
            >${large ? '标准字' : '大字版'}</a
          >
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
      <main id="main" class="wide">${page.body}</main>
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
