/** 人工 and what is registered: a case from what was said, from a description, from what was kept for lack of room. */
import { type Act, ACTS, SURE } from '../../core/answer/model/acts.ts'
import type { Understanding } from '../../core/answer/understand.ts'
import { UNNAMED } from '../../core/answer/policy/case-words.ts'
import { talkOf } from '../../core/answer/model/intent.ts'
import { aboutConduct } from '../../core/answer/policy/route-department.ts'
import { feelingOf } from '../../core/answer/policy/feeling.ts'
import type { Choice } from '../../core/channel.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { STANDING_MESSAGES } from '../../core/messages/standing.ts'
import { itemOf } from '../../core/town-context.ts'
import type { DialogueMemory, KeptRequest } from '../../db/people/conversations.ts'
import { linkInquiry } from '../../db/catalog/inquiry-log.ts'
import { attachFiles } from '../../db/files/files.ts'
import { beginApplication, resumeKeptApplication } from './application.ts'
import { declinesOffer } from '../../core/input/offer-words.ts'
import { storyOf, wholeStory } from './ask.ts'
import { fresh } from './read-message.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import { openChallenge } from './challenge.ts'
import { openComplaint } from './complaint.ts'
import { type CaseRouting, openResidentCase, routeCase } from './open-case.ts'
import { justOpened, reportedBefore } from './own-case.ts'
import { tellOffice } from './tell-office.ts'
import { askWhere } from './place.ts'
import { keptText, refuseOverQuota } from './quota-refusal.ts'
import { type Reply, say, type Turn, withoutStep } from './turn.ts'
import { telling } from './which-case.ts'

const withoutKept = ({ kept: _, ...rest }: DialogueMemory): DialogueMemory => rest

/** 再登记一次: what was written when there was no room for it. */
export async function again(turn: Turn): Promise<Reply> {
  const { kept } = turn.memory
  if (!kept) return say(turn, STANDING_MESSAGES.nothingKept)
  const done = await registerKept(turn, kept)
  return done.memory.kept ? done : { ...done, keptDone: true }
}

async function registerKept(turn: Turn, kept: KeptRequest): Promise<Reply> {
  const anew: Turn = { ...turn, memory: withoutKept(turn.memory) }
  switch (kept.kind) {
    case 'complaint':
      return openComplaint(anew, kept.text)
    case 'challenge':
      return openChallenge(anew, kept.text, kept.about)
    case 'intake':
      return resumeKeptApplication(anew, kept.step)
    default:
      return opened(anew, kept.text, kept.item, routeCase(anew, kept.item, { code: kept.department }), kept.kind, null)
  }
}

/** 都不是: none of what was asked back. Said again in other words, or to a person; the choices are forgotten. */
export function none(turn: Turn): Reply {
  const { offered: _, ...memory } = turn.memory
  return say(turn, DIALOGUE.noneOfThese, { choices: DIALOGUE.registerOrNot }, memory)
}

/** 人工: a case at once from the last question nobody answered, or one line asked for. */
export async function human(turn: Turn): Promise<Reply> {
  const { question, step, kept } = turn.memory
  // told, and asked of which case it is: a person it is for, as a matter of its own
  if (step?.name === 'whose') return human(asking({ ...turn, memory: withoutStep(turn.memory) }, step.text, turn.understand(step.text))) // prettier-ignore
  // refused for lack of room: that is what a person is wanted for
  if (kept && !(question && fresh(turn))) return again(turn)
  const recent = await justOpened(turn)
  // asked, not told, beside a case that lies with the same office: it goes along with that one
  if (question && fresh(turn) && recent && question.told === false && question.department === recent.department)
    return tellOffice({ ...turn, memory: {} }, recent, question.text)
  // told before, and nothing made of it: that is what a person is wanted for
  const told = question && fresh(turn) ? null : toldBefore(turn)
  if (told !== null) return human(asking(turn, told, turn.understand(told)))
  const newest = question && fresh(turn) ? null : recent
  if (newest)
    return {
      say: [{ text: DIALOGUE.registeredJustNow(newest.number) }],
      memory: { ...turn.memory, step: { name: 'describe', kind: 'report', beside: true } },
    }
  if (!question || !fresh(turn))
    return {
      say: [{ text: DIALOGUE.describe }],
      memory: { ...turn.memory, step: { name: 'describe', kind: 'report' } },
    }
  const { recordings = [] } = question
  if (aboutConduct(question.text)) return openComplaint(turn, question.text)
  const before = await reportedBefore(turn, question.text)
  if (before) {
    await attachFiles(turn.tx, before.id, recordings, turn.ctx.now)
    return tellOffice({ ...turn, memory: {} }, before, question.text)
  }
  const story = wholeStory(turn, question.text)
  const to = routeCase(turn, question.item, { ...question, code: question.department }, question.report)
  const files = [...(turn.memory.files ?? []), ...recordings]
  const holding = files.length > 0 ? { ...turn, memory: { ...turn.memory, files } } : turn
  return opened(holding, story, question.item, to, 'consultation', question.inquiry)
}

