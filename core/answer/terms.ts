/** An inverted index over weighted tokens with BM25 or cosine impacts; a query touches only the lists of its own tokens. */
import type { Tokens } from './features.ts'

export interface TermIndex {
  readonly size: number
  /** Adds scores into `into` (zeroed by the caller through `touched`); returns the documents touched, in no order. */
  readonly score: (query: Tokens, into: Float32Array, touched: Int32Array) => number
  /** Inverse document frequency of a token; 0 when it is unknown. */
  readonly idf: (token: string) => number
}

export interface TermOptions {
  readonly kind: 'bm25' | 'cosine'
  /** Tokens in more than this share of documents are skipped once rarer ones were found. */
  readonly common: number
  /** Postings a query may read, rarest tokens first: bounds the time on a large catalogue. */
  readonly budget: number
}

const K1 = 1.2
const B = 0.6

/** Builds once; `docs` are token weights per document. */
export function buildTerms(docs: readonly Tokens[], options: TermOptions): TermIndex {
  const df = new Map<string, number>()
  let total = 0
  const lengths = new Float32Array(docs.length)
  docs.forEach((doc, d) => {
    let length = 0
    for (const [token, w] of doc) {
      df.set(token, (df.get(token) ?? 0) + 1)
      length += w
    }
    lengths[d] = length
    total += length
  })
  const average = total / Math.max(1, docs.length)
  const lists = new Map<string, { docs: Int32Array; impacts: Float32Array; idf: number; n: number }>()
  for (const [token, n] of df) {
    const idf =
      options.kind === 'bm25' ? Math.log(1 + (docs.length - n + 0.5) / (n + 0.5)) : Math.log(1 + docs.length / n)
    lists.set(token, { docs: new Int32Array(n), impacts: new Float32Array(n), idf, n: 0 })
  }
  docs.forEach((doc, d) => {
    let norm = 1
    if (options.kind === 'cosine') {
      let sum = 0
      for (const [token, w] of doc) sum += (w * lists.get(token)!.idf) ** 2
      norm = sum > 0 ? 1 / Math.sqrt(sum) : 0
    }
    const longer = K1 * (1 - B + (B * lengths[d]!) / average)
    for (const [token, w] of doc) {
      const list = lists.get(token)!
      list.docs[list.n] = d
      list.impacts[list.n] = options.kind === 'cosine' ? w * list.idf * norm : (list.idf * w * (K1 + 1)) / (w + longer)
      list.n++
    }
  })
  return {
    size: docs.length,
    idf: (token) => lists.get(token)?.idf ?? 0,
    score: (query, into, touched) => {
      const found = []
      let norm = 0
      for (const [token, w] of query) {
        const list = lists.get(token)
        if (!list) continue
        found.push({ list, w })
        norm += (w * list.idf) ** 2
      }
      found.sort((a, b) => a.list.n - b.list.n)
      const scale = options.kind === 'cosine' && norm > 0 ? 1 / Math.sqrt(norm) : 1
      let n = 0
      let read = 0
      for (const { list, w } of found) {
        if (read > 0 && (list.n > options.common * docs.length || read + list.n > options.budget)) break
        read += list.n
        const weight = options.kind === 'cosine' ? w * list.idf * scale : w
        for (let k = 0; k < list.n; k++) {
          const d = list.docs[k]!
          if (into[d] === 0) touched[n++] = d
          into[d]! += weight * list.impacts[k]!
        }
      }
      return n
    },
  }
}
