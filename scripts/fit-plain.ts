/** Ranker weights for catalogues without utterances, fitted on real colloquial names; prints its own cross-validation. */
import { join } from 'node:path'
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

/** Weights from all of it; the printed figures are from folds that did not see the question. */
export function fitPlain(dir: string, words: TownWords, cut: Cut): Record<string, number> {
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
      1,
    )
  let hits = 0
  let within = 0
  for (let f = 0; f < FOLDS; f++) {
    const weights = fit(known.filter((_, n) => n % FOLDS !== f))
    known.forEach(({ ids, matches }, n) => {
      if (n % FOLDS !== f) return
      const best = rank(matches, weights)[0]
      hits += Number(best !== undefined && ids.includes(reader.items[best.at]!.id))
      within += Number(matches.some((m) => ids.includes(reader.items[m.at]!.id)))
    })
  }
  console.log(
    `gd, ${FOLDS}-fold: hit@1 ${(hits / known.length).toFixed(3)}, right one among candidates ${(within / known.length).toFixed(3)}`,
  )
  return fit(known)
}
