/** `/staff/breaches`: lists breaches, and takes what is decided and said of each. Who may do what is read from the tables of core/breach/lifecycle.ts. */
import { BREACH_KINDS, type BreachKindName } from '../../core/breach/kinds.ts'
import {
  type BreachAction,
  breachActions,
  type BreachInput,
  breachRoles,
  BREACH_STATES,
  BREACH_TRANSITIONS,
  type BreachTransition,
  MEASURES,
  type MeasureName,
} from '../../core/breach/lifecycle.ts'
import { localDate, formatDate } from '../../core/date.ts'
import { readDate } from '../../core/input/date.ts'
import { departmentOf } from '../../core/town.ts'
import { readAccountLog } from '../../db/audit/account-log.ts'
import {
  breachById,
  breachesFor,
  breachSubject,
  type BreachView,
  moveBreach,
  otherBreaches,
} from '../../db/breaches/breaches.ts'
import { staffNames } from '../../db/people/staff.ts'
import { html, type Markup } from '../html.ts'
import { when } from './case-view.ts'
import { listed, pages, pagesOf } from './paging.ts'
import { area, folded, form, idOf } from './components.ts'
import { judgeForm, judgeMany, judgeTick, mayJudge } from './breach-bulk.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const ROWS: readonly BreachTransition[] = BREACH_TRANSITIONS
const rowOf = (action: BreachAction): BreachTransition => ROWS.find((r) => r.action === action)!
const HOME = '/staff/breaches'

export const breachRoom: DeskModule = {
  path: '/staff/breaches',
  label: '违诺',
  group: 'account',
  who: ['clerk', 'head', 'group'],
  key: 'b',
  open(door) {
    door.get('/staff/breaches', async (v) => {
      const waiting = await breachesFor(v.db, v.staff)
      const todo = await pagesOf(v, 'todo', waiting)
      const rest = await pages(v, 'rest', (slice) => otherBreaches(v.db, v.staff, waiting, slice))
      return v.page({
        title: '违诺',
        body: html`<h1>违诺和处理</h1>
          ${listed(v, HOME, '等我办', todo, (found) => html`${table(v, found, true)} ${judgeForm(v, found)}`, '没有等您办的违诺。')}
          ${listed(v, HOME, '其他能看到的', rest, (found) => table(v, found), '没有。')}`,
      })
    })

    door.post('/staff/breaches/judge', async (v) => {
      const judged = await judgeMany(v)
      return typeof judged === 'string' ? v.back(HOME, judged, true) : v.page(judged)
    })

    door.get('/staff/breaches/:id', async (v) => show(v, await mineOf(v), null))

    door.post('/staff/breaches/:id/do', async (v) => {
      const b = await mineOf(v)
      const action = v.field('action')
      if (!ROWS.some((r) => r.action === action)) throw userError('no-action')
      const act = action as BreachAction
      if (String(b.version) !== v.field('version'))
        return show(v, b, {
          text: `${b.breachId} 号刚刚有变化，您的“${rowOf(act).word ?? act}”没有做。现在是“${BREACH_STATES[b.state].label}”。`,
          status: 409,
        })
      const moved = await v.change(async (tx, ctx) => {
        const done = await moveBreach(tx, ctx, b.breachId, act, v.staff, given(v))
        return done.ok ? done : { ...done, letters: [] }
      })
      if (!moved.ok) return show(v, (await breachById(v.db, b.breachId))!, { text: `${moved.because}。`, status: 422 })
      return v.back(
        `/staff/breaches/${b.breachId}`,
        `已登记“${rowOf(act).word ?? act}”。现在：${BREACH_STATES[moved.to].label}。`,
      )
    })
  },
}

async function mineOf(v: DeskRequest): Promise<BreachView> {
  const id = idOf(v.param('id'))
  const b = id === null ? null : await breachById(v.db, id)
  if (!b || breachRoles(v.staff, b).size === 0) throw userError('not-yours')
  return b
}

const labelOf = (b: BreachView): string => BREACH_KINDS[b.kind as BreachKindName].label

const table = (v: DeskRequest, found: readonly BreachView[], ticks = false): Markup =>
  html`<table class="cases">
    <thead>
      <tr>
        <th>下一步最晚</th>
        <th>违诺</th>
        <th>到哪一步</th>
        <th>科室</th>
      </tr>
    </thead>
    <tbody>
      ${found.map((b) => {
        const late = b.due !== null && b.due < localDate(v.ctx.now)
        const today = b.due === localDate(v.ctx.now)
        return html`<tr data-row id="breach-${b.breachId}" class="${late ? 'late' : today ? 'today' : 'later'}">
          <td class="when">
            ${b.due ? html`<span class="due ${late ? 'late' : today ? 'today' : 'later'}"><b>${late ? '超期 ' : today ? '今天 ' : ''}${formatDate(b.due, localDate(v.ctx.now))}</b></span>` : '—'}
          </td>
          <td class="what">
            ${ticks && mayJudge(v, b) && judgeTick(b)}
            <a href="/staff/breaches/${b.breachId}">${b.breachId} 号 ${labelOf(b)}</a> ${b.about}
            <p>${b.detail}</p>
          </td>
          <td class="state">${BREACH_STATES[b.state].label}</td>
          <td class="by">${departmentOf(v.ctx.townContext.town, b.department).name}</td>
        </tr>`
      })}
    </tbody>
  </table>`

