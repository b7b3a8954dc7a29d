/** A question asked: understood, answered from the catalogue, asked back, handed off, or met with help at once. */
import { type Facet, type Understanding, FACETS } from '../../core/answer/understand.ts'
import { ACTS } from '../../core/answer/model/acts.ts'
import { shortName } from '../../core/answer/reply/plain-text.ts'
import { faqFor } from '../../core/answer/policy/faq-match.ts'
import { aboutConduct } from '../../core/answer/policy/route-department.ts'
import { byLawElsewhere } from '../../core/answer/reply/matters-elsewhere.ts'
import { GENERAL_OFFICE, officeAsked, sayOffice } from '../../core/answer/reply/office-hours-answer.ts'
import { feelingOf } from '../../core/answer/policy/feeling.ts'
import { localDate } from '../../core/date.ts'
import {
  asksForOther,
  itemChoice,
  sayAnswer,
  sayChoices,
  sayFaq,
  sayHowOrOwn,
  sayNotice,
} from '../../core/answer/reply/compose-answer.ts'
import { sayPoint } from '../../core/answer/reply/compose-point.ts'
import type { Item } from '../../core/catalog/item.ts'
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
import { type Reply, say, type Turn } from './turn.ts'
import { fresh, readMessage } from './read-message.ts'
import { raiseAlarm } from './alarm.ts'
import { ASKING } from './asking.ts'

/** From here on a matter is named beyond doubt. */
const NAMED = 0.6

/** What is said to an understanding, without anything of a person: the chat, /api/ask and the command line all say this. */
export function sayTo(u: Understanding, world: TownContext, asked = '', now: Date | null = null): Outgoing[] {
  const [plain, ...rest] = sayPlainly(u, world, asked, now)
  const first = plain && withFeeling(u, asked, plain)
  return u.perhapsDanger && u.decision !== 'urgent' && first ? [DIALOGUE.perhapsDanger(first, u.danger, asked), ...rest] : first ? [first, ...rest] : []
} // prettier-ignore

/** A matter this likely is asked about in the middle of grief. */
const MATTER_TOO = 0.5
/** Somebody in grief, alone or angry is met with a human sentence first, then with one next step. */
function withFeeling(u: Understanding, asked: string, said: Outgoing): Outgoing {
  const feeling = u.decision === 'urgent' || u.decision === 'smalltalk' ? null : feelingOf(asked)
  if (feeling === null || u.elsewhere !== null) return said
  const nothing = u.decision === 'handoff' && u.item === null && u.report === null
  const named = u.decision === 'answer' || (u.decision === 'choose' && (u.candidates[0]?.score ?? 0) >= MATTER_TOO)
  if ((feeling === 'grief' || feeling === 'alone') && !named) return DIALOGUE.comfort(feeling)
  return nothing && !u.why.includes('person') ? DIALOGUE.angryNoMatter(feeling) : DIALOGUE.felt(feeling, said)
} // prettier-ignore

