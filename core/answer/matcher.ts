/** Which items a text may mean: every signal per candidate item, before any learned weight is applied. */
import type { Catalog, Item } from '../catalog/item.ts'
import type { Featurise, Tokens } from './features.ts'
import type { Linear, Sample } from './linear.ts'
import { fitLinear } from './linear.ts'
import { buildTerms } from './terms.ts'
import type { Utterances } from './town.ts'

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

export interface Matcher {
  readonly items: readonly Item[]
  readonly trained: boolean
  readonly match: (tokens: Tokens, bare: string) => Match[]
  /** How near a text is to the nearest vague one, 0 to 1. */
  readonly vagueness: (tokens: Tokens) => number
  /** Words that speak most for an item in this text. */
  readonly because: (tokens: Tokens, at: number, n: number) => string[]
}

/** Candidates handed to the ranker; the right one is practically never below. */
export const CANDIDATES = 12
/** Beyond this many items a softmax over all of them is too slow to fit at start; neighbours and BM25 carry on alone. */
const LINEAR_ITEMS = 400
/** Of a catalogue this large only the opening of each item's text is indexed: start-up time and memory. */
const MANY = 5000
/** A trained catalogue has at least this many utterances an item on average. */
const TRAINED = 8
const FLOOR = 1e-4
/** How much each source of text counts as training. */
const WEIGHT = { name: 2, alias: 1.5, utterance: 1, ambiguous: 1 } as const

const add = (into: Map<string, number>, from: Tokens, weight: number) => {
  for (const [token, w] of from) into.set(token, (into.get(token) ?? 0) + w * weight)
}
const squeeze = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '')

/** Scores one text against one array of documents and keeps what is needed per owner. */
function scratch(n: number) {
  return { score: new Float32Array(n), touched: new Int32Array(n) }
}

