/** One message of a member of staff. Null: no command, so it is answered like a resident's question. */
import type { Staff } from '../../core/case/case.ts'
import { maySee } from '../../core/case/case.ts'
import { actionsFor, transition } from '../../core/case/lifecycle.ts'
import { factsOf } from '../../core/case/facts.ts'
import { BREACH_WORDS } from '../../core/breach/lifecycle.ts'
import { maySeal, rolesOf } from '../../core/case/roles.ts'
import { localDate, addDays, isLocalDate } from '../../core/date.ts'
import { HELP_ACCOUNTABLE } from '../../core/messages/accountable.ts'
import { card, readTap, HELP, HELP_DISCLOSURE, HELP_LEARN, line } from '../../core/messages/staff.ts'
import { itemOf, sayDue } from '../../core/case/plan.ts'
import { clockLabel, PURPOSES } from '../../core/case/purposes.ts'
import { makeLink, noteRead } from '../../db/desk.ts'
import { seal } from '../../db/notices.ts'
import { caseById, casesOfStaff, openPromises, publicEvents, waitingCases } from '../../db/lookup.ts'
import { staffByName, standsFor } from '../../db/people.ts'
import { staff as staffTable } from '../../db/schema.ts'
import { eq } from 'drizzle-orm'
import { eventWord } from '../dialogue/cases.ts'
import { type Reply, say, type Turn } from '../dialogue/context.ts'
import { explain } from '../../core/promise/explain.ts'
import { actorOf, movedOn } from '../perform.ts'
import { situation } from '../../db/cases.ts'
import { act, perform, readCase } from './act.ts'
import { assessment } from './assessment.ts'
import { breach, complaintTrue } from './breach.ts'
import { register } from './disclosure.ts'
import { answer, call, cancel, minutes, move, question } from './hearing.ts'
import { promote, unanswered } from './learn.ts'
import { departmentPledge, pledge } from './pledge.ts'
import { contact, intake } from './walk-in.ts'
import { type Command, parseCommand } from './parse.ts'

type Does = (turn: Turn, staff: Staff, command: Command) => Promise<Reply> | Reply

/** 帮助 alone, and what more can be asked for: 帮助 公开. */
const HELPS = [
  ['公开', HELP_DISCLOSURE],
  ['监督', HELP_ACCOUNTABLE],
  ['收录', HELP_LEARN],
] as const

const COMMANDS: Readonly<Record<string, Does>> = {
  act,
  帮助: (turn, _, { rest }) => say(turn, HELPS.find(([word]) => rest.startsWith(word))?.[1] ?? HELP),
  我的: (turn, staff) => list(turn, staff, 'mine'),
  待办: (turn, staff) => list(turn, staff, 'todo'),
  即将到期: (turn, staff) => list(turn, staff, 'due'),
  查: show,
  代办登记: intake,
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
  const command = parseCommand(text, quoted)
  if (!command) return null
  return COMMANDS[command.word]?.(turn, staff, command) ?? null
}

/** A tap on a card. One that shows the case as it was is refused, with a card of how it stands now. */
export async function staffTap(turn: Turn, staff: Staff, value: string): Promise<Reply | null> {
  const tap = readTap(value)
  const known = tap && (await caseById(turn.tx, tap.caseId))
  if (!tap || !known || !maySee(staff, known)) return say(turn, '没有找到这一件。')
  const { action, version, department } = tap
  const actor = await actorOf(turn, staff)
  // locked: of two who tap in the same second the other sees what the first did
  const at = await situation(turn.tx, known.id)
  const { world, now } = turn.set
  if (version !== null && version !== at.case.version) {
    const roles = rolesOf(actor, at.case, at.requests, world.town)
    const facts = factsOf(at, itemOf(world, at.case.item), world, now)
    // what can no longer be done at all is refused with its own reason
    if (actionsFor({ state: at.case.state, kind: at.case.kind, facts }, roles).includes(action)) {
      const shown = card('现在', at, world, now, roles)
      return say(turn, `${movedOn(at.case, action)}\n\n${shown.text}`, { choices: shown.choices })
    }
  }
  return perform(turn, actor, at.case, action, department === null ? {} : { department })
}

