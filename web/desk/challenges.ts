/** `/staff/challenges`: lists questions put in public, who seconded them, their hearings. The answer itself is given on the case. */
import { LIMITS } from '../../core/input/limits.ts'
import { HEARING_STATES, parseHearingCall, parseHearingMove } from '../../core/challenge/hearing.ts'
import { localDate, formatDate } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { countPublicChallenges, publicChallenges, type PublicChallenge } from '../../db/challenges/challenges.ts'
import { cancelHearing, moveHearing } from '../../db/hearings/change-hearing.ts'
import {
  answerQuestion,
  callHearing,
  type Hearing,
  hearingById,
  hearingOf,
  hearingQuestionsOf,
  putMinutes,
  putQuestion,
} from '../../db/hearings/hearings.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import { html, type Markup } from '../html.ts'
import { readableCaseById } from '../../db/cases/readable-cases.ts'
import { registerPerson } from '../../services/register-person.ts'
import { listed, pages } from './paging.ts'
import { area, folded, form, idOf, input } from './components.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const HOME = '/staff/challenges'

export const challengeRoom: DeskModule = {
  path: '/staff/challenges',
  label: '质询听证',
  group: 'account',
  who: ['clerk', 'head', 'group'],
  open(door) {
    door.get('/staff/challenges', async (v) => {
      const of = v.staff.role === 'group' ? {} : { department: v.staff.department }
      const list = (name: string, answered: boolean) =>
        pages(v, name, async (slice) => ({
          found: await publicChallenges(v.db, { ...of, answered, all: true, ...slice }),
          count: await countPublicChallenges(v.db, { ...of, answered, all: true }),
        }))
      const [open, done] = [await list('open', false), await list('done', true)]
      return v.page({
        title: '质询听证',
        body: html`<h1>质询和听证</h1>
          ${listed(v, HOME, '等答复', open, (found) => table(v, found), '没有等答复的质询。')}
          ${listed(v, HOME, '已答复', done, (found) => table(v, found), '还没有。')} ${counter(v)}`,
      })
    })

    // whoever comes to the counter with the code of their page counts as a person from then on
    door.post('/staff/challenges/residents', async (v) => {
      const done = await v.change((tx, ctx) =>
        registerPerson(tx, ctx, v.staff, v.field('code'), `${v.field('name')} ${v.field('phone')}`),
      )
      return v.back(HOME, done.text, !done.ok)
    })

    door.get('/staff/challenges/:number', challengePage)

    door.post('/staff/challenges/:number/call', async (v) => {
      const c = await mineOf(v)
      const read = parseHearingCall(callOf(v), localDate(v.ctx.now))
      if (typeof read === 'string') return back(v, c, `${read}。`, true)
      const done = await v.change((tx, ctx) => callHearing(tx, ctx, v.staff, c.caseId, read))
      return back(v, c, done.text, !done.ok)
    })

    door.post('/staff/challenges/:number/move', async (v) => {
      const [c, h] = await hearingHere(v)
      const read = parseHearingMove(`${callOf(v)} 原因：${v.field('text')}`, localDate(v.ctx.now))
      if (typeof read === 'string') return back(v, c, `${read}。`, true)
      const done = await v.change((tx, ctx) => moveHearing(tx, ctx, v.staff, h.id, read.call, read.reason))
      return back(v, c, done.text, !done.ok)
    })

    door.post('/staff/challenges/:number/cancel', async (v) => {
      const [c, h] = await hearingHere(v)
      const done = await v.change((tx, ctx) => cancelHearing(tx, ctx, v.staff, h.id, v.field('text')))
      return back(v, c, done.text, !done.ok)
    })

    const says = (path: string, does: typeof putMinutes) =>
      door.post(`/staff/challenges/:number/${path}`, async (v) => {
        const [c, h] = await hearingHere(v)
        const text = v.field('text').trim()
        if (text === '') return back(v, c, '还没有写内容。', true)
        const id = path === 'answer' ? await questionHere(v, h) : h.id
        const { said } = await v.change(async (tx, ctx) => ({
          said: await does(tx, ctx, v.staff, id, text),
          letters: [] as NewMessage[],
        }))
        return back(v, c, said)
      })
    says('minutes', putMinutes)
    says('question', putQuestion)
    says('answer', answerQuestion)
  },
}

