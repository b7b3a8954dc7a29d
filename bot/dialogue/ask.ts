/** A question asked: understood, answered from the catalogue, asked back, handed off, or met with help at once. */
import { type Understanding, FACETS } from '../../core/answer/understand.ts'
import { ACTS } from '../../core/answer/model/acts.ts'
import { aboutConduct } from '../../core/answer/policy/route-department.ts'
import { feelingOf } from '../../core/answer/policy/feeling.ts'
import { sayAnswer, sayFaq, sayNotice } from '../../core/answer/reply/compose-answer.ts'
import { sayPoint } from '../../core/answer/reply/compose-point.ts'
import { composeReply } from '../../core/answer/reply/compose-reply.ts'
import { POINT_KINDS } from '../../core/catalog/point.ts'
import type { Outgoing } from '../../core/channel.ts'
import { departmentOf } from '../../core/town.ts'
import { shorten } from '../../core/long-text.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { itemOf, type TownContext } from '../../core/town-context.ts'
import type { NewInquiry } from '../../db/queue/inbox.ts'
import { markLastAnswerUseless } from '../../db/catalog/inquiry-log.ts'
import { type DialogueMemory } from '../../db/people/conversations.ts'
import { type Reply, say, type Turn, withoutStep } from './turn.ts'
import { fresh, readMessage } from './read-message.ts'
import { raiseAlarm } from './alarm.ts'
import { ASKING } from '../../core/answer/text/asking.ts'

/** What was said of this matter before, oldest first: a person is to hear the whole story. */
export function storyOf(turn: Turn, u: Pick<Understanding, 'act' | 'item'>, said: string): string {
  const { question } = turn.memory
  const same = question?.item === u.item || u.item === null || question?.item === null
  const other = u.act === 'report' && question?.answered === true
  const before = question && fresh(turn) && same && !other ? question.text.split('\n') : []
  // of long ones together what is left out is marked, for whoever reads the case
  return shorten([...new Set([...before, said])].slice(-MOST_TOLD).join('\n')).text
}

/** All that was said in this conversation of what is registered now, oldest first. */
export function wholeStory(turn: Turn, told: string): string {
  const said = fresh(turn) ? (turn.memory.said ?? []) : []
  const names = new Set(turn.ctx.townContext.catalog.items.map((i) => i.name))
  // the name of a matter that was tapped says nothing beside a resident's own words
  const lines = told.split('\n').filter((line) => said.length === 0 || !names.has(line))
  return shorten([...new Set([...said, ...lines])].slice(-MOST_TOLD).join('\n')).text
}

/** The story with these words in it, and what was recorded of it before, where it goes on. */
function toldSoFar(turn: Turn, u: Understanding, said: string) {
  const text = storyOf(turn, u, said)
  const { recordings = [] } = turn.memory.question ?? {}
  return text === said || recordings.length === 0 ? { text } : { text, recordings }
}

/** Small talk that may be part of a story. */
const MORE_OF_IT: ReadonlySet<string> = new Set(['other', 'unheard'])
/** Shorter is a word of impatience, not of the story. */
const LEAST_TOLD = 6

/** Where it goes: by what names it best, the report or matter first told, else by these words. */
function routedBy(turn: Turn, u: Understanding) {
  const before = turn.memory.question
  // the office that is named in an offer is the one it goes to
  const owner = itemOf(turn.ctx.townContext, before?.item ?? null)?.owner ?? before?.department ?? null
  const same = u.department === null || u.department.code === owner
  const more =
    before !== undefined && !before.answered && fresh(turn) && u.act !== 'report' && u.item === null && same
  return more
    ? { item: before.item, department: before.department, because: before.because ?? [], others: before.others ?? [], report: before.report ?? null }
    : { item: u.item ?? null, department: u.department?.code ?? null, because: u.department?.because ?? [], others: u.department?.others ?? [], report: u.report }
} // prettier-ignore

