/** `/staff/cases/:number`: one case, and the acts on it. What may be done, by whom, is decided by decide() and rolesOf() alone. */
import { LIMITS } from '../../core/input/limits.ts'
import { type Action, allowedActions, STATES, TRANSITIONS } from '../../core/case/lifecycle.ts'
import { factsOf } from '../../core/case/facts.ts'
import { itemOf } from '../../core/town-context.ts'
import type { Contact } from '../../core/privacy/contact.ts'
import { mayStampNotices } from '../../core/case/roles.ts'
import { staffActor, staleActionText, performStaffAction } from '../../services/staff-action.ts'
import { attitudeUpheld } from '../../db/breaches/breaches.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { recordPersonalRead } from '../../db/people/desk-sessions.ts'
import { seal } from '../../db/cases/notices.ts'
import { readContactLogged, mayReadContact } from '../../db/people/contact-details.ts'
import { allStaff } from '../../db/people/staff.ts'
import { attach } from '../attach.ts'
import { html, type Markup } from '../html.ts'
import { actionForm, inOrder, MISSING, nothingTyped, readGiven, type Typed } from './case-form.ts'
import { readableCaseById, type ReadableCase, readableCase } from '../../db/cases/readable-cases.ts'
import { fileOfCase, surroundings } from './case-read.ts'
import { facts, letters, papers, promises, timeline } from './case-view.ts'
import { deskError } from './desk-errors.ts'
import { previewAction, renderPreview } from './preview-action.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const ACTIONS: ReadonlySet<string> = new Set(TRANSITIONS.map((t) => t.action))

export const caseRoom: DeskModule = {
  path: '/staff/cases',
  label: '',
  group: 'daily',
  who: ['clerk', 'head', 'group', 'admin'],
  open(door) {
    door.get('/staff/cases/:number', async (v) => {
      const opened = await mine(v)
      await recordPersonalRead(v.db, v.staff, 'case', opened.at.case.id, v.ctx.now)
      return show(v, opened, {})
    })

    door.get('/staff/cases/:number/version', async (v) => {
      const { at: caseContext } = await mine(v)
      return v.reply
        .header('cache-control', 'no-store')
        .send({ version: caseContext.case.version, state: STATES[caseContext.case.state].label })
    })

    door.get('/staff/cases/:number/files/:id', async (v) => {
      const { at: caseContext } = await mine(v)
      const id = v.param('id')
      const file = /^\d{1,15}$/.test(id)
        ? await fileOfCase(v.o.database, v.ctx.cipher, caseContext.case.id, Number(id))
        : null
      if (!file) throw deskError('not-yours')
      await recordPersonalRead(v.db, v.staff, 'file', caseContext.case.id, v.ctx.now, Number(id))
      return attach(v.reply, file)
    })

    door.post('/staff/cases/:number/preview', async (v) => {
      const opened = await mine(v)
      const action = actionOf(v)
      const input = readGiven(v, opened, await allStaff(v.db), action)
      const preview = renderPreview(await previewAction(v, opened, action, input))
      return v.request.headers['x-desk']
        ? v.piece(preview)
        : show(v, opened, { action, typed: (n) => v.fields(n), preview })
    })

    door.post('/staff/cases/:number/do', act)

    door.post('/staff/cases/:number/seal', async (v) => {
      const { at: caseContext, roles } = await mine(v)
      if (!mayStampNotices(roles)) throw deskError('not-yours')
      const { numbers } = await v.change(async (tx, ctx) => ({
        numbers: await seal(tx, caseContext.case.id, ctx.now),
        letters: [],
      }))
      return v.back(
        pathOf(caseContext.case.number),
        numbers.length > 0 ? `已登记用印：${numbers.join('，')}` : '没有待用印的文书。',
      )
    })

    door.post('/staff/cases/:number/contact', async (v) => {
      const opened = await mine(v)
      if (!mayReadContact(opened.roles)) throw deskError('not-yours')
      const { found } = await v.change(async (tx, ctx) => ({
        found: await readContactLogged(tx, ctx, opened.at.case, await staffActor({ tx, ctx }, v.staff)),
        letters: [],
      }))
      // shown on this page once, never carried over a redirect
      return found ? show(v, opened, { contact: found }) : v.back(pathOf(opened.at.case.number), '没有留联系方式。')
    })

    door.post('/staff/cases/:number/upheld', async (v) => {
      const { at: caseContext } = await mine(v)
      const reason = v.field('text').trim()
      if (reason === '') return v.back(pathOf(caseContext.case.number), '请写明查实了什么。', true)
      const { say } = await v.change(async (tx, ctx) => ({
        say: await attitudeUpheld(tx, ctx, caseContext.case.id, v.staff, reason),
        letters: [],
      }))
      return v.back(pathOf(caseContext.case.number), say)
    })
  },
}

const pathOf = (number: string): string => `/staff/cases/${number}`

