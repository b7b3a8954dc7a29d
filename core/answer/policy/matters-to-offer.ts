/** Chooses the matters that are offered where it is not plain which one is meant, and how many. */
import type { Ranked } from '../model/candidate-probability.ts'
import type { Signals } from '../index/signals.ts'

/** `worth`: of 145 options on real lists 53 were below 0.08, and one of them was right. */
export const OFFER = { most: 4, worth: 0.08, vague: 0.03 } as const
/** Offered choices should hold the right one this surely. */
const OFFER_MASS = 0.93

/** Among choices for a vague message, likeness to a vague wording counts beside the probability. */
export const spread = (signals: Signals, ranked: readonly Ranked[]): Ranked[] => {
  const value = (r: Ranked) => Math.sqrt(r.p) + (signals.matches.find((m) => m.at === r.at)?.signals.vague ?? 0)
  return ranked.map((r) => ({ r, v: value(r) })).sort((x, y) => y.v - x.v || x.r.at - y.r.at).map(({ r }) => r) // prettier-ignore
}

/** How many choices to show: as few as hold the right one almost surely, none so unlikely that it only distracts. */
export function offerOf(ranked: readonly Ranked[]): number {
  let mass = 0
  let n = 0
  for (const { p } of ranked) {
    if (n >= OFFER.most || (n > 0 && (p < OFFER.worth || mass >= OFFER_MASS))) break
    mass += p
    n++
  }
  return n
}
