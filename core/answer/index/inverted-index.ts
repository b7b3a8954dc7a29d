/** Builds an inverted index over weighted tokens with BM25 or cosine impacts; a query touches only the lists of its own tokens. */
import type { Bag } from '../text/weighted-tokens.ts'

export interface InvertedIndex {
  readonly size: number
  /** Adds scores into `into` (zeroed by the caller through `touched`); returns the documents touched, in no order. */
  readonly score: (query: Bag, into: Float32Array, touched: Int32Array) => number
  /** Inverse document frequency of a token by number; 0 when no document has it. */
  readonly idf: (id: number) => number
  /** Whether a document has a token. */
  readonly has: (id: number, doc: number) => boolean
}

export interface InvertedIndexOptions {
  readonly kind: 'bm25' | 'cosine'
  /** Tokens in more than this share of documents are skipped once rarer ones were found. */
  readonly common: number
  /** Postings a query may read, rarest tokens first: bounds the time on a large catalogue. */
  readonly budget: number
}

const K1 = 1.2
const B = 0.6

/** Builds once; `docs` are token weights per document. All lists lie in two flat arrays, `first` says where each begins. */
export function buildInvertedIndex(docs: readonly Bag[], options: InvertedIndexOptions): InvertedIndex {
  let ids = 0
  for (const { ids: own } of docs) for (const id of own) if (id >= ids) ids = id + 1
  const first = new Int32Array(ids + 1)
  const lengths = new Float32Array(docs.length)
  let total = 0
  docs.forEach((doc, d) => {
    let length = 0
    for (let k = 0; k < doc.ids.length; k++) {
      first[doc.ids[k]! + 1]!++
      length += doc.weights[k]!
    }
    lengths[d] = length
    total += length
  })
  const average = total / Math.max(1, docs.length)
  for (let id = 0; id < ids; id++) first[id + 1]! += first[id]!
  const count = (id: number) => (id < ids ? first[id + 1]! - first[id]! : 0)
  const idf = (id: number) => {
    const n = count(id)
    if (n === 0) return 0
    return options.kind === 'bm25' ? Math.log(1 + (docs.length - n + 0.5) / (n + 0.5)) : Math.log(1 + docs.length / n)
  }
  const idfs = Float64Array.from({ length: ids }, (_, id) => idf(id))
  const holders = new Int32Array(first[ids]!)
  const impacts = new Float32Array(first[ids]!)
  const next = first.slice(0, ids)
  docs.forEach((doc, d) => {
    let norm = 1
    if (options.kind === 'cosine') {
      let sum = 0
      for (let k = 0; k < doc.ids.length; k++) sum += (doc.weights[k]! * idfs[doc.ids[k]!]!) ** 2
      norm = sum > 0 ? 1 / Math.sqrt(sum) : 0
    }
    const longer = K1 * (1 - B + (B * lengths[d]!) / average)
    for (let k = 0; k < doc.ids.length; k++) {
      const id = doc.ids[k]!
      const w = doc.weights[k]!
      const at = next[id]!++
      holders[at] = d
      impacts[at] = options.kind === 'cosine' ? w * idfs[id]! * norm : (idfs[id]! * w * (K1 + 1)) / (w + longer)
    }
  })
  return {
    size: docs.length,
    idf: (id) => idfs[id] ?? 0,
    has: (id, doc) => {
      let low = id < ids ? first[id]! : 0
      let high = low + count(id)
      while (low < high) {
        const middle = (low + high) >> 1
        if (holders[middle]! < doc) low = middle + 1
        else high = middle
      }
      return low < (id < ids ? first[id + 1]! : 0) && holders[low] === doc
    },
    score: (query, into, touched) => {
      const found: { id: number; n: number; w: number }[] = []
      let norm = 0
      for (let k = 0; k < query.ids.length; k++) {
        const id = query.ids[k]!
        const n = count(id)
        if (n === 0) continue
        const w = query.weights[k]!
        found.push({ id, n, w })
        norm += (w * idfs[id]!) ** 2
      }
      found.sort((a, b) => a.n - b.n)
      const scale = options.kind === 'cosine' && norm > 0 ? 1 / Math.sqrt(norm) : 1
      let n = 0
      let read = 0
      for (const { id, n: long, w } of found) {
        if (read > 0 && (long > options.common * docs.length || read + long > options.budget)) break
        read += long
        const weight = options.kind === 'cosine' ? w * idfs[id]! * scale : w
        for (let k = first[id]!; k < first[id + 1]!; k++) {
          const d = holders[k]!
          if (into[d] === 0) touched[n++] = d
          into[d]! += weight * impacts[k]!
        }
      }
      return n
    },
  }
}
