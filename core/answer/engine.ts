/** The understanding: catalogue + town's words → a pure function from a question to a decision. */
import type { Catalog } from '../catalog/item.ts'
import { kinOf, pulled, without } from './bend.ts'
import { DANGERS, weigh } from './danger.ts'
import { aboutConduct, proposeDepartment } from './department.ts'
import { weighFacets } from './facet.ts'
import { contentOf, FOR_OTHER, leanOf } from './followup.ts'
import { FOR_PERSON, intentFeatures, talkOf, unwanted, weighIntent } from './intent.ts'
import { clauses } from './normal.ts'
import { officeAsked } from './office.ts'
import type { Ranked } from './ranker.ts'
import { rank, vagueFeatures } from './ranker.ts'
import type { Reader, Signals } from './signals.ts'
import { makeReader } from './signals.ts'
import type { TownWords, Weights } from './town.ts'
import type { Candidate, Context, Facet, Understand, Understanding } from './understand.ts'
import { FACETS } from './understand.ts'
import type { Cut } from './words.ts'

const SHOWN = 5
const OFFER = { least: 2, most: 4 } as const
/** Offered choices should hold the right one this surely. */
const OFFER_MASS = 0.93
/** Danger in none of the known words must look this sure; otherwise every unknown short text would alarm. */
const UNNAMED_DANGER = 0.7
/** A message this poor in content that fits several matters is asked back before a person is bothered. */
const POOR = 5
const SURELY_PERSON = 0.8
/** A matter named this surely, in words of its own or asked for one thing, is asked back only when surely vague. */
const NAMED = 0.85
const SURELY_VAGUE = 0.8
const PRECISE: ReadonlySet<Facet> = new Set(['materials', 'time', 'fee', 'place', 'result', 'basis'])
const SURELY_TALK = 0.9
/** A second question must stand this firmly on its own to be answered too. */
const ALSO = 0.75
const JOINED = /还有|另外|顺便|再问|再一个|以及|同时|[？?].*[？?]|吗.+吗|怎么.+怎么|也想/u

/** A message that names a matter outright leans this much less on the last one. */
const NAMED_PULL = 0.25
const namesMatter = ({ matches, bare }: Signals, surest: number) =>
  contentOf(bare) >= 2 && (surest >= 0.9 || matches.some((m) => m.signals.name >= 0.5 || m.signals.inside >= 0.6))
/** Words of the last matter's own conditions and papers ('要抵押吗') pull towards it. */
const bodyPull = ({ matches }: Signals, at: number | undefined) => matches.find((m) => m.at === at)?.signals.body ?? 0
/** Among choices for a vague message, likeness to a vague wording counts beside the probability. */
const spread = (signals: Signals, ranked: readonly Ranked[]): Ranked[] => {
  const value = (r: Ranked) => Math.sqrt(r.p) + (signals.matches.find((m) => m.at === r.at)?.signals.vague ?? 0)
  return ranked.map((r) => ({ r, v: value(r) })).sort((x, y) => y.v - x.v || x.r.at - y.r.at).map(({ r }) => r) // prettier-ignore
}

/** Builds the engine; rebuild it whenever the catalogue, the FAQ or the town's words change. */
export function makeUnderstand(catalog: Catalog, words: TownWords, cut: Cut): Understand {
  const reader = makeReader(catalog, words.synonyms, words.utterances, cut)
  return decideWith(reader, words)
}

/** What one reading says under the learned weights, before any conversation. */
export interface Weighed {
  readonly ranked: readonly Ranked[]
  /** Probability per KIND. */
  readonly kind: readonly number[]
  readonly urgent: number
  readonly facet: Facet
  readonly facetSure: number
  /** Probability that the message fits several items. */
  readonly vague: number
}

/** Applies the learned weights to one reading. */
export function weighSignals(signals: Signals, weights: Weights, trained: boolean): Weighed {
  const ranked = rank(signals.matches, trained ? weights.ranker.trained : weights.ranker.plain)
  const features = intentFeatures(signals.normal, signals.bare, signals.intent, topOf(signals, ranked))
  const facets = weighFacets(signals.facet, weights.facet)
  let best = 0
  facets.forEach((p, k) => {
    if (p > facets[best]!) best = k
  })
  return {
    ranked,
    kind: weighIntent(features, weights.intent),
    urgent: weigh(signals.danger.features, weights.urgent),
    facet: FACETS[best]!,
    facetSure: facets[best]!,
    vague: weigh(vagueFeatures(signals.matches, ranked, signals.vagueness, contentOf(signals.bare)), weights.vague),
  }
}