/** Registers what was offered for, with what is told beside the yes; of nothing said before, it is what is told. */
export async function registerTold(turn: Turn, told: string, u: Understanding): Promise<Reply> {
  const { question } = turn.memory
  // registered already, unasked: the yes comes after it
  const recent = question && fresh(turn) ? null : await justOpened(turn)
  if (recent) return tellOffice(turn, recent, told)
  const said = turn.redact(told, WHERE).text
  // the matter is the one that was offered for, never the one the words of the yes resemble
  const going = question && fresh(turn)
  if (!going) return human(asking(turn, said, u))
  const about = { ...question, text: [...question.text.split('\n'), said].join('\n') }
  return human({ ...turn, memory: { ...turn.memory, at: turn.ctx.now.toISOString(), question: about } })
}

/** So many telling characters are worth a case. */
const WORTH = 6
/** What was told since the last case and reached nobody; null where it is too little, or too long ago. */
function toldBefore(turn: Turn): string | null {
  const story = (turn.memory.said ?? []).join('\n')
  return fresh(turn) && telling(story).size >= WORTH ? story : null
}

/** As if this had just been asked. */
function asking(turn: Turn, text: string, u: Understanding): Turn {
  const question = { text, item: u.item, department: u.department?.code ?? null, report: u.report, inquiry: turn.inquiryId } // prettier-ignore
  return { ...turn, memory: { ...turn.memory, at: turn.ctx.now.toISOString(), question } }
}

/** Whether these choices offer to register, or not to. */
export const offersToRegister = (choices: readonly Choice[] = []): boolean =>
  ['human', 'never-mind'].every((value) => choices.some((c) => c.value === value))

/** Whether what was told last was offered to be registered, and nothing was made of it yet. */
export function offeredToRegister(turn: Turn): boolean {
  const { question, choices } = turn.memory
  return offersToRegister(choices) && question !== undefined && !question.answered && !turn.group && fresh(turn)
}

/** Small talk that may be part of a story, where no set phrase says otherwise. */
const MAYBE_MORE: ReadonlySet<string> = new Set(['other', 'unheard', 'safe'])
/** Said after an offer, these neither take it nor tell more. */
const NOT_OF_IT: ReadonlySet<Act> = new Set(['thanks', 'bye', 'greet', 'no', 'joke', 'chat', 'privacy', 'who', 'withdraw', 'confused']) // prettier-ignore

/** In so few characters nothing is told beside a question. */
const SHORT_QUESTION = 5

/**
 * Whoever was offered to be registered and, instead of a tap, tells more of it, urges, or sends where it is, wants it
 * seen to: it is registered with all they said. A question is answered first; asked in vain twice, it is registered too.
 */
