/** Measures how well citizen messages are routed to their class or department, by the engine's own pieces, cross-validated. */
import type { Bag } from '../core/answer/text/weighted-tokens.ts'
import { makeFeaturise, makeVocabulary } from '../core/answer/text/weighted-tokens.ts'
import { fitSoftmaxRegression } from '../core/answer/model/softmax-regression.ts'
import type { Synonyms } from '../core/answer/text/normalize.ts'
import { makeNormalizer } from '../core/answer/text/normalize.ts'
import type { Cut } from '../core/answer/text/words.ts'
import type { Evaluation } from './eval.ts'
import { readLines } from './eval.ts'

interface Message {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly label: string
}

const FOLDS = 5
/** A title says it shortly; of the text only the opening is as telling. */
const TITLE = 4
const OPENING = 800

/** How much the second model counts beside the first; from 10 to 40 the figures are the same within a message or two. */
const SECOND_OPINION = 20

interface Row {
  readonly tokens: ReadonlyMap<string, number>
  readonly bag: Bag
  readonly label: number
}

/** Complement naive Bayes: how unlike all other classes a text is, per unit of its words. Errs elsewhere than the linear model. */
function fitBayes(rows: readonly Row[], classes: number): (tokens: ReadonlyMap<string, number>) => number[] {
  const df = new Map<string, number>()
  for (const { tokens } of rows) for (const t of tokens.keys()) df.set(t, (df.get(t) ?? 0) + 1)
  const mass = new Map<string, Float64Array>()
  const total = new Float64Array(classes + 1)
  for (const { tokens, label } of rows) {
    for (const [t, w] of tokens) {
      const v = w * Math.log(rows.length / df.get(t)!)
      let of = mass.get(t)
      if (!of) mass.set(t, (of = new Float64Array(classes + 1)))
      of[label]! += v
      of[classes]! += v
      total[label]! += v
      total[classes]! += v
    }
  }
  return (tokens) => {
    const z = new Array<number>(classes).fill(0)
    let length = 1e-9
    for (const [t, w] of tokens) {
      length += w
      const of = mass.get(t)
      if (!of) continue
      for (let c = 0; c < classes; c++) {
        const others = of[classes]! - of[c]! + 0.5
        z[c]! -= w * Math.log(others / (total[classes]! - total[c]! + 0.5 * mass.size))
      }
    }
    return z.map((v) => v / length)
  }
}

/** Accuracy over all folds and the messages told wrong. */
export function evaluateRouting(file: string, synonyms: Synonyms, cut: Cut): Evaluation {
  const messages = readLines<Message>(file)
  const labels = [...new Set(messages.map((m) => m.label))].sort()
  const normalise = makeNormalizer(synonyms)
  const featurise = makeFeaturise(cut, { ...synonyms, groups: [] })
  const vocabulary = makeVocabulary()
  const rows = messages.map((m): Row => {
    const tokens = new Map<string, number>()
    for (const [token, w] of featurise(normalise(m.title))) tokens.set(token, w * TITLE)
    for (const clause of normalise(m.text.slice(0, OPENING)).split(/[。！？；，,]/u)) {
      for (const [token, w] of featurise(clause)) tokens.set(token, (tokens.get(token) ?? 0) + w)
    }
    for (const [token, w] of tokens) tokens.set(token, Math.log(1 + w))
    return { tokens, bag: vocabulary.bag(tokens), label: labels.indexOf(m.label) }
  })
  let right = 0
  let first3 = 0
  const misses: Evaluation['misses'][number][] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = rows.filter((_, n) => n % FOLDS !== fold)
    const linear = fitSoftmaxRegression(
      others.map((r) => ({ bag: r.bag, labels: [[r.label, 1]], weight: 1 })),
      { classes: labels.length, epochs: 16, rate: 3, decay: 0, minCount: 2 },
    )
    const bayes = fitBayes(others, labels.length)
    rows.forEach((row, n) => {
      if (n % FOLDS !== fold) return
      const second = bayes(row.tokens)
      const order = [...linear.predict(row.bag)]
        .map((p, c) => [Math.log(p + 1e-3) + SECOND_OPINION * second[c]!, c] as const)
        .sort((a, b) => b[0] - a[0])
      const best = order[0]?.[1]
      right += Number(best === row.label)
      first3 += Number(order.slice(0, 3).some(([, c]) => c === row.label))
      const m = messages[n]!
      if (best !== row.label)
        misses.push({ id: m.id, kind: 'routing', text: m.title, want: m.label, got: labels[best ?? 0] ?? '' })
    })
  }
  return {
    figures: {
      messages: rows.length,
      classes: labels.length,
      accuracy: right / rows.length,
      'among first 3': first3 / rows.length,
    },
    misses,
  }
}
