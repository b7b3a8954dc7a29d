/** 违诺, 说明, 意见, 成立, 措施, 整改 …: what staff type about breaches. */
import type { Staff } from '../../core/case/case.ts'
import { maySee } from '../../core/case/case.ts'
import { type BreachGiven, breachRoles, BREACH_WORDS, MEASURES, type MeasureName } from '../../core/breach/lifecycle.ts'
import { BREACH_SAYS } from '../../core/breach/say.ts'
import { isLocalDate } from '../../core/date.ts'
import { breachTick } from '../../db/breach-tick.ts'
import { attitudeUpheld, breachById, breachesFor, moveBreach } from '../../db/breaches.ts'
import { type Reply, say, type Turn } from '../dialogue/context.ts'
import { findCase } from './act.ts'
import type { Command } from './parse.ts'

/** '限期整改 2026-12-10 补齐台账' */
export function readMeasure(rest: string): BreachGiven {
  const [first = '', second = '', ...more] = rest.split(/\s+/)
  const measure = (Object.keys(MEASURES) as MeasureName[]).find((m) => MEASURES[m].label === first)
  if (!measure) return { text: rest }
  return isLocalDate(second)
    ? { measure, date: second, text: more.join(' ') || first }
    : { measure, text: [second, ...more].join(' ').trim() || first }
}

/** Without a number: the list of what waits for this person. */
export async function breach(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const { tx, set } = turn
  const letters = await breachTick(tx, set)
  const action = BREACH_WORDS.get(command.word)
  if (command.number === null || !/^\d+$/.test(command.number)) {
    const mine = await breachesFor(tx, staff)
    const text = mine.length === 0 ? '没有等您办的违诺。' : `等您办的违诺（${mine.length}）\n${mine.slice(0, 12).map((b) => BREACH_SAYS.line(b)).join('\n')}` // prettier-ignore
    return { ...say(turn, text), letters }
  }
  const id = Number(command.number)
  const known = await breachById(tx, id)
  const roles = known ? breachRoles(staff, known) : new Set()
  // one answer for what does not exist and what is not theirs
  if (!known || roles.size === 0) return { ...say(turn, `没有 ${id} 号违诺，或者不归您办。`), letters }
  if (!action)
    return { ...say(turn, BREACH_SAYS.card('违诺', known, set.world.town, breachRoles(staff, known))), letters }
  const given: BreachGiven = action === 'measure' ? readMeasure(command.rest) : { text: command.rest }
  const moved = await moveBreach(tx, set, id, action, staff, given)
  if (!moved.ok) return { ...say(turn, `${id} 号：${moved.because}。`), letters }
  const after = (await breachById(tx, id))!
  return {
    ...say(turn, `${id} 号已登记“${command.word}”。\n${BREACH_SAYS.line(after)}`),
    letters: [...letters, ...moved.letters],
  }
}

/** 投诉属实 编号 理由: the leading group finds that a complaint about conduct is true. */
export async function complaintTrue(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (!command.number || !command.rest) return say(turn, '例：投诉属实 0007 已核实录音')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  if (!maySee(staff, c)) return say(turn, `没有编号 ${command.number} 的办件。`)
  return say(turn, await attitudeUpheld(turn.tx, turn.set, c.id, staff, command.rest))
}
