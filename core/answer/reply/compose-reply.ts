/** Composes what is said to an understanding, without anything of a person: answer, choice, handoff, alarm or small talk. */
import type { Understanding } from '../understand.ts'
import { ACTS } from '../model/acts.ts'
import { faqFor } from '../policy/faq-match.ts'
import { feelingOf } from '../policy/feeling.ts'
import { questionsOf } from '../policy/several-questions.ts'
import { aboutConduct } from '../policy/route-department.ts'
import { ASKING } from '../text/asking.ts'
import type { Item } from '../../catalog/item.ts'
import type { Point } from '../../catalog/point.ts'
import type { Outgoing } from '../../channel.ts'
import { localDate } from '../../date.ts'
import { DIALOGUE } from '../../messages/dialogue.ts'
import { itemOf, type TownContext } from '../../town-context.ts'
import { departmentOf } from '../../town.ts'
import {
  ASK_PERSON,
  asksForOther,
  itemChoice,
  sayAnswer,
  sayChoices,
  sayFaq,
  sayHowOrOwn,
  WHOLE,
} from './compose-answer.ts'
import { factLine, sayPoint } from './compose-point.ts'
import { sayLifeEvent } from './compose-life-event.ts'
import { byLawElsewhere } from './matters-elsewhere.ts'
import { GENERAL_OFFICE, officeAsked, sayOffice } from './office-hours-answer.ts'
import { shortName } from './catalog-wording.ts'

/** From here on a matter is named beyond doubt. */
const NAMED = 0.6

/** What is said to an understanding, without anything of a person: the chat, /api/ask and the command line all say this. */
export function composeReply(u: Understanding, world: TownContext, asked = '', now: Date | null = null): Outgoing[] {
  const [alone, ...rest] = sayPlainly(u, world, asked, now)
  const plain = alone && u.also ? sayBoth(u, alone, u.also, world, now) : alone
  // whether somebody is in danger is asked alone, where nothing else is likely
  const vague = u.perhapsDanger && u.decision === 'choose' && (u.candidates[0]?.score ?? 0) < NAMED
  const first = vague ? { text: '', choices: [ASK_PERSON] } : plain && withFeeling(u, asked, plain)
  return u.perhapsDanger && u.decision !== 'urgent' && first ? [DIALOGUE.perhapsDanger(first, u.danger, asked), ...rest] : first ? [first, ...rest] : []
} // prettier-ignore

/** Two matters asked in one message: what is answered first, then what a person is needed for, its taps below. */
function sayBoth(u: Understanding, said: Outgoing, also: Understanding, world: TownContext, now: Date | null): Outgoing {
  const theirs = world.town.elsewhere.find((e) => e.id === also.elsewhere)?.says
  const [second] = theirs === undefined ? sayPlainly(also, world, '', now) : [{ text: theirs }]
  if (!second) return said
  if (u.decision === 'handoff') return { ...said, text: `${second.text}\n\n${said.text}` }
  const taps = [...(said.choices ?? []), ...(second.choices ?? [])]
  const items = [u.item, also.item].flatMap((id) => itemOf(world, id) ?? [])
  return {
    ...said,
    text: `${said.text}\n\n${second.text}`,
    choices: [...items.map((i) => ({ ...WHOLE(i), label: `${shortName(i)}：${WHOLE(i).label}` })), ...taps.filter((c) => c.value === ASK_PERSON.value).slice(0, 1)],
  }
} // prettier-ignore

/** So long together, the fact of each matter that may be meant is said before they are offered. */
const FACTS_TOLD = 130
/** The fact of each offered matter, its name first; none where they would fill the screen or a number is still to be filled in. */
function factsOf(u: Understanding, world: TownContext): string[] {
  const facts = u.candidates.slice(0, u.offer).flatMap(({ id }, n) => {
    const item = itemOf(world, id)
    const point = world.town.points[id]?.find((p) => p.id === u.offerPoints[n])
    return item && point ? (factLine(item, point, world.town) ?? []) : []
  })
  return facts.length === u.offer && facts.join('').length <= FACTS_TOLD ? facts : []
}

