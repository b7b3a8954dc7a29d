/** Weighs one reading under the learned weights: which item, what kind of message, which side, vague or plain. */
import { weighFacets } from './facet.ts'
import { contentOf } from '../policy/followup.ts'
import { intentFeatures, weighIntent } from './intent.ts'
import type { Ranked } from './candidate-probability.ts'
import { rank, vagueFeatures } from './candidate-probability.ts'
import type { Signals } from '../index/signals.ts'
import type { Weights } from '../town-words.ts'
import type { Facet } from '../understand.ts'
import { FACETS } from '../understand.ts'

/** How much the lexical signals and the encoder count where both speak (powers of their probabilities). */
const FUSED = { lexical: 0.3, learned: 0.9 } as const
const FLOOR = 0.002
const ELSEWHERE = 0.6
/** What one reading says under the learned weights, before any conversation. */
export interface Weighed {
  /** Best first; the probabilities add up to 1 together with `outside`. */
  readonly ranked: readonly Ranked[]
  readonly outside: number
  /** Matters of others, best first; part of `outside`. */
  readonly others: readonly Ranked[]
  /** Probability that it is for a person; that nothing is asked. */
  readonly person: number
  readonly talk: number
  readonly facet: Facet
  /** Probability per facet, in the order of FACETS. */
  readonly facets: readonly number[]
  /** Probability that the message fits several items. */
  readonly vague: number
}

/** How steeply nearness to known wordings tells matters of others from the catalogue's own. */
const STEEP = 14

/** By wording alone: how much of the message belongs to matters of others, and to which. */
function byWording({ matches, others }: Signals): { share: number; each: Map<number, number> } {
  const strength = ({ near, near3 }: { near: number; near3: number }) => Math.exp(STEEP * (near + near3) / 2) - 1 // prettier-ignore
  const each = new Map(others.map((o) => [o.at, strength(o)]))
  const beyond = [...each.values()].reduce((sum, v) => sum + v, 0)
  const within = matches.reduce((sum, m) => sum + strength(m.signals), 0)
  const total = beyond + within + 1
  for (const [at, v] of each) each.set(at, v / total)
  return { share: beyond / total, each }
}

/** The probabilities of lexical signals and encoder as one: items, and matters of others. */
function fuse(ranked: readonly Ranked[], signals: Signals): Pick<Weighed, 'ranked' | 'outside' | 'others'> {
  const { items, others, outside } = signals.learned
  const { lexical, learned } = FUSED
  const mix = (a: number, b: number) => (a + FLOOR) ** lexical * (b + FLOOR) ** learned
  const { share, each } = byWording(signals)
  const known = new Map(ranked.map((r) => [r.at, r.p]))
  items.forEach((p, at) => {
    if (p > 0.01 && !known.has(at)) known.set(at, 0)
  })
  const mass = ranked.reduce((sum, r) => sum + r.p, 0)
  others.forEach((p, at) => {
    if (p > 0.01 && !each.has(at)) each.set(at, 0)
  })
  const named = others.reduce((sum, p) => sum + p, 0)
  const none = mix(Math.max(0, 1 - mass) * (1 - share), Math.max(0, outside - named))
  const all = [...known].map(([at, p]) => ({ at, p: mix(p * (1 - share), items[at]!) }))
  // whoever writes to a town hall mostly means what it does
  const beyond = [...each].map(([at, p]) => ({ at, p: ELSEWHERE * mix(p, others[at]!) }))
  const away = beyond.reduce((sum, r) => sum + r.p, none)
  const total = all.reduce((sum, r) => sum + r.p, away)
  const best = (list: readonly Ranked[]) =>
    list.map(({ at, p }) => ({ at, p: p / total })).sort((x, y) => y.p - x.p || x.at - y.at)
  return {
    ranked: best(all),
    outside: away / total,
    others: best(beyond),
  }
}

/** What the weighing of a message's kind sees: the encoder's reading, the cues, and how near the catalogue comes. */
export function featuresOfIntent(signals: Signals, ranked: readonly Ranked[]): Record<string, number> {
  const [first, second] = ranked
  const match = signals.matches.find((m) => m.at === first?.at)
  const { ask, person, talk, follow } = signals.learned.groups
  const top = { p: first?.p ?? 0, lead: (first?.p ?? 0) - (second?.p ?? 0), near: match?.signals.near ?? 0, share: match?.signals.itemShare ?? 0 } // prettier-ignore
  return intentFeatures(signals.normal, signals.bare, [ask, person, talk + follow], top)
}

/** Word for word a name or a question already signed off: the catalogue's own words outweigh what was learned. */
const said = ({ matches }: Signals): boolean => matches.some((m) => m.signals.near >= 0.97)

/** Applies the learned weights to one reading. */
export function weighSignals(signals: Signals, weights: Weights, trained: boolean): Weighed {
  const lexical = rank(signals.matches, trained ? weights.ranker.trained : weights.ranker.plain)
  const { ranked, outside, others } =
    trained && !said(signals) ? fuse(lexical, signals) : { ranked: lexical, outside: 0, others: [] }
  const facets = weighFacets(signals.facet, weights.facet)
  let best = 0
  facets.forEach((p, k) => {
    if (p > facets[best]!) best = k
  })
  const [, person, talk] = weighIntent(featuresOfIntent(signals, ranked), weights.intent) as [number, number, number]
  return {
    ranked,
    outside,
    others,
    person,
    talk,
    facet: FACETS[best]!,
    facets: [...facets],
    vague: weigh(vagueFeatures(signals.matches, lexical, signals.vagueness, contentOf(signals.bare)), weights.vague),
  }
}

const weigh = (features: Readonly<Record<string, number>>, weights: Readonly<Record<string, number>>): number => {
  let z = 0
  for (const [name, v] of Object.entries(features)) z += (weights[name] ?? 0) * v
  return 1 / (1 + Math.exp(-z))
}
