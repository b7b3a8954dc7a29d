/** `/staff`: lists my work: what waits for my decision, what nobody has taken, what I have in hand, each with its due date. */
import { privacyMark } from '../../core/case/privacy-mark.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { STATES, transition } from '../../core/case/lifecycle.ts'
import { itemOf } from '../../core/town-context.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { localDate } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { countDue } from '../../db/cases/search-cases.ts'
import { standsFor } from '../../db/people/staff.ts'
import { html, type Markup } from '../html.ts'
import { inAddress } from '../query.ts'
import { dueTag, urgencyOf } from './due-tag.ts'
import {
  type Asked,
  asked,
  casesOf,
  casesOfDepartment,
  type Counted,
  lateCases,
  type Listed,
  type Slice,
  unassigned,
} from '../../db/cases/desk-lists.ts'
import { listed, type Pages, pages, pagesOf } from './paging.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const REQUESTS = {
  transfer: '转办给您，等您接收',
  extension: '申请延期，等您批准',
  reopening: '申请重办，等您决定',
} as const

export const workRoom: DeskModule = {
  path: '/staff',
  label: '我的工作',
  group: 'daily',
  who: ['clerk', 'head', 'group', 'admin'],
  key: 'w',
  open(door) {
    door.get('/staff', async (v) => {
      const lists = await work(v)
      if (v.query('piece') === '1') return v.piece(lists)
      return v.page({
        title: '我的工作',
        body: html`<div class="bar">
            <h1>我的工作</h1>
            <form class="find" action="/staff/cases" role="search">
              <label class="unseen" for="number">编号、事情、姓名或电话</label>
              <input
                id="number"
                name="q"
                placeholder="编号、事情、全名或电话"
                autocomplete="off"
                accesskey="f"
                maxlength="60"
              />
              <button>查</button>
            </form>
          </div>
          <div id="live" data-live="${again(v)}">${lists}</div>
          ${keys()}`,
      })
    })

    // where the box led that knew numbers only
    door.get('/staff/find', async (v) => v.reply.redirect(`/staff/cases?q=${inAddress(v.query('number'))}`, 303))
  },
}

/** This page, renewed: on the pages of its lists that are open. */
function again(v: DeskRequest): string {
  const query = new URLSearchParams((v.request.query ?? {}) as Record<string, string>)
  query.set('piece', '1')
  return `/staff?${query.toString()}`
}

const NONE: Counted = { found: [], count: 0 }

async function work(v: DeskRequest): Promise<Markup> {
  const { db, staff, ctx } = v
  const { now } = ctx
  const stands = await standsFor(db, staff.id, localDate(now))
  const ids = [staff.id, ...stands]
  const above = staff.role === 'group' || staff.role === 'admin'
  const none = async () => NONE
  const department = above ? null : staff.department
  const [waiting, free, mine, others, late] = await Promise.all([
    asked(db, staff, stands, ctx.townContext.town).then((all) => pagesOf(v, 'asked', all)),
    paged(v, 'free', (slice) => unassigned(db, staff, department, slice)),
    paged(v, 'mine', (slice) => casesOf(db, staff, ids, slice)),
    paged(v, 'others', staff.role === 'head' ? (s) => casesOfDepartment(db, staff, staff.department, ids, s) : none),
    paged(v, 'late', above ? (slice) => lateCases(db, staff, now, slice) : none),
  ])
  const shown = (title: string, p: Pages<Listed | Asked>, empty: string | null): Markup | null =>
    p.count === 0 && empty === null
      ? null
      : listed(v, '/staff', title, p, (found) => table(v, found, stands), empty ?? '')
  const due = await countDue(db, ctx, { staff, standsFor: stands, town: ctx.townContext.town }, true)
  return html`${tally(due, above, free.count + mine.count)} ${shown('等我决定', waiting, null)}
  ${shown(above ? '全镇没人接的' : '本科室没人接的', free, '没有等人接的办件。')}
  ${shown(stands.length > 0 ? '我的和代办的' : '我的办件', mine, '您手上没有办件。')}
  ${shown('本科室同事在办的', others, null)} ${shown('全镇超期的', late, null)}`
}

const paged = (v: DeskRequest, name: string, read: (slice: Slice) => Promise<Counted>): Promise<Pages<Listed>> =>
  pages(v, name, read)