async function challengePage(v: DeskRequest): Promise<unknown> {
  const c = await mineOf(v)
  const hearing = await hearingOf(v.db, c.caseId)
  return v.page({
    title: `质询 ${c.number}`,
    body: html`<div class="bar">
        <h1>质询 ${c.number}</h1>
        <a href="/staff/challenges">回质询听证</a>
      </div>
      <div class="two">
        <section class="card">
          <blockquote class="words">${c.question}</blockquote>
          <dl class="facts">
            <dt>科室</dt>
            <dd>${departmentOf(v.ctx.townContext.town, c.department).name}</dd>
            <dt>附议</dt>
            <dd>
              ${c.seconds} 人（满 ${v.ctx.townContext.town.rules.hearingSeconds}
              人要召开听证）${c.webSeconds > 0 && `，网页附议 ${c.webSeconds}，未计入`}
            </dd>
            <dt>公开栏</dt>
            <dd>${boardState(c)}</dd>
            <dt>答复期限</dt>
            <dd>${c.dueOn ? formatDate(c.dueOn, localDate(v.ctx.now)) : '—'}</dd>
          </dl>
          ${
            c.answer !== null &&
            html`<h2>公开的答复</h2>
              <p class="words">${c.answer}</p>`
          }
          <p>
            ${(await readableCaseById(v.db, v.ctx, v.staff, c.caseId)) && html`<a class="button" href="/staff/cases/${c.number}">${c.answer === null ? '去答复' : '看办件'}</a>`}
          </p>
        </section>
        <section class="card acts" id="act" tabindex="-1">
          <h2>听证</h2>
          ${await sitting(v, c, hearing)}
        </section>
      </div>`,
  })
}

/** Where it stands to the board, and what may be done: on the case, as every act. */
const boardState = (c: PublicChallenge): string =>
  c.published
    ? '已公开'
    : c.hiddenReason === null
      ? `等人看：在办件里“同意公开”或“不公开”，${c.publishesItself ? '到时间自动公开' : '没人同意就不公开'}`
      : `没有公开：${c.hiddenReason}`

const back = (v: DeskRequest, c: PublicChallenge, say: string, bad = false) =>
  v.back(`/staff/challenges/${c.number}`, say, bad)

const callOf = (v: DeskRequest): string =>
  `${v.field('date')} ${v.field('time')} ${v.field('seats')} ${v.field('place').replaceAll(/\s+/g, ' ')}`

/** Of this person's department, or any for the leading group. */
async function mineOf(v: DeskRequest): Promise<PublicChallenge> {
  const [c] = await publicChallenges(v.db, { number: v.param('number').toUpperCase(), all: true })
  if (!c || (v.staff.role !== 'group' && v.staff.department !== c.department)) throw userError('not-yours')
  return c
}

async function hearingHere(v: DeskRequest): Promise<[PublicChallenge, Hearing]> {
  const c = await mineOf(v)
  const known = await hearingOf(v.db, c.caseId)
  const h = known && (await hearingById(v.db, known.id))
  if (!h) throw userError('not-yours')
  return [c, h]
}

async function questionHere(v: DeskRequest, h: Hearing): Promise<number> {
  const id = idOf(v.field('question'))
  const asked = await questionsOf(v, h)
  if (id === null || !asked.some((q) => q.id === id)) throw userError('no-action')
  return id
}

const questionsOf = (v: DeskRequest, h: Hearing) => hearingQuestionsOf(v.db, h.id)

const counter = (v: DeskRequest): Markup =>
  folded(
    '登记本人（来窗口确认附议、报名的）',
    form(
      v,
      `${HOME}/residents`,
      html`<p class="hint">先看身份证件。登记号在本人手机上：在网页里发“窗口登记”就有。</p>
        <div class="row">
          <div>${input('code', '登记号', { name: 'code' })}</div>
          <div>${input('name', '姓名', { name: 'name' })}</div>
          <div>${input('phone', '手机号', { name: 'phone' })}</div>
        </div>`,
      '登记',
    ),
  )

