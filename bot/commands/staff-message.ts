/** One message of a member of staff. Null: no command, so it is answered like a resident's question. */
import { type Case, type Staff, maySee } from '../../core/case/case.ts'
import { alarmWaits } from '../../core/case/alarm.ts'
import { allowedActions, transition } from '../../core/case/lifecycle.ts'
import { factsOf } from '../../core/case/facts.ts'
import { BREACH_WORDS } from '../../core/breach/lifecycle.ts'
import { mayStampNotices, rolesOf } from '../../core/case/roles.ts'
import { readDate } from '../../core/input/date.ts'
import { localDate, addDays } from '../../core/date.ts'
import { ACCOUNTABILITY_HELP } from '../../core/messages/accountability-help.ts'
import {
  caseCard,
  readTap,
  STAFF_HELP,
  DISCLOSURE_HELP,
  FAQ_HELP,
  caseLine,
  WHICH_CASE,
} from '../../core/messages/staff.ts'
import { ALARM } from '../../core/messages/alarm.ts'
import { itemOf } from '../../core/town-context.ts'
import { formatDue } from '../../core/case/message-to-resident.ts'
import { clockLabel, PURPOSES } from '../../core/case/purposes.ts'
import { numberAtStart } from '../../core/input/typed-case-number.ts'
import { cleanText } from '../../core/input/clean-text.ts'
import { makeSignInLink, recordPersonalRead } from '../../db/people/desk-sessions.ts'
import { seal } from '../../db/cases/notices.ts'
import { caseLog } from '../../db/cases/case-thread.ts'
import { caseById, casesOfStaff, openPromises, undecidedCases, waitingCases } from '../../db/cases/find-cases.ts'
import { setSubstitute, staffByName, standsFor } from '../../db/people/staff.ts'
import { staffEventLabel } from '../../core/messages/action-labels.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import { explain } from '../../core/promise/explain.ts'
import { staffActor, staleActionText } from '../../services/staff-action.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { actOnCase, perform, readCase } from './case-action.ts'
import { assessment } from './assessment.ts'
import { breach, complaintTrue } from './breach.ts'
import { register } from './disclosure.ts'
import { answer, call, cancel, minutes, move, question } from './hearing.ts'
import { promote, unanswered } from './faq.ts'
import { departmentPledge, pledge } from './pledge.ts'
import { register as registerCounter } from './register-person.ts'
import { contact, intake } from './walk-in.ts'
import { type Command, parseCommand } from './parse-command.ts'

type Does = (turn: Turn, staff: Staff, command: Command) => Promise<Reply | null> | Reply

/** 帮助 alone, and what more can be asked for: 帮助 公开. */
const HELPS = [
  ['公开', DISCLOSURE_HELP],
  ['监督', ACCOUNTABILITY_HELP],
  ['收录', FAQ_HELP],
] as const

const COMMANDS: Readonly<Record<string, Does>> = {
  act: actOnCase,
  帮助: (turn, _, { rest }) => say(turn, HELPS.find(([word]) => rest.startsWith(word))?.[1] ?? STAFF_HELP),
  我的: (turn, staff) => list(turn, staff, 'mine'),
  待办: (turn, staff) => list(turn, staff, 'todo'),
  即将到期: (turn, staff) => list(turn, staff, 'due'),
  查: show,
  代办登记: intake,
  登记本人: registerCounter,
  联系方式: contact,
  代理: substitute,
  网页: desk,
  用印: sealNotices,
  未答: unanswered,
  收录: promote,
  违诺: breach,
  ...Object.fromEntries([...BREACH_WORDS.keys()].map((word) => [word, breach])),
  投诉属实: complaintTrue,
  承诺: pledge,
  科室承诺: departmentPledge,
  召开听证: call,
  听证改期: move,
  听证取消: cancel,
  听证纪要: minutes,
  听证问题: question,
  听证答复: answer,
  考核: assessment,
  公开: register,
}

export async function staffMessage(
  turn: Turn,
  staff: Staff,
  text: string,
  quoted: string | undefined,
): Promise<Reply | null> {
  const { step } = turn.memory
  const named = step?.name === 'quoted' ? numberAtStart(cleanText(text).trim()) : null
  if (step?.name === 'quoted' && named?.rest === '')
    return actOnCase(turn, staff, {
      word: 'act',
      actions: ['reply'],
      number: named.number,
      rest: step.text,
      whole: step.text,
    })
  const command = parseCommand(text, quoted)
  if (!command) return forResident(turn, staff, text)
  return (await COMMANDS[command.word]?.(turn, staff, command)) ?? null
}

