/** Chooses which fact of an item a text asks for: the encoder's choice among its points, the kind of fact, the side asked, and likeness to known wordings. */
import { type Point, POINT_KINDS } from '../../catalog/point.ts'
import { type Bag, makeVocabulary, type Tokens } from '../text/weighted-tokens.ts'
import type { Encoder } from './encoder.ts'
import type { Reading } from './reading.ts'
import type { Signals } from '../index/signals.ts'
import { buildInvertedIndex } from '../index/inverted-index.ts'
import type { PointAsks } from '../town-words.ts'
import { FACETS } from '../understand.ts'

export interface RankedPoint {
  readonly id: string
  /** Probability among the points of its item. */
  readonly p: number
}

/** Weight of each sign; fitted by scripts/training/fit.ts on texts the encoder was not trained with. */
export interface PointWeights {
  readonly learned: number
  readonly kind: number
  readonly cue: number
  readonly near: number
  readonly nearest: number
  readonly told: number
}

const UNSEEN = Math.log(1e-3)

export interface PointSigns {
  readonly id: string
  readonly learned: number
  readonly kind: number
  readonly cue: number
  readonly near: number
  readonly nearest: number
  /** Of what sets the question apart within its item, how much the fact itself says: 0 to 1. */
  readonly told: number
}

/** What of a text its facts are chosen by. */
type Asked = Pick<Signals, 'tokens' | 'learned'>
export interface PointReader {
  readonly signs: (item: string, asked: Asked, facets: readonly number[]) => PointSigns[]
  /** How near a text is to the nearest wording of any fact of the item, 0 to 1. */
  readonly nearest: (item: string, tokens: Tokens) => number
  /** How much rather a fact of `item` is asked for than one of `other`, by the encoder: log odds. */
  readonly rather: (item: string, other: string, reading: Reading) => number
}

/** Wordings are indexed item by item, when first asked for. */
export function makePointReader(
  points: Readonly<Record<string, readonly Point[]>>,
  asks: Readonly<Record<string, readonly PointAsks[]>>,
  tokensOf: (text: string) => Tokens,
  encoder: Encoder,
): PointReader {
  const built = new Map<
    string,
    {
      score: (tokens: Tokens) => Float32Array
      told: (tokens: Tokens) => readonly number[]
      labels: readonly number[]
      ids: readonly Point[]
    }
  >()
  const build = (item: string) => {
    const ids = points[item] ?? []
    const owner: number[] = []
    const docs: Bag[] = []
    const vocabulary = makeVocabulary()
    const put = (at: number, text: string) => {
      owner.push(at)
      docs.push(vocabulary.bag(tokensOf(text)))
    }
    ids.forEach((point, at) => {
      put(at, point.says)
      for (const ask of asks[item]?.find((a) => a.id === point.id)?.asks ?? []) put(at, ask)
    })
    vocabulary.close()
    const index = buildInvertedIndex(docs, { kind: 'cosine', common: 1, budget: 1e6 })
    const into = new Float32Array(docs.length)
    const touched = new Int32Array(docs.length)
    const score = (tokens: Tokens) => {
      const best = new Float32Array(ids.length)
      const n = index.score(vocabulary.bag(tokens), into, touched)
      for (let k = 0; k < n; k++) {
        const d = touched[k]!
        best[owner[d]!] = Math.max(best[owner[d]!]!, into[d]!)
        into[d] = 0
      }
      return best
    }
    const texts = ids.map((point) => `${point.says}${point.more}`)
    const told = makeCoverage(texts.map(tokensOf))
    const labels = ids.map((point) => encoder.numberOf('point', `${item}/${point.id}`))
    return { score, told, labels, ids }
  }
  const known = (item: string) => {
    let made = built.get(item)
    if (!made) built.set(item, (made = build(item)))
    return made
  }
  const nearest = (item: string, tokens: Tokens): number => Math.max(0, ...known(item).score(tokens))
  const signs: PointReader['signs'] = (item, { tokens, learned: reading }, facets) => {
    const { score, told, labels, ids } = known(item)
    const covered = told(tokens)
    const near = score(tokens)
    const most = Math.max(0, ...near)
    const seen = labels.filter((n) => n >= 0)
    const among = seen.length > 0 ? encoder.among('point', reading.encoded, seen) : null
    const learned = new Map(seen.map((n, k) => [n, among?.[k] ?? UNSEEN]))
    return ids.map((point, at) => ({
      id: point.id,
      learned: learned.get(labels[at]!) ?? UNSEEN,
      kind: Math.log((reading.kinds.get(point.kind) ?? 0) + 1e-3),
      cue: Math.log((facets[FACETS.indexOf(POINT_KINDS[point.kind].facet)] ?? 0) + 0.02),
      near: near[at]!,
      nearest: most > 0 && near[at]! === most ? 1 : 0,
      told: covered[at]!,
    }))
  }
  const rather: PointReader['rather'] = (item, other, reading) => {
    const [ours, theirs] = [known(item).labels, known(other).labels].map((labels) => labels.filter((n) => n >= 0)) as [number[], number[]] // prettier-ignore
    if (ours.length === 0 || theirs.length === 0) return 0
    const shares = encoder.among('point', reading.encoded, [...ours, ...theirs])
    const own = shares.slice(0, ours.length).reduce((sum, p) => sum + Math.exp(p), 0)
    return Math.log((own + 1e-3) / (1 - own + 1e-3))
  }
  return { signs, nearest, rather }
}

