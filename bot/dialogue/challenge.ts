/** 质询, 附议 and 报名: what residents type about what is published, and about hearings. */
import { readAbout, readDoubt } from '../../core/challenge/hearing.ts'
import { CASE_NUMBER } from '../../core/case/number.ts'
import { CHALLENGE_SAYS } from '../../core/challenge/say.ts'
import { SAY } from '../../core/messages/dialogue.ts'
import { registerChallenge, second } from '../../db/challenges.ts'
import { publicHearings } from '../../db/hearing-board.ts'
import { leaveHearing } from '../../db/hearing-change.ts'
import { joinHearing } from '../../db/hearings.ts'
import { whatIsPublished } from '../../db/published-thing.ts'
import { type Reply, say, type Turn } from './context.ts'
import { departmentFor, open } from './open.ts'

/** 对此有疑问, tapped: `about` is an item, or 'breach:12'. Asks for one line; nothing is opened about what is not there. */
export async function doubt(turn: Turn, about: string): Promise<Reply> {
  const thing = await whatIsPublished(turn.tx, turn.set, readAbout(about), turn.conversation.personId)
  if (!thing) return say(turn, CHALLENGE_SAYS.nothing)
  return {
    say: [{ text: CHALLENGE_SAYS.describe(thing.title, turn.set.world.town.rules.challengeDays) }],
    memory: { ...turn.memory, step: { name: 'describe', kind: 'challenge', about } },
  }
}

/** 质询; 质询 违诺 12 为什么只是提醒; 质询 路灯为什么不修. */
export async function question(turn: Turn, text: string): Promise<Reply> {
  const rest = text.replace(/^(质询|\/challenge)[\s:：]*/i, '').trim()
  const named = readDoubt(rest)
  if (named) return named.question ? challenge(turn, named.question, named.about) : doubt(turn, named.about)
  if (rest) return challenge(turn, rest, null)
  const step = { name: 'describe', kind: 'challenge' } as const
  return { say: [{ text: SAY.describeChallenge }], memory: { ...turn.memory, step } }
}

/** Opens the question: public at once without a name, with the department of the thing and a day for the answer. */
export async function challenge(turn: Turn, text: string, about: string | null): Promise<Reply> {
  const { tx, set } = turn
  const read = readAbout(about)
  const thing = await whatIsPublished(tx, set, read, turn.conversation.personId)
  if (!thing) return say(turn, CHALLENGE_SAYS.nothing)
  const made = await open(turn, {
    kind: 'challenge',
    text: read.about === 'town' ? text : `对“${thing.title}”：${text}`,
    item: thing.item,
    department: departmentFor(turn, thing.item, thing.department),
  })
  await registerChallenge(tx, made.caseId, read.about, read.aboutId)
  const note = { text: CHALLENGE_SAYS.public(made.number) }
  return { say: [note, made.message], letters: made.letters, memory: {} }
}

/** 附议 BS20261123-0007 */
export async function secondIt(turn: Turn, text: string): Promise<Reply> {
  const number = CASE_NUMBER.exec(text)?.[0]
  const { personId, id } = turn.conversation
  if (!number || personId === null) return say(turn, CHALLENGE_SAYS.unknown)
  const done = await second(turn.tx, turn.set, number, { personId, conversationId: id })
  return { ...say(turn, done.text), letters: done.letters }
}

/** 听证: what is called and open. */
export async function hearingList(turn: Turn): Promise<Reply> {
  const open = (await publicHearings(turn.tx)).filter((h) => h.state === 'called')
  return say(turn, CHALLENGE_SAYS.list(open))
}

/** 报名 3 */
export async function join(turn: Turn, text: string): Promise<Reply> {
  const hearing = Number(/\d+/.exec(text)?.[0])
  const { personId, id } = turn.conversation
  if (personId === null || !Number.isSafeInteger(hearing)) return say(turn, CHALLENGE_SAYS.noHearing)
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

/** 取消报名 3 */
export async function leave(turn: Turn, text: string): Promise<Reply> {
  const hearing = Number(/\d+/.exec(text)?.[0])
  const { personId } = turn.conversation
  const had = personId !== null && Number.isSafeInteger(hearing) && (await leaveHearing(turn.tx, hearing, personId))
  return say(turn, had ? CHALLENGE_SAYS.left : CHALLENGE_SAYS.notIn)
}
