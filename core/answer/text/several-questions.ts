/** Several questions in one message: further facts of the same matter, or a second matter. */
import { contentOf } from '../policy/followup.ts'
import { ASKS, clauses } from './normalize.ts'
import { type PointReader, rankPoints } from '../model/choose-point.ts'
import type { Reader, Signals } from '../index/signals.ts'
import type { Weights } from '../town-words.ts'
import type { Understanding } from '../understand.ts'
import { weighSignals } from '../model/weigh-signals.ts'

/** A fact that a clause asks for by itself is said from here on. */
const CLAUSE = 0.45
/** More asking clauses are a story, not a list of questions. */
const MOST_ASKED = 4
/** A second question must stand this firmly on its own to be answered too. */
const ALSO = 0.75
const JOINED = /还有|另外|顺便|再问|再一个|以及|同时|[？?].*[？?]|吗.+吗|怎么.+怎么|也想/u

export interface MultiQuestionReader {
  /** Ids of facts of `item` that other clauses ask for, `said` left out. */
  readonly facts: (signals: Signals, item: string, said: string) => string[]
  /** A second matter beside `first`, or null. */
  readonly matter: (signals: Signals, first: string) => Understanding['also']
}

export function makeMultiQuestionReader(reader: Reader, weights: Weights, points: PointReader): MultiQuestionReader {
  const { items, trained } = reader
  /** Facts that the other asking clauses of a message ask for: "几天能好，在哪儿拿". */
  const facts = (signals: Signals, item: string, said: string): string[] => {
    const asking = clauses(signals.bare).filter((clause) => ASKS.test(clause) && clause.length >= 3)
    if (asking.length < 2 || asking.length > MOST_ASKED) return []
    return asking.flatMap((clause) => {
      const part = reader.read(clause)
      const [best] = rankPoints(points.signs(item, part, weighSignals(part, weights, trained).facets), weights.points)
      return best && best.p >= CLAUSE && best.id !== said ? [best.id] : []
    })
  }

  /** A second matter named beside the first, standing firmly on its own. */
  const matter = (signals: Signals, first: string): Understanding['also'] => {
    if (!JOINED.test(signals.normal)) return null
    for (const clause of clauses(signals.normal)) {
      if (clause.length < 4 || clause.length > 60) continue
      const part = reader.read(clause)
      const weighed = weighSignals(part, weights, trained)
      const top = weighed.ranked[0]
      if (!top || top.p < ALSO || weighed.person + weighed.talk > 0.4 || contentOf(part.bare) < 2) continue
      const id = items[top.at]!.id
      if (id !== first) return { item: id, facet: weighed.facet }
    }
    return null
  }

  return { facts, matter }
}
