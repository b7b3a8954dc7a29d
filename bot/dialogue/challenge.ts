/** 附议 and 报名: what residents type about questions put in public and hearings. */
import { CHALLENGE_SAYS } from '../../core/challenge/say.ts'
import { second } from '../../db/challenges.ts'
import { joinHearing } from '../../db/hearings.ts'
import { type Reply, say, type Turn } from './context.ts'

/** 附议 BS20261123-0007 */
export async function secondIt(turn: Turn, text: string): Promise<Reply> {
  const number = /[A-Z]{2,4}\d{8}-\d{4,}/i.exec(text)?.[0]
  const { personId, id } = turn.conversation
  if (!number || personId === null) return say(turn, CHALLENGE_SAYS.unknown)
  const done = await second(turn.tx, turn.set, number, { personId, conversationId: id })
  return { ...say(turn, done.text), letters: done.letters }
}

/** 报名 3 */
export async function join(turn: Turn, text: string): Promise<Reply> {
  const hearing = Number(/\d+/.exec(text)?.[0])
  const { personId, id } = turn.conversation
  if (personId === null) return say(turn, CHALLENGE_SAYS.noHearing)
  const done = await joinHearing(turn.tx, turn.set, hearing, { personId, conversationId: id })
  if (!done.hearing) return say(turn, CHALLENGE_SAYS.noHearing)
  const said = {
    signed: CHALLENGE_SAYS.signed(done.hearing),
    already: CHALLENGE_SAYS.twice,
    full: CHALLENGE_SAYS.full,
    closed: CHALLENGE_SAYS.closed,
    none: CHALLENGE_SAYS.noHearing,
  }
  return say(turn, said[done.result])
}
