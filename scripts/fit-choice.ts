/** Conditional logit: weights under which the right option of each example is the likely one. Full-batch, deterministic. */

export interface Example {
  readonly options: readonly Readonly<Record<string, number>>[]
  /** Share of each option; adds up to 1. */
  readonly target: readonly number[]
  readonly weight: number
}

/** Minimises weighted log loss + l2/2·|w|² by gradient steps scaled per feature (AdaGrad). */
export function fitChoice(examples: readonly Example[], l2: number, steps = 300, rate = 0.3): Record<string, number> {
  const names = new Map<string, number>()
  const rows = examples.map(({ options, target, weight }) => ({
    target,
    weight,
    options: options.map((f) => {
      const entries = Object.entries(f).map(([name, v]) => {
        let id = names.get(name)
        if (id === undefined) names.set(name, (id = names.size))
        return [id, v] as const
      })
      return entries
    }),
  }))
  const w = new Float64Array(names.size)
  const sum2 = new Float64Array(names.size).fill(1e-8)
  const total = rows.reduce((sum, r) => sum + r.weight, 0)
  for (let step = 0; step < steps; step++) {
    const g = new Float64Array(names.size)
    for (const { options, target, weight } of rows) {
      const z = options.map((o) => o.reduce((sum, [id, v]) => sum + w[id]! * v, 0))
      const max = Math.max(...z)
      const e = z.map((x) => Math.exp(x - max))
      const all = e.reduce((a, b) => a + b, 0)
      options.forEach((o, k) => {
        const d = weight * (e[k]! / all - target[k]!)
        if (d !== 0) for (const [id, v] of o) g[id]! += d * v
      })
    }
    for (let id = 0; id < w.length; id++) {
      const gi = g[id]! / total + (l2 * w[id]!) / total
      sum2[id]! += gi * gi
      w[id]! -= (rate * gi) / Math.sqrt(sum2[id]!)
    }
  }
  return Object.fromEntries(
    [...names].map(([name, id]) => [name, Math.round(w[id]! * 1e3) / 1e3]).sort() as [string, number][],
  )
}
