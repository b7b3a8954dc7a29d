/** Turns the signals of the candidates into a calibrated probability for each, by the weights in answer-weights.json. */
import type { Match, Signal } from '../index/candidate-matcher.ts'
import { SIGNALS } from '../index/candidate-matcher.ts'

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
  return matches.map((m, k) => ({ at: m.at, p: e[k]! / total })).sort((a, b) => b.p - a.p || a.at - b.at)
}

/** What tells a vague message, which fits several items, from one that means a single one. */
export function vagueFeatures(
  matches: readonly Match[],
  ranked: readonly Ranked[],
  vagueness: number,
  content: number,
): Record<string, number> {
  const p = (k: number) => ranked[k]?.p ?? 0
  const top = matches.find((m) => m.at === ranked[0]?.at)
  let entropy = 0
  for (const { p: x } of ranked) if (x > 1e-6) entropy -= x * Math.log(x)
  const near = top?.signals.near ?? 0
  const fullest = matches.reduce((most, m) => Math.max(most, m.signals.holds), 0)
  // Items whose texts hold nearly all the words of the message as well: '医保' stands in several.
  const rivals = fullest < 0.4 ? 0 : matches.filter((m) => m.signals.holds >= 0.88 * fullest).length - 1
  return {
    bias: 1, name: top?.signals.name ?? 0, inside: top?.signals.inside ?? 0, share: top?.signals.itemShare ?? 0, top: p(0), lead: p(0) - p(1), rest: p(1) + p(2) + p(3), entropy, vagueness, near,
    nearer: vagueness - near, rival: rivals > 0 ? 1 : 0, rivals: Math.min(1, rivals / 3),
    'few-rivals': content <= 4 ? Math.min(1, rivals / 3) : 0, few: content <= 2 ? 1 : 0, little: content <= 4 ? 1 : 0, content: Math.min(1, content / 12),
  } // prettier-ignore
}
