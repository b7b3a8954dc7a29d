/** `/staff`: my work. What waits for my decision, what nobody has taken, what I have in hand, each with its due date. */
import { KINDS } from '../../core/case/kinds.ts'
import { STATES, transition } from '../../core/case/lifecycle.ts'
import { itemOf } from '../../core/case/plan.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { localDate } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { caseByNumber, casesEnding } from '../../db/lookup.ts'
import { standsFor } from '../../db/people.ts'
import { html, type Markup } from '../html.ts'
import { openById } from './case-read.ts'
import { dueTag, urgencyOf } from './due.ts'
import { type Asked, asked, casesOf, casesOfDepartment, lateCases, type Listed, unassigned } from './lists.ts'
import type { Room, Visit } from './room.ts'

const REQUESTS = {
  transfer: '转办给您，等您接收',
  extension: '申请延期，等您批准',
  reopening: '申请重办，等您决定',
} as const

export const workRoom: Room = {
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
            <form class="find" action="/staff/find" role="search">
              <label class="unseen" for="number">编号</label>
              <input
                id="number"
                name="number"
                placeholder="编号或后四位"
                autocomplete="off"
                accesskey="f"
                maxlength="40"
              />
              <button>查</button>
            </form>
          </div>
          <div id="live" data-live="/staff?piece=1">${lists}</div>
          ${keys()}`,
      })
    })

    door.get('/staff/find', async (v) => {
      const number = v.query('number').normalize('NFKC').trim().toUpperCase().slice(0, 40)
      const found = /-/.test(number)
        ? [await caseByNumber(v.db, number)]
        : /^\d{1,6}$/.test(number)
          ? await casesEnding(v.db, number.padStart(4, '0'))
          : []
      const seen = []
      for (const c of found) if (c && (await openById(v.db, v.set, v.staff, c.id))) seen.push(c)
      if (seen.length === 1) return v.reply.redirect(`/staff/cases/${seen[0]!.number}`, 303)
      if (seen.length === 0)
        return v.back('/staff', `没有编号“${number}”的办件。请对照卡片写全编号，或者只写后四位。`, true)
      return v.page({
        title: '查编号',
        body: html`<h1>尾号 ${number} 有 ${seen.length} 件</h1>
          <ul class="lines">
            ${seen.map((c) => html`<li><a href="/staff/cases/${c.number}">${c.number}</a> ${c.text.slice(0, 60)}</li>`)}
          </ul>`,
      })
    })
  },
}

async function work(v: Visit): Promise<Markup> {
  const { db, staff, set } = v
  const stands = await standsFor(db, staff.id, localDate(set.now))
  const ids = [staff.id, ...stands]
  const above = staff.role === 'group' || staff.role === 'admin'
  const [waiting, free, mine, others, late] = await Promise.all([
    asked(db, staff, stands, set.world.town.fallback),
    unassigned(db, staff, above ? null : staff.department),
    casesOf(db, staff, ids),
    staff.role === 'head' ? casesOfDepartment(db, staff, staff.department, ids) : [],
    above ? lateCases(db, staff, set.now) : [],
  ])
  const section = (
    id: string,
    title: string,
    found: readonly (Listed | Asked)[],
    none: string | null,
  ): Markup | null =>
    found.length === 0 && none === null
      ? null
      : html`<section aria-labelledby="${id}">
          <h2 id="${id}">${title}<span class="count">${found.length}</span></h2>
          ${found.length === 0 ? html`<p class="none">${none}</p>` : table(v, found, stands)}
        </section>`
  return html`${tally([...free, ...mine], v)} ${section('asked', '等我决定', waiting, null)}
  ${section('free', above ? '全镇没人接的' : '本科室没人接的', free, '没有等人接的办件。')}
  ${section('mine', stands.length > 0 ? '我的和代办的' : '我的办件', mine, '您手上没有办件。')}
  ${section('others', '本科室同事在办的', others, null)}
  ${section(
    'late',
    '全镇超期的',
    late.filter((c) => c.state !== 'received'),
    null,
  )}`
}

function tally(all: readonly Listed[], v: Visit): Markup {
  const count = (u: string) => all.filter((c) => c.clock && urgencyOf(c.clock, v.set.now) === u).length
  const [late, today] = [count('late'), count('today')]
  return html`<p class="tally">
    <span class="due late ${late === 0 && 'nil'}"><b>${late}</b> 件超期</span>
    <span class="due today ${today === 0 && 'nil'}"><b>${today}</b> 件今天到期</span>
    <span><b>${all.length}</b> 件在手上或等人接</span>
  </p>`
}

const table = (v: Visit, found: readonly (Listed | Asked)[], stands: readonly number[]): Markup =>
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

function line(v: Visit, c: Listed | Asked, stands: readonly number[]): Markup {
  const { set, staff } = v
  const item = itemOf(set.world, c.item)
  const urgency = c.clock ? urgencyOf(c.clock, set.now) : 'later'
  return html`<tr class="${urgency}" data-row id="case-${c.id}">
    <td class="when">${dueTag(c.clock, c.kind, set.now)}</td>
    <td class="what">
      <a href="/staff/cases/${c.number}">${c.number}</a>
      <span class="kind">${KINDS[c.kind].label}${item && `·${item.name}`}</span>
      ${c.unreachable && html`<span class="tag bad">联系不上，请打电话</span>`}
      ${c.privacy !== 'normal' && html`<span class="tag">${c.privacy === 'anonymous' ? '匿名' : '保密'}</span>`}
      <p>${c.text.length > 80 ? `${c.text.slice(0, 80)}…` : c.text}</p>
      ${'request' in c && html`<p class="ask"><b>${REQUESTS[c.request]}</b>：${c.by && `${c.by}，`}${c.days && `${c.days} 天，`}${c.reason}</p>`}
    </td>
    <td class="state">${STATES[c.state].label}</td>
    <td class="by">
      ${
        c.state === 'received'
          ? html`${c.department !== staff.department && departmentOf(set.world.town, c.department).name}
            ${mayClaim(v, c, stands) && claim(v, c)}`
          : html`${c.handlerId === staff.id ? '我' : (c.handler ?? '—')}${
              c.handlerId !== null && stands.includes(c.handlerId) && html`<small>我代办</small>`
            }${
              c.handlerId !== staff.id && c.firstResponderId === staff.id && html`<small>我是首问</small>`
            }${c.department !== staff.department && html`<small>${departmentOf(set.world.town, c.department).name}</small>`}`
      }
    </td>
  </tr>`
}

/** Asked of the table, like every button: whoever may not take it up is not shown that they might. */
function mayClaim(v: Visit, c: Listed, standsFor: readonly number[]): boolean {
  const actor = { kind: 'staff', staff: v.staff, standsFor } as const
  const roles = rolesOf(actor, c, [], v.set.world.town.fallback)
  return transition('claim').by.some((role) => roles.has(role))
}

const claim = (v: Visit, c: Listed): Markup =>
  html`<form action="/staff/cases/${c.number}/do" method="post">
    ${v.csrf}<input type="hidden" name="action" value="claim" />
    <input type="hidden" name="version" value="${c.version}" />
    <button aria-label="认领 ${c.number}">认领</button>
  </form>`

const keys = (): Markup =>
  html`<details class="keys">
    <summary>不用鼠标</summary>
    <p>
      <kbd>j</kbd> 下一件，<kbd>k</kbd> 上一件，<kbd>回车</kbd> 打开，<kbd>/</kbd> 查编号，<kbd>g</kbd>
      回到这一页。在办件页里：<kbd>r</kbd> 跳到“办理”。没有脚本时用 <kbd>Tab</kbd>，或浏览器的快捷键（如
      <kbd>Alt</kbd>+<kbd>Shift</kbd>+<kbd>W</kbd> 我的工作、<kbd>F</kbd> 查编号）。
    </p>
  </details>`