/** Matters spoken of that one may go back to. */
const MOST_TOPICS = 4
/** So much of how a matter was first asked for is kept to know it by. */
const TOPIC_SAID = 40
function topicsWith(topics: NonNullable<DialogueMemory['topics']>, item: string, said: string) {
  const had = topics.find((t) => t.item === item)
  return [had ?? { item, said: said.slice(0, TOPIC_SAID) }, ...topics.filter((t) => t.item !== item)].slice(
    0,
    MOST_TOPICS,
  )
}

/** What was answered is spoken of from now on; a second matter that was answered beside it may be gone back to. */
function topicOf(turn: Turn, u: Understanding, text: string): Partial<DialogueMemory> {
  const answered = [u, u.also].flatMap((one) => (one?.decision === 'answer' && one.item ? [{ item: one.item, facet: one.facet }] : []))
  const [first] = answered
  const topics = answered.toReversed().reduce((had, { item }) => topicsWith(had, item, text), turn.memory.topics ?? [])
  return first ? { ...first, topics } : {}
} // prettier-ignore

/** Messages of one matter that are carried on to a person. */
const MOST_TOLD = 8

const mourns = (text: string): boolean => /grief|alone/.test(feelingOf(text) ?? '')

/** Unclear once more: a person; to somebody in grief or alone, with words for that. */
function sayUnclear(turn: Turn, u: Understanding, text: string): Outgoing {
  const feeling = feelingOf(text)
  if (feeling === 'grief' || feeling === 'alone') return DIALOGUE.comfort(feeling)
  return DIALOGUE.unclearAgain(u.department ? departmentOf(turn.ctx.townContext.town, u.department.code).name : null)
}

/** A matter is named from here on. */
const NAMED = 0.6

/** Answers a resident's question, and logs it masked. `read`: what it was read as, where that is known already. */
export async function ask(turn: Turn, raw: string, read: Understanding = readMessage(turn, raw)): Promise<Reply> {
  const { townContext: world, now } = turn.ctx
  const { text, found } = turn.redact(raw)
  const u: Understanding = turn.danger ? { ...read, decision: 'urgent', danger: turn.danger } : read
  const conduct = u.decision !== 'urgent' && aboutConduct(text)
  const inquiry: NewInquiry = {
    // who complains of a person is in no list that person may read
    text: conduct ? '（反映工作人员，不在这里留）' : text.slice(0, 2000),
    settledAt: conduct ? now : null,
    decision: u.decision,
    item: u.item,
    facet: u.facet,
    candidates: u.candidates,
    why: u.why,
    catalogVersion: world.catalog.version,
  }
  const going = turn.memory.question
  // more of a story nobody has answered yet, whatever it sounds like by itself
  if (going && !going.answered && !turn.group && u.decision === 'smalltalk' && MORE_OF_IT.has(u.smalltalk ?? '') && fresh(turn) && text.length >= LEAST_TOLD)
    return {
      say: [{ text: DIALOGUE.addedToStory, choices: DIALOGUE.registerOrNot }],
      memory: { ...turn.memory, at: now.toISOString(), question: { ...going, text: storyOf(turn, u, turn.redact(raw, WHERE).text) } },
      inquiry,
    } // prettier-ignore
  // asked back once already: a person, with all that was said so far, rather than another list
  const shown = u.candidates.slice(0, u.offer).map((c) => c.id)
  const same =
    shown.some((id) => turn.memory.offered?.includes(id)) && (turn.memory.askedBack ?? 0) >= 1 && u.event === null
  // a life event is told in order, to whoever mourns with words for that
  const again = u.decision === 'choose' && (same || (mourns(text) && u.event === null)) && !turn.group
  const said = again ? [sayUnclear(turn, u, text)] : composeReply(u, world, text, now) // prettier-ignore
  const { step: _s, askedBack: _a, ...old } = turn.memory
  const unanswered = u.decision === 'handoff' || u.decision === 'choose'
  const memory: DialogueMemory = {
    ...old,
    at: now.toISOString(),
    ...topicOf(turn, u, text),
    // handed on with its matter named: what is asked next may be of it
    ...(u.decision === 'handoff' &&
    u.also === null &&
    u.item &&
    u.report === null &&
    feelingOf(text) === null &&
    (u.candidates[0]?.score ?? 0) >= NAMED
      ? { item: u.item, facet: u.facet }
      : {}),
    ...(u.decision === 'choose' && u.event === null ? { askedBack: (turn.memory.askedBack ?? 0) + 1 } : {}),
    ...(u.decision === 'choose' ? { offered: shown } : {}),
    ...(unanswered || u.decision === 'answer'
      ? {
          question: {
            ...toldSoFar(turn, u, turn.redact(raw, WHERE).text),
            ...routedBy(turn, u),
            inquiry: turn.inquiryId,
            answered: u.decision === 'answer',
            told: u.decision !== 'answer' && (ACTS[u.act].group === 'person' || !ASKING.test(raw)),
          },
        }
      : {}),
  }
  if (turn.group)
    return {
      say:
        u.decision === 'handoff' || (u.decision === 'choose' && u.offer <= 1) ? [{ text: DIALOGUE.groupOnly }] : said,
      memory: turn.memory,
      inquiry,
    }
  const masked = found.filter((what) => u.decision === 'answer' || what !== '住址')
  const story = u.why.includes('end') ? [{ text: DIALOGUE.long }] : []
  if (u.decision !== 'urgent') return { say: [...story, ...said], memory, masked, inquiry }
  return { ...(await raiseAlarm(turn, raw, said, old, u.danger)), inquiry }
}

