/** `/staff/cases/:number`: shows one case, and takes the acts on it. What may be done, by whom, is decided by decideTransition() and rolesOf() alone. */
import { type Action, STATES, TRANSITIONS } from '../../core/case/lifecycle.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { mayStampNotices } from '../../core/case/roles.ts'
import { staffActor, staleActionText, performStaffAction } from '../../services/staff-action.ts'
import { attitudeUpheld } from '../../db/breaches/breaches.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { openFile, readAll } from '../../db/files/files.ts'
import { recordFileLook, recordPersonalRead } from '../../db/people/desk-sessions.ts'
import { seal } from '../../db/cases/notices.ts'
import { readContactLogged, mayReadContact } from '../../db/people/contact-details.ts'
import { allStaff } from '../../db/people/staff.ts'
import { playsInBrowser } from '../../core/voice/audio-types.ts'
import { beginsHearing, playRecording } from './recordings.ts'
import { attach, showPicture } from '../attach.ts'
import { MISSING, readGiven } from './case-form.ts'
import { readableCaseById, type ReadableCase, readableCase } from '../../db/cases/readable-cases.ts'
import { pathOf, showCase } from './case-page.ts'
import { fileIsOfCase } from '../../db/cases/case-origin.ts'
import { fileOfCase, nextCase } from './case-read.ts'
import { userError } from '../../core/errors.ts'
import { previewAction, renderPreview } from './preview-action.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'
import { filledIn, readyReplies } from './ready-replies.ts'

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
      return showCase(v, opened, {})
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
      if (!file) throw userError('not-yours')
      const plays = v.query('play') !== '' && playsInBrowser(file.type)
      if (!plays || beginsHearing(v.request))
        await recordPersonalRead(v.db, v.staff, 'file', caseContext.case.id, v.ctx.now, Number(id))
      return plays ? playRecording(v.request, v.reply, await readAll(file)) : attach(v.reply, file)
    })

    door.get('/staff/cases/:number/photos/:id', photo)

    door.get('/staff/cases/:number/next', async (v) => {
      const { at: caseContext } = await mine(v)
      const next = await nextCase(v, caseContext.case.id)
      return next ? v.reply.redirect(pathOf(next.number), 303) : v.back('/staff', '手上没有别的要办的了。')
    })

    door.post('/staff/cases/:number/preview', async (v) => {
      const opened = await mine(v)
      const action = actionOf(v)
      const given = await filledIn(v, opened, await givenFor(v, opened, action))
      const preview = renderPreview(
        given.ok ? await previewAction(v, opened, action, given.input) : { ok: false, why: given.say },
      )
      return v.request.headers['x-desk']
        ? v.piece(preview)
        : showCase(v, opened, { action, typed: (n) => v.fields(n), preview })
    })

    door.post('/staff/cases/:number/do', act)

    door.post('/staff/cases/:number/seal', async (v) => {
      const { at: caseContext, roles } = await mine(v)
      if (!mayStampNotices(roles)) throw userError('not-yours')
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
      if (!mayReadContact(opened.roles)) throw userError('not-yours')
      const { found } = await v.change(async (tx, ctx) => ({
        found: await readContactLogged(tx, ctx, opened.at.case, await staffActor({ tx, ctx }, v.staff)),
        letters: [],
      }))
      // shown on this page once, never carried over a redirect
      return found ? showCase(v, opened, { contact: found }) : v.back(pathOf(opened.at.case.number), '没有留联系方式。')
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

/** A picture in the page. A look is written down once an hour: a page that is opened again shows the same one. */
async function photo(v: DeskRequest): Promise<unknown> {
  const { at: caseContext } = await mine(v)
  const id = /^\d{1,15}$/.test(v.param('id')) ? Number(v.param('id')) : null
  const known = id !== null && (await fileIsOfCase(v.db, caseContext.case.id, id))
  if (id === null || !known) throw userError('not-yours')
  await recordFileLook(v.db, v.staff, caseContext.case.id, id, v.ctx.now)
  const etag = `"photo-${id}"`
  if (v.request.headers['if-none-match'] === etag) return v.reply.code(304).send()
  const file = await openFile(v.o.database, v.ctx.cipher, id)
  if (!file) throw userError('not-yours')
  return showPicture(v.reply, file, etag)
}

/** One answer for a case that is not there and one that is none of theirs. */
async function mine(v: DeskRequest): Promise<ReadableCase> {
  const opened = await readableCase(v.db, v.ctx, v.staff, v.param('number'))
  if (!opened) throw userError('not-yours')
  return opened
}

function actionOf(v: DeskRequest): Action {
  const action = v.field('action')
  if (!ACTIONS.has(action)) throw userError('no-action')
  return action as Action
}

const givenFor = async (v: DeskRequest, opened: ReadableCase, action: Action): Promise<ActionInput> => {
  const [people, replies] = await Promise.all([allStaff(v.db), readyReplies(v, opened)])
  return readGiven(v, opened, people, replies, action)
}

async function act(v: DeskRequest): Promise<unknown> {
  const opened = await mine(v)
  const { number, id } = opened.at.case
  const action = actionOf(v)
  const given = await filledIn(v, opened, await givenFor(v, opened, action))
  if (!given.ok)
    return showCase(v, opened, { action, typed: (n) => v.fields(n), say: `${number}：${given.say}。`, status: 422 })
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
      given.input,
      {
        missing: (need) => MISSING[need],
        ...(v.staff.conversationId === null ? {} : { reportTo: v.staff.conversationId }),
      },
    )
    return { ...performed, letters: performed.messages, stale: false }
  })
  const still = await readableCaseById(v.db, v.ctx, v.staff, id)
  if (done.ok || !still) return v.back(still ? pathOf(number) : '/staff', done.text + beside(done), !done.ok)
  return showCase(v, still, { action, typed: (n) => v.fields(n), say: done.text, status: done.stale ? 409 : 422 })
}

/** A second notice goes to somebody who is not in this chat: it must be printed. */
const beside = (done: { ok: boolean; secondNoticeUrl?: string | null }): string =>
  done.secondNoticeUrl ? `\n另有一份发给对方的文书，在“文书”里，请打印送达。` : ''