/** Said to somebody, not of oneself. */
const ADDRESSES = /您(?!好)/u
/** Words for a resident that name no case, of somebody who has cases in hand: asked for which one; never read as their own. */
async function forResident(turn: Turn, staff: Staff, text: string): Promise<Reply | null> {
  if (turn.group || !ADDRESSES.test(text) || (await casesOfStaff(turn.tx, [staff.id])).length === 0) return null
  const asked = say(turn, WHICH_CASE)
  return { ...asked, memory: { ...asked.memory, step: { name: 'quoted', text } } }
}

/** A tap on a card. One that shows the case as it was is refused, with a card of how it stands now. */
export async function staffTap(turn: Turn, staff: Staff, value: string): Promise<Reply | null> {
  const tap = readTap(value)
  const known = tap && (await caseById(turn.tx, tap.caseId))
  if (!tap || !known || !maySee(staff, known)) return say(turn, '没有找到这一件。')
  const { action, version, department } = tap
  const actor = await staffActor(turn, staff)
  // locked: of two who tap in the same second the other sees what the first did
  const caseContext = await lockCaseContext(turn.tx, known.id)
  const { townContext, now } = turn.ctx
  if (action !== 'acknowledge' && version !== null && version !== caseContext.case.version) {
    const roles = rolesOf(actor, caseContext.case, caseContext.requests, townContext.town)
    const facts = factsOf(caseContext, itemOf(townContext, caseContext.case.item), townContext, now)
    // what can no longer be done at all is refused with its own reason
    if (allowedActions({ state: caseContext.case.state, kind: caseContext.case.kind, facts }, roles).includes(action)) {
      const shown = caseCard('现在', caseContext, townContext, now, roles)
      return say(turn, `${staleActionText(caseContext.case, action)}\n\n${shown.text}`, { choices: shown.choices })
    }
  }
  return perform(turn, actor, caseContext.case, action, department === null ? {} : { department })
}

async function list(turn: Turn, staff: Staff, which: 'mine' | 'todo' | 'due'): Promise<Reply> {
  const { tx, ctx } = turn
  const today = localDate(ctx.now)
  const ids = [staff.id, ...(await standsFor(tx, staff.id, today))]
  const mine = (await casesOfStaff(tx, ids)).filter((c) => maySee(staff, c))
  const waiting = which === 'mine' ? [] : (await waitingCases(tx, [staff.department])).filter((c) => maySee(staff, c))
  const asked = which === 'mine' ? [] : await toDecide(turn, staff)
  const all = [...new Map([...asked.map(({ c }) => c), ...waiting, ...mine].map((c) => [c.id, c])).values()]
  const clocks = (
    await openPromises(
      tx,
      all.map((c) => c.id),
    )
  ).filter((p) => PURPOSES[p.purpose].owner === 'office' && p.purpose !== 'idle')
  const first = (id: number) => clocks.find((p) => p.caseId === id)
  const soon = addDays(today, 3)
  const shown = which === 'due' ? all.filter((c) => (first(c.id)?.dueDate ?? '9999') <= soon) : all
  if (shown.length === 0)
    return say(turn, { mine: '您手上没有办件。', todo: '没有待办。', due: '三天内没有到期的。' }[which])
  const rows = shown.slice(0, 12).map((c) => {
    const p = first(c.id)
    const decide = asked.find((a) => a.c.id === c.id)
    if (decide) return caseLine(c, DECIDE[decide.kind] ?? '')
    if (alarmWaits(c)) return caseLine(c, ALARM.waiting)
    return caseLine(
      c,
      p ? `${clockLabel(p.purpose, c.kind)} ${formatDue(p, ctx.now)}${p.dueAt <= ctx.now ? '（已超时）' : ''}` : '',
    )
  })
  return say(
    turn,
    `${{ mine: '我的办件', todo: '待办', due: '即将到期' }[which]}（${shown.length}）\n${rows.join('\n')}${shown.length > 12 ? `\n…还有 ${shown.length - 12} 件` : ''}`,
  )
}

/** What waits for a head's word, as a line of 待办 says it. */
const DECIDE: Readonly<Record<string, string>> = {
  reopening: '申请重办，等您批准或驳回',
  extension: '申请延期，等您批准或驳回',
}

