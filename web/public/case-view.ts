/** One case as its resident sees it: where it stands, who answers, by when and why then, what has happened. */
import type { Case, StoredPromise, Staff } from '../../core/case/case.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { STATES } from '../../core/case/lifecycle.ts'
import { caseMessageFields } from '../../core/case/message-to-resident.ts'
import { resultPromise } from '../../core/case/case-context.ts'
import type { TownContext } from '../../core/town-context.ts'
import { localDate, localTime, formatDate } from '../../core/date.ts'
import { NOTICES, type NoticeKind } from '../../core/notice/kinds.ts'
import { explain } from '../../core/promise/explain.ts'
import { eventLabel } from '../../core/messages/action-labels.ts'
import { alarmProgress } from '../../core/messages/alarm.ts'
import { gradeOf } from '../../core/input/rating.ts'
import { OPEN_STATES } from '../../db/cases/find-cases.ts'
import { html, type Markup } from '../html.ts'

export interface Viewed {
  readonly case: Case
  readonly clocks: readonly StoredPromise[]
  readonly staff: readonly Staff[]
  readonly events: readonly { readonly at: Date; readonly action: string; readonly text: string }[]
  readonly notices: readonly {
    readonly number: string
    readonly token: string
    readonly kind: string
    readonly createdAt: Date
  }[]
}

/** What the office wrote to the resident; a resident's own words and ratings are not repeated. */
const TELLS_TEXT = new Set([
  'progress',
  'reply',
  'complete',
  'decline',
  'ineligible',
  'refuse',
  'pause',
  'account',
  'refuse-reopen',
  'hide',
])

// prettier-ignore
const NEXT: Partial<Record<Case['state'], string>> = {
  received:   '正在等人接手，接手后马上告诉您。',
  assigned:   '正在办，有进展会在您原来的聊天里告诉您。',
  supplement: '请按书面通知补齐材料，补齐后在下面说一声，或者交到窗口。',
  paused:     '正在做特别程序，做完接着办并告诉您新的日期。',
  answered:   '请看看答复。没解决的，在下面说一声，接着办。',
  completed:  '请看看结果。没解决的，在下面说一声。',
}

/** `forms`: what the resident may do, and how what they did went; null where nothing may be done here. */
export function caseView(
  v: Viewed,
  townContext: TownContext,
  now: Date,
  forms: { readonly said: Markup | null; readonly acts: Markup | null } | null = null,
): Markup {
  const c = v.case
  const today = localDate(now)
  const about = caseMessageFields(
    { case: c, promises: v.clocks, requests: [], staff: v.staff, lastUrgedOn: null },
    townContext,
    now,
  )
  const isOpen = (OPEN_STATES as readonly string[]).includes(c.state)
  return html`<h1>${c.number}</h1>
    ${forms?.said}
    <section class="card">
      <p class="status"><strong>${STATES[c.state].label}</strong>　${KINDS[c.kind].label}</p>
      ${NEXT[c.state] && html`<p>${NEXT[c.state]}</p>`}
      <dl class="facts">
        <dt>事情</dt>
        <dd>${about.matter !== about.kind && html`${about.matter}<br />`}${short(c.text)}</dd>
        <dt>负责</dt>
        <dd>
          ${about.department}${about.handler ? ` ${about.handler}` : '（等人接手）'}${about.phone && `，电话 ${about.phone}`}
        </dd>
        ${
          about.first &&
          html`<dt>首问责任人</dt>
            <dd>${about.first}，跟到办完</dd>`
        }
        <dt>登记</dt>
        <dd>${formatDate(c.openedOn)}</dd>
        ${isOpen && (c.alarmAt ? alarm(v, townContext, now) : due(v, about.due, townContext, now))}
        ${
          c.rating !== null &&
          html`<dt>您的评价</dt>
            <dd>${c.rating} 分，${gradeOf(c.rating)}</dd>`
        }
      </dl>
    </section>
    ${forms?.acts}
    ${
      v.notices.length > 0 &&
      html`<section>
        <h2>书面通知</h2>
        <ul class="plain">
          ${v.notices.map(
            (n) =>
              html`<li>
                <a href="/notices/${n.token}">${NOTICES[n.kind as NoticeKind]?.title ?? n.kind}</a
                ><span>${n.number}　${formatDate(localDate(n.createdAt), today)}</span>
              </li>`,
          )}
        </ul>
      </section>`
    }
    <section>
      <h2>办理经过</h2>
      <ol class="timeline">
        ${v.events.map(
          (e) =>
            html`<li>
              <time datetime="${e.at.toISOString()}">${formatDate(localDate(e.at), today)} ${localTime(e.at)}</time>
              <b>${eventLabel(e.action)}</b>
              ${TELLS_TEXT.has(e.action) && e.text && html`<p class="said">${e.text}</p>`}
            </li>`,
        )}
      </ol>
    </section>
    <p>
      <a class="button quiet" href="/track?number=${encodeURIComponent(c.number)}">再查一件</a>
      <a class="button quiet" href="/chat">在线咨询</a>
    </p>`
}

/** Who has seen an alarm: it has no day. */
const alarm = (v: Viewed, { town }: TownContext, now: Date): Markup =>
  html`<dt>紧急</dt>
    <dd>${alarmProgress(v, town, now)}</dd>`

/** The day it is due, and how that day was counted. */
function due(v: Viewed, said: string, townContext: TownContext, now: Date): Markup | null {
  const c = v.case
  const waits = c.state === 'supplement' ? 'supply' : null
  const running = (purpose: string) => v.clocks.find((p) => p.purpose === purpose && p.state === 'open')
  const clock =
    (waits && running(waits)) ||
    resultPromise({ case: c, promises: v.clocks, requests: [], staff: [], lastUrgedOn: null }) ||
    running('accept')
  if (!clock) return null
  const late = clock.state === 'open' && clock.dueAt <= now
  return html`<dt>${waits ? '补交到' : '最晚'}</dt>
    <dd>
      ${clock.state === 'paused' ? '暂停计时，恢复后告诉您新的日期' : said}${
        late && !waits && html`<strong class="caveat">已经超过期限，正在督办，对不起让您久等。</strong>`
      }
      <small>怎么算的：${explain(clock, townContext.calendar, localDate(now), townContext.town.hours)}</small>
      ${clock.basis && html`<small>依据：${clock.basis.replaceAll('UNVERIFIED', '待核实')}</small>`}
    </dd>`
}

const short = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text)
