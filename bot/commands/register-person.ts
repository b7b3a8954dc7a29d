/** 登记本人: somebody has come to the counter, staff have seen who it is, and their page counts as a person from now on. */
import type { Staff } from '../../core/case/case.ts'
import { STANDING_MESSAGES } from '../../core/messages/standing.ts'
import { registerPerson } from '../../services/register-person.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import type { Command } from './parse-command.ts'

/** 登记本人 K7M2QXAB 李秀英 13812345678 */
export async function register(turn: Turn, staff: Staff, { whole }: Command): Promise<Reply> {
  const [, code = '', who = ''] = /^([0-9A-Za-z]{8})[\s,，]+(.+)$/s.exec(whole) ?? []
  if (!code) return say(turn, STANDING_MESSAGES.staffExample)
  const done = await registerPerson(turn.tx, turn.ctx, staff, code, who)
  return { ...say(turn, done.text), messages: done.letters, masked: [], typedSecrets: [code] }
}