function sayPlainly(u: Understanding, world: TownContext, asked: string, now: Date | null): Outgoing[] {
  const item = itemOf(world, u.item)
  if (u.decision === 'answer' && item) {
    const faq = faqFor(item, asked)
    if (faq) return [sayFaq(faq, item, world.catalog)]
    const also = u.also && itemOf(world, u.also.item)
    const points = world.town.points[item.id] ?? []
    // papers are told whole and at once (一次性告知): the list itself is the answer
    const point = points.find((p) => p.id === u.point && (p.kind !== 'papers' || item.materials.length === 0))
    const facet = point === undefined && points.some((p) => p.id === u.point) ? 'materials' : u.facet
    return [
      point
        ? sayPoint(
            item,
            { point, also: points.filter((p) => u.alsoPoints.includes(p.id)) },
            u.beside,
            world.catalog,
            world.town,
          )
        : sayAnswer({ item, facet, forOther: u.forOther, proxy: asksForOther(asked) }, world.catalog, world.town),
      ...(also && u.also
        ? [sayAnswer({ item: also, facet: u.also.facet, forOther: u.forOther }, world.catalog, world.town)]
        : []),
    ]
  }
  if (u.decision === 'choose' && item) return [sayHowOrOwn(item, u.facet)]
  if (u.decision === 'choose') {
    const items = u.candidates
      .slice(0, u.offer)
      .map((c) => itemOf(world, c.id))
      .filter((i) => i !== null)
    if (items.length > 0) return [sayChoices(items, u.facet)]
  }
  if (u.decision === 'urgent') return [{ text: DIALOGUE.urgent(u.danger, asked) }]
  // one spelling is enough here: whatever the engine read as a question of the office reads so again, or is told in general
  const office = u.smalltalk === 'office' ? (officeAsked(asked.normalize('NFKC').trim()) ?? GENERAL_OFFICE) : null
  if (office) return [{ text: sayOffice(office, world.town, world.calendar, now && localDate(now)) }]
  if (u.decision === 'smalltalk') return [{ text: DIALOGUE.smalltalk(u.smalltalk ?? 'other', world.town) }]
  if (aboutConduct(asked)) return [DIALOGUE.handoffConduct]
  // told, not asked, of one matter and nothing else: whether they mean to have it done or have it in hand is asked back
  const [first] = u.candidates
  const matter = first && first.score >= NAMED && u.elsewhere === null ? itemOf(world, first.id) : undefined
  // what is only looked at and mended has no papers, and nothing is to be known of it
  const known = matter && matter.materials.length > 0 ? matter : undefined
  if (known && u.act === 'ask' && !ASKING.test(asked)) return [sayHowOrOwn(known, u.facet)]
  const handoff = DIALOGUE.handoff(
    u.department ? departmentOf(world.town, u.department.code).name : null,
    u.act === 'report' || (matter && !known && !ASKING.test(asked))
      ? 'report'
      : ACTS[u.act].group === 'person'
        ? 'own'
        : 'unknown',
    world.town.elsewhere.find((e) => e.id === u.elsewhere)?.says ?? byLawElsewhere(asked),
  )
  return [known ? withHow(handoff, known, u.facet) : handoff]
}

/** A handoff that names the matter, and a tap to how it is done. */
const withHow = (handoff: Outgoing, item: Item, facet: Facet): Outgoing => {
  const [register, ...rest] = handoff.choices ?? []
  return {
    ...handoff,
    text: `您说的是${shortName(item)}的事。\n${handoff.text}`,
    choices: [...(register ? [register] : []), itemChoice(item, facet, `看${shortName(item)}怎么办`), ...rest],
  }
}

/** What was said of this matter before, oldest first: a person is to hear the whole story. */
export function storyOf(turn: Turn, u: Pick<Understanding, 'act' | 'item'>, said: string): string {
  const { question } = turn.memory
  const same = question?.item === u.item || u.item === null || question?.item === null
  const other = u.act === 'report' && question?.answered === true
  const before = question && fresh(turn) && same && !other ? question.text.split('\n') : []
  // of long ones together what is left out is marked, for whoever reads the case
  return shorten([...new Set([...before, said])].slice(-MOST_TOLD).join('\n')).text
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
  const more = before !== undefined && !before.answered && fresh(turn) && u.act !== 'report' && u.item === null
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

/** Messages of one matter that are carried on to a person. */
const MOST_TOLD = 8

const mourns = (turn: Turn, text: string): boolean =>
  [text, turn.memory.question?.text ?? ''].some((said) => /grief|alone/.test(feelingOf(said) ?? ''))

/** Unclear once more: a person; to somebody in grief, with words for that. */
function sayUnclear(turn: Turn, u: Understanding, text: string): Outgoing {
  if (mourns(turn, text)) return DIALOGUE.comfort('alone')
  return DIALOGUE.unclearAgain(u.department ? departmentOf(turn.ctx.townContext.town, u.department.code).name : null)
}

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
  const same = shown.some((id) => turn.memory.offered?.includes(id)) || mourns(turn, text)
  const again = u.decision === 'choose' && (turn.memory.askedBack ?? 0) >= 1 && same && !turn.group
  const said = again ? [sayUnclear(turn, u, text)] : sayTo(u, world, text, now) // prettier-ignore
  const { step: _s, askedBack: _a, ...old } = turn.memory
  const unanswered = u.decision === 'handoff' || u.decision === 'choose'
  const memory: DialogueMemory = {
    ...old,
    at: now.toISOString(),
    ...(u.decision === 'answer' && u.item
      ? { item: u.item, facet: u.facet, topics: topicsWith(turn.memory.topics ?? [], u.item, text) }
      : {}),
    ...(u.decision === 'choose' ? { askedBack: (turn.memory.askedBack ?? 0) + 1 } : {}),
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
  const { step: _, ...rest } = turn.memory
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