/** For each of these texts, how much it says of what a question has in common with any of them, rare words counting more. */
function makeCoverage(texts: readonly Tokens[]): (question: Tokens) => readonly number[] {
  const among = new Map<string, number>()
  for (const text of texts) for (const token of text.keys()) among.set(token, (among.get(token) ?? 0) + 1)
  const rarity = (token: string) => Math.log((texts.length + 1) / (among.get(token) ?? texts.length + 1))
  return (question) => {
    const shared = [...question.keys()].filter((token) => token.length > 1 && among.has(token))
    const all = shared.reduce((sum, token) => sum + rarity(token), 0)
    if (all === 0) return texts.map(() => 0)
    return texts.map((text) => shared.reduce((sum, token) => sum + (text.has(token) ? rarity(token) : 0), 0) / all)
  }
}

/** Two readings of one message are no two messages: together they are believed less than their product. */
const TEMPER = 0.75
/** What a whole message and its question alone are about, together; best first. */
export function rankTogether(whole: readonly RankedPoint[], question: readonly RankedPoint[]): RankedPoint[] {
  const asked = new Map(question.map(({ id, p }) => [id, p]))
  const scores = whole.map(({ id, p }) => ({
    id,
    p: ((p + LEAST_SHARE) * ((asked.get(id) ?? 0) + LEAST_SHARE)) ** TEMPER,
  }))
  const total = scores.reduce((sum, { p }) => sum + p, 0)
  return scores.map(({ id, p }) => ({ id, p: p / total })).sort((a, b) => b.p - a.p)
}
/** No fact is ruled out by one reading alone. */
const LEAST_SHARE = 1e-4

/** Best first; probabilities over all points of the item. */
export function rankPoints(signs: readonly PointSigns[], w: PointWeights): RankedPoint[] {
  const scores = signs.map(
    (s) =>
      w.learned * s.learned +
      w.kind * s.kind +
      w.cue * s.cue +
      w.near * s.near +
      w.nearest * s.nearest +
      w.told * s.told,
  )
  const top = Math.max(...scores)
  const shares = scores.map((s) => Math.exp(s - top))
  const total = shares.reduce((a, b) => a + b, 0)
  return signs.map(({ id }, k) => ({ id, p: shares[k]! / total })).sort((a, b) => b.p - a.p)
}