export async function registerStory(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  const { question } = turn.memory
  // by what nothing was made of, nothing is registered unasked
  if (!offeredToRegister(turn) || !question || u.why.length === 0) return null
  // told, of the same matter: a fact of it is no answer to somebody who tells what happened
  const tells = question.told === true && !ASKING.test(text) && sameMatter(turn, u.item, question)
  if ((u.decision === 'answer' && !tells) || u.decision === 'urgent') return null
  if (declinesOffer(text)) return null
  // of somebody of the office: kept from whoever reads the rest
  if (aboutConduct(text) && !aboutConduct(question.text)) return null
  if (aboutConduct(question.text) && UNNAMED.test(text))
    return human({ ...turn, memory: { ...turn.memory, question: { ...question, text: `匿名：${question.text}` } } })
  // cross with the desk already: one offer is enough
  if (CROSS.has(feelingOf(text) ?? '') && u.elsewhere === null) return human(withStory(turn, question, text, u))
  // impatience names no matter of others, whatever its few words resemble
  if (u.elsewhere !== null && u.act !== 'urge' && u.act !== 'still') return null
  if (u.decision === 'smalltalk' && (!MAYBE_MORE.has(u.smalltalk ?? 'other') || talkOf(text) !== null)) return null
  if (NOT_OF_IT.has(u.act) && u.actSure >= SURE) return null
  // "登了吗": asked whether it is done, and nothing is yet
  if (u.act === 'progress' && ASKING.test(text) && text.length <= SHORT_QUESTION) return null
  const asks = ASKING.test(text) && ACTS[u.act].group === 'ask'
  if (asks && (question.told || u.decision !== 'handoff')) return null
  if (!question.told && !asks && u.decision === 'choose') return null
  const reply = await human(withStory(turn, question, text, u))
  const [last] = reply.say.slice(-1)
  return u.perhapsDanger && last
    ? { ...reply, say: [...reply.say.slice(0, -1), DIALOGUE.perhapsDanger(last, u.danger, text)] }
    : reply
}

/** Whether an item is the matter told, or at least lies with the office it was to go to. */
const sameMatter = (turn: Turn, item: string | null, question: NonNullable<DialogueMemory['question']>): boolean =>
  item !== null && (item === question.item || itemOf(turn.ctx.townContext, item)?.owner === question.department)

/** Feelings of somebody who has waited or been sent about. */
const CROSS: ReadonlySet<string> = new Set(['trips', 'angry'])
/** The words that tell more name the matter from here on, where none was named before. */
const NAMES = 0.6
function withStory(
  turn: Turn,
  question: NonNullable<DialogueMemory['question']>,
  text: string,
  u: Understanding,
): Turn {
  const story = storyOf(turn, { act: 'supplied', item: null }, turn.redact(text, WHERE).text)
  const [first] = u.candidates
  const named =
    question.item === null && question.department === null && first && first.score >= NAMES ? first.id : question.item
  return { ...turn, memory: { ...turn.memory, question: { ...question, text: story, item: named } } }
}

/** 我要申请: with papers, step by step; a matter without any is described in a sentence, a complaint about staff in its own way. */
export function apply(turn: Turn, id: string): Reply {
  const item = turn.ctx.townContext.catalog.items.find((i) => i.id === id)
  if (!item || item.materials.length > 0) return beginApplication(turn, id)
  if (aboutConduct(item.name)) return describeComplaint(turn)
  const step = { name: 'describe', kind: 'report', about: id } as const
  return { say: [{ text: DIALOGUE.describe }], memory: { ...turn.memory, step } }
}

/** Opens the case and says so; what was carried on from before is named. */
export async function opened(
  turn: Turn,
  text: string,
  item: string | null,
  to: CaseRouting,
  kind: 'consultation' | 'report',
  inquiry: number | null,
): Promise<Reply> {
  const made = await openResidentCase(turn, { kind, text, item, ...to })
  if ('over' in made)
    return refuseOverQuota(turn, made.over, { kind, text: keptText(text), item, department: to.department })
  if (inquiry !== null) await linkInquiry(turn.tx, inquiry, made.caseId)
  const carried = text.includes('\n') ? [{ text: DIALOGUE.carried }] : []
  const where = askWhere(turn, made.case)
  return {
    say: [
      ...carried,
      where ? { ...made.message, text: `${made.message.text}\n${where.text}`, choices: where.choices } : made.message,
    ],
    messages: made.messages,
    memory: { at: turn.ctx.now.toISOString(), going: true, said: [], ...(where ? { step: where.step } : {}) },
  }
}

/** 投诉: asked for in a sentence. */
export function describeComplaint(turn: Turn): Reply {
  const step = { name: 'describe', kind: 'complaint' } as const
  return { say: [{ text: DIALOGUE.describeComplaint }], memory: { ...turn.memory, step } }
}
