/** 违诺, 说明, 意见, 成立, 措施, 整改 …: what staff type about breaches. */
import type { Staff } from '../../core/case/case.ts'
import { maySee } from '../../core/case/case.ts'
import { type BreachInput, breachRoles, BREACH_WORDS, MEASURES, type MeasureName } from '../../core/breach/lifecycle.ts'
import { BREACH_MESSAGES } from '../../core/messages/breach.ts'
import { type LocalDate, localDate } from '../../core/date.ts'
import { dateAtStart } from '../../core/input/date.ts'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { attitudeUpheld, breachById, breachesFor, moveBreach } from '../../db/breaches/breaches.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import { findCase } from './case-action.ts'
import type { Command } from './parse-command.ts'

/** '限期整改 2026-12-10 补齐台账', '限期整改 12月10号前 补齐台账' */
export function readMeasure(rest: string, today: LocalDate): BreachInput {
  const [first = ''] = rest.split(/\s+/)
  const measure = (Object.keys(MEASURES) as MeasureName[]).find((m) => MEASURES[m].label === first)
  if (!measure) return { text: rest }
  const more = rest.slice(first.length).trim()
  const by = dateAtStart(more, today)
  return by ? { measure, date: by.date, text: by.rest || first } : { measure, text: more || first }
}

/** Without a number: the list of what waits for this person. */
export async function breach(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const { tx, ctx } = turn
  const messages = await advanceBreaches(tx, ctx)
  const action = BREACH_WORDS.get(command.word)
  if (command.number === null || !/^\d+$/.test(command.number)) {
    const mine = await breachesFor(tx, staff)
    const text = mine.length === 0 ? '没有等您办的违诺。' : `等您办的违诺（${mine.length}）\n${mine.slice(0, 12).map((b) => BREACH_MESSAGES.line(b)).join('\n')}` // prettier-ignore
    return { ...say(turn, text), messages: messages }
  }
  const id = Number(command.number)
  const known = await breachById(tx, id)
  const roles = known ? breachRoles(staff, known) : new Set()
  // one answer for what does not exist and what is not theirs
  if (!known || roles.size === 0) return { ...say(turn, `没有 ${id} 号违诺，或者不归您办。`), messages: messages }
  if (!action)
    return {
      ...say(turn, BREACH_MESSAGES.card('违诺', known, ctx.townContext.town, breachRoles(staff, known))),
      messages: messages,
    }
  const given: BreachInput =
    action === 'measure' ? readMeasure(command.rest, localDate(ctx.now)) : { text: command.rest }
  const moved = await moveBreach(tx, ctx, id, action, staff, given)
  if (!moved.ok) return { ...say(turn, `${id} 号：${moved.because}。`), messages: messages }
  const after = (await breachById(tx, id))!
  return {
    ...say(turn, `${id} 号已登记“${command.word}”。\n${BREACH_MESSAGES.line(after)}`),
    messages: [...messages, ...moved.letters],
  }
}

/** 投诉属实 编号 理由: the leading group finds that a complaint about conduct is true. */
export async function complaintTrue(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (!command.number || !command.rest) return say(turn, '例：投诉属实 0007 已核实录音')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  if (!maySee(staff, c)) return say(turn, `没有编号 ${command.number} 的办件。`)
  return say(turn, await attitudeUpheld(turn.tx, turn.ctx, c.id, staff, command.rest))
}
