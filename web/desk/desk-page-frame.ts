/** Frames every page of the desk: who is signed in, the rooms that are theirs, and how the last act went. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Staff } from '../../core/case/case.ts'
import { departmentOf } from '../../core/town.ts'
import { html, type Markup, render } from '../html.ts'
import { displayPreferencesOf, displaySwitches } from '../display-preferences.ts'
import type { WebOptions } from '../options.ts'
import { staticUrl } from '../static.ts'
import { type DeskPage, type DeskModule, DESK_MODULE_GROUPS, type DeskModuleGroup } from './desk-module.ts'
import { csrfOf } from './staff-session.ts'

const STYLE = staticUrl('desk.css')
const SCRIPT = staticUrl('desk.js')
const DRAFT_SCRIPT = staticUrl('desk-draft.js')
const COMPOSE_SCRIPT = staticUrl('desk-compose.js')

// prettier-ignore
export const ROLE_WORDS = { clerk: '经办', head: '科室负责人', group: '领导小组', admin: '管理员' } as const

export function sendDesk(
  request: FastifyRequest,
  reply: FastifyReply,
  o: WebOptions,
  at: { staff: Staff | null; rooms: readonly DeskModule[] },
  page: DeskPage,
): FastifyReply {
  return reply
    .code(page.status ?? 200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex, nofollow')
    .send(`<!doctype html>\n${render(frame(request, o, at, page))}`)
}

function frame(
  request: FastifyRequest,
  o: WebOptions,
  { staff, rooms }: { staff: Staff | null; rooms: readonly DeskModule[] },
  page: DeskPage,
): Markup {
  const { town } = o.world()
  // an answer to a form has no address to come back to
  const back = request.method === 'GET' ? request.url : '/staff'
  return html`<html lang="zh-CN" class="${displayPreferencesOf(request)}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex,nofollow" />
      <title>${page.title} · ${town.name}工作台</title>
      <link rel="stylesheet" href="${STYLE}" />
      ${(page.styles ?? []).map((href) => html`<link rel="stylesheet" href="${href}" />`)}
      <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      ${
        staff &&
        html`<script src="${COMPOSE_SCRIPT}" defer></script>
          <script src="${SCRIPT}" defer></script>`
      }
      <script src="${DRAFT_SCRIPT}" defer></script>
      ${(page.scripts ?? []).map((name) => html`<script src="${staticUrl(name)}" defer></script>`)}
    </head>
    <body data-me="${staff?.id}">
      <a class="skip" href="#main">跳到内容</a>
      <header class="top">
        <a class="home" href="/staff">${town.name}<span>工作台</span></a>
        ${staff && who(o, request, staff)}
      </header>
      ${staff && navigation(request, staff, rooms)}
      ${o.world().demo && html`<aside class="demo" aria-label="演示">演示：这里的人和事都是编的，编号以 YS 开头，不能用来办事。</aside>`}
      <main id="main" tabindex="-1">
        ${page.note && html`<p class="${page.note.bad ? 'note bad' : 'note'}" role="status">${page.note.text}</p>`}
        ${page.body}
      </main>
      ${staff && html`<footer>${displaySwitches(request, back)}</footer>`}
    </body>
  </html>`
}

const who = (o: WebOptions, request: FastifyRequest, staff: Staff): Markup =>
  html`<form class="me" action="/staff/leave" method="post">
    <input type="hidden" name="csrf" value="${csrfOf(o, request)}" />
    <span
      >${staff.name}<small
        >${departmentOf(o.world().town, staff.department).name} ${ROLE_WORDS[staff.role]}</small
      ></span
    >
    <button class="plain">退出</button>
  </form>`

function navigation(request: FastifyRequest, staff: Staff, rooms: readonly DeskModule[]): Markup {
  const mine = rooms.filter((room) => room.label !== '' && room.who.includes(staff.role))
  const path = request.url.split('?')[0] ?? ''
  const here = (room: DeskModule): boolean =>
    room.path === '/staff'
      ? path === '/staff' || path === '/staff/'
      : path === room.path || path.startsWith(`${room.path}/`)
  const groups = (Object.keys(DESK_MODULE_GROUPS) as DeskModuleGroup[]).filter((g) =>
    mine.some((room) => room.group === g),
  )
  return html`<nav aria-label="工作台">
    ${groups.map(
      (g) =>
        html`<ul aria-label="${DESK_MODULE_GROUPS[g]}">
          ${mine
            .filter((room) => room.group === g)
            .map(
              (room) =>
                html`<li>
                  <a
                    href="${room.path}"
                    ${room.key && html`accesskey="${room.key}"`}
                    ${here(room) && html`aria-current="page"`}
                    >${room.label}</a
                  >
                </li>`,
            )}
        </ul>`,
    )}
  </nav>`
}
