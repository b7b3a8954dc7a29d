/** 召开听证, 听证改期, 听证取消, 听证纪要, 听证问题, 听证答复: what staff type about hearings. */
import type { Staff } from '../../core/case/case.ts'
import { parseHearingCall, parseHearingMove } from '../../core/challenge/hearing.ts'
import { localDate } from '../../core/date.ts'
import { cancelHearing, moveHearing } from '../../db/hearings/change-hearing.ts'
import { answerQuestion, callHearing, putMinutes, putQuestion } from '../../db/hearings/hearings.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import { findCase } from './case-action.ts'
import type { Command } from './parse-command.ts'

export async function call(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (!command.number) return say(turn, '例：召开听证 0007 2026-12-10 14:00 30 镇政府二楼会议室')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  const read = parseHearingCall(command.rest, localDate(turn.ctx.now))
  if (typeof read === 'string') return say(turn, `${read}。`)
  const done = await callHearing(turn.tx, turn.ctx, staff, c.id, read)
  return { ...say(turn, done.text), messages: done.letters }
}

/** 听证改期 3 2026-12-12 14:00 30 镇政府二楼会议室 原因：会议室停电 */
export async function move(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const id = hearingId(command)
  const read = parseHearingMove(command.rest, localDate(turn.ctx.now))
  if (id === null || typeof read === 'string')
    return say(turn, typeof read === 'string' ? `${read}。` : '改哪一场听证？')
  const done = await moveHearing(turn.tx, turn.ctx, staff, id, read.call, read.reason)
  return { ...say(turn, done.text), messages: done.letters }
}

/** 听证取消 3 当天有汛情 */
export async function cancel(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const id = hearingId(command)
  if (id === null) return say(turn, '例：听证取消 3 当天有汛情')
  const done = await cancelHearing(turn.tx, turn.ctx, staff, id, command.rest)
  return { ...say(turn, done.text), messages: done.letters }
}

const hearingId = ({ number }: Command): number | null =>
  number !== null && /^\d{1,6}$/.test(number) ? Number(number) : null

const numbered =
  (example: string, does: typeof putMinutes) =>
  async (turn: Turn, staff: Staff, command: Command): Promise<Reply> => {
    const id = Number(command.number)
    if (!Number.isSafeInteger(id) || id < 1 || !command.rest) return say(turn, `例：${example}`)
    return say(turn, await does(turn.tx, turn.ctx, staff, id, command.rest))
  }

export const minutes = numbered('听证纪要 3 到会25人，……', putMinutes)
export const question = numbered('听证问题 3 污水管什么时候修？', putQuestion)
export const answer = numbered('听证答复 12 本月底前修好', answerQuestion)
