/** Finds several questions in one message: further facts of the same matter, or a second matter that is answered too. */
import { ASKING } from '../text/asking.ts'
import { ASKS, clauses } from '../text/normalize.ts'
import { type PointReader, rankPoints } from '../model/choose-point.ts'
import { ACTS } from '../model/acts.ts'
import type { Reader, Signals } from '../index/signals.ts'
import type { Weights } from '../town-words.ts'
import type { Context, Understand, Understanding } from '../understand.ts'
import { weighSignals } from '../model/weigh-signals.ts'
import { contentOf } from './followup.ts'

/** A fact that a clause asks for by itself is said from here on. */
const CLAUSE = 0.45
/** More asking clauses are a story, not a list of questions. */
const MOST_ASKED = 4

/** Makes what finds ids of facts of `item` that other clauses ask for, `said` left out: "几天能好，在哪儿拿". */
export function makeFurtherFacts(reader: Reader, weights: Weights, points: PointReader) {
  return (signals: Signals, item: string, said: string): string[] => {
    const asking = clauses(signals.bare).filter((clause) => ASKS.test(clause) && clause.length >= 3)
    if (asking.length < 2 || asking.length > MOST_ASKED) return []
    return asking.flatMap((clause) => {
      const part = reader.read(clause)
      const { facets } = weighSignals(part, weights, reader.trained)
      const [best] = rankPoints(points.signs(item, part, facets), weights.points)
      return best && best.p >= CLAUSE && best.id !== said ? [best.id] : []
    })
  }
}

/** Announces another question, at the beginning of a clause. */
const ANNOUNCED =
  /^(?:还有|另外|顺便|再(?:就是|者|问)|再一个|对了|以及|同时|也想|我?还想问|[一二三两123][是、.．]|第[一二三]|一个是)/u
/** Only says that questions follow. */
const OPENING =
  /^(?:(?:我|俺|咱)?(?:想|要)?(?:问|打听|咨询)(?:一?下|个?[几两俩三]?[个件样]?(?:事儿?|问题)?)?|您?好|你好|在吗|请问)$/u
/** Wants a matter done, which asks how. */
const WANTS = /(?:想|要|打算|准备)(?:给.{1,4})?(?:办|申请|领|结婚|离婚|迁|开)/u
const QUESTIONS = { least: 2, most: 4, shortest: 4 } as const
/** A matter stands by itself from here on: where another question is announced, and where it only follows. */
const STANDS = { announced: 0.6, follows: 0.85, likely: 0.75, content: 2 } as const

interface Question {
  readonly text: string
  readonly announced: boolean
}

/** The questions of a message, each with what was told before it; what is told at the end belongs to the last. */
export function questionsOf(text: string): Question[] {
  const found: { told: string[]; announced: boolean; asks: boolean }[] = []
  for (const clause of clauses(text.normalize('NFKC'))) {
    if (OPENING.test(clause)) continue
    const announced = ANNOUNCED.test(clause)
    const last = found.at(-1)
    const asks = ASKING.test(clause) || WANTS.test(clause)
    if (!last || announced || (last.asks && asks)) found.push({ told: [clause], announced, asks })
    else {
      last.told.push(clause)
      last.asks ||= asks
    }
  }
  return found
    .map(({ told, announced }) => ({ text: told.join('，').replace(ANNOUNCED, ''), announced }))
    .filter((q) => q.text.length >= QUESTIONS.shortest)
}

/** What a question is of, where that is beyond doubt; null where it is not. */
function matterOf(u: Understanding, announced: boolean): string | null {
  const least = announced ? STANDS.announced : STANDS.follows
  if (u.decision === 'answer') return (u.candidates[0]?.score ?? 0) >= least ? u.item : null
  if (u.decision !== 'handoff' || !announced) return null
  if (u.elsewhere !== null) return `elsewhere:${u.elsewhere}`
  return ACTS[u.act].group === 'person' && u.why.includes('person') ? 'person' : null
}

const leads = (matter: string): number => (matter === 'person' ? 2 : matter.startsWith('elsewhere:') ? 0 : 1)

/**
 * A message that asks of two matters: the first with the second in `also`; what is answered from the catalogue is
 * read in the context of the first, so that "要带啥" after a matter is of it. Null where it is one matter.
 */
export function readSeveral(understand: Understand, text: string, context: Context | undefined): Understanding | null {
  const questions = questionsOf(text)
  if (questions.length < QUESTIONS.least || questions.length > QUESTIONS.most) return null
  const announced = questions.some((q) => q.announced)
  const found: { u: Understanding; matter: string }[] = []
  for (const { text: question } of questions) {
    const before = found.at(-1)?.u
    const alone = understand(question, before?.item ? { item: before.item, facet: before.facet } : before ? undefined : context)
    // among several questions what is likeliest is not asked back
    const [likeliest] = alone.candidates
    const u = announced && alone.decision === 'choose' && likeliest && likeliest.score >= STANDS.likely ? understand(question, { item: likeliest.id, facet: alone.facet }) : alone
    if (u.decision === 'urgent' || u.perhapsDanger) return null
    const matter = contentOf(question) >= STANDS.content ? matterOf(u, announced) : null
    if (matter !== null) found.push({ u, matter })
  }
  const [one] = found
  const two = found.find((f) => f.matter !== one?.matter)
  if (!one || found.length < QUESTIONS.least) return null
  if (!two) return one.u.item ? withFacts(one.u, found.flatMap(({ u }) => u.point ?? [])) : null
  // what a person is needed for leads, since it is offered to be registered; what others do comes last
  const [first, second] = leads(two.matter) > leads(one.matter) ? [two.u, one.u] : [one.u, two.u]
  return { ...first, also: { ...second, also: null }, why: [...first.why, 'several'] }
} // prettier-ignore

/** One matter asked of in several questions: the fact of each, in the order they were asked. */
function withFacts(u: Understanding, facts: readonly string[]): Understanding | null {
  const [point, ...rest] = new Set(facts)
  return point !== undefined && rest.length > 0 ? { ...u, point, alsoPoints: rest, why: [...u.why, 'several'] } : null
}