/** Each number leads to a list of exactly so many: all cases, found by the same question. */
function tally(due: { late: number; today: number }, above: boolean, all: number): Markup {
  const to = (what: string) => `/staff/cases?due=${what}${above ? '' : '&scope=mine'}`
  return html`<p class="tally">
    <a class="due late ${due.late === 0 && 'nil'}" href="${to('late')}"><b>${due.late}</b> 件超期</a>
    <a class="due today ${due.today === 0 && 'nil'}" href="${to('today')}"><b>${due.today}</b> 件今天到期</a>
    <span><b>${all}</b> 件在办和等接</span>
  </p>`
}

const table = (v: DeskRequest, found: readonly (Listed | Asked)[], stands: readonly number[]): Markup =>
  html`<table class="cases">
    <thead>
      <tr>
        <th>期限</th>
        <th>办件</th>
        <th>状态</th>
        <th>承办</th>
      </tr>
    </thead>
    <tbody>
      ${found.map((c) => line(v, c, stands))}
    </tbody>
  </table>`

function line(v: DeskRequest, c: Listed | Asked, stands: readonly number[]): Markup {
  const { ctx, staff } = v
  const item = itemOf(ctx.townContext, c.item)
  const urgency = c.clock ? urgencyOf(c.clock, ctx.now) : 'later'
  return html`<tr class="${urgency}" data-row id="case-${c.id}">
    <td class="when">${dueTag(c.clock, c.kind, ctx.now)}</td>
    <td class="what">
      <a href="/staff/cases/${c.number}">${c.number}</a>
      <span class="kind">${KINDS[c.kind].label}${item && `·${item.name}`}</span>
      ${c.unreachable && html`<span class="tag bad">联系不上，请打电话</span>`}
      ${privacyMark(c) && html`<span class="tag">${privacyMark(c)}</span>`}
      <p>${c.text.length > 80 ? `${c.text.slice(0, 80)}…` : c.text}</p>
      ${'request' in c && html`<p class="ask"><b>${REQUESTS[c.request]}</b>：${c.by && `${c.by}，`}${c.days && `${c.days} 天，`}${c.reason}</p>`}
    </td>
    <td class="state">${STATES[c.state].label}</td>
    <td class="by">
      ${
        c.state === 'received'
          ? html`${c.department !== staff.department && departmentOf(ctx.townContext.town, c.department).name}
            ${mayClaim(v, c, stands) && claim(v, c)}`
          : html`${c.handlerId === staff.id ? '我' : (c.handler ?? '—')}${
              c.handlerId !== null && stands.includes(c.handlerId) && html`<small>我代办</small>`
            }${
              c.handlerId !== staff.id && c.firstResponderId === staff.id && html`<small>我是首问</small>`
            }${c.department !== staff.department && html`<small>${departmentOf(ctx.townContext.town, c.department).name}</small>`}`
      }
    </td>
  </tr>`
}

/** Asked of the table, like every button: whoever may not take it up is not shown that they might. */
function mayClaim(v: DeskRequest, c: Listed, standsFor: readonly number[]): boolean {
  const actor = { kind: 'staff', staff: v.staff, standsFor } as const
  const roles = rolesOf(actor, c, [], v.ctx.townContext.town)
  return transition('claim').by.some((role) => roles.has(role))
}

const claim = (v: DeskRequest, c: Listed): Markup =>
  html`<form action="/staff/cases/${c.number}/do" method="post">
    ${v.csrf}<input type="hidden" name="action" value="claim" />
    <input type="hidden" name="version" value="${c.version}" />
    <button aria-label="认领 ${c.number}">认领</button>
  </form>`

const keys = (): Markup =>
  html`<details class="keys">
    <summary>不用鼠标</summary>
    <p>
      <kbd>j</kbd> 下一件，<kbd>k</kbd> 上一件，<kbd>回车</kbd> 打开，<kbd>/</kbd> 找办件，<kbd>g</kbd>
      回到这一页。在办件页里：<kbd>r</kbd> 跳到“办理”。没有脚本时用 <kbd>Tab</kbd>，或浏览器的快捷键（如
      <kbd>Alt</kbd>+<kbd>Shift</kbd>+<kbd>W</kbd> 我的工作、<kbd>F</kbd> 找办件）。
    </p>
  </details>`
