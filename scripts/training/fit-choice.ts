/** Conditional logit: weights under which the right option of each example is the likely one. Full-batch, deterministic. */

export interface Example {
  readonly options: readonly Readonly<Record<string, number>>[]
  /** Share of each option; adds up to 1. */
  readonly target: readonly number[]
  readonly weight: number
}

/** All options of all examples in flat arrays: option k of example e holds ids and values from[k] … from[k + 1]. */
interface Flat {
  readonly names: ReadonlyMap<string, number>
  readonly first: Int32Array
  readonly from: Int32Array
  readonly ids: Int32Array
  readonly values: Float64Array
  readonly target: Float64Array
  readonly weight: Float64Array
}

function flatten(examples: readonly Example[]): Flat {
  const names = new Map<string, number>()
  const first = [0]
  const from = [0]
  const ids: number[] = []
  const values: number[] = []
  for (const { options } of examples) {
    for (const option of options) {
      for (const [name, v] of Object.entries(option)) {
        if (v === 0) continue
        let id = names.get(name)
        if (id === undefined) names.set(name, (id = names.size))
        ids.push(id)
        values.push(v)
      }
      from.push(ids.length)
    }
    first.push(from.length - 1)
  }
  return {
    names, first: Int32Array.from(first), from: Int32Array.from(from), ids: Int32Array.from(ids),
    values: Float64Array.from(values), target: Float64Array.from(examples.flatMap((e) => e.target)),
    weight: Float64Array.from(examples, (e) => e.weight),
  } // prettier-ignore
}

/** No weight moves more than this in a step: it is found. */
const STILL = 2e-3

/** Minimises weighted log loss + l2/2·|w|² by gradient steps scaled per feature (AdaGrad). */
export function fitChoice(examples: readonly Example[], l2: number, steps = 300, rate = 0.3): Record<string, number> {
  const { names, first, from, ids, values, target, weight } = flatten(examples)
  const w = new Float64Array(names.size)
  const sum2 = new Float64Array(names.size).fill(1e-8)
  const g = new Float64Array(names.size)
  const p = new Float64Array(target.length)
  const total = weight.reduce((sum, x) => sum + x, 0)
  for (let step = 0; step < steps; step++) {
    g.fill(0)
    for (let e = 0; e < weight.length; e++) {
      const begin = first[e]!
      const end = first[e + 1]!
      let max = -Infinity
      for (let k = begin; k < end; k++) {
        let z = 0
        for (let i = from[k]!; i < from[k + 1]!; i++) z += w[ids[i]!]! * values[i]!
        p[k] = z
        if (z > max) max = z
      }
      let all = 0
      for (let k = begin; k < end; k++) all += p[k] = Math.exp(p[k]! - max)
      for (let k = begin; k < end; k++) {
        const d = weight[e]! * (p[k]! / all - target[k]!)
        if (d !== 0) for (let i = from[k]!; i < from[k + 1]!; i++) g[ids[i]!]! += d * values[i]!
      }
    }
    let moved = 0
    for (let id = 0; id < w.length; id++) {
      const gi = g[id]! / total + (l2 * w[id]!) / total
      sum2[id]! += gi * gi
      const by = (rate * gi) / Math.sqrt(sum2[id]!)
      w[id]! -= by
      moved = Math.max(moved, Math.abs(by))
    }
    if (moved < STILL) break
  }
  return Object.fromEntries(
    [...names].map(([name, id]) => [name, Math.round(w[id]! * 1e3) / 1e3]).sort() as [string, number][],
  )
}
