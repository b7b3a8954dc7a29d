/** Weighs whether a message goes on with the matter last spoken of, or is of another, like everything else that is read. */
import type { Item } from '../../catalog/item.ts'
import type { Signals } from '../index/signals.ts'
import type { PointReader } from '../model/choose-point.ts'
import type { Ranked } from '../model/candidate-probability.ts'
import { ASKING } from '../text/asking.ts'
import type { Facet } from '../understand.ts'
import { contentOf, POINTS_BACK, PROXY } from './followup.ts'

/** What is weighed; `ranked` is what the message names by itself, `at` the matter last spoken of. */
export function stayFeatures(
  signals: Signals,
  ranked: readonly Ranked[],
  at: number,
  items: readonly Item[],
  points: PointReader,
  facet: Facet,
  kin: ReadonlySet<string> | undefined,
): Record<string, number> {
  const other = ranked.find((r) => r.at !== at)
  const own = ranked.find((r) => r.at === at)?.p ?? 0
  const matchOf = (k: number | undefined) => signals.matches.find((m) => m.at === k)?.signals
  const [here, there] = [matchOf(at), matchOf(other?.at)]
  const content = contentOf(signals.bare)
  const flag = (on: boolean) => (on ? 1 : 0)
  const log = (p: number) => Math.log(p + 1e-3)
  return {
    bias: 1,
    own: log(own),
    other: log(other?.p ?? 0),
    sure: flag((other?.p ?? 0) >= 0.9),
    named: Math.max(here?.name ?? 0, here?.inside ?? 0),
    'other named': Math.max(there?.name ?? 0, there?.inside ?? 0),
    'other body': there?.body ?? 0,
    near: points.nearest(items[at]!.id, signals.tokens),
    'other near': other ? points.nearest(items[other.at]!.id, signals.tokens) : 0,
    'points back': flag(POINTS_BACK.test(signals.bare)),
    proxy: flag(PROXY.test(signals.bare)),
    asks: flag(ASKING.test(signals.normal)),
    'no content': flag(content <= 1),
    'little content': flag(content <= 3),
    content: Math.min(1, content / 12),
    kin: flag(other !== undefined && (kin?.has(items[other.at]!.id) ?? false)),
    rather: other ? points.rather(items[at]!.id, items[other.at]!.id, signals.learned) : 0,
    'other share': there?.itemShare ?? 0,
    [`of ${facet}`]: 1,
  }
}

/** A text that names nothing ("去哪补") goes on with what was spoken of, however like one wording of another matter it is. */
const NAMES_NOTHING = 3

/** Log odds that it goes on with it. */
export function stays(features: Readonly<Record<string, number>>, weights: Readonly<Record<string, number>>): number {
  const odds = Object.entries(features).reduce((sum, [name, v]) => sum + (weights[name] ?? 0) * v, 0)
  return features['no content'] === 1 && (features['other named'] ?? 0) < 0.5 ? Math.max(odds, NAMES_NOTHING) : odds
}

/** What the message means, where it goes on with the matter at `at` by these log odds. */
export function leaningOn(ranked: readonly Ranked[], at: number, odds: number): Ranked[] {
  const share = 1 / (1 + Math.exp(-odds))
  const rest = ranked.filter((r) => r.at !== at).map((r) => ({ at: r.at, p: r.p * (1 - share) }))
  return [{ at, p: share }, ...rest].sort((a, b) => b.p - a.p || a.at - b.at)
}