/** Builds every index; `prepare` brings catalogue texts to the same spelling as questions. */
export function makeMatcher(
  catalog: Catalog,
  utterances: Utterances,
  featurise: Featurise,
  prepare: (text: string) => string,
): Matcher {
  const { items } = catalog
  const position = new Map(items.map((item, at) => [item.id, at]))
  const surfaces: { owner: number; tokens: Tokens; named: boolean; text: string }[] = []
  const whole: Map<string, number>[] = items.map(() => new Map<string, number>())
  const body: Tokens[] = []
  const samples: Sample[] = []
  const names: string[][] = items.map(() => [])
  const vague: { owners: number[]; tokens: Tokens }[] = []
  let said = 0
  const learn = (owner: number, text: string, kind: 'name' | 'alias' | 'utterance') => {
    const ready = prepare(text)
    const tokens = featurise(ready)
    surfaces.push({ owner, tokens, named: kind !== 'utterance', text: squeeze(ready) })
    if (kind !== 'utterance') names[owner]!.push(squeeze(ready))
    add(whole[owner]!, tokens, kind === 'name' ? 2 : 1)
    samples.push({ tokens, labels: [[owner, 1]], weight: WEIGHT[kind] })
  }
  items.forEach((item, at) => {
    learn(at, item.name, 'name')
    for (const part of item.name.split(/[（(）)、，]/u))
      if (part.length > 3 && part !== item.name) learn(at, part, 'alias')
    for (const alias of item.aliases) learn(at, alias, 'alias')
    for (const { question, aliases } of item.faq) for (const text of [question, ...aliases]) learn(at, text, 'alias')
    for (const text of utterances.items[item.id] ?? []) {
      learn(at, text, 'utterance')
      said++
    }
    const text = [
      ...item.conditions, ...item.steps, ...item.materials.map((m) => m.name), item.result, item.department, item.note,
    ].join('。') // prettier-ignore
    body.push(featurise(prepare(text.slice(0, items.length > MANY ? 160 : 700))))
  })
  for (const { text, items: ids } of utterances.ambiguous) {
    const owners = ids.map((id) => position.get(id)).filter((at) => at !== undefined)
    if (owners.length === 0) continue
    const tokens = featurise(prepare(text))
    vague.push({ owners, tokens })
    samples.push({ tokens, labels: owners.map((at) => [at, 1 / owners.length]), weight: WEIGHT.ambiguous })
  }
  const trained = said >= items.length * TRAINED
  const linear: Linear | null =
    items.length <= LINEAR_ITEMS
      ? fitLinear(samples, { classes: items.length, epochs: 5, rate: 6, decay: 0, minCount: trained ? 2 : 1 })
      : null
  // With utterances to learn from, order in names only blurs which of two kin is meant.
  const ordered = trained ? null : orderOf(names)
  const near = buildTerms(surfaces.map((s) => s.tokens), { kind: 'cosine', common: 0.08, budget: 40_000 }) // prettier-ignore
  const whole25 = buildTerms(whole, { kind: 'bm25', common: 0.3, budget: 30_000 })
  const body25 = buildTerms(body, { kind: 'bm25', common: 0.1, budget: 20_000 })
  const vagueNear = buildTerms(vague.map((v) => v.tokens), { kind: 'cosine', common: 1, budget: 50_000 }) // prettier-ignore
  const vagueScratch = scratch(vague.length)
  const vagueBest = new Float32Array(items.length)
  const nearScratch = scratch(surfaces.length)
  const wholeScratch = scratch(items.length)
  const bodyScratch = scratch(items.length)
  const best = [0, 1, 2, 3].map(() => new Float32Array(items.length))
  const inside = new Float32Array(items.length)
  const seen = new Uint8Array(items.length)

  const eachVague = (tokens: Tokens, visit: (owners: readonly number[], s: number) => void) => {
    const n = vagueNear.score(tokens, vagueScratch.score, vagueScratch.touched)
    for (let k = 0; k < n; k++) {
      const d = vagueScratch.touched[k]!
      visit(vague[d]!.owners, vagueScratch.score[d]!)
      vagueScratch.score[d] = 0
    }
  }
  const vagueness = (tokens: Tokens) => {
    let top = 0
    eachVague(tokens, (_, s) => (top = Math.max(top, s)))
    return top
  }

  const match = (tokens: Tokens, bare: string): Match[] => {
    const text = squeeze(bare)
    const owners: number[] = []
    const see = (at: number) => {
      if (seen[at]) return
      seen[at] = 1
      owners.push(at)
    }
    const [b1, b2, b3, named] = best as [Float32Array, Float32Array, Float32Array, Float32Array]
    const found = near.score(tokens, nearScratch.score, nearScratch.touched)
    for (let k = 0; k < found; k++) {
      const d = nearScratch.touched[k]!
      const s = nearScratch.score[d]!
      nearScratch.score[d] = 0
      const surface = surfaces[d]!
      const at = surface.owner
      see(at)
      if (s > b1[at]!) {
        b3[at] = b2[at]!
        b2[at] = b1[at]!
        b1[at] = s
      } else if (s > b2[at]!) {
        b3[at] = b2[at]!
        b2[at] = s
      } else if (s > b3[at]!) b3[at] = s
      if (!surface.named) continue
      if (s > named[at]!) named[at] = s
      if (s > 0.25 && surface.text.length > 1 && text.length > 1) {
        const share =
          text.includes(surface.text) ? Math.min(1, surface.text.length / 6)
          : surface.text.includes(text) ? Math.min(1, text.length / surface.text.length + 0.3)
          : 0 // prettier-ignore
        if (share > inside[at]!) inside[at] = share
      }
    }
    const inWhole = whole25.score(tokens, wholeScratch.score, wholeScratch.touched)
    let topWhole = 1e-6
    for (let k = 0; k < inWhole; k++) {
      const at = wholeScratch.touched[k]!
      see(at)
      topWhole = Math.max(topWhole, wholeScratch.score[at]!)
    }
    const inBody = body25.score(tokens, bodyScratch.score, bodyScratch.touched)
    let topBody = 1e-6
    for (let k = 0; k < inBody; k++) topBody = Math.max(topBody, bodyScratch.score[bodyScratch.touched[k]!]!)
    const p = linear?.predict(tokens)
    let topLinear = FLOOR
    if (p) {
      for (let at = 0; at < p.length; at++) {
        if (p[at]! > 0.01) see(at)
        if (p[at]! > topLinear) topLinear = p[at]!
      }
    }
    eachVague(tokens, (ids, s) => {
      for (const at of ids) {
        if (s > vagueBest[at]!) vagueBest[at] = s
        if (s > 0.15) see(at)
      }
    })
    let mass = 1e-6
    for (const [token, w] of tokens) mass += w * whole25.idf(token) * 2.2
    const rough = (at: number) =>
      b1[at]! +
      0.6 * (wholeScratch.score[at]! / topWhole) +
      0.15 * (bodyScratch.score[at]! / topBody) +
      (p ? 1.5 * p[at]! : 0) +
      0.5 * vagueBest[at]!
    // What share of the words (by weight) an item's own texts have at all, however often.
    const holds = (at: number) => {
      let held = 0
      for (const [token, w] of tokens) if (whole[at]!.has(token)) held += w * whole25.idf(token) * 2.2
      return held / mass
    }
    // The same of all that is published of an item: the least a rare word of a short name must be found in.
    const bodyHolds = (at: number) => {
      let held = 0
      let all = 1e-6
      for (const [token, w] of tokens) {
        const v = w * body25.idf(token)
        all += v
        if (body[at]!.has(token) || whole[at]!.has(token)) held += v
      }
      return held / all
    }
    const inOrder = ordered ? ordered(bare) : () => NO_ORDER
    const matches = topOf(owners, rough, CANDIDATES).map((at) => ({
      at,
      signals: {
        linear: p ? Math.log(p[at]! + FLOOR) / 4 : 0,
        linearLead: p ? p[at]! / topLinear : 0,
        near: b1[at]!,
        near3: (b1[at]! + b2[at]! + b3[at]!) / 3,
        name: named[at]!,
        item: wholeScratch.score[at]! / topWhole,
        itemShare: wholeScratch.score[at]! / mass,
        body: bodyScratch.score[at]! / topBody,
        cover: Math.sqrt(b1[at]! * (wholeScratch.score[at]! / topWhole)),
        inside: inside[at]!,
        vague: vagueBest[at]!,
        holds: holds(at),
        bodyHolds: trained ? 0 : bodyHolds(at),
        ...inOrder(names[at]!),
      },
    }))
    for (const at of owners) {
      seen[at] = 0
      b1[at] = b2[at] = b3[at] = named[at] = inside[at] = 0
      wholeScratch.score[at] = 0
    }
    vagueBest.fill(0)
    for (let k = 0; k < inBody; k++) bodyScratch.score[bodyScratch.touched[k]!] = 0
    return matches
  }
  const because = (tokens: Tokens, at: number, n: number) =>
    linear
      ? linear.because(tokens, at, n)
      : [...tokens.keys()].filter((t) => whole[at]!.has(t)).sort((a, b) => whole25.idf(b) - whole25.idf(a)).slice(0, n) // prettier-ignore
  return { items, trained, match, vagueness, because }
}

