/** Ranker weights for catalogues without utterances, fitted on real colloquial names; and their own cross-validation. */
import { join } from 'node:path'
import type { Evaluation } from '../cli/eval.ts'
import { readLines } from '../cli/eval.ts'
import type { NameQuestion } from '../cli/gd.ts'
import { readCorpus } from '../cli/gd.ts'
import { rank } from '../core/answer/ranker.ts'
import { makeReader } from '../core/answer/signals.ts'
import type { TownWords } from '../core/answer/town.ts'
import { NO_UTTERANCES } from '../core/answer/town.ts'
import type { Cut } from '../core/answer/words.ts'
import { fitChoice } from './fit-choice.ts'

const FOLDS = 5

/** Weights from all of it; the figures are from folds that did not see the question. */
export function fitPlain(
  dir: string,
  words: TownWords,
  cut: Cut,
): { weights: Record<string, number>; evaluation: Evaluation } {
  const reader = makeReader(
    { version: 'gd', items: readCorpus(join(dir, 'corpus.jsonl')) },
    words.synonyms,
    NO_UTTERANCES,
    cut,
  )
  const known = readLines<NameQuestion>(join(dir, 'questions.jsonl')).map((q) => ({
    ids: q.relevant_ids,
    matches: reader.read(q.query).matches,
  }))
  const fit = (some: typeof known) =>
    fitChoice(
      some.map(({ ids, matches }) => {
        const right = matches.map((m) => Number(ids.includes(reader.items[m.at]!.id)))
        const n = right.reduce((a, b) => a + b, 0)
        return {
          options: [...matches.map((m) => m.signals), { none: 1 }],
          target: [...right.map((r) => (n > 0 ? r / n : 0)), n > 0 ? 0 : 1],
          weight: 1,
        }
      }),
      0.3,
    )
  let hits = 0
  let first3 = 0
  let within = 0
  for (let f = 0; f < FOLDS; f++) {
    const weights = fit(known.filter((_, n) => n % FOLDS !== f))
    known.forEach(({ ids, matches }, n) => {
      if (n % FOLDS !== f) return
      const place = rank(matches, weights).findIndex((r) => ids.includes(reader.items[r.at]!.id))
      hits += Number(place === 0)
      first3 += Number(place >= 0 && place < 3)
      within += Number(matches.some((m) => ids.includes(reader.items[m.at]!.id)))
    })
  }
  const n = known.length
  const figures = { names: n, 'hit@1': hits / n, 'hit@3': first3 / n, 'among candidates': within / n }
  return { weights: fit(known), evaluation: { figures, misses: [] } }
}
