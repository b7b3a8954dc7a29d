/** `/challenges`: questions put to what the town published, their answers and hearings; nobody who asked is named. */
import type { FastifyInstance } from 'fastify'
import { HEARING_STATES } from '../../core/challenge/hearing.ts'
import { type LocalDate, localDate, sayWeekday } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import {
  countPublicChallenges,
  publicChallenges,
  type PublicChallenge,
  publicHearings,
  type PublicHearing,
} from '../../db/published.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { doubt, listAt, none, pageOf, pager, PER_PAGE, saying, sendBoard } from './frame.ts'

// prettier-ignore
const PLACES: Partial<Record<PublicChallenge['about'], (id: string) => { href: string; label: string }>> = {
  breach:     (id) => ({ href: `/breaches#${id}`,          label: `违诺 ${id} 号` }),
  disclosure: (id) => ({ href: `/disclosures/${id}`,       label: `信息公开 ${id} 号` }),
  assessment: (id) => ({ href: `/assessment?period=${id}`, label: `考核 ${id}` }),
  hearing:    (id) => ({ href: `#hearing-${id}`,           label: `听证会 ${id} 号` }),
  pledge:     (id) => ({ href: `/pledges#${id}`,           label: '公开承诺' }),
}

const typed = (words: string): string => `/chat?q=${encodeURIComponent(words)}`

export function challengesPage(app: FastifyInstance, o: WebOptions): void {
  app.get('/challenges', async (request, reply) => {
    const { town, catalog } = o.world()
    const { db } = o.database
    const at = pageOf(request)
    const [all, count, hearings] = await Promise.all([
      publicChallenges(db, { limit: PER_PAGE, offset: (at - 1) * PER_PAGE }),
      countPublicChallenges(db),
      at === 1 ? publicHearings(db) : [],
    ])
    const say = saying(o)
    const today = localDate(o.now())
    const { challengeDays, hearingSeconds } = town.rules
    const about = (c: PublicChallenge): Markup | null => {
      const item = c.about === 'item' ? catalog.items.find((i) => i.id === c.aboutId) : undefined
      const place = item ? { href: `/items/${item.id}`, label: item.name } : PLACES[c.about]?.(c.aboutId)
      return place
        ? html`<dt>针对</dt>
            <dd><a href="${place.href}">${place.label}</a></dd>`
        : null
    }
    return sendBoard(request, reply, o, {
      path: '/challenges',
      title: '质询和听证',
      intro: html`对公开的任何内容有疑问都可以问，${challengeDays} 个工作日内公开答复。${hearingSeconds}
      人附议就要开听证会。不公开是谁问的。`,
      body: html`<p><a class="button" href="${typed('质询')}">我要质询</a></p>
        ${hearings.length > 0 && html`<h2>听证会</h2>`}
        ${hearings.map((h) => hearing(h, all.find((c) => c.caseId === h.caseId)?.number, say))}
        <h2>质询</h2>
        ${all.length === 0 && none('还没有人提质询。')}
        ${all.map(
          (c) =>
            html`<section class="card" id="${c.number}">
              <h3>${c.question}</h3>
              <dl class="facts">
                ${about(c)}
                <dt>编号</dt>
                <dd>${c.number}，${say(c.askedOn)}提出${c.seconds > 0 && `，${c.seconds} 人附议`}</dd>
                <dt>答复</dt>
                <dd>${departmentOf(town, c.department).name}${answering(c, today, say)}</dd>
              </dl>
              ${c.answer && html`<p class="said official">${c.answer}</p>`}
              ${c.answer === null && html`<p class="foot-links"><a rel="nofollow" href="${typed(`附议 ${c.number}`)}">我也想问（附议）</a></p>`}
            </section>`,
        )}
        ${pager(at, count, (page) => listAt('/challenges', { page }))}`,
    })
  })
}

function answering(c: PublicChallenge, today: LocalDate, say: (d: LocalDate) => string): Markup | string {
  if (c.answer !== null) return `，${c.answeredOn ? say(c.answeredOn) : ''}答复`
  if (c.dueOn === null) return '，正在答复'
  if (c.dueOn >= today) return `，最晚${say(c.dueOn)}答复`
  return html`，<strong class="mark bad">应在${say(c.dueOn)}前答复，已经超期</strong>`
}

function hearing(h: PublicHearing, number: string | undefined, say: (d: LocalDate) => string): Markup {
  return html`<section class="card" id="hearing-${h.id}">
    <h3>${h.title}</h3>
    <dl class="facts">
      <dt>现在</dt>
      <dd>${HEARING_STATES[h.state].label}${h.state === 'due' && `，${say(h.callBy)}前公告时间地点`}</dd>
      ${
        h.heldOn &&
        html`<dt>时间</dt>
          <dd>${say(h.heldOn)}（${sayWeekday(h.heldOn)}）${h.heldTime}</dd>
          <dt>地点</dt>
          <dd>${h.place}</dd>
          <dt>座位</dt>
          <dd>${h.seats} 个，已报名 ${h.taken} 人</dd>`
      }
      ${
        number &&
        html`<dt>起因</dt>
          <dd><a href="#${number}">质询 ${number}</a></dd>`
      }
    </dl>
    ${h.state === 'called' && h.taken < h.seats && html`<p class="foot-links"><a class="button quiet" rel="nofollow" href="${typed(`报名 ${h.id}`)}">报名参加</a></p>`}
    <p class="foot-links">${doubt(`hearing:${h.id}`, h.title)}</p>
    ${
      h.minutes &&
      html`<details open>
        <summary>听证纪要</summary>
        <p class="said">${h.minutes}</p>
      </details>`
    }
    ${h.questions.map(
      (q) =>
        html`<p class="beside">
          <b>现场问：</b>${q.question}<br /><b>答：</b>${q.answer ?? `${say(q.dueOn)}前答复。`}
        </p>`,
    )}
  </section>`
}