/** The best candidate as the intent weighing sees it. */
export function topOf(signals: Signals, ranked: readonly Ranked[]) {
  const [first, second] = ranked
  const match = signals.matches.find((m) => m.at === first?.at)
  return {
    p: first?.p ?? 0,
    lead: (first?.p ?? 0) - (second?.p ?? 0),
    near: match?.signals.near ?? 0,
    share: match?.signals.itemShare ?? 0,
  }
}

/** The decision over a reader that already exists; used by the training script and the evaluation too. */
export function decideWith(reader: Reader, words: TownWords): Understand {
  const { weights, departments } = words
  const { items, trained } = reader
  const at = new Map(items.map((item, k) => [item.id, k]))
  const nameOf = (id: string) => items[at.get(id) ?? -1]?.name

  const kin = kinOf(words.utterances.ambiguous)

  const understand = (text: string, context?: Context): Understanding => {
    const why: string[] = []
    const whole = reader.normalise(text)
    const lean = leanOf(whole, whole, context, nameOf)
    const asked = lean.kind === 'correction' || lean.kind === 'switch' ? lean.rest : text
    const signals = reader.read(asked === '' ? text : asked)
    const weighed = weighSignals(signals, weights, trained)
    const forOther = FOR_OTHER.test(signals.normal)
    let facet = weighed.facet
    let { ranked } = weighed

    if (lean.kind === 'choice') {
      const rest = ranked.filter((r) => r.at !== at.get(lean.item))
      ranked = at.has(lean.item) ? [{ at: at.get(lean.item)!, p: 1 }, ...rest.map((r) => ({ ...r, p: 0 }))] : ranked
      facet = context?.facet ?? 'general'
      why.push('choice')
    } else if (lean.kind === 'correction') {
      ranked = without(ranked, context, at)
      if (facet === 'general' && context?.facet) facet = context.facet
      why.push('correction')
    } else if (lean.kind === 'follow') {
      // Measured again on the text without fillers, which the quick look above still had.
      const again = leanOf(signals.normal, signals.bare, context, nameOf)
      const before = ranked[0]?.at
      const pull = again.kind === 'follow' ? again.pull : lean.pull
      ranked = pulled(
        ranked,
        context!,
        at,
        namesMatter(signals, ranked[0]?.p ?? 0)
          ? pull * NAMED_PULL
          : pull + bodyPull(signals, at.get(context?.item ?? '')),
        kin.get(context?.item ?? ''),
      )
      if (ranked[0]?.at !== before) why.push('context')
    } else if (lean.kind === 'switch') why.push('switch')

    const candidate = (r: Ranked): Candidate => ({ id: items[r.at]!.id, score: Math.round(r.p * 1e4) / 1e4 })
    const candidates = ranked.slice(0, SHOWN).map(candidate)
    const top = ranked[0]
    const department = proposeDepartment(
      signals.normal,
      ranked.slice(0, SHOWN).map((r) => ({
        owner: items[r.at]!.owner,
        p: r.p,
        words: r.p > 0.3 ? reader.because(signals.tokens, r.at, 3).map(plainWord) : [],
      })),
      departments,
    )
    const base: Understanding = {
      decision: 'handoff', item: null, facet, candidates, offer: 0, danger: null, smalltalk: null, also: null,
      department, forOther, why,
    } // prettier-ignore
    const answer = (): Understanding => ({
      ...base,
      decision: 'answer',
      item: items[top!.at]!.id,
      also: lean.kind === 'choice' ? null : second(signals, items[top!.at]!.id),
      why: [...why, 'item'],
    })

    if (weighed.urgent >= (signals.danger.unnamed ? UNNAMED_DANGER : weights.thresholds.urgent)) {
      why.push('danger')
      return { ...base, decision: 'urgent', danger: signals.danger.kind ?? DANGERS[0]![0], why }
    }
    if (lean.kind === 'choice' && top) return answer()
    const office = officeAsked(signals.normal)
    // "电话多少" after a matter asks for the matter's own
    if (office && (context?.item === undefined || office.about === 'hours')) {
      why.push('office')
      return { ...base, decision: 'smalltalk', candidates: [], smalltalk: 'office', department: null, why }
    }
    const talk = talkOf(signals.normal) ?? (asked === text ? null : talkOf(whole))
    const [, pHandoff, pTalk] = weighed.kind as [number, number, number]
    const leaning =
      why.includes('context') || (lean.kind === 'follow' && top !== undefined && items[top.at]!.id === context?.item)
    const empty = !/[\p{L}\p{N}]/u.test(signals.normal)
    // A short follow-up looks like small talk to a model that never heard what came before.
    const asks = lean.kind === 'follow' && talk === null && signals.facet.cues.length > 0
    const poor =
      weighed.vague >= weights.thresholds.vague && contentOf(signals.bare) <= POOR && pHandoff < SURELY_PERSON
    // Few words that fit several matters ('办个证') look like small talk to a model of style.
    const talks = asks
      ? pTalk > 0.98
      : poor && talk === null && !leaning
        ? pTalk > SURELY_TALK
        : leaning && talk === null
          ? pTalk > 0.9 && contentOf(signals.bare) > 2
          : pTalk > 0.5
    if (unwanted(signals.normal)) {
      why.push('unwanted')
      return { ...base, decision: 'smalltalk', candidates: [], smalltalk: 'other', department: null, why }
    }
    const abuse = talk === 'abuse' && contentOf(signals.bare) <= POOR
    if (empty || talk === 'more' || abuse || (talks && pTalk > pHandoff)) {
      why.push('talk')
      return { ...base, decision: 'smalltalk', candidates: [], smalltalk: talk ?? 'other', department: null, why }
    }
    const item = top && top.p >= weights.thresholds.choose ? items[top.at]!.id : null
    const explicit = FOR_PERSON.test(signals.normal)
    if (
      explicit ||
      (!poor && pHandoff >= (leaning ? Math.max(0.85, weights.thresholds.handoff) : weights.thresholds.handoff))
    ) {
      why.push('person')
      return { ...base, item, why }
    }
    if (!top || top.p < weights.thresholds.choose) {
      why.push('nothing-near')
      return base
    }
    const doubtful = pHandoff >= weights.thresholds.doubt && !leaning
    // Named in words of its own, or asked for one thing of it: then only what is surely vague is asked back.
    const own = (signals.matches.find((m) => m.at === top.at)?.signals.near ?? 0) >= signals.vagueness
    const alone = weighed.ranked.find((r) => r.at === top.at)?.p ?? 0
    const plainly = Math.max(alone, top.p) >= NAMED && (own || PRECISE.has(facet))
    const vague = weighed.vague >= (plainly ? SURELY_VAGUE : weights.thresholds.vague) && !leaning
    if (top.p >= weights.thresholds.answer && !vague && !doubtful) return answer()
    if (aboutConduct(signals.normal) && top.p < weights.thresholds.answer) {
      why.push('conduct')
      return { ...base, item }
    }
    why.push(vague ? 'vague' : doubtful ? 'perhaps-person' : 'unsure')
    if (vague) {
      const shown = spread(signals, ranked).slice(0, SHOWN)
      return {
        ...base,
        candidates: shown.map(candidate),
        decision: 'choose',
        offer: Math.min(OFFER.most, shown.length),
        why,
      }
    }
    return { ...base, decision: 'choose', offer: offerOf(ranked), why }
  }

  /** A second matter named beside the first, standing firmly on its own. */
  const second = (signals: Signals, first: string): Understanding['also'] => {
    if (!JOINED.test(signals.normal)) return null
    for (const clause of clauses(signals.normal)) {
      if (clause.length < 4 || clause.length > 60) continue
      const part = reader.read(clause)
      const weighed = weighSignals(part, weights, trained)
      const top = weighed.ranked[0]
      if (!top || top.p < ALSO || weighed.kind[0]! < 0.6 || contentOf(part.bare) < 2) continue
      const id = items[top.at]!.id
      if (id !== first) return { item: id, facet: weighed.facet }
    }
    return null
  }

  return understand
}

const plainWord = (token: string) => token.replace(/^[w@#%]/u, '')

/** How many choices to show: as few as hold the right one almost surely. */
function offerOf(ranked: readonly Ranked[]): number {
  let mass = 0
  let n = 0
  for (const { p } of ranked) {
    mass += p
    n++
    if (n >= OFFER.most || (n >= OFFER.least && mass >= OFFER_MASS)) break
  }
  return n
}
