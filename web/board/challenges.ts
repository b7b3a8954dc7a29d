/** `/challenges`: questions put to what the town published, their answers and hearings; nobody who asked is named. */
import type { FastifyInstance } from 'fastify'
import { HEARING_STATES } from '../../core/challenge/hearing.ts'
import { type LocalDate, localDate, formatWeekday } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { countPublicChallenges, publicChallenges, type PublicChallenge } from '../../db/challenges/challenges.ts'
import { type HiddenChallenge, hiddenChallenges } from '../../db/challenges/challenge-visibility.ts'
import { publicHearings, type PublicHearing } from '../../db/hearings/public-hearings.ts'
import { finished } from '../finished-pages.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { doubt, listAt, none, pageOf, pager, PER_PAGE, saying, sendBoard } from './frame.ts'
import { inAddress } from '../query.ts'

// prettier-ignore
const PLACES: Partial<Record<PublicChallenge['about'], (id: string) => { href: string; label: string }>> = {
  breach:     (id) => ({ href: `/breaches#${id}`,          label: `违诺 ${id} 号` }),
  disclosure: (id) => ({ href: `/disclosures/${id}`,       label: `信息公开 ${id} 号` }),
  assessment: (id) => ({ href: `/assessment?period=${id}`, label: `考核 ${id}` }),
  hearing:    (id) => ({ href: `#hearing-${id}`,           label: `听证会 ${id} 号` }),
  pledge:     (id) => ({ href: `/pledges#${id}`,           label: '公开承诺' }),
}

const typed = (words: string): string => `/chat?q=${inAddress(words)}`

export function challengesPage(app: FastifyInstance, o: WebOptions): void {
  app.get('/challenges', { config: finished('page') }, async (request, reply) => {
    const { town, catalog } = o.world()
    const { db } = o.database
    const at = pageOf(request)
    const [all, count, hearings, hidden] = await Promise.all([
      publicChallenges(db, { limit: PER_PAGE, offset: (at - 1) * PER_PAGE }),
      countPublicChallenges(db),
      at === 1 ? publicHearings(db) : [],
      at === 1 ? hiddenChallenges(db) : [],
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
      人附议就要开听证会（网页附议单独列着，不计入）。不公开是谁问的。`,
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
                <dd>${c.number}，${say(c.askedOn)}提出${seconded(c)}</dd>
                <dt>答复</dt>
                <dd>${departmentOf(town, c.department).name}${answering(c, today, say)}</dd>
              </dl>
              ${c.answer && html`<p class="said official">${c.answer}</p>`}
              ${c.answer === null && html`<p class="foot-links"><a rel="nofollow" href="${typed(`附议 ${c.number}`)}">我也想问（附议）</a></p>`}
            </section>`,
        )}
        ${hidden.length > 0 && notShown(hidden, say)} ${pager(at, count, (page) => listAt('/challenges', { page }))}`,
    })
  })
}

/** People who count, and plain web sessions apart: anybody can open one after another. */
const seconded = ({ seconds, webSeconds }: PublicChallenge): string =>
  `${seconds > 0 ? `，${seconds} 人附议` : ''}${webSeconds > 0 ? `，网页附议 ${webSeconds}，未计入` : ''}`

const notShown = (hidden: readonly HiddenChallenge[], say: (d: LocalDate) => string): Markup =>
  html`<section>
    <h2>没有公开的质询</h2>
    <p>照样按时答复本人。哪天、为什么没有公开，记在这里。</p>
    <ul>
      ${hidden.map((h) => html`<li>${h.number}，${say(h.on)}：${h.reason}</li>`)}
    </ul>
  </section>`

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
          <dd>${say(h.heldOn)}（${formatWeekday(h.heldOn)}）${h.heldTime}</dd>
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