const table = (v: DeskRequest, found: readonly PublicChallenge[]): Markup =>
  html`<table class="cases">
    <thead>
      <tr>
        <th>答复期限</th>
        <th>质询</th>
        <th>附议</th>
        <th>科室</th>
      </tr>
    </thead>
    <tbody>
      ${found.map((c) => {
        const today = localDate(v.ctx.now)
        const open = c.answer === null && c.dueOn !== null
        const state = open && c.dueOn < today ? 'late' : open && c.dueOn === today ? 'today' : 'later'
        return html`<tr data-row id="challenge-${c.caseId}" class="${state}">
          <td class="when">
            ${c.dueOn && html`<span class="due ${state}"><b>${state === 'late' ? '超期 ' : state === 'today' ? '今天 ' : ''}${formatDate(c.dueOn, today)}</b></span>`}
          </td>
          <td class="what">
            <a href="/staff/challenges/${c.number}">${c.number}</a>
            <p>${c.question}</p>
          </td>
          <td class="state">${c.published ? `${c.seconds} 人附议` : boardState(c)}</td>
          <td class="by">${departmentOf(v.ctx.townContext.town, c.department).name}</td>
        </tr>`
      })}
    </tbody>
  </table>`

const when = (h?: Hearing | null): Markup =>
  html`<div class="row">
      <div>${input('date', '日期', { name: 'date', type: 'date', value: h?.heldOn ?? '' })}</div>
      <div>${input('time', '时间', { name: 'time', type: 'time', value: h?.heldTime ?? '14:00' })}</div>
      <div>${input('seats', '座位', { name: 'seats', type: 'number', value: String(h?.seats || 30) })}</div>
    </div>
    ${input('place', '地点', { name: 'place', value: h?.place ?? '' })}`

async function sitting(v: DeskRequest, c: PublicChallenge, h: Hearing | null): Promise<Markup> {
  const at = `/staff/challenges/${c.number}`
  const group = v.staff.role === 'group'
  if (!h || h.state === 'due' || h.state === 'cancelled')
    return html`<p>
        ${h?.state === 'due' ? `附议已够，领导小组要在${formatDate(h.callBy, localDate(v.ctx.now))}前公告听证。` : '还没有听证。'}
      </p>
      ${group && folded('召开听证', form(v, `${at}/call`, when(), '公告'), h?.state === 'due')}`
  const asked = await questionsOf(v, h)
  return html`<p class="status"><b>${HEARING_STATES[h.state as keyof typeof HEARING_STATES].label}</b></p>
    <dl class="facts">
      <dt>时间</dt>
      <dd>${h.heldOn && formatDate(h.heldOn)} ${h.heldTime}</dd>
      <dt>地点</dt>
      <dd>${h.place}，${h.seats} 个座位</dd>
    </dl>
    ${
      h.minutes &&
      html`<h3>纪要</h3>
        <p class="words">${h.minutes}</p>`
    }
    ${
      asked.length > 0 &&
      html`<h3>现场提的问题</h3>
        <ul class="lines">
          ${asked.map(
            (q) =>
              html`<li>
                <p class="words">${q.question}</p>
                ${
                  q.answer === null
                    ? html`<p><small>${formatDate(q.dueOn, localDate(v.ctx.now))}前答复</small></p>
                        ${form(v, `${at}/answer`, html`<input type="hidden" name="question" value="${q.id}" />${area(`answer-${q.id}`, '答复（公开）')}`, '答复')}`
                    : html`<p class="words"><b>答：</b>${q.answer}</p>`
                }
              </li>`,
          )}
        </ul>`
    }
    ${v.staff.role !== 'clerk' && folded(h.minutes ? '更正纪要' : '登记纪要', form(v, `${at}/minutes`, area('minutes', '纪要（公开）', { value: h.minutes, rows: 6, max: LIMITS.hearingMinutes.most }), '公开纪要'))}
    ${h.minutes && folded('登记现场提的问题', form(v, `${at}/question`, area('question', '问题'), '登记'))}
    ${
      group &&
      h.state === 'called' &&
      html`${folded('改期', form(v, `${at}/move`, html`${when(h)}${area('why-move', '为什么改期')}`, '改期'))}
      ${folded('取消听证', form(v, `${at}/cancel`, area('why-cancel', '为什么取消'), '取消', { grave: true }))}`
    }`
}
