/** Reranks the matters by what was said before: a correction excludes the last matter, a follow-up pulls towards it and its kin. */
import type { Signals } from '../index/signals.ts'
import type { Ranked } from '../model/candidate-probability.ts'
import { contentOf } from './followup.ts'
import type { Context } from '../understand.ts'

/** How much likelier the kin of the last matter are (log odds). */
const KIN = 1

/** A matter that what was meant names this surely is meant, be it the one last spoken of. */
const NAMED = 0.5
/** Below this the words name no matter: only what is asked of it was misunderstood, or the matter before is meant. */
const UNNAMED = 0.3

/**
 * Of a correction: what its words name; where they name nothing, the matter spoken of before the last, else the last one,
 * of which another thing was asked. `ranked` is of what was meant, without the words that correct.
 */
export function correctMatter(
  ranked: readonly Ranked[],
  context: Context | undefined,
  at: ReadonlyMap<string, number>,
  thrown: boolean,
): Ranked[] {
  const last = at.get(context?.item ?? '')
  const top = ranked[0]
  if (!thrown && top && top.at === last && top.p >= NAMED) return [...ranked]
  const without = excludePrevious(ranked, context, at)
  if ((without[0]?.p ?? 0) >= UNNAMED || (context?.offered?.length ?? 0) > 0) return without
  const meant = at.get(context?.before ?? '') ?? (thrown ? undefined : last)
  return meant === undefined ? without : [{ at: meant, p: 1 }, ...ranked.filter((r) => r.at !== meant).map((r) => ({ at: r.at, p: 0 }))]
} // prettier-ignore

/** Bends towards what was not meant before: the matter last spoken of is out, the others offered count thrice. */
export function excludePrevious(
  ranked: readonly Ranked[],
  context: Context | undefined,
  at: ReadonlyMap<string, number>,
): Ranked[] {
  const said = context?.item === undefined ? undefined : at.get(context.item)
  const offered = new Set((context?.offered ?? []).map((id) => at.get(id)))
  const rest = ranked.filter((r) => r.at !== said).map((r) => ({ at: r.at, p: r.p * (offered.has(r.at) ? 3 : 1) }))
  const total = rest.reduce((sum, r) => sum + r.p, 0)
  const share = Math.max(1e-9, total)
  return rest
    .map((r) => ({ at: r.at, p: (r.p / share) * Math.min(1, total + 0.3) }))
    .sort((a, b) => b.p - a.p || a.at - b.at)
}

/** Items that one vague message may mean together are kin. */
export function relatedItems(vague: readonly { readonly items: readonly string[] }[]): Map<string, Set<string>> {
  const kin = new Map<string, Set<string>>()
  for (const { items } of vague)
    for (const id of items) {
      const known = kin.get(id) ?? new Set()
      for (const other of items) if (other !== id) known.add(other)
      kin.set(id, known)
    }
  return kin
}

/** A message that names a matter outright, or sounds surely of one, leans this much less on what was offered. */
const LESS = { named: 0.25, sure: 0.5 } as const
const SURE = 0.93
/** How strongly a message is drawn to what was offered, of the pull its words alone would have. */
export function offeredPull({ matches, bare }: Signals, ranked: readonly Ranked[], pull: number): number {
  if (contentOf(bare) < 2) return pull
  if (matches.some((m) => m.signals.name >= 0.5 || m.signals.inside >= 0.6)) return pull * LESS.named
  return (ranked[0]?.p ?? 0) >= SURE ? pull * LESS.sure : pull
}

/** Bayes with what was last spoken of: its odds are raised by `pull`, from `floor` at least; items only offered share it. */
export function boostContext(
  ranked: readonly Ranked[],
  context: Context,
  at: ReadonlyMap<string, number>,
  pull: number,
  floor: number,
  kin: ReadonlySet<string> | undefined,
): Ranked[] {
  const prior = new Map<number, number>()
  if (context.item !== undefined && at.has(context.item)) prior.set(at.get(context.item)!, pull)
  else for (const id of context.offered ?? []) if (at.has(id)) prior.set(at.get(id)!, pull)
  const odds = new Map<number, number>(ranked.map((r) => [r.at, r.p]))
  // From one matter people go on to its kin: from the certificate to the allowance it opens.
  for (const id of kin ?? []) {
    const k = at.get(id)
    if (k !== undefined && odds.has(k) && !prior.has(k)) odds.set(k, odds.get(k)! * Math.exp(Math.min(KIN, pull)))
  }
  for (const [k, raise] of prior) odds.set(k, Math.max(odds.get(k) ?? 0, floor) * Math.exp(raise))
  let none = Math.max(0, 1 - ranked.reduce((sum, r) => sum + r.p, 0))
  if (pull > 2) none *= 0.2
  const total = [...odds.values()].reduce((a, b) => a + b, none)
  return [...odds].map(([k, p]) => ({ at: k, p: p / total })).sort((a, b) => b.p - a.p || a.at - b.at)
}

/** The matter at a place and no other; as it was where there is none. */
export const onlyAt = (ranked: readonly Ranked[], place: number | undefined): readonly Ranked[] =>
  place === undefined
    ? ranked
    : [{ at: place, p: 1 }, ...ranked.filter((r) => r.at !== place).map((r) => ({ ...r, p: 0 }))]
