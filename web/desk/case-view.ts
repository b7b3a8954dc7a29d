/** Draws the facts beside the conversation of a case: what it is, every due date with how it was computed, its papers and letters. */
import type { StoredPromise } from '../../core/case/case.ts'
import { caseMessageFields } from '../../core/case/message-to-resident.ts'
import { alarmDeadline, alarmPhones, alarmSince } from '../../core/messages/alarm.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { itemOf } from '../../core/town-context.ts'
import { clockLabel, PURPOSES } from '../../core/case/purposes.ts'
import type { Contact } from '../../core/privacy/kept-contact.ts'
import { mayReadContact } from '../../db/people/contact-details.ts'
import { localDate, localTime, formatDate } from '../../core/date.ts'
import { type NoticeKind, NOTICES } from '../../core/notice/kinds.ts'
import { explain } from '../../core/promise/explain.ts'
import { html, type Markup } from '../html.ts'
import type { ReadableCase } from '../../db/cases/readable-cases.ts'
import type { Surroundings } from './case-read.ts'
import { placeFacts } from './case-place.ts'
import { channelWord } from './channel-labels.ts'
import { dueTag } from './due-tag.ts'
import { turn } from './paging.ts'
import type { DeskRequest } from './desk-module.ts'

export const when = (v: DeskRequest, at: Date): string =>
  `${formatDate(localDate(at), localDate(v.ctx.now))} ${localTime(at)}`

export function facts(
  v: DeskRequest,
  { at: caseContext, standsFor, roles }: ReadableCase,
  around: Surroundings,
  known: Contact | null,
): Markup {
  const c = caseContext.case
  const about = caseMessageFields(caseContext, v.ctx.townContext, v.ctx.now)
  const item = itemOf(v.ctx.townContext, c.item)
  const mine = (id: number | null) =>
    id !== null && (id === v.staff.id ? '（我）' : standsFor.includes(id) ? '（我代）' : '')
  return html`<section class="card" aria-labelledby="facts">
    <h2 id="facts">情况</h2>
    <dl class="facts">
      ${
        item &&
        html`<dt>事项</dt>
          <dd><a href="/items/${item.id}">${item.name}</a></dd>`
      }
      ${c.alarmAt && alarm(v, caseContext)} ${placeFacts(caseContext, v.ctx.townContext.town)}
      <dt>科室</dt>
      <dd>${about.department}</dd>
      <dt>承办人</dt>
      <dd>${about.handler || '还没有人接'}${mine(c.handlerId)}</dd>
      <dt>首问责任人</dt>
      <dd>${about.first || '谁先接谁负责到底'}${mine(c.firstResponderId)}</dd>
      <dt>登记</dt>
      <dd>${when(v, c.openedAt)}，${cameBy(around)}</dd>
      ${
        around.contact &&
        html`<dt>联系方式</dt>
          <dd>${contact(v, c.number, mayReadContact(roles), known)}</dd>`
      }
      ${
        c.acceptedOn &&
        html`<dt>受理</dt>
          <dd>${formatDate(c.acceptedOn, localDate(v.ctx.now))}</dd>`
      }
      ${
        c.rating !== null &&
        html`<dt>评分</dt>
          <dd>${c.rating} 分</dd>`
      }
    </dl>
  </section>`
}

/** An alarm: who has seen it, else by when, and whom to ring. */
function alarm(v: DeskRequest, at: CaseContext): Markup {
  const { town } = v.ctx.townContext
  return html`<dt>紧急</dt>
    <dd>
      ${alarmSince(at, town, v.ctx.now)}${alarmDeadline(at.case, v.ctx.now)}
      ${alarmPhones(town) && html`<br />${alarmPhones(town)}`}
    </dd>`
}

const ORIGINS: Readonly<Record<string, string>> = { api: '别的平台转来', counter: '窗口或者电话代办' }

/** How it came in: by the chat, across the counter, from another desk. */
function cameBy({ channel, origin, brought }: Surroundings): string {
  if (brought)
    return `${brought.client}转来${brought.reference ? `（对方编号 ${brought.reference}）` : ''}，没有聊天账号`
  return channel ? channelWord(channel) : `${ORIGINS[origin] ?? '登记'}，没有聊天账号`
}

