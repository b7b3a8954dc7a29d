/** Fits data/answer-weights.json from the town's utterances (held out in fifths) and open questions, with cross-validation. */
// npx tsx scripts/train-answer.ts [--town data] [--open ../shared/evaluation] [--write] [--misses] [--quick] [--calibration] [--ablation]
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Dialogue, Evaluation, Question } from '../cli/eval.ts'
import { evaluateRouting } from '../cli/routing.ts'
import { evaluateDialogues, evaluateQuestions, readLines, tables } from '../cli/eval.ts'
import { readItems, readTown, readWords, townCut } from '../town-files.ts'
import { decideWith } from '../core/answer/engine.ts'
import { makeReader } from '../core/answer/signals.ts'
import type { Weights } from '../core/answer/town.ts'
import type { Known } from './fit-answer.ts'
import { ablation, calibration } from './examine-answer.ts'
import { FOLDS, fitWeights, without } from './fit-answer.ts'
import { fitPlain } from './fit-plain.ts'

const HELD_OUT = [
  ['held out, never fitted on', 'test/answer/held-out.jsonl'],
  ['held out dialogues', 'test/answer/held-out-dialogues.jsonl'],
] as const

const { values } = parseArgs({
  options: {
    town: { type: 'string', default: 'data' },
    open: { type: 'string', default: '../shared/evaluation' },
    write: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    calibration: { type: 'boolean', default: false },
    ablation: { type: 'boolean', default: false },
  },
})

const items = readItems(join(values.town, 'items.yaml'))
const words = readWords(values.town, readTown(values.town))
const cut = townCut(values.town)
const catalog = { version: 'training', items }
const full = makeReader(catalog, words.synonyms, words.utterances, cut)

const utterances: Known[] = []
for (let fold = 0; fold < FOLDS; fold++) {
  const { rest, out } = without(words.utterances, fold)
  const reader = makeReader(catalog, words.synonyms, rest, cut)
  for (const { text, kind, items: ids, facet } of out) {
    utterances.push({ signals: reader.read(text), kind, items: ids, facet, open: false })
  }
}
const file = join(values.open, 'questions.jsonl')
const questions = existsSync(file) ? readLines<Question>(file) : []
const open: Known[] = questions.map((q) => ({
  signals: full.read(q.text),
  kind: q.kind,
  items: q.items,
  facet: q.kind === 'item' || q.kind === 'ambiguous' ? q.facet : null,
  open: true,
}))

const fit = (known: readonly Known[]) => fitWeights(known, full.items, words.weights)
const done: [string, Evaluation][] = []
const report = (title: string, evaluation: Evaluation) => done.push([title, evaluation])
/** Cross-validation over the open questions: each is answered by weights that never saw it. */
const foldWeights = Array.from({ length: FOLDS }, (_, f) =>
  fit([...utterances, ...open.filter((_, n) => n % FOLDS !== f)]),
)
const folds = foldWeights.map((weights) => decideWith(full, { ...words, weights }))
report(
  `${FOLDS}-fold, open questions`,
  evaluateQuestions(questions, (_, n) => folds[n % FOLDS]!),
)
const dialogues = join(values.open, 'dialogues.jsonl')
if (existsSync(dialogues)) {
  report(
    `${FOLDS}-fold, open dialogues`,
    evaluateDialogues(readLines<Dialogue>(dialogues), (n) => folds[n % FOLDS]!),
  )
}
const weights = fit([...utterances, ...open])
// Written for this purpose, never fitted on: what unseen questions will look like.
const fitted = decideWith(full, { ...words, weights })
for (const [title, path] of HELD_OUT) {
  if (!existsSync(path)) continue
  report(title, path.includes('dialogues') ? evaluateDialogues(readLines<Dialogue>(path), () => fitted) : evaluateQuestions(readLines<Question>(path), () => fitted)) // prettier-ignore
}
let plain = weights.ranker.plain
if (!values.quick && existsSync(join(values.open, 'gd', 'questions.jsonl'))) {
  const names = fitPlain(join(values.open, 'gd'), words, cut)
  plain = names.weights
  report(`${FOLDS}-fold, gd`, names.evaluation)
  for (const name of ['teddy7', 'teddy_dept']) {
    const path = join(values.open, 'routing', `${name}.jsonl`)
    if (existsSync(path)) report(`${FOLDS}-fold, ${name}`, evaluateRouting(path, words.synonyms, cut))
  }
}
console.log(tables(done))
console.log(JSON.stringify(Object.fromEntries(done.map(([title, e]) => [title, e.figures]))))
if (values.misses)
  for (const [title, { misses }] of done)
    for (const m of misses) console.log(title, m.id, m.kind, '|', m.text, '|', m.want, '|', m.got)
if (values.calibration) console.log(calibration(open, full.items, foldWeights))
if (values.ablation) console.log(ablation(utterances, open, full, readLines<Question>(HELD_OUT[0][1])))
const final: Weights = { ...weights, ranker: { ...weights.ranker, plain } }
if (values.write) writeFileSync(join(values.town, 'answer-weights.json'), `${JSON.stringify(final, null, 2)}\n`)
