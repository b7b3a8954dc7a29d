/** Finds which items a text may mean: every signal per candidate item, before any learned weight is applied. */
import type { Catalog, Item } from '../../catalog/item.ts'
import type { Bag, Tokens, Vocabulary } from '../text/weighted-tokens.ts'
import { collectTexts, MANY } from './collect-texts.ts'
import type { SoftmaxRegression } from '../model/softmax-regression.ts'
import { fitSoftmaxRegression } from '../model/softmax-regression.ts'
import { NO_SUBSEQUENCE_MATCH, makeSubsequenceMatcher, squeeze } from './subsequence-match.ts'
import { buildInvertedIndex } from './inverted-index.ts'
import type { ElsewhereAsks, Utterances } from '../town-words.ts'

/** Signals per candidate, each about 0 to 1 (logarithms below 0). */
export const SIGNALS = [
  'linear',
  'linearLead',
  'near',
  'near3',
  'name',
  'item',
  'itemShare',
  'body',
  'cover',
  'inside',
  'vague',
  'holds',
  'order',
  'orderName',
  'begins',
  'bodyHolds',
] as const
export type Signal = (typeof SIGNALS)[number]

export interface Match {
  /** Position in the catalogue. */
  readonly at: number
  readonly signals: Readonly<Record<Signal, number>>
}

/** A matter of others, by its place in the town's list: how near the nearest ask is, and the nearest three on average. */
export interface OtherMatch {
  readonly at: number
  readonly near: number
  readonly near3: number
}

export interface Matches {
  readonly items: readonly Match[]
  readonly others: readonly OtherMatch[]
}

export interface Matcher {
  readonly items: readonly Item[]
  readonly trained: boolean
  readonly match: (bag: Bag, bare: string) => Matches
  /** How near a text is to the nearest vague one, 0 to 1. */
  readonly vagueness: (bag: Bag) => number
  /** Words that speak most for an item in this text. */
  readonly because: (tokens: Tokens, at: number, n: number) => string[]
}

/** Candidates handed to the ranker; the right one is practically never below. */
export const CANDIDATES = 12
/** Beyond this many items a softmax over all of them is too slow to fit at start; neighbours and BM25 carry on alone. */
const LINEAR_ITEMS = 400
const FLOOR = 1e-4

/** Scores one text against one array of documents and keeps what is needed per owner. */
function scratch(n: number) {
  return { score: new Float32Array(n), touched: new Int32Array(n) }
}

/** Every index; the texts themselves and what was counted in them are gone once it is built. */
function buildIndexes(
  catalog: Catalog,
  utterances: Utterances,
  featurise: (text: string) => Bag,
  prepare: (text: string) => string,
  elsewhere: readonly ElsewhereAsks[],
) {
  const { surfaces, whole, body, samples, names, vague, trained } = collectTexts(
    catalog,
    utterances,
    featurise,
    prepare,
    elsewhere,
  )
  const classes = catalog.items.length
  // common words find nothing in a large catalogue that its rare ones have not found
  const reach = classes > MANY ? 0.5 : 1
  const linear: SoftmaxRegression | null =
    classes <= LINEAR_ITEMS
      ? fitSoftmaxRegression(samples, { classes, epochs: 5, rate: 6, decay: 0, minCount: trained ? 2 : 1 })
      : null
  return {
    trained,
    linear,
    // With utterances to learn from, order in names only blurs which of two kin is meant.
    ordered: trained ? null : makeSubsequenceMatcher(names),
    near: buildInvertedIndex(surfaces.map((s) => s.bag), { kind: 'cosine', common: 0.08, budget: 40_000 * reach }),
    whole25: buildInvertedIndex(whole, { kind: 'bm25', common: 0.3, budget: 30_000 * reach }),
    body25: buildInvertedIndex(body, { kind: 'bm25', common: 0.1, budget: 20_000 * reach }),
    vagueNear: buildInvertedIndex(vague.map((v) => v.bag), { kind: 'cosine', common: 1, budget: 50_000 }),
    vagueOwners: vague.map((v) => v.owners),
    ownerOf: Int32Array.from(surfaces, (s) => s.owner),
    nameOf: surfaces.map((s) => s.name),
  } // prettier-ignore
}

