/** Real citizen messages labelled with a class or department, told apart by the engine's own pieces; cross-validated. */
import { makeFeaturise } from '../core/answer/features.ts'
import { fitLinear } from '../core/answer/linear.ts'
import type { Synonyms } from '../core/answer/normal.ts'
import { makeNormalise } from '../core/answer/normal.ts'
import type { Cut } from '../core/answer/words.ts'
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

/** Accuracy over all folds and the messages told wrong. */
export function evaluateRouting(file: string, synonyms: Synonyms, cut: Cut): Evaluation {
  const messages = readLines<Message>(file)
  const labels = [...new Set(messages.map((m) => m.label))].sort()
  const normalise = makeNormalise(synonyms)
  const featurise = makeFeaturise(cut, { ...synonyms, groups: [] })
  const rows = messages.map((m) => {
    const tokens = new Map<string, number>()
    for (const [token, w] of featurise(normalise(m.title))) tokens.set(token, w * TITLE)
    for (const clause of normalise(m.text.slice(0, OPENING)).split(/[。！？；，,]/u)) {
      for (const [token, w] of featurise(clause)) tokens.set(token, (tokens.get(token) ?? 0) + w)
    }
    for (const [token, w] of tokens) tokens.set(token, Math.log(1 + w))
    return { tokens, label: labels.indexOf(m.label) }
  })
  let right = 0
  let first3 = 0
  const misses: Evaluation['misses'][number][] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const model = fitLinear(
      rows.filter((_, n) => n % FOLDS !== fold).map((r) => ({ tokens: r.tokens, labels: [[r.label, 1]], weight: 1 })),
      { classes: labels.length, epochs: 16, rate: 3, decay: 0, minCount: 2 },
    )
    rows.forEach((row, n) => {
      if (n % FOLDS !== fold) return
      const order = [...model.predict(row.tokens)].map((p, c) => [p, c] as const).sort((a, b) => b[0] - a[0])
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
