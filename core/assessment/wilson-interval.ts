/** How far a share of few can be trusted: the Wilson score interval at 95 %. */

const Z = 1.96

export interface Share {
  readonly good: number
  readonly of: number
}

/** Lower and upper bound of a share; [0, 1] of nothing. */
export function wilson({ good, of }: Share): readonly [low: number, high: number] {
  if (of === 0) return [0, 1]
  const p = good / of
  const z2 = (Z * Z) / of
  const centre = p + z2 / 2
  const spread = Z * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of))
  return [Math.max(0, (centre - spread) / (1 + z2)), Math.min(1, (centre + spread) / (1 + z2))]
}