/** One answer for a case that is not there and one that is none of theirs. */
async function mine(v: DeskRequest): Promise<ReadableCase> {
  const opened = await readableCase(v.db, v.ctx, v.staff, v.param('number'))
  if (!opened) throw deskError('not-yours')
  return opened
}

function actionOf(v: DeskRequest): Action {
  const action = v.field('action')
  if (!ACTIONS.has(action)) throw deskError('no-action')
  return action as Action
}

async function act(v: DeskRequest): Promise<unknown> {
  const opened = await mine(v)
  const { number, id } = opened.at.case
  const action = actionOf(v)
  const input = readGiven(v, opened, await allStaff(v.db), action)
  const done = await v.change(async (tx, ctx) => {
    const now = await lockCaseContext(tx, id)
    if (String(now.case.version) !== v.field('version'))
      return {
        ok: false,
        stale: true,
        text: staleActionText(now.case, action),
        letters: [],
      } as const
    const performed = await performStaffAction(
      tx,
      ctx,
      await staffActor({ tx, ctx }, v.staff),
      now.case,
      action,
      input,
      {
        missing: (need) => MISSING[need],
        ...(v.staff.conversationId === null ? {} : { reportTo: v.staff.conversationId }),
      },
    )
    return { ...performed, letters: performed.messages, stale: false }
  })
  const still = await readableCaseById(v.db, v.ctx, v.staff, id)
  if (done.ok || !still) return v.back(still ? pathOf(number) : '/staff', done.text + beside(done), !done.ok)
  return show(v, still, { action, typed: (n) => v.fields(n), say: done.text, status: done.stale ? 409 : 422 })
}

/** A second notice goes to somebody who is not in this chat: it must be printed. */
const beside = (done: { ok: boolean; secondNoticeUrl?: string | null }): string =>
  done.secondNoticeUrl ? `\n另有一份发给对方的文书，在“文书”里，请打印送达。` : ''

interface Shown {
  readonly action?: Action
  readonly typed?: Typed
  readonly preview?: Markup
  /** Why what was tried was not done. */
  readonly say?: string
  readonly status?: number
  readonly contact?: Contact
}

async function show(v: DeskRequest, opened: ReadableCase, o: Shown): Promise<unknown> {
  const c = opened.at.case
  const { townContext, now } = v.ctx
  const can = inOrder(
    allowedActions(
      { state: c.state, kind: c.kind, facts: factsOf(opened.at, itemOf(townContext, c.item), townContext, now) },
      opened.roles,
    ),
  )
  const [around, people] = await Promise.all([surroundings(v, opened.at), allStaff(v.db)])
  const typed = o.typed ?? nothingTyped
  const lost = o.action && !can.includes(o.action) ? typed('text')[0] : undefined
  return v.page({
    title: c.number,
    ...(o.status ? { status: o.status } : {}),
    ...(o.say ? { note: { text: o.say, bad: true } } : {}),
    body: html`<div class="bar">
        <h1>${c.number}</h1>
        <a href="/staff">回我的工作</a>
      </div>
      <p
        class="note bad changed"
        id="changed"
        data-version="${pathOf(c.number)}/version"
        data-now="${c.version}"
        hidden
      >
        这件刚刚有变化。<a href="${pathOf(c.number)}">看现在的情况</a>（没发出的字请先抄下来）
      </p>
      ${
        lost &&
        html`<div class="card">
          <h2>您刚才写的（没有发出）</h2>
          <p class="words">${lost}</p>
        </div>`
      }
      <div class="two">
        <div>
          ${facts(v, opened, around, o.contact ?? null)} ${promises(v, opened)}
          ${papers(v, opened, around, mayStampNotices(opened.roles))} ${letters(v, pathOf(c.number), around)}
        </div>
        <div>
          <section class="card acts" id="act" tabindex="-1" aria-labelledby="act-title">
            <h2 id="act-title">办理</h2>
            ${can.length === 0 && html`<p class="none">现在没有您要办的。</p>`}
            ${can.map((action) =>
              actionForm(v, opened, people, action, {
                typed: action === o.action ? typed : nothingTyped,
                open: action === o.action,
                preview: action === o.action ? (o.preview ?? null) : null,
              }),
            )}
            ${c.kind === 'complaint' && v.staff.role === 'group' && upheld(v, c.number)}
          </section>
          ${c.kind === 'challenge' && html`<p><a href="/staff/challenges/${c.number}">这个质询的附议和听证</a></p>`}
          ${timeline(v, around)}
        </div>
      </div>`,
  })
}

/** A complaint about conduct found true: a breach of its own, which names neither the complaint nor who made it. */
const upheld = (v: DeskRequest, number: string): Markup =>
  html`<details class="act" name="act">
    <summary>投诉属实</summary>
    <form action="${pathOf(number)}/upheld" method="post">
      ${v.csrf}
      <label for="upheld-text">查实了什么（记入违诺，不写投诉人）</label>
      <textarea id="upheld-text" name="text" rows="3" maxlength="${LIMITS.complaintUpheld.most}" required></textarea>
      <div class="row"><button class="danger">认定属实</button></div>
    </form>
  </details>`
