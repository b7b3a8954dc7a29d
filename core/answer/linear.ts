/** Softmax regression over sparse tokens: small, deterministic, fitted in well under a second at a town's size. */
import type { Tokens } from './features.ts'

export interface Sample {
  readonly tokens: Tokens
  /** Class and share; the shares of one sample add up to 1 (several: the text fits several classes). */
  readonly labels: readonly (readonly [label: number, share: number])[]
  readonly weight: number
}

export interface LinearOptions {
  readonly classes: number
  readonly epochs: number
  readonly rate: number
  /** Shrinks weights each epoch; more generalises more. */
  readonly decay: number
  /** Tokens seen in fewer samples than this are dropped. */
  readonly minCount: number
}

export interface Linear {
  /** Probability of each class. */
  readonly predict: (tokens: Tokens) => Float32Array
  /** Tokens that speak most for a class in this text, strongest first. */
  readonly because: (tokens: Tokens, label: number, n: number) => string[]
}

const SURE = 0.9

interface Row {
  readonly ids: Int32Array
  readonly values: Float32Array
}

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

/** Fits on `samples`; tokens are weighted by inverse document frequency and each text scaled to length 1. */
export function fitLinear(samples: readonly Sample[], options: LinearOptions): Linear {
  const { classes } = options
  const df = new Map<string, number>()
  for (const s of samples) for (const t of s.tokens.keys()) df.set(t, (df.get(t) ?? 0) + 1)
  const id = new Map<string, number>()
  const idf: number[] = []
  for (const [token, n] of df) {
    if (n < options.minCount) continue
    id.set(token, idf.length)
    idf.push(Math.log(1 + samples.length / n))
  }
  const row = (tokens: Tokens): Row => {
    const ids: number[] = []
    const values: number[] = []
    let norm = 0
    for (const [token, tf] of tokens) {
      const i = id.get(token)
      if (i === undefined) continue
      const v = tf * idf[i]!
      ids.push(i)
      values.push(v)
      norm += v * v
    }
    const scale = norm > 0 ? 1 / Math.sqrt(norm) : 0
    return { ids: Int32Array.from(ids), values: Float32Array.from(values, (v) => v * scale) }
  }
  const w = new Float32Array(idf.length * classes)
  const bias = new Float32Array(classes)
  const score = ({ ids, values }: Row): Float32Array => {
    const z = bias.slice()
    for (let k = 0; k < ids.length; k++) {
      const at = ids[k]! * classes
      const v = values[k]!
      for (let c = 0; c < classes; c++) z[c]! += v * w[at + c]!
    }
    return z
  }
  const rows = samples.map((s) => row(s.tokens))
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
      const { ids, values } = rows[n]!
      const g = score(rows[n]!)
      softmax(g)
      const first = sample.labels[0]!
      if (first[1] === 1 && g[first[0]]! > SURE) rests[n] = 1
      for (const [label, share] of sample.labels) g[label]! -= share
      for (let c = 0; c < classes; c++) {
        const step = g[c]! * rate * sample.weight
        // Classes the text is not mistaken for have nothing to learn from it; this skips most of the work.
        if (step < 1e-3 && step > -1e-3) continue
        bias[c]! -= step * 0.05
        for (let k = 0; k < ids.length; k++) w[ids[k]! * classes + c]! -= step * values[k]!
      }
    }
    if (options.decay > 0) for (let i = 0; i < w.length; i++) w[i]! *= 1 - options.decay
  }
  return {
    predict: (tokens) => {
      const z = score(row(tokens))
      softmax(z)
      return z
    },
    because: (tokens, label, n) => {
      const { ids, values } = row(tokens)
      const names = [...tokens.keys()].filter((t) => id.has(t))
      return names
        .map((name, k) => [name, values[k]! * w[ids[k]! * classes + label]!] as const)
        .filter(([, v]) => v > 0)
        .sort((a, b) => b[1] - a[1])
        .slice(0, n)
        .map(([name]) => name)
    },
  }
}
