/** `/staff/intake`: registers who comes to the counter or calls, or tells them everything in writing; the receipt is printed at once. */
import { counterRefusal, type CounterMatter, isPlaceOfMatter, wordsOf } from '../../core/case/counter-matter.ts'
import { UserError } from '../../core/errors.ts'
import { INTAKE } from '../../core/messages/intake.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { registerAtCounter } from '../../services/intake/register-at-counter.ts'
import { tellOnce } from '../../services/intake/tell-once.ts'
import { staticUrl } from '../static.ts'
import { found, intakeForm } from './intake-form.ts'
import { type TypedMatter, readMatter } from './intake-read.ts'
import { receiptPage } from './intake-receipt.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const HOME = '/staff/intake'

export const intakeRoom: DeskModule = {
  path: HOME,
  label: '登记来访来电',
  group: 'daily',
  who: ['clerk', 'head', 'group', 'admin'],
  key: 'n',
  open(door) {
    door.get(HOME, async (v) =>
      show(
        v,
        readMatter(v, (name) => v.query(name)),
        null,
      ),
    )
    door.get(`${HOME}/:number`, receiptPage)
    door.post(HOME, async (v) => {
      const typed = readMatter(v, (name) => v.field(name))
      switch (v.field('do')) {
        case 'register':
          return register(v, typed)
        case 'tell':
          return tell(v, typed)
        default:
          return v.request.headers['x-desk'] ? v.piece(await found(v, typed)) : show(v, typed, null)
      }
    })
  },
}

/** The form with what was typed: nothing is lost by being wrong. */
const show = async (v: DeskRequest, typed: TypedMatter, wrong: string | null) =>
  v.page({
    title: '登记来访来电',
    ...(wrong === null ? {} : { note: { text: `没有登记：${wrong}`, bad: true }, status: 422 }),
    body: await intakeForm(v, typed),
    styles: [staticUrl('desk-intake.css')],
    scripts: ['desk-intake.js'],
  })

async function register(v: DeskRequest, typed: TypedMatter): Promise<unknown> {
  const matter = typed.matter
  const wrong = matter.ok ? counterRefusal(matter.matter) : matter.because
  if (!matter.ok || wrong !== null) return show(v, typed, wrong ?? INTAKE.kind)
  const opened = await open(v, matter.matter).catch((error: unknown) => {
    if (error instanceof UserError) return error
    throw error
  })
  if (opened instanceof UserError) return show(v, typed, opened.message)
  return v.back(`${HOME}/${opened.number}`, `已登记 ${opened.number}，您是首问责任人。回执给来人，一件一张。`)
}

async function open(v: DeskRequest, m: CounterMatter): Promise<{ number: string }> {
  const { name, phone } = m.contact
  const address = isPlaceOfMatter(m) ? '' : m.where
  const known = name !== '' || phone !== '' || address !== ''
  const words = wordsOf(m)
  const read = m.item ? null : v.o.understand()(maskPersonal(words).text)
  return v.change(async (tx, ctx) => {
    const { caseContext, letters } = await registerAtCounter(tx, ctx, v.staff, {
      kind: m.kind,
      item: m.item,
      text: words,
      contact: known ? { ...m.contact, ...(address ? { address } : {}) } : null,
      how: m.how,
      proposed: read?.department?.code ?? null,
      report: m.kind === 'report' ? (read?.report ?? null) : null,
      ...(m.kind === 'application' ? { received: m.received } : {}),
      acceptNow: m.acceptNow,
      ...(m.privacy ? { privacy: m.privacy } : {}),
      accusedDepartment: m.accusedDepartment,
      same: m.same,
    })
    return { number: caseContext.case.number, letters }
  })
}

/** 一次性告知: a written notice with everything, of a question for which nothing is registered. */
async function tell(v: DeskRequest, typed: TypedMatter): Promise<unknown> {
  const { item } = typed
  if (!item) return show(v, typed, INTAKE.told)
  const { token } = await v.change(async (tx, ctx) => ({ ...(await tellOnce(tx, ctx, v.staff, item)), letters: [] }))
  return v.reply.redirect(`/notices/${token}`, 303)
}