/** Longer texts are sentences, not names. */
const NAME_LIKE = 24

interface InOrder {
  /** Share of the text that stands in a name in order, rare characters counting more. */
  readonly order: number
  /** The same of the longer of both: a name that says little else is the likelier. */
  readonly orderName: number
  /** The name opens with the whole text. */
  readonly begins: number
}
const NO_ORDER: InOrder = { order: 0, orderName: 0, begins: 0 }

/** How far a short text stands in a name in order, gaps allowed: '法考' in '法律职业资格考试'. Parts between commas stand each for itself. */
function orderOf(names: readonly (readonly string[])[]) {
  const df = new Map<string, number>()
  for (const own of names) for (const c of new Set(own.join(''))) df.set(c, (df.get(c) ?? 0) + 1)
  const worth = (c: string) => Math.log(1 + names.length / (df.get(c) ?? 0.5))
  return (bare: string) => {
    const parts = bare
      .split(/[,，、;；\s]+/u)
      .map(squeeze)
      .filter((part) => part !== '')
    const text = parts.join('')
    if (text.length < 2 || text.length > NAME_LIKE) return () => NO_ORDER
    const weights = parts.map((part) => Float32Array.from(part.split(''), worth))
    const total = weights.reduce((sum, w) => w.reduce((a, b) => a + b, sum), 0)
    const row = new Float32Array(NAME_LIKE + 1)
    return (own: readonly string[]): InOrder => {
      const best: { -readonly [K in keyof InOrder]: number } = { ...NO_ORDER }
      for (const name of own) {
        let common = 0
        for (const [k, part] of parts.entries()) {
          const w = weights[k]!
          row.fill(0)
          for (let i = 0; i < name.length; i++) {
            let corner = 0
            for (let j = 1; j <= part.length; j++) {
              const above = row[j]!
              const met = name.charCodeAt(i) === part.charCodeAt(j - 1) ? corner + w[j - 1]! : 0
              row[j] = Math.max(met, above, row[j - 1]!)
              corner = above
            }
          }
          common += row[part.length]!
        }
        const whole = [...name].reduce((sum, c) => sum + worth(c), 0)
        best.order = Math.max(best.order, common / total)
        best.orderName = Math.max(best.orderName, common / Math.max(total, whole))
        if (name.startsWith(text)) best.begins = 1
      }
      return best
    }
  }
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