/** Builds every index; `prepare` brings catalogue texts to the same spelling as questions, `featurise` counts them. */
export function makeMatcher(
  catalog: Catalog,
  utterances: Utterances,
  vocabulary: Vocabulary,
  featurise: (text: string) => Bag,
  prepare: (text: string) => string,
  elsewhere: readonly ElsewhereAsks[] = [],
): Matcher {
  const { items } = catalog
  const index = buildIndexes(catalog, utterances, featurise, prepare, elsewhere)
  const { trained, linear, ordered, near, whole25, body25, vagueNear, vagueOwners, ownerOf, nameOf } = index
  const vagueScratch = scratch(vagueOwners.length)
  const vagueBest = new Float32Array(items.length)
  const nearScratch = scratch(ownerOf.length)
  const wholeScratch = scratch(items.length)
  const bodyScratch = scratch(items.length)
  const best = [0, 1, 2, 3].map(() => new Float32Array(items.length + elsewhere.length))
  const inside = new Float32Array(items.length)
  const seen = new Uint8Array(items.length)

  const eachVague = (bag: Bag, visit: (owners: readonly number[], s: number) => void) => {
    const n = vagueNear.score(bag, vagueScratch.score, vagueScratch.touched)
    for (let k = 0; k < n; k++) {
      const d = vagueScratch.touched[k]!
      visit(vagueOwners[d]!, vagueScratch.score[d]!)
      vagueScratch.score[d] = 0
    }
  }
  const vagueness = (bag: Bag) => {
    let top = 0
    eachVague(bag, (_, s) => (top = Math.max(top, s)))
    return top
  }

  const match = (bag: Bag, bare: string): Matches => {
    const text = squeeze(bare)
    const owners: number[] = []
    const others: number[] = []
    const see = (at: number) => {
      if (at >= items.length) {
        if (best[0]![at] === 0) others.push(at)
        return
      }
      if (seen[at]) return
      seen[at] = 1
      owners.push(at)
    }
    const [b1, b2, b3, named] = best as [Float32Array, Float32Array, Float32Array, Float32Array]
    const found = near.score(bag, nearScratch.score, nearScratch.touched)
    for (let k = 0; k < found; k++) {
      const d = nearScratch.touched[k]!
      const s = nearScratch.score[d]!
      nearScratch.score[d] = 0
      const at = ownerOf[d]!
      see(at)
      if (s > b1[at]!) {
        b3[at] = b2[at]!
        b2[at] = b1[at]!
        b1[at] = s
      } else if (s > b2[at]!) {
        b3[at] = b2[at]!
        b2[at] = s
      } else if (s > b3[at]!) b3[at] = s
      const name = nameOf[d]
      if (name == null) continue
      if (s > named[at]!) named[at] = s
      if (s > 0.25 && name.length > 1 && text.length > 1) {
        const share =
          text.includes(name) ? Math.min(1, name.length / 6)
          : name.includes(text) ? Math.min(1, text.length / name.length + 0.3)
          : 0 // prettier-ignore
        if (share > inside[at]!) inside[at] = share
      }
    }
    const inWhole = whole25.score(bag, wholeScratch.score, wholeScratch.touched)
    let topWhole = 1e-6
    for (let k = 0; k < inWhole; k++) {
      const at = wholeScratch.touched[k]!
      see(at)
      topWhole = Math.max(topWhole, wholeScratch.score[at]!)
    }
    const inBody = body25.score(bag, bodyScratch.score, bodyScratch.touched)
    let topBody = 1e-6
    for (let k = 0; k < inBody; k++) topBody = Math.max(topBody, bodyScratch.score[bodyScratch.touched[k]!]!)
    const p = linear?.predict(bag)
    let topLinear = FLOOR
    if (p) {
      for (let at = 0; at < p.length; at++) {
        if (p[at]! > 0.01) see(at)
        if (p[at]! > topLinear) topLinear = p[at]!
      }
    }
    eachVague(bag, (ids, s) => {
      for (const at of ids) {
        if (s > vagueBest[at]!) vagueBest[at] = s
        if (s > 0.15) see(at)
      }
    })
    const worth = Array.from(bag.ids, (id, k) => bag.weights[k]! * whole25.idf(id) * 2.2)
    const mass = worth.reduce((sum, v) => sum + v, 1e-6)
    const rough = (at: number) =>
      b1[at]! +
      0.6 * (wholeScratch.score[at]! / topWhole) +
      0.15 * (bodyScratch.score[at]! / topBody) +
      (p ? 1.5 * p[at]! : 0) +
      0.5 * vagueBest[at]!
    // What share of the words (by weight) an item's own texts have at all, however often.
    const holds = (at: number) => {
      let held = 0
      for (let k = 0; k < worth.length; k++) if (whole25.has(bag.ids[k]!, at)) held += worth[k]!
      return held / mass
    }
    // The same of all that is published of an item: the least a rare word of a short name must be found in.
    const bodyHolds = (at: number) => {
      let held = 0
      let all = 1e-6
      for (let k = 0; k < bag.ids.length; k++) {
        const id = bag.ids[k]!
        const v = bag.weights[k]! * body25.idf(id)
        all += v
        if (v > 0 && (body25.has(id, at) || whole25.has(id, at))) held += v
      }
      return held / all
    }
    const inOrder = ordered ? ordered(bare) : () => NO_SUBSEQUENCE_MATCH
    const found3 = (at: number) => (b1[at]! + b2[at]! + b3[at]!) / 3
    const matches = topOf(owners, rough, CANDIDATES).map((at) => ({
      at,
      signals: {
        linear: p ? Math.log(p[at]! + FLOOR) / 4 : 0,
        linearLead: p ? p[at]! / topLinear : 0,
        near: b1[at]!,
        near3: found3(at),
        name: named[at]!,
        item: wholeScratch.score[at]! / topWhole,
        itemShare: wholeScratch.score[at]! / mass,
        body: bodyScratch.score[at]! / topBody,
        cover: Math.sqrt(b1[at]! * (wholeScratch.score[at]! / topWhole)),
        inside: inside[at]!,
        vague: vagueBest[at]!,
        holds: holds(at),
        bodyHolds: trained ? 0 : bodyHolds(at),
        ...inOrder(at),
      },
    }))
    const beyond = topOf(others, found3, CANDIDATES).map((at) => ({
      at: at - items.length,
      near: b1[at]!,
      near3: found3(at),
    }))
    for (const at of others) b1[at] = b2[at] = b3[at] = 0
    for (const at of owners) {
      seen[at] = 0
      b1[at] = b2[at] = b3[at] = named[at] = inside[at] = 0
      wholeScratch.score[at] = 0
    }
    vagueBest.fill(0)
    for (let k = 0; k < inBody; k++) bodyScratch.score[bodyScratch.touched[k]!] = 0
    return { items: matches, others: beyond }
  }
  const because = (tokens: Tokens, at: number, n: number) => {
    const words = [...tokens.keys()].filter((token) => vocabulary.idOf(token) !== undefined)
    const bag = vocabulary.bag(tokens)
    const said = linear
      ? linear.speaks(bag, at)
      : Array.from(bag.ids, (id) => (whole25.has(id, at) ? whole25.idf(id) : 0))
    return words
      .map((word, k) => [word, said[k]!] as const)
      .filter(([, v]) => v > 0)
      .sort((a, b) => b[1] - a[1])
      .slice(0, n)
      .map(([word]) => word)
  }
  return { items, trained, match, vagueness, because }
}

/** The `n` highest of a list, best first; ties keep the smaller position. */
function topOf(list: readonly number[], score: (at: number) => number, n: number): number[] {
  const top: { at: number; s: number }[] = []
  for (const at of list) {
    const s = score(at)
    if (top.length === n && s < top[n - 1]!.s) continue
    let k = top.length
    while (k > 0 && (top[k - 1]!.s < s || (top[k - 1]!.s === s && top[k - 1]!.at > at))) k--
    top.splice(k, 0, { at, s })
    if (top.length > n) top.pop()
  }
  return top.map(({ at }) => at)
}
