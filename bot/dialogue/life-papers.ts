/** A family's own list of papers for a life event: a few questions, then the list that is ticked off, kept for some days. */
import {
  allInHand,
  listGoesOn,
  type PaperList,
  sayLifeQuestion,
  sayPaperList,
  type ShownOn,
  stillAsked,
} from '../../core/answer/reply/compose-life-papers.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import { answerMeant, isAnswerCode, neededPapers, questionAfter } from '../../core/catalog/life-papers.ts'
import { traitsOf } from '../../core/channel-traits.ts'
import type { Outgoing } from '../../core/channel.ts'
import { asksWhatIsLeft, readHeld, readPicked } from '../../core/input/intake-words.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { laneOf } from '../../db/people/conversations.ts'
import { fresh } from './read-message.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** Papers are got together over days; then the list is forgotten. */
const KEPT_MS = 7 * 86_400_000

/** The list that is kept, unless it is too old or its event is no more. */
function keptList(turn: Turn): PaperList | null {
  const { papers } = turn.memory
  if (!papers || turn.ctx.now.getTime() - Date.parse(papers.at) > KEPT_MS) return null
  const event = turn.ctx.townContext.town.lifeEvents.find((e) => e.id === papers.event)
  return event && isAnswerCode(event, papers.code) ? { event, code: papers.code, held: papers.held } : null
}

/** Whether choices are printed under the text as numbered lines: always, or where a menu has no room for so many. */
function shownOn(turn: Turn, list: PaperList): ShownOn {
  const { conversation, ctx } = turn
  const { choices, card } = traitsOf(laneOf({ channel: conversation.channel, id: conversation.address }))
  const { catalog, publicUrl } = ctx.townContext
  // the papers, two taps more and the link
  const many = neededPapers(list.event, list.code, catalog).length + 3
  return { catalog, publicUrl, printed: choices === 'printed' || (choices === 'menu' && many > (card?.buttons ?? 0)) }
}

/** Says it, with the list kept and what comes next read as meant for it. */
function saying(turn: Turn, list: PaperList, said: Outgoing, done = false): Reply {
  const { step: _, ...rest } = turn.memory
  const at = turn.ctx.now.toISOString()
  const papers = { event: list.event.id, code: list.code, held: list.held, at }
  return { say: [said], memory: { ...rest, papers, ...(done ? {} : { step: { name: 'papers' } as const }) } }
}

/** The next question of the event, or the list where all are answered. */
function goOn(turn: Turn, list: PaperList, told: 'whole' | 'left' = 'whole'): Reply {
  const question = sayLifeQuestion(list.event, list.code)
  if (question) return saying(turn, list, question)
  const { catalog } = turn.ctx.townContext
  return saying(turn, list, sayPaperList(list, shownOn(turn, list), told), allInHand(list, catalog))
}

/** A tap on 告诉我要带哪些, an answer, a paper or 都齐了. An older question tapped again puts its answer right. */
export function papersTapped(turn: Turn, verb: 'life' | 'tick' | 'ticked', [id, code = '', nth]: readonly string[]): Reply {
  const { town, catalog } = turn.ctx.townContext
  const event = town.lifeEvents.find((e) => e.id === id)
  if (!event || !isAnswerCode(event, code)) return say(turn, DIALOGUE.stale)
  if (turn.group) return say(turn, DIALOGUE.groupOnly)
  const kept = keptList(turn)
  const held = kept?.event.id === event.id ? kept.held : []
  if (verb === 'life') return goOn(turn, { event, code, held })
  const keys = neededPapers(event, code, catalog).map((p) => p.key)
  if (verb === 'ticked') return goOn(turn, { event, code, held: [...new Set([...held, ...keys])] }, 'left')
  const key = keys[Number(nth)]
  if (key === undefined) return say(turn, DIALOGUE.stale)
  const now = held.includes(key) ? held.filter((one) => one !== key) : [...held, key]
  return goOn(turn, { event, code, held: now }, 'left')
} // prettier-ignore

/** "没办呢" asks nothing. */
const asks = (text: string): boolean => ASKING.test(text.replace(/呢[\s\p{P}]*$/u, ''))

/** What is typed while a question or the list stands last: an answer in words, papers by number or name. Null: another question. */
export function papersTold(turn: Turn, text: string): Reply | null {
  const list = keptList(turn)
  if (!list || !fresh(turn)) return null
  const { decision, perhapsDanger } = turn.understand(turn.redact(text).text)
  if (decision === 'urgent' || perhapsDanger) return null
  const question = questionAfter(list.event, list.code)
  if (!question) return asksWhatIsLeft(text) ? goOn(turn, list) : ticked(turn, list, text)
  const answer = asks(text) ? null : answerMeant(question, text)
  return answer === null ? null : goOn(turn, { ...list, code: list.code + answer })
}

/** The list with what a text says of its papers; null where it says nothing of them. */
function ticked(turn: Turn, list: PaperList, text: string): Reply | null {
  const papers = neededPapers(list.event, list.code, turn.ctx.townContext.catalog)
  const picked = readPicked(text, papers.length)
  const told = picked ? { held: picked, lacked: [] } : asks(text) ? null : readHeld(text, papers.map((p) => p.name))
  if (!told) return null
  if (told.held.length + told.lacked.length === 0) return goOn(turn, list)
  const lacked = told.lacked.flatMap((n) => papers[n]?.key ?? [])
  const held = [...new Set([...list.held, ...told.held.flatMap((n) => papers[n]?.key ?? [])])]
  return goOn(turn, { ...list, held: held.filter((key) => !lacked.includes(key)) }, 'left')
} // prettier-ignore

/** "还差啥", or several numbers, after other things were spoken of: the list is taken up again; null: it is no such word. */
export function papersAgain(turn: Turn, text: string): Reply | null {
  const list = turn.memory.step?.name === 'intake' ? null : keptList(turn)
  if (!list) return null
  if (asksWhatIsLeft(text)) return goOn(turn, list)
  const { length } = neededPapers(list.event, list.code, turn.ctx.townContext.catalog)
  const numbers = text.match(/\d+/g) ?? []
  // a date or a telephone is none: every number is one of a paper
  const picked = fresh(turn) && numbers.length > 1 && readPicked(text, length)?.length === numbers.length
  return picked && questionAfter(list.event, list.code) === null ? ticked(turn, list, text) : null
}

/** A question in the middle is answered, and the list goes on after it. */
export function keepingPapers(turn: Turn, reply: Reply): Reply {
  const list = keptList(turn)
  const last = reply.say.at(-1)
  if (!list || turn.memory.step?.name !== 'papers' || !fresh(turn) || reply.memory.step || !last) return reply
  const question = questionAfter(list.event, list.code)
  const note = question ? stillAsked(question) : listGoesOn(list.event)
  const said = [...reply.say.slice(0, -1), { ...last, text: `${last.text}\n${note}` }]
  return { ...reply, say: said, memory: { ...reply.memory, step: { name: 'papers' } } }
}