function given(v: DeskRequest): BreachInput {
  const measure = (Object.keys(MEASURES) as MeasureName[]).find((m) => m === v.field('measure'))
  const date = readDate(v.field('date'), localDate(v.ctx.now))
  return {
    text: v.field('text').trim(),
    ...(measure ? { measure } : {}),
    ...(date ? { date } : {}),
  }
}

async function show(v: DeskRequest, b: BreachView, wrong: { text: string; status: number } | null): Promise<unknown> {
  const log = await readAccountLog(v.db, breachSubject(b.breachId))
  const can = breachActions(b, breachRoles(v.staff, b))
  const today = localDate(v.ctx.now)
  const names = new Map((await staffNames(v.db)).map((s) => [s.id, s.name]))
  return v.page({
    title: `${b.breachId} 号违诺`,
    ...(wrong ? { status: wrong.status, note: { text: wrong.text, bad: true } } : {}),
    body: html`<div class="bar">
        <h1>${b.breachId} 号　${labelOf(b)}</h1>
        <a href="/staff/breaches">回违诺</a>
      </div>
      <div class="two">
        <section class="card">
          <p class="status"><b>${BREACH_STATES[b.state].label}</b> ${b.due && `最晚 ${formatDate(b.due, today)}`}</p>
          <p class="words">${b.detail}</p>
          <dl class="facts">
            ${
              b.about &&
              html`<dt>办件</dt>
                <dd><a href="/staff/cases/${b.about}">${b.about}</a></dd>`
            }
            <dt>科室</dt>
            <dd>${departmentOf(v.ctx.townContext.town, b.department).name}</dd>
            <dt>责任人</dt>
            <dd>${(b.responsibleId !== null && names.get(b.responsibleId)) || '没有定'}</dd>
            <dt>发现</dt>
            <dd>${formatDate(b.foundOn, today)}，系统自动记录</dd>
            ${
              b.measure &&
              html`<dt>措施</dt>
                <dd>
                  ${MEASURES[b.measure as MeasureName].label}${b.measureDue && `，${formatDate(b.measureDue, today)}前完成`}
                </dd>`
            }
          </dl>
          <p class="hint">
            违诺记录谁也不能改、不能删；认定后按规定公开类型、理由和措施，不公开姓名，除非领导小组决定公示。
          </p>
        </section>
        <div>
          <section class="card acts" id="act" tabindex="-1">
            <h2>办理</h2>
            ${can.length === 0 && html`<p class="none">现在没有您要办的。</p>`}
            ${can.map((action) => folded(rowOf(action).word ?? action, actForm(v, b, action), can.length === 1))}
          </section>
          <section class="card">
            <h2>经过</h2>
            <ol class="events" reversed>
              ${log.toReversed().map(
                (e) =>
                  html`<li class="staff">
                    <p>
                      <b>${ROWS.find((r) => r.action === e.action)?.word ?? LOG_WORDS[e.action] ?? e.action}</b>
                      ${e.staffId === null ? '系统' : names.get(e.staffId)} <time>${when(v, e.at)}</time>
                    </p>
                    ${e.text && html`<p class="words">${e.text}</p>`}
                  </li>`,
              )}
            </ol>
          </section>
        </div>
      </div>`,
  })
}

const LOG_WORDS: Readonly<Record<string, string>> = {
  found: '发现',
  'explain-missed': '逾期未说明',
  'comment-missed': '逾期未提意见',
  'hand-over': '原责任人离岗，改由负责人',
}

function actForm(v: DeskRequest, b: BreachView, action: BreachAction): Markup {
  const row = rowOf(action)
  return form(
    v,
    `/staff/breaches/${b.breachId}/do`,
    html`<input type="hidden" name="action" value="${action}" /><input
        type="hidden"
        name="version"
        value="${b.version}"
      />
      ${
        action === 'measure' &&
        html`<label for="measure">措施</label>
          <select id="measure" name="measure">
            ${Object.entries(MEASURES).map(([name, m]) => html`<option value="${name}">${m.label}</option>`)}
          </select>
          <label for="date">到哪天（限期整改必填）</label>
          <input id="date" name="date" type="date" />`
      }
      ${row.needsText && area(`say-${action}`, SAYS[action] ?? '写清原因')}`,
    row.word ?? action,
    { grave: action === 'refer' || action === 'name' },
  )
}

const SAYS: Partial<Record<BreachAction, string>> = {
  explain: '怎么回事、为什么、怎么补救',
  comment: '负责人意见',
  uphold: '认定理由（公开）',
  dismiss: '不成立的理由（公开）',
  measure: '具体要求',
  object: '对认定有什么异议（只能提一次）',
  refer: '移交给谁、为什么',
  do: '怎么整改的',
  'send-back': '哪里没到位',
  name: '为什么公示姓名',
}