async function list(turn: Turn, staff: Staff, which: 'mine' | 'todo' | 'due'): Promise<Reply> {
  const { tx, set } = turn
  const today = localDate(set.now)
  const ids = [staff.id, ...(await standsFor(tx, staff.id, today))]
  const mine = (await casesOfStaff(tx, ids)).filter((c) => maySee(staff, c))
  const waiting = which === 'mine' ? [] : (await waitingCases(tx, [staff.department])).filter((c) => maySee(staff, c))
  const all = [...waiting, ...mine]
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
    return line(
      c,
      p ? `${clockLabel(p.purpose, c.kind)} ${sayDue(p, set.now)}${p.dueAt <= set.now ? '（已超时）' : ''}` : '',
    )
  })
  return say(
    turn,
    `${{ mine: '我的办件', todo: '待办', due: '即将到期' }[which]}（${shown.length}）\n${rows.join('\n')}${shown.length > 12 ? `\n…还有 ${shown.length - 12} 件` : ''}`,
  )
}

/** 查: the card, how each date was computed, and the log. */
async function show(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (!command.number) return say(turn, '查哪一件？例：查 0007')
  const opened = await readCase(turn, staff, command.number)
  if (typeof opened === 'string') return say(turn, opened)
  const { at, roles } = opened
  const c = at.case
  await noteRead(turn.tx, staff, 'case', c.id, turn.set.now)
  const shown = card('办件', at, turn.set.world, turn.set.now, roles)
  const clocks = at.promises
    .filter((p) => p.state === 'open' || p.state === 'paused')
    .map(
      (p) =>
        `· ${clockLabel(p.purpose, c.kind)}：${explain(p, turn.set.world.calendar, localDate(turn.set.now), turn.set.world.town.hours)}`,
    )
  const replies = itemOf(turn.set.world, c.item)?.replies ?? []
  const ready = replies.map((r, i) => `#${i + 1} ${r}`).join('\n')
  const events = (await publicEvents(turn.tx, c.id))
    .slice(-6)
    .map(
      (e) =>
        `· ${localDate(e.at).slice(5)} ${eventWord(e.action)}${e.text ? ` ${e.text.length > 30 ? `${e.text.slice(0, 30)}…` : e.text}` : ''}`,
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
  if (!maySeal(opened.roles)) return say(turn, '用印由本科室负责人办。')
  const numbers = await seal(turn.tx, c.id, turn.set.now)
  return say(turn, numbers.length > 0 ? `已登记用印：\n${numbers.join('\n')}` : `${c.number} 没有待用印的文书。`)
}

/** 网页: the way to the desk in a browser, for this person alone. */
async function desk(turn: Turn, staff: Staff): Promise<Reply> {
  const { tx, set } = turn
  const token = await makeLink(tx, staff.id, set.now, set.random)
  return say(
    turn,
    `点下面的链接进工作台，10分钟内有效，只能用一次，请不要转发：\n${set.world.publicUrl}/staff/enter/${token}`,
  )
}

/** 代理 姓名 到 日期: who stands in while one is away. 代理 取消 ends it. */
async function substitute(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const words = command.rest.split(/\s+/).filter((w) => w !== '到')
  if (words[0] === '取消') {
    await turn.tx.update(staffTable).set({ awayUntil: null, substituteId: null }).where(eq(staffTable.id, staff.id))
    return say(turn, '代理已取消，办件还发给您。')
  }
  const [name = '', until = ''] = words
  const [person] = await staffByName(turn.tx, name)
  if (!person || person.id === staff.id) return say(turn, '由谁代？例：代理 姓名 到 2026-12-01')
  if (!isLocalDate(until) || until < localDate(turn.set.now)) return say(turn, '到哪天？例：代理 姓名 到 2026-12-01')
  await turn.tx.update(staffTable).set({ awayUntil: until, substituteId: person.id }).where(eq(staffTable.id, staff.id))
  return say(turn, `好的，${until}（含当天）前由${person.name}代您办理。回来了发“代理 取消”。首问责任不变。`)
}

/** Words that only staff use: told so when a resident types one. */
export const isStaffWord = (text: string): boolean => {
  const c = parseCommand(text, undefined)
  return (
    c !== null &&
    c.word === 'act' &&
    c.number !== null &&
    !c.actions.some((a) => transition(a).by.some((r) => r === 'resident'))
  )
}