/** What a head is to decide: of their department, and not their own doing. */
async function toDecide(turn: Turn, staff: Staff): Promise<{ c: Case; kind: string }[]> {
  if (staff.role !== 'head') return []
  const waiting = await undecidedCases(turn.tx, staff.department, ['reopening', 'extension'])
  return waiting.filter(({ c }) => c.handlerId !== staff.id && maySee(staff, c))
}

/** 查: the card, how each date was computed, and the log. */
async function show(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (!command.number) return say(turn, '查哪一件？例：查 0007')
  const opened = await readCase(turn, staff, command.number)
  if (typeof opened === 'string') return say(turn, opened)
  const { at: caseContext, roles } = opened
  const c = caseContext.case
  await recordPersonalRead(turn.tx, staff, 'case', c.id, turn.ctx.now)
  const shown = caseCard('办件', caseContext, turn.ctx.townContext, turn.ctx.now, roles)
  const clocks = caseContext.promises
    .filter((p) => p.state === 'open' || p.state === 'paused')
    .map(
      (p) =>
        `· ${clockLabel(p.purpose, c.kind)}：${explain(p, turn.ctx.townContext.calendar, localDate(turn.ctx.now), turn.ctx.townContext.town.hours)}`,
    )
  const replies = itemOf(turn.ctx.townContext, c.item)?.replies ?? []
  const ready = replies.map((r, i) => `#${i + 1} ${r}`).join('\n')
  const events = (await caseLog(turn.tx, c.id))
    .slice(-6)
    .map(
      (e) =>
        `· ${localDate(e.at).slice(5)} ${staffEventLabel(e.action)}${e.text ? ` ${e.text.length > 30 ? `${e.text.slice(0, 30)}…` : e.text}` : ''}`,
    )
  return say(
    turn,
    [
      shown.text,
      clocks.length ? `期限怎么算的：\n${clocks.join('\n')}` : '',
      ready ? `常用答复（发“答复 编号 #1”）：\n${ready}` : '',
      `经过：\n${events.join('\n')}`,
    ]
      .filter(Boolean)
      .join('\n'),
    { choices: shown.choices },
  )
}

/** 用印: a head confirms that the town's seal is on the printed notices of a case. */
async function sealNotices(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (!command.number) return say(turn, '给哪一件用印？例：用印 0007')
  const opened = await readCase(turn, staff, command.number)
  if (typeof opened === 'string') return say(turn, opened)
  const c = opened.at.case
  if (!mayStampNotices(opened.roles)) return say(turn, '用印由本科室负责人办。')
  const numbers = await seal(turn.tx, c.id, turn.ctx.now)
  return say(turn, numbers.length > 0 ? `已登记用印：\n${numbers.join('\n')}` : `${c.number} 没有待用印的文书。`)
}

/** 网页: the way to the desk in a browser, for this person alone. */
async function desk(turn: Turn, staff: Staff): Promise<Reply> {
  const { tx, ctx } = turn
  const { token, until } = await makeSignInLink(tx, staff.id, ctx.now, ctx.random)
  const url = `${ctx.townContext.publicUrl}/staff/enter/${token}`
  return say(turn, `点下面的链接进工作台，10分钟内有效，只能用一次，请不要转发：\n${url}`, {
    secret: { words: [url], until },
  })
}

/** 代理 姓名 到 日期: who stands in while one is away. 代理 取消 ends it. */
async function substitute(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const [name = ''] = command.rest.split(/\s+/)
  const today = localDate(turn.ctx.now)
  const until = readDate(command.rest.slice(name.length).replace(/^\s*[到至]\s*/, ''), today)
  if (name === '取消') {
    await setSubstitute(turn.tx, staff.id, null)
    return say(turn, '代理已取消，办件还发给您。')
  }
  const [person] = await staffByName(turn.tx, name)
  if (!person || person.id === staff.id) return say(turn, '由谁代？例：代理 姓名 到 2026-12-01')
  if (until === null || until < today) return say(turn, '到哪天？例：代理 姓名 到 2026-12-01')
  await setSubstitute(turn.tx, staff.id, { until, substituteId: person.id })
  return say(turn, `好的，${until}（含当天）前由${person.name}代您办理。回来了发“代理 取消”。首问责任不变。`)
}

/** Words that only staff use: told so when a resident types one. */
export const isStaffWord = (text: string): boolean => {
  const c = parseCommand(text, undefined)
  return (
    c !== null &&
    c.word === 'act' &&
    c.number !== null &&
    // a resident's 收到 is no command either
    !c.actions.some((a) => a === 'acknowledge' || transition(a).by.some((r) => r === 'resident'))
  )
}
