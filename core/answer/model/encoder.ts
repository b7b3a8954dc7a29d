/**
 * Reads the trained encoder and says what a text is about and what it does. Two spaces: `matter` (which topic, which fact,
 * which report) and `manner` (what the writer does, whether somebody is in danger). A text's vector is the sum of its
 * features' vectors, each weighted by rarity, over the root of the summed squares of those rarities. Trained by
 * scripts/training/train.ts; nothing is learned here.
 */
import { FIRST, LAST, type ListFeatures } from './encoder-features.ts'

export const SPACES = ['matter', 'manner'] as const
export type Space = (typeof SPACES)[number]

/** A linear head with its labels; `weights` row by row, `bias` a label each. */
export interface Head {
  readonly space: Space
  readonly labels: readonly string[]
  readonly weights: Float32Array
  readonly bias: Float32Array
}

/** One weight a feature, for a question of yes or no; the same scaling as the vectors. */
export interface Scorer {
  readonly weights: Float32Array
  readonly bias: number
}

/** What the weights file holds. `vectors[space]` has one row of `dims[space]` steps a feature, times its scale. */
export interface EncoderWeights {
  readonly features: readonly string[]
  readonly rarity: Float32Array
  readonly dims: Readonly<Record<Space, number>>
  readonly steps: Readonly<Record<Space, Int8Array>>
  readonly scales: Readonly<Record<Space, Float32Array>>
  readonly heads: Readonly<Record<string, Head>>
  readonly danger: Scorer
}

/** One text's vectors; `known` is how many of its features the encoder has seen. */
export interface Encoded {
  readonly matter: Float32Array
  readonly manner: Float32Array
  readonly known: number
  /** Log odds that somebody is in danger, word by word. */
  readonly danger: number
  /** How much the one feature that speaks loudest for danger speaks for it. */
  readonly sign: number
}

/** What one clause brings into every text it stands in, by the numbers of its features; -1 where the encoder knows none. */
export interface EncodedClause {
  readonly rows: readonly number[]
  readonly first: number
  readonly last: number
  /** Marks alone begin and end no text. */
  readonly empty: boolean
}

export interface Encoder {
  readonly encode: (normal: string) => Encoded
  readonly encodeClause: (clause: string) => EncodedClause
  /** The same as `encode` of the clauses with commas between them: no feature reaches over a comma. */
  readonly joinClauses: (clauses: readonly EncodedClause[]) => Encoded
  /** Probability of each label of a head, in the head's order. */
  readonly predict: (head: string, encoded: Encoded) => Float32Array
  /** Log probabilities among some labels of a head only, by their numbers. */
  readonly among: (head: string, encoded: Encoded, labels: readonly number[]) => Float32Array
  readonly labels: (head: string) => readonly string[]
  /** Number of a label in its head; -1 where the encoder was trained without it. */
  readonly numberOf: (head: string, label: string) => number
}

/** Turns scores into probabilities, in place. */
export function softmax(scores: Float32Array): Float32Array {
  let top = -Infinity
  for (const x of scores) if (x > top) top = x
  let sum = 0
  for (let k = 0; k < scores.length; k++) sum += scores[k] = Math.exp(scores[k]! - top)
  for (let k = 0; k < scores.length; k++) scores[k] = scores[k]! / sum
  return scores
}

export function makeEncoder(weights: EncoderWeights, listFeatures: ListFeatures): Encoder {
  const numbers = new Map(weights.features.map((feature, n) => [feature, n]))
  const places = new Map(
    Object.entries(weights.heads).map(([name, head]) => [name, new Map(head.labels.map((label, n) => [label, n]))]),
  )
  const headOf = (name: string): Head => {
    const head = weights.heads[name]
    if (!head) throw new Error(`the encoder has no head ${name}`)
    return head
  }
  const score = (head: Head, vector: Float32Array, label: number): number => {
    let sum = head.bias[label]!
    for (let d = 0, at = label * vector.length; d < vector.length; d++) sum += head.weights[at + d]! * vector[d]!
    return sum
  }
  /** The vectors of a text whose features are `rows`, each once; a vector is added up when it is asked for. */
  const sumUp = (rows: readonly number[]): Encoded => {
    let squares = 0
    for (const row of rows) squares += weights.rarity[row]! ** 2
    const norm = squares > 0 ? 1 / Math.sqrt(squares) : 0
    const vectorOf = (space: Space): Float32Array => {
      const dims = weights.dims[space]
      const steps = weights.steps[space]
      const vector = new Float32Array(dims)
      for (const row of rows) {
        const by = weights.scales[space][row]! * norm
        for (let d = 0, at = row * dims; d < dims; d++) vector[d]! += steps[at + d]! * by
      }
      return vector
    }
    let danger = weights.danger.bias
    let sign = 0
    for (const row of rows) {
      danger += weights.danger.weights[row]! * weights.rarity[row]! * norm
      sign = Math.max(sign, weights.danger.weights[row]!)
    }
    const made: { [space in Space]?: Float32Array } = {}
    return {
      get matter() {
        return (made.matter ??= vectorOf('matter'))
      },
      get manner() {
        return (made.manner ??= vectorOf('manner'))
      },
      known: rows.length,
      danger,
      sign,
    }
  }
  return {
    encode: (normal) => sumUp(listFeatures(normal).flatMap((feature) => numbers.get(feature) ?? [])),
    encodeClause: (clause) => {
      const features = listFeatures(clause)
      const ofEnd = (mark: string) => features.find((feature) => feature.startsWith(mark))
      const [first, last] = [ofEnd(FIRST), ofEnd(LAST)]
      return {
        rows: features.flatMap((f) => (f === first || f === last ? [] : (numbers.get(f) ?? []))),
        first: numbers.get(first ?? '') ?? -1,
        last: numbers.get(last ?? '') ?? -1,
        empty: first === undefined,
      }
    },
    joinClauses: (clauses) => {
      const rows = new Set<number>()
      for (const clause of clauses) for (const row of clause.rows) rows.add(row)
      const first = clauses.find((clause) => !clause.empty)?.first ?? -1
      const last = clauses.findLast((clause) => !clause.empty)?.last ?? -1
      for (const row of [first, last]) if (row >= 0) rows.add(row)
      return sumUp([...rows])
    },
    predict: (name, encoded) => {
      const head = headOf(name)
      const vector = encoded[head.space]
      return softmax(Float32Array.from(head.labels, (_, label) => score(head, vector, label)))
    },
    among: (name, encoded, labels) => {
      const head = headOf(name)
      const vector = encoded[head.space]
      const p = softmax(Float32Array.from(labels, (label) => score(head, vector, label)))
      return p.map((x) => Math.log(x + 1e-6))
    },
    labels: (name) => headOf(name).labels,
    numberOf: (name, label) => places.get(name)?.get(label) ?? -1,
  }
}
