/** Which cases a conversation may speak of: its person's own, and those it was let in to by number and look-up code. */
import type { Case } from '../../core/case/case.ts'
import { isLookupAction } from '../../core/case/lookup-actions.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { LOOKUP } from '../../core/messages/lookup.ts'
import { TRACK } from '../../core/messages/track.ts'
import { caseById, caseByNumber, casesOfPeopleKnown, casesOfResident } from '../../db/cases/find-cases.ts'
import { takeTrackWrite } from '../../db/cases/track-writes.ts'
import type { DialogueMemory } from '../../db/people/conversations.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** A number, or a code typed without one, is remembered for so long. */
export const ASKED_MS = 30 * 60_000
/** Once let in, a conversation may come back to the case for so long: a case takes days, and the news of it go elsewhere. */
export const LET_IN_MS = 7 * 86_400_000
/** So long after it was let in what is said is mostly of that case. */
const JUST_MS = 30 * 60_000

/** Whether `at` is less than so long ago; a clock set back ends it too. */
export const within = (at: string, ms: number, now: Date): boolean => Math.abs(now.getTime() - Date.parse(at)) < ms

type LetIn = NonNullable<NonNullable<DialogueMemory['lookup']>['cases']>[number]
export const letIns = (memory: DialogueMemory, now: Date): readonly LetIn[] =>
  (memory.lookup?.cases ?? []).filter((one) => within(one.at, LET_IN_MS, now))

export const isOwn = ({ conversation }: Turn, c: Case): boolean =>
  c.residentId !== null && c.residentId === conversation.personId

/** The cases this conversation was let in to, newest first; none whose person asked to be forgotten. */
export async function casesLookedUp(turn: Turn): Promise<Case[]> {
  const ids = turn.group ? [] : letIns(turn.memory, turn.ctx.now).map((one) => one.caseId)
  return (await casesOfPeopleKnown(turn.tx, ids)).filter((c) => !isOwn(turn, c))
}

/** All cases this conversation may speak of, newest first. */
export async function casesInReach(turn: Turn): Promise<Case[]> {
  const { personId } = turn.conversation
  const own = personId === null ? [] : await casesOfResident(turn.tx, personId)
  const others = await casesLookedUp(turn)
  return others.length === 0 ? own : [...own, ...others].sort((a, b) => b.id - a.id)
}

/** The case of an id or a number, where this conversation may speak of it. */
export async function caseInReach(turn: Turn, of: number | string): Promise<Case | null> {
  const c = typeof of === 'number' ? await caseById(turn.tx, of) : await caseByNumber(turn.tx, of)
  if (!c) return null
  return isOwn(turn, c) ? c : ((await casesLookedUp(turn)).find((one) => one.id === c.id) ?? null)
}

/** Whether this conversation was let in to the case a moment ago. */
export const justLookedUp = ({ memory, ctx }: Turn, caseId: number): boolean =>
  letIns(memory, ctx.now).some((one) => one.caseId === caseId && within(one.at, JUST_MS, ctx.now))

/** By which right this conversation may do this to a case, or the sentence why it may not. What is done by a look-up code is counted. */
export async function mayDo(turn: Turn, caseId: number, action: Action): Promise<'own' | 'looked-up' | Reply> {
  const c = await caseInReach(turn, caseId)
  if (!c) return say(turn, DIALOGUE.notYours)
  if (isOwn(turn, c)) return 'own'
  if (!isLookupAction(action)) return say(turn, LOOKUP.notHere)
  return (await takeTrackWrite(turn.tx, caseId, turn.ctx.now)) ? 'looked-up' : say(turn, TRACK.enough)
}

/** A number that is nobody's here: its code is asked for, in the same words whether there is such a case or not. */
export const askCode = (turn: Turn, number: string): Reply => {
  const { code: _, ...known } = turn.memory.lookup ?? {}
  const lookup = { ...known, asked: { number, at: turn.ctx.now.toISOString() } }
  return say(turn, LOOKUP.askCode, {}, { ...turn.memory, lookup })
}
