/** Reads every signal of one text before any learned weight is applied. Built from a catalogue and a town's words. */
import type { Catalog, Item } from '../../catalog/item.ts'
import type { DangerReading, EncodedClauses } from '../danger/assess.ts'
import { assessDanger } from '../danger/assess.ts'
import type { FacetReading } from '../model/facet.ts'
import { makeReadFacet } from '../model/facet.ts'
import type { Bag, Tokens } from '../text/weighted-tokens.ts'
import { makeFeaturise, makeVocabulary } from '../text/weighted-tokens.ts'
import type { Match, Matcher, OtherMatch } from './candidate-matcher.ts'
import { makeMatcher } from './candidate-matcher.ts'
import type { Synonyms } from '../text/normalize.ts'
import { makeNormalizer, weighted } from '../text/normalize.ts'
import { makeListFeatures } from '../model/encoder-features.ts'
import { type Encoder, type EncoderWeights, makeEncoder } from '../model/encoder.ts'
import { makeRead, type Reading } from '../model/reading.ts'
import type { Hear } from '../text/pinyin.ts'
import { makeHear } from '../text/pinyin.ts'
import type { ElsewhereAsks, Utterances } from '../town-words.ts'
import type { Cut } from '../text/words.ts'

export interface Signals {
  readonly normal: string
  /** Without greetings and fillers. */
  readonly bare: string
  readonly tokens: Tokens
  readonly matches: readonly Match[]
  /** Matters of others by their place in the town's list, nearest first. */
  readonly others: readonly OtherMatch[]
  /** How near to a vague text, 0 to 1. */
  readonly vagueness: number
  readonly facet: FacetReading
  readonly learned: Reading
  readonly danger: DangerReading
}

export interface Reader {
  readonly items: readonly Item[]
  readonly trained: boolean
  readonly normalise: (text: string) => string
  /** `going`: in the middle of something that is being told. */
  readonly read: (text: string, going?: boolean) => Signals
  /** The danger alone that `read` would find; `known` is shared by the passages of one long text. */
  readonly readDanger: (text: string, known: EncodedClauses) => DangerReading
  readonly because: Matcher['because']
  readonly encoder: Encoder
  /** Words and character runs of a text, as `read` finds them. */
  readonly tokensOf: (text: string) => Tokens
}

/** A guess at a typo counts this much beside what was written. */
const GUESS = 0.6
/** Builds in well under a second for a town's catalogue, so that a changed catalogue is simply built anew. */
export function makeReader(
  catalog: Catalog,
  synonyms: Synonyms,
  utterances: Utterances,
  cut: Cut,
  weights: EncoderWeights,
  elsewhere: readonly ElsewhereAsks[] = [],
): Reader {
  const spell = makeNormalizer(synonyms)
  const prepare = (text: string) => spell.bare(spell(text))
  const make = makeFeaturise(cut, synonyms)
  const vocabulary = makeVocabulary()
  // Catalogue texts are read by several parts while building; questions later are not kept.
  let built: Map<string, Bag> | null = new Map<string, Bag>()
  const featurise = (text: string) => {
    const had = built?.get(text)
    if (had) return had
    const bag = vocabulary.bag(make(text))
    built?.set(text, bag)
    return bag
  }
  const matcher = makeMatcher(catalog, utterances, vocabulary, featurise, prepare, elsewhere)
  const readFacet = makeReadFacet(utterances.facets, vocabulary, featurise, prepare)
  const hear = vocabularyOf(catalog, synonyms, utterances, prepare, cut)
  vocabulary.close()
  const encoder = makeEncoder(weights, makeListFeatures(cut))
  const learn = makeRead(
    encoder,
    matcher.items.map((item) => item.id),
    elsewhere.map((e) => e.id),
  )
  built = null
  const read = (text: string, going = false): Signals => {
    const heard = hear(spell(text), cut)
    const normal = heard.text
    const bare = spell.bare(normal)
    let tokens = make(bare)
    if (heard.guess !== null) {
      const both = new Map(tokens)
      for (const [token, w] of make(spell.bare(heard.guess))) if (!both.has(token)) both.set(token, w * GUESS)
      tokens = both
    }
    const bag = vocabulary.bag(tokens)
    const matches = matcher.match(bag, bare)
    return {
      normal,
      bare,
      tokens,
      matches: matches.items,
      others: matches.others,
      vagueness: matcher.vagueness(bag),
      facet: readFacet(bare),
      learned: learn(askingPart(bare)),
      danger: assessDanger(normal, encoder, going),
    }
  }
  return {
    items: matcher.items,
    trained: matcher.trained,
    normalise: spell,
    read,
    readDanger: (text, known) => assessDanger(hear(spell(text), cut).text, encoder, false, known),
    because: matcher.because,
    encoder,
    tokensOf: (text) => make(prepare(text)),
  }
}

/** Of a story the clauses that ask and its end: what came before would drown them. */
const askingPart = (bare: string): string => {
  const parts = weighted(bare)
  const asking = parts.filter(({ weight }) => weight >= 0.8)
  return bare.length > 120 && parts.length > 4 && asking.length > 0 ? asking.map(({ text }) => text).join('，') : bare
}

/** Words of the town for reading pinyin; terms are those worth correcting a typo to. */
function vocabularyOf(
  catalog: Catalog,
  synonyms: Synonyms,
  utterances: Utterances,
  prepare: (t: string) => string,
  cut: Cut,
): Hear {
  const terms = new Set(synonyms.groups.flat())
  const sentences: string[][] = []
  // Item names of a large catalogue are vocabulary enough; every sentence of every item would only cost memory.
  for (const item of catalog.items.slice(0, 3000)) {
    for (const text of [item.name, ...item.aliases]) {
      const words = cut(prepare(text))
      sentences.push(words)
      for (const word of words) if (word.length > 1) terms.add(word)
    }
  }
  const rest = [
    ...Object.values(utterances.items), ...Object.values(utterances.facets), ...Object.values(utterances.urgent),
    ...Object.values(utterances.chitchat), utterances.handoff,
  ].flat() // prettier-ignore
  for (const text of rest) sentences.push(cut(prepare(text)))
  return makeHear(sentences, terms)
}
