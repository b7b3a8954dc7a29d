/** Fits and applies softmax regression over sparse tokens: small, deterministic, fitted in well under a second at a town's size. */
import type { Bag } from '../text/weighted-tokens.ts'

export interface Sample {
  readonly bag: Bag
  /** Class and share; the shares of one sample add up to 1 (several: the text fits several classes). */
  readonly labels: readonly (readonly [label: number, share: number])[]
  readonly weight: number
}

export interface SoftmaxRegressionOptions {
  readonly classes: number
  readonly epochs: number
  readonly rate: number
  /** Shrinks weights each epoch; more generalises more. */
  readonly decay: number
  /** Tokens seen in fewer samples than this are dropped. */
  readonly minCount: number
}

export interface SoftmaxRegression {
  /** Probability of each class. */
  readonly predict: (bag: Bag) => Float32Array
  /** How much each token of a text speaks for a class. */
  readonly speaks: (bag: Bag, label: number) => number[]
}

const SURE = 0.9

/** Same numbers for the same seed on every machine (an LCG is enough to order samples). */
function shuffled(n: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i)
  let s = seed >>> 0
  for (let i = n - 1; i > 0; i--) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    const j = s % (i + 1)
    const t = order[i]!
    order[i] = order[j]!
    order[j] = t
  }
  return order
}

function softmax(z: Float32Array): void {
  let max = -Infinity
  for (const x of z) if (x > max) max = x
  let sum = 0
  for (let c = 0; c < z.length; c++) sum += z[c] = Math.exp(z[c]! - max)
  for (let c = 0; c < z.length; c++) z[c] = z[c]! / sum
}

/** What a fitted model is: which row of weights a token has (-1: too rare to have any), and the weights, row by row. */
interface Model {
  readonly classes: number
  readonly rowOf: Int32Array
  readonly idf: Float64Array
  readonly w: Float32Array
  readonly bias: Float32Array
}

/** Fits on `samples`; tokens are weighted by inverse document frequency and each text scaled to length 1. */
export function fitSoftmaxRegression(samples: readonly Sample[], options: SoftmaxRegressionOptions): SoftmaxRegression {
  const model = empty(samples, options)
  train(model, samples, options)
  return linearOf(model)
}

function empty(samples: readonly Sample[], { classes, minCount }: SoftmaxRegressionOptions): Model {
  let ids = 0
  for (const { bag } of samples) for (const id of bag.ids) if (id >= ids) ids = id + 1
  const df = new Int32Array(ids)
  for (const { bag } of samples) for (const id of bag.ids) df[id]!++
  const rowOf = new Int32Array(ids).fill(-1)
  let rows = 0
  for (let id = 0; id < ids; id++) if (df[id]! > 0 && df[id]! >= minCount) rowOf[id] = rows++
  const idf = new Float64Array(rows)
  for (let id = 0; id < ids; id++) if (rowOf[id] !== -1) idf[rowOf[id]!] = Math.log(1 + samples.length / df[id]!)
  return { classes, rowOf, idf, w: new Float32Array(rows * classes), bias: new Float32Array(classes) }
}

/** Writes the rows and values of a text, scaled to length 1, from `at` on; returns where it ended. */
function write({ rowOf, idf }: Model, { ids, weights }: Bag, rows: Int32Array, values: Float32Array, at: number) {
  let norm = 0
  let end = at
  for (let k = 0; k < ids.length; k++) {
    const row = rowOf[ids[k]!] ?? -1
    if (row === -1) continue
    const v = weights[k]! * idf[row]!
    rows[end++] = row
    norm += v * v
  }
  const scale = norm > 0 ? 1 / Math.sqrt(norm) : 0
  end = at
  for (let k = 0; k < ids.length; k++) {
    const row = rowOf[ids[k]!] ?? -1
    if (row !== -1) values[end++] = weights[k]! * idf[row]! * scale
  }
  return end
}

function score(
  { classes, w, bias }: Model,
  z: Float32Array,
  rows: Int32Array,
  values: Float32Array,
  from: number,
  to: number,
) {
  z.set(bias)
  for (let k = from; k < to; k++) {
    const at = rows[k]! * classes
    const v = values[k]!
    for (let c = 0; c < classes; c++) z[c]! += v * w[at + c]!
  }
}

function train(model: Model, samples: readonly Sample[], options: SoftmaxRegressionOptions): void {
  const { classes, w, bias } = model
  const size = samples.reduce((sum, { bag }) => sum + bag.ids.length, 0)
  // All samples in two flat arrays: an array apiece would cost more than what stands in it.
  const rows = new Int32Array(size)
  const values = new Float32Array(size)
  const begins = new Int32Array(samples.length + 1)
  samples.forEach(({ bag }, n) => (begins[n + 1] = write(model, bag, rows, values, begins[n]!)))
  const g = new Float32Array(classes)
  // A sample already told surely rests for one round: half the time for the same weights.
  const rests = new Uint8Array(samples.length)
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const rate = options.rate / (1 + 0.35 * epoch)
    for (const n of shuffled(samples.length, epoch + 1)) {
      if (rests[n] === 1) {
        rests[n] = 0
        continue
      }
      const sample = samples[n]!
      const from = begins[n]!
      const to = begins[n + 1]!
      score(model, g, rows, values, from, to)
      softmax(g)
      const first = sample.labels[0]!
      if (first[1] === 1 && g[first[0]]! > SURE) rests[n] = 1
      for (const [label, share] of sample.labels) g[label]! -= share
      for (let c = 0; c < classes; c++) {
        const step = g[c]! * rate * sample.weight
        // Classes the text is not mistaken for have nothing to learn from it; this skips most of the work.
        if (step < 1e-3 && step > -1e-3) continue
        bias[c]! -= step * 0.05
        for (let k = from; k < to; k++) w[rows[k]! * classes + c]! -= step * values[k]!
      }
    }
    if (options.decay > 0) for (let i = 0; i < w.length; i++) w[i]! *= 1 - options.decay
  }
}

function linearOf(model: Model): SoftmaxRegression {
  const read = (bag: Bag) => {
    const rows = new Int32Array(bag.ids.length)
    const values = new Float32Array(bag.ids.length)
    return { rows, values, n: write(model, bag, rows, values, 0) }
  }
  return {
    predict: (bag) => {
      const { rows, values, n } = read(bag)
      const z = new Float32Array(model.classes)
      score(model, z, rows, values, 0, n)
      softmax(z)
      return z
    },
    speaks: (bag, label) => {
      const { rows, values } = read(bag)
      let k = 0
      return Array.from(bag.ids, (id) => {
        if ((model.rowOf[id] ?? -1) === -1) return 0
        const at = k++
        return values[at]! * model.w[rows[at]! * model.classes + label]!
      })
    },
  }
}