/** A matter this likely is asked about in the middle of grief. */
const MATTER_TOO = 0.5
/** So long, a loss is told beside what is asked. */
const A_STORY = 30
/** An answer this sure is given to somebody in grief. */
const SURELY = 0.8
/** Somebody in grief, alone or angry is met with a human sentence first, then with one next step. */
function withFeeling(u: Understanding, asked: string, said: Outgoing): Outgoing {
  const feeling = u.decision === 'urgent' || u.decision === 'smalltalk' ? null : feelingOf(asked)
  if (feeling === null || u.elsewhere !== null) return said
  const nothing = u.decision === 'handoff' && u.item === null && u.report === null
  const named = (u.decision === 'answer' && (u.candidates[0]?.score ?? 0) >= SURELY) || (u.decision === 'choose' && (u.candidates[0]?.score ?? 0) >= MATTER_TOO)
  // told beside a question that can be answered: the answer comes too
  const asks = asked.length >= A_STORY && u.decision === 'answer' && (u.candidates[0]?.score ?? 0) >= NAMED && ASKING.test(asked)
  if ((feeling === 'grief' || feeling === 'alone') && !named && !asks && u.event === null) return DIALOGUE.comfort(feeling)
  return nothing && !u.why.includes('person') && !aboutConduct(asked) ? DIALOGUE.angryNoMatter(feeling) : DIALOGUE.felt(feeling, said)
} // prettier-ignore

/** The fact that stands for the whole list of papers; others of its kind are about one of them. */
const listOfPapers = (points: readonly Point[]): Point | undefined => {
  const papers = points.filter((p) => p.kind === 'papers')
  return papers.find((p) => p.id === 'papers') ?? papers[0]
}

function sayPlainly(u: Understanding, world: TownContext, asked: string, now: Date | null): Outgoing[] {
  const item = itemOf(world, u.item)
  if (u.decision === 'answer' && item) {
    const faq = faqFor(item, asked)
    if (faq) return [sayFaq(faq, item, world.catalog)]
    const points = world.town.points[item.id] ?? []
    const fact = points.find((p) => p.id === u.point)
    const also = points.filter((p) => u.alsoPoints.includes(p.id))
    const ofPapers = fact?.kind === 'papers' && item.materials.length > 0
    const isList = ofPapers && fact.id === listOfPapers(points)?.id
    // papers are told whole and at once (一次性告知): the list itself is the answer, unless one thing about one of them is asked
    if (fact && !isList && !(ofPapers && u.facet === 'materials'))
      return [sayPoint(item, { point: fact, also }, u.beside, world.catalog, world.town)]
    const facet = ofPapers ? 'materials' : u.facet
    const whole = sayAnswer(
      { item, facet, forOther: u.forOther, proxy: asksForOther(asked) },
      world.catalog,
      world.town,
    )
    // what was asked beside the list of papers is told before it, where it is not lost below
    const told = [
      ...(fact && !isList ? [fact] : []),
      ...(facet === 'materials' && questionsOf(asked).length > 1 ? also.filter((p) => p.kind !== 'papers') : []),
    ]
    const beside = told.flatMap((p) => factLine(item, p, world.town) ?? [])
    return [{ ...whole, text: [...beside, whole.text].join('\n') }]
  }
  if (u.decision === 'choose' && item) return [sayHowOrOwn(item, u.facet)]
  if (u.decision === 'choose') {
    const items = u.candidates
      .slice(0, u.offer)
      .map((c) => itemOf(world, c.id))
      .filter((i) => i !== null)
    const event = world.town.lifeEvents.find((e) => e.id === u.event)
    if (event) return [sayLifeEvent(event, items)]
    if (items.length > 0) return [sayChoices(items, u.facet, factsOf(u, world))]
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
        : u.why.includes('person')
          ? 'person'
          : 'unknown',
    world.town.elsewhere.find((e) => e.id === u.elsewhere)?.says ?? byLawElsewhere(asked),
  )
  return [known ? withHow(handoff, known, u, world) : handoff]
}

/** A handoff that names the matter, with the rule that may be asked for where one stands out, and a tap to how it is done. */
const withHow = (handoff: Outgoing, item: Item, u: Understanding, world: TownContext): Outgoing => {
  const [register, ...rest] = handoff.choices ?? []
  const point = world.town.points[item.id]?.find((p) => p.id === u.point)
  const rule = point && factLine(item, point, world.town)
  return {
    ...handoff,
    text: `${rule ?? `您说的是${shortName(item)}的事。`}\n${handoff.text}`,
    choices: [...(register ? [register] : []), itemChoice(item, u.facet, `看${shortName(item)}怎么办`), ...rest],
  }
}