/** Asked for, not lying open: each look is written into the log. */
function contact(v: DeskRequest, number: string, may: boolean, known: Contact | null): Markup {
  if (!may) return html`留了，只给承办人、首问责任人和本科室负责人看`
  if (!known)
    return html`<form class="one" action="/staff/cases/${number}/contact" method="post">
      ${v.csrf}<button class="plain">看联系方式</button> <small>看一次登记一次</small>
    </form>`
  return html`<b class="contact"
      >${known.name || '没留姓名'}，${known.phone ? html`<a href="tel:${known.phone.replaceAll(/[^\d+]/g, '')}">${known.phone}</a>` : '没留电话'}</b
    >
    ${Object.entries(known.more ?? {}).map(([what, said]) => html`<br />${what}：${said}`)}
    <br /><small>看过已记录，请只用来办这件事。</small>`
}

const ENDED: Readonly<Record<string, string>> = { met: '按时', late: '超期完成', void: '不再计' }

/** Running clocks first, each with the sentence that a wall calendar can check. */
export function promises(v: DeskRequest, { at: caseContext }: ReadableCase): Markup {
  const { now } = v.ctx
  const running = (p: StoredPromise) => p.state === 'open' || p.state === 'paused'
  const all = [...caseContext.promises.filter(running), ...caseContext.promises.filter((p) => !running(p))]
  return html`<section class="card">
    <h2>期限</h2>
    ${all.length === 0 && html`<p class="none">没有计时。</p>`}
    <ul class="clocks">
      ${all.map(
        (p) =>
          html`<li>
            <p>
              ${
                running(p)
                  ? dueTag(p, caseContext.case.kind, now)
                  : html`<b>${clockLabel(p.purpose, caseContext.case.kind)}</b> ${ENDED[p.state]}，期限
                      ${formatDate(p.dueDate, localDate(now))}`
              }
              ${PURPOSES[p.purpose].owner === 'resident' && html`<span class="tag">等本人</span>`}
            </p>
            ${
              running(p)
                ? reckoned(v, p)
                : html`<details>
                    <summary>怎么算的</summary>
                    ${reckoned(v, p)}
                  </details>`
            }
          </li>`,
      )}
    </ul>
  </section>`
}

const reckoned = (v: DeskRequest, p: StoredPromise): Markup =>
  html`<p class="hint">
    ${explain(p, v.ctx.townContext.calendar, localDate(v.ctx.now), v.ctx.townContext.town.hours)}${
      p.basis && `依据：${p.basis.replaceAll('UNVERIFIED', '待核实')}`
    }
  </p>`

export function papers(
  v: DeskRequest,
  { at: caseContext }: ReadableCase,
  around: Surroundings,
  maySeal: boolean,
): Markup | null {
  if (around.notices.length === 0) return null
  const unsealed = around.notices.some((n) => n.sealedAt === null && (NOTICES[n.kind as NoticeKind]?.stamped ?? true))
  return html`<section class="card">
    <h2>文书</h2>
    <ul class="papers">
      ${around.notices.map(
        (n) =>
          html`<li>
            <a href="/notices/${n.token}">${NOTICES[n.kind as NoticeKind]?.title ?? n.kind}</a> ${n.number}
            <small>
              ${when(v, n.createdAt)}；${
                (NOTICES[n.kind as NoticeKind]?.stamped ?? true)
                  ? n.sealedAt
                    ? `${when(v, n.sealedAt)} 用印`
                    : '还没用印'
                  : '不用印'
              }；${n.receivedAt ? `${when(v, n.receivedAt)} 本人确认收到` : n.servedAt ? `${when(v, n.servedAt)} 送达` : '还没送达'}
            </small>
          </li>`,
      )}
    </ul>
    ${
      maySeal &&
      unsealed &&
      html`<form action="/staff/cases/${caseContext.case.number}/seal" method="post">
        ${v.csrf}<button class="plain">登记：都已用印</button>
      </form>`
    }
  </section>`
}

// prettier-ignore
export const SENT: Readonly<Record<string, string>> = {
  sent: '已送达', waiting: '排队中', sending: '正在发', parked: '等本人下次来信再发', refused: '没送到（平台拒收）', unreachable: '没送到（联系不上）', dead: '没送到（多次失败）',
}

export function letters(v: DeskRequest, path: string, { letters: p }: Surroundings): Markup | null {
  const [first] = p.found
  if (!first) return null
  const latest = p.at === 1 && html`：最近一条${SENT[first.state] ?? first.state}`
  return html`<details class="card" id="letters" ${p.at > 1 && html`open`}>
    <summary>发给本人的消息（${p.count}）${latest}</summary>
    <ul class="sent">
      ${p.found.map(
        (l) =>
          html`<li>
            <small>${when(v, l.at)} ${SENT[l.state] ?? l.state}</small>
            <p class="words">${l.text}</p>
          </li>`,
      )}
    </ul>
    ${turn(v, path, '发给本人的消息', p)}
  </details>`
}