/** Facts of other kinds of the same item, in the order they are kept. */
const besideOf = (world: TownContext, item: string, said: string): string[] =>
  (world.town.points[item] ?? []).filter((p) => p.id !== said).map((p) => p.id)

/** A tap on an item, a fact, a facet, the whole notice or 没答对. */
export async function tapped(turn: Turn, verb: string, args: readonly string[]): Promise<Reply> {
  const { townContext: world, now } = turn.ctx
  const item = itemOf(world, args[0] ?? null)
  const facet = FACETS.find((f) => f === args[1]) ?? 'general'
  if (verb === 'useless') return useless(turn)
  if (!item) return say(turn, DIALOGUE.stale)
  const rest = withoutStep(turn.memory)
  const memory: DialogueMemory = {
    ...rest,
    item: item.id,
    facet,
    at: now.toISOString(),
    question: { text: item.name, item: item.id, department: item.owner, inquiry: null },
  }
  const point = verb === 'f' ? world.town.points[item.id]?.find((p) => p.id === args[1]) : undefined
  if (point)
    return {
      say: [sayPoint(item, { point, also: [] }, besideOf(world, item.id, point.id), world.catalog, world.town)],
      memory: { ...memory, facet: POINT_KINDS[point.kind].facet },
    }
  const faq = verb === 'q' ? item.faq[Number(args[1])] : undefined
  if (verb === 'q') return faq ? { say: [sayFaq(faq, item, world.catalog, true)], memory } : say(turn, DIALOGUE.stale)
  if (verb === 'n') return { say: [sayNotice(item, world.catalog, world.town)], memory }
  return { say: [sayAnswer({ item, facet, forOther: false }, world.catalog, world.town)], memory }
}

/** 没答对: kept for the work list, and a person offered. */
async function useless(turn: Turn): Promise<Reply> {
  await markLastAnswerUseless(turn.tx, turn.conversation.id)
  return {
    say: [{ ...DIALOGUE.handoff(null, 'unknown'), text: '没帮上您，对不起，已经记下来改。\n要不要登记给工作人员？' }],
    memory: turn.memory,
  }
}
