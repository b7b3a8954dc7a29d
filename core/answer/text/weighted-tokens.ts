/** Splits a text into weighted tokens: words, runs of one to three characters, and the town's synonym groups. */
import type { Synonyms } from './normalize.ts'
import { weighted } from './normalize.ts'
import { ageTokens } from './age-tokens.ts'
import type { Cut } from './words.ts'

export type Tokens = ReadonlyMap<string, number>

/** The same by number: what indexes and models keep and read, a tenth of the size. */
export interface Bag {
  readonly ids: Int32Array
  readonly weights: Float64Array
}

/** Numbers for tokens, shared by all indexes of one engine. */
export interface Vocabulary {
  /** The number of a token; a new one gets the next until the vocabulary is closed, then none. */
  readonly idOf: (token: string) => number | undefined
  /** Tokens that have a number, in their order. */
  readonly bag: (tokens: Tokens) => Bag
  /** From here on nothing is learned: what a resident writes is never kept. */
  readonly close: () => void
}

export function makeVocabulary(): Vocabulary {
  const ids = new Map<string, number>()
  let open = true
  const idOf = (token: string) => {
    const had = ids.get(token)
    if (had !== undefined || !open) return had
    ids.set(token, ids.size)
    return ids.size - 1
  }
  return {
    idOf,
    bag: (tokens) => {
      const known = new Int32Array(tokens.size)
      const weights = new Float64Array(tokens.size)
      let n = 0
      for (const [token, w] of tokens) {
        const id = idOf(token)
        if (id === undefined) continue
        known[n] = id
        weights[n] = w
        n++
      }
      return n === known.length ? { ids: known, weights } : { ids: known.slice(0, n), weights: weights.slice(0, n) }
    },
    close: () => {
      open = false
    },
  }
}

/** Numbers with their weights as a bag, in the order of the map. */
export const bagOf = (weights: ReadonlyMap<number, number>): Bag => ({
  ids: Int32Array.from(weights.keys()),
  weights: Float64Array.from(weights.values()),
})

/** Weight of each kind of token before idf. */
const WEIGHT = { word: 1, one: 0.4, two: 1, three: 0.7, group: 1.4, age: 1 } as const

/** Words that carry no matter by themselves. */
const STOP = new Set('的了是我你他她它们在有就都也还这那个和跟与把被让给要想能会可吧呢啊吗呀啦哦么着过得地之与及或一不')

export type Featurise = (text: string) => Tokens

/** Tokens of already normalised text. */
export function makeFeaturise(cut: Cut, synonyms: Synonyms): Featurise {
  const groupsOf = new Map<string, number[]>()
  let longest = 1
  synonyms.groups.forEach((group, g) => {
    for (const word of group) {
      const list = groupsOf.get(word)
      if (list) list.push(g)
      else groupsOf.set(word, [g])
      longest = Math.max(longest, word.length)
    }
  })
  const add = (into: Map<string, number>, token: string, weight: number) => {
    const had = into.get(token)
    // A repeated word tells little more than one said once, and a story told over and over nothing at all.
    if (had === undefined) into.set(token, weight)
    else if (had < 2 * weight) into.set(token, had + weight * 0.3)
  }
  const part = (into: Map<string, number>, text: string, weight: number) => {
    for (const word of cut(text)) {
      if (word.length > 1 && /[\p{L}\p{N}]/u.test(word)) add(into, `w${word}`, WEIGHT.word * weight)
    }
    for (const run of text.split(/[^\p{L}\p{N}]+/u)) {
      const chars = [...run]
      for (let i = 0; i < chars.length; i++) {
        const one = chars[i]!
        if (!STOP.has(one)) add(into, one, WEIGHT.one * weight)
        if (i + 1 < chars.length) add(into, one + chars[i + 1]!, WEIGHT.two * weight)
        if (i + 2 < chars.length) add(into, one + chars[i + 1]! + chars[i + 2]!, WEIGHT.three * weight)
      }
    }
    const seen = new Set<number>()
    for (let i = 0; i < text.length; i++) {
      for (let n = Math.min(longest, text.length - i); n >= 1; n--) {
        for (const g of groupsOf.get(text.slice(i, i + n)) ?? []) seen.add(g)
      }
    }
    for (const g of seen) add(into, `@${g}`, WEIGHT.group * weight)
    for (const age of ageTokens(text)) add(into, age, WEIGHT.age * weight)
  }
  return (text) => {
    const into = new Map<string, number>()
    for (const { text: piece, weight } of weighted(text)) part(into, piece, weight)
    return into
  }
}

/** A synonym group is known by its number alone, which says nothing to a clerk. */
export const isWord = (token: string) => !/^@/u.test(token)
/** A token as it was written. */
export const plainWord = (token: string) => token.replace(/^[w@#%]/u, '')
