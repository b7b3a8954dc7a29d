/** Signals of the candidates → a calibrated probability for each, by the weights in answer-weights.json. */
import type { Match, Signal } from './matcher.ts'
import { SIGNALS } from './matcher.ts'

export interface Ranked {
  readonly at: number
  readonly p: number
}

/** Linear score of one candidate. */
export const scoreOf = (signals: Readonly<Record<Signal, number>>, weights: Readonly<Record<string, number>>): number =>
  SIGNALS.reduce((sum, name) => sum + (weights[name] ?? 0) * signals[name], 0)

/** Best first; the probabilities add up to less than 1, since 'none of these' has its own constant weight. */
export function rank(matches: readonly Match[], weights: Readonly<Record<string, number>>): Ranked[] {
  const none = weights['none'] ?? 0
  const z = matches.map((m) => scoreOf(m.signals, weights))
  const max = Math.max(none, ...z)
  const e = z.map((x) => Math.exp(x - max))
  const total = e.reduce((a, b) => a + b, 0) + Math.exp(none - max)
  return matches
    .map((m, k) => ({ at: m.at, p: e[k]! / total }))
    .sort((a, b) => b.p - a.p || a.at - b.at)
}
