/** 质询, 附议 and 报名: what residents type about what is published, and about hearings. */
import { parseChallengeSubject, parseChallenge } from '../../core/challenge/hearing.ts'
import { findCaseNumber } from '../../core/input/typed-case-number.ts'
import { CHALLENGE_MESSAGES } from '../../core/messages/challenge.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { localDate, localTime, formatDate } from '../../core/date.ts'
import { STANDINGS } from '../../core/standing.ts'
import { STANDING_MESSAGES } from '../../core/messages/standing.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { registerChallenge } from '../../db/challenges/challenges.ts'
import { publicHearings } from '../../db/hearings/public-hearings.ts'
import { leaveHearing } from '../../db/hearings/change-hearing.ts'
import { joinHearing } from '../../db/hearings/hearings.ts'
import { secondChallenge } from '../../db/challenges/second-challenge.ts'
import { voiceOf } from '../../db/people/standing.ts'
import { findPublishedSubject } from '../../db/challenges/published-subject.ts'
import { type Reply, say, type Turn } from './turn.ts'
import { departmentFor, openResidentCase } from './open-case.ts'
import { quotaSubjectOf, keptText, refuseOverQuota } from './quota-refusal.ts'

/** 对此有疑问, tapped: `about` is an item, or 'breach:12'. Asks for one line; nothing is opened about what is not there. */
export async function beginChallenge(turn: Turn, about: string): Promise<Reply> {
  const thing = await findPublishedSubject(turn.tx, turn.ctx, parseChallengeSubject(about), turn.conversation.personId)
  if (!thing) return say(turn, CHALLENGE_MESSAGES.nothing)
  return {
    say: [{ text: CHALLENGE_MESSAGES.describe(thing.title, turn.ctx.townContext.town.rules.challengeDays) }],
    memory: { ...turn.memory, step: { name: 'describe', kind: 'challenge', about } },
  }
}

/** 质询; 质询 违诺 12 为什么只是提醒; 质询 路灯为什么不修. */
export async function challengeFromText(turn: Turn, text: string): Promise<Reply> {
  const rest = text.replace(/^(质询|\/challenge)[\s:：]*/i, '').trim()
  const named = parseChallenge(rest)
  if (named && (named.certain || (await isPublished(turn, named.about))))
    return named.question ? openChallenge(turn, named.question, named.about) : beginChallenge(turn, named.about)
  if (rest) return openChallenge(turn, rest, null)
  const step = { name: 'describe', kind: 'challenge' } as const
  return { say: [{ text: DIALOGUE.describeChallenge }], memory: { ...turn.memory, step } }
}

const isPublished = async (turn: Turn, about: string): Promise<boolean> =>
  (await findPublishedSubject(turn.tx, turn.ctx, parseChallengeSubject(about), turn.conversation.personId)) !== null

/**
 * Opens the question, with the department of the thing and a day for the answer. It stands on the board without a name
 * once somebody of the office has released it, or after a while by itself where it is known who asked; until then
 * whoever asked may take it back.
 */
export async function openChallenge(turn: Turn, text: string, about: string | null): Promise<Reply> {
  const { tx, ctx } = turn
  const read = parseChallengeSubject(about)
  const thing = await findPublishedSubject(tx, ctx, read, turn.conversation.personId)
  if (!thing) return say(turn, CHALLENGE_MESSAGES.nothing)
  const voice = await voiceOf(tx, turn.conversation)
  const made = await openResidentCase(turn, {
    kind: 'challenge',
    releasedByPerson: voice !== null && STANDINGS[voice.standing].releasedBy === 'person',
    text: read.about === 'town' ? text : `对“${thing.title}”：${text}`,
    item: thing.item,
    department: departmentFor(turn, thing.item, thing.department),
  })
  if ('over' in made) return refuseOverQuota(turn, made.over, { kind: 'challenge', text: keptText(text), about })
  await registerChallenge(tx, made.caseId, read.about, read.aboutId)
  const clock = (await lockCaseContext(tx, made.caseId)).promises.find((p) => p.purpose === 'publish')
  const at = clock ? `${formatDate(localDate(clock.dueAt), localDate(ctx.now))} ${localTime(clock.dueAt)}` : ''
  const note = { text: CHALLENGE_MESSAGES.public(made.number, at) }
  return { say: [note, made.message], messages: made.messages, memory: {} }
}

/** 附议 BS20261123-0007 */
export async function secondByNumber(turn: Turn, text: string): Promise<Reply> {
  const number = findCaseNumber(text)?.number
  const [voice, asker] = [await voiceOf(turn.tx, turn.conversation), await quotaSubjectOf(turn)]
  if (!number || !voice || !asker) return say(turn, CHALLENGE_MESSAGES.unknown)
  const done = await secondChallenge(turn.tx, turn.ctx, number, voice, asker)
  if (!done.ok) {
    if ('over' in done) return refuseOverQuota(turn, done.over, null)
    return say(turn, 'text' in done ? done.text : STANDING_MESSAGES.webSecondTwice)
  }
  const counted = done.counted
    ? done.text
    : STANDING_MESSAGES.webSecond(turn.ctx.townContext.town.place, turn.phoneCodes !== null)
  return { ...say(turn, counted), messages: done.letters }
}

/** 听证: what is called and open. */
export async function hearingList(turn: Turn): Promise<Reply> {
  const open = (await publicHearings(turn.tx)).filter((h) => h.state === 'called')
  return say(turn, CHALLENGE_MESSAGES.list(open))
}

/** 报名 3 */
export async function joinHearingByNumber(turn: Turn, text: string): Promise<Reply> {
  const hearing = Number(/\d+/.exec(text)?.[0])
  const [voice, asker] = [await voiceOf(turn.tx, turn.conversation), await quotaSubjectOf(turn)]
  if (!voice || !asker || !Number.isSafeInteger(hearing)) return say(turn, CHALLENGE_MESSAGES.noHearing)
  const done = await joinHearing(turn.tx, turn.ctx, hearing, voice, asker)
  if (!done.hearing) return say(turn, CHALLENGE_MESSAGES.noHearing)
  if (typeof done.result === 'object') return refuseOverQuota(turn, done.result, null)
  const said = {
    signed: CHALLENGE_MESSAGES.signed(done.hearing),
    already: CHALLENGE_MESSAGES.twice,
    full: CHALLENGE_MESSAGES.full,
    closed: CHALLENGE_MESSAGES.closed,
    none: CHALLENGE_MESSAGES.noHearing,
    nobody: STANDING_MESSAGES.seatNeedsStanding(turn.ctx.townContext.town.place, turn.phoneCodes !== null),
  }
  return say(turn, said[done.result])
}

/** 取消报名 3 */
export async function leaveHearingByNumber(turn: Turn, text: string): Promise<Reply> {
  const hearing = Number(/\d+/.exec(text)?.[0])
  const { personId } = turn.conversation
  const had = personId !== null && Number.isSafeInteger(hearing) && (await leaveHearing(turn.tx, hearing, personId))
  return say(turn, had ? CHALLENGE_MESSAGES.left : CHALLENGE_MESSAGES.notIn)
}
