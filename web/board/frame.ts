/** What the pages of the notice board 公开栏 share: their tabs, the question anybody may put to anything published, answers beside it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { localDate, type LocalDate, formatDate } from '../../core/date.ts'
import type { PublicChallenge } from '../../db/challenges/challenges.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'
import { inAddress, textOf } from '../query.ts'

// prettier-ignore
export const BOARD = [
  { href: '/board',       label: '最新' },
  { href: '/breaches',    label: '违诺' },
  { href: '/challenges',  label: '质询听证' },
  { href: '/disclosures', label: '信息公开' },
  { href: '/pledges',     label: '承诺' },
  { href: '/assessment',  label: '考核' },
  { href: '/anchors',     label: '防改校验' },
] as const

export interface BoardPage {
  readonly path: (typeof BOARD)[number]['href']
  readonly title: string
  /** One sentence: what stands here. */
  readonly intro: Markup | string
  readonly body: Markup
}

export function sendBoard(request: FastifyRequest, reply: FastifyReply, o: WebOptions, page: BoardPage): FastifyReply {
  return sendPage(request, reply, o, {
    title: page.title,
    at: '/board',
    body: html`<nav class="tabs" aria-label="公开栏">
        <ul>
          ${BOARD.map(
            ({ href, label }) =>
              html`<li><a href="${href}" ${href === page.path && html`aria-current="page"`}>${label}</a></li>`,
          )}
        </ul>
      </nav>
      <h1>${page.title}</h1>
      <p class="hint">${page.intro}</p>
      ${page.body}`,
  })
}

/** The way from something published to a question about it; `about` as the chat's `doubt:` takes it. */
export const doubt = (about: string, of: string): Markup =>
  html`<a class="doubt" rel="nofollow" href="/chat?doubt=${inAddress(about)}"
    >有疑问<span class="unseen">：${of}</span></a
  >`

export const none = (words: string): Markup => html`<p class="empty">${words}</p>`

/** A date with the year only where it is another one. */
export const saying = (o: WebOptions) => {
  const today = localDate(o.now())
  return (date: LocalDate): string => formatDate(date, today)
}

/** Questions put to one thing and their answers, beside it. Nothing where nobody asked. */
export function beside(
  asked: readonly PublicChallenge[],
  about: PublicChallenge['about'],
  aboutId: string,
  say: (date: LocalDate) => string,
): Markup | null {
  const of = asked.filter((c) => c.about === about && c.aboutId === aboutId)
  if (of.length === 0) return null
  return html`<div class="beside">
    ${of.map(
      (c) =>
        html`<p>
          <b>有人问：</b>${c.question}<br /><b>答：</b>${
            c.answer ?? (c.dueOn ? `${say(c.dueOn)}前答复。` : '正在答复。')
          }
          <a href="/challenges#${c.number}">看这个质询</a>
        </p>`,
    )}
  </div>`
}

/** One of a list's properties to choose by; `all` is what nothing chosen is called, null where something always is. */
export const sieve = (
  label: string,
  path: string,
  name: string,
  now: string,
  entries: readonly { value: string; label: string }[],
  all: string | null = '全部',
): Markup =>
  html`<form class="sieve" action="${path}" method="get">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${[...(all === null ? [] : [{ value: '', label: all }]), ...entries].map(
        (e) => html`<option value="${e.value}" ${e.value === now && html`selected`}>${e.label}</option>`,
      )}
    </select>
    <button class="quiet">看</button>
  </form>`

/** Entries of one page of a list. */
export const PER_PAGE = 50

/** Which page was asked for, from 1. */
export const pageOf = (request: FastifyRequest): number => {
  const asked = textOf(request, 'page')
  return /^[1-9]\d{0,4}$/.test(asked) ? Number(asked) : 1
}

/** Newer and older, where a list has more than one page. */
export function pager(at: number, count: number, href: (page: number) => string): Markup | null {
  const last = Math.max(1, Math.ceil(count / PER_PAGE))
  if (last === 1) return null
  return html`<nav class="pager" aria-label="翻页">
    ${at > 1 && html`<a class="button quiet" rel="prev" href="${href(at - 1)}">上一页</a>`}
    <span>第 ${at} 页，共 ${last} 页</span>
    ${at < last && html`<a class="button quiet" rel="next" href="${href(at + 1)}">下一页</a>`}
  </nav>`
}

/** The address of a list with what is chosen of it. */
export function listAt(path: string, chosen: Readonly<Record<string, string | number>>): string {
  const said = Object.entries(chosen).filter(([name, value]) => value !== '' && !(name === 'page' && value === 1))
  const query = said.map(([name, value]) => `${name}=${inAddress(String(value))}`).join('&')
  return query ? `${path}?${query}` : path
}
