/** Everything read from one text before any learned weight is applied. Built from a catalogue and a town's words. */
import type { Catalog, Item } from '../catalog/item.ts'
import type { DangerReading } from './danger.ts'
import { readDanger } from './danger.ts'
import type { FacetReading } from './facet.ts'
import { makeReadFacet } from './facet.ts'
import type { Bag, Tokens } from './features.ts'
import { bagOf, makeFeaturise, makeVocabulary } from './features.ts'
import type { Sample } from './linear.ts'
import { fitLinear } from './linear.ts'
import type { Match, Matcher } from './matcher.ts'
import { makeMatcher } from './matcher.ts'
import type { Synonyms } from './normal.ts'
import { makeNormalise } from './normal.ts'
import type { Hear } from './pinyin.ts'
import { makeHear } from './pinyin.ts'
import type { Utterances } from './town.ts'
import type { Danger } from './understand.ts'
import type { Cut } from './words.ts'

export interface Signals {
  readonly normal: string
  /** Without greetings and fillers. */
  readonly bare: string
  readonly tokens: Tokens
  readonly matches: readonly Match[]
  /** How near to a vague text, 0 to 1. */
  readonly vagueness: number
  readonly facet: FacetReading
  /** Learned probability per KIND of intent.ts. */
  readonly intent: readonly number[]
  readonly danger: DangerReading
}

export interface Reader {
  readonly items: readonly Item[]
  readonly trained: boolean
  readonly normalise: (text: string) => string
  readonly read: (text: string) => Signals
  readonly because: Matcher['because']
}

/** A guess at a typo counts this much beside what was written. */
const GUESS = 0.6
/** Classes of the one model that tells kinds of message apart. */
const CLASSES = { item: 0, handoff: 1, smalltalk: 2 } as const
const DANGER_KINDS: readonly Danger[] = ['crime', 'fire', 'medical', 'selfharm', 'missing', 'hunger', 'hazard']

/** Builds in well under a second for a town's catalogue, so that a changed catalogue is simply built anew. */
export function makeReader(catalog: Catalog, synonyms: Synonyms, utterances: Utterances, cut: Cut): Reader {
  const spell = makeNormalise(synonyms)
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
  const matcher = makeMatcher(catalog, utterances, vocabulary, featurise, prepare)
  const readFacet = makeReadFacet(utterances.facets, vocabulary, featurise, prepare)
  const hear = vocabularyOf(catalog, synonyms, utterances, prepare, cut)
  const intent = fitIntent(catalog, utterances, (text) => featurise(prepare(text)))
  vocabulary.close()
  built = null
  const read = (text: string): Signals => {
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
    const whole = bare === normal ? bag : featurise(normal)
    const kinds = intent(whole)
    const matches = matcher.match(bag, bare)
    return {
      normal,
      bare,
      tokens,
      matches,
      vagueness: matcher.vagueness(bag),
      facet: readFacet(bare),
      intent: kinds.kinds,
      danger: readDanger(normal, kinds.urgent, kinds.danger, matches[0]?.signals.near ?? 0),
    }
  }
  return { items: matcher.items, trained: matcher.trained, normalise: spell, read, because: matcher.because }
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

/** A token said of at least this many items speaks of how one asks, not of what about. */
const STYLE_ITEMS = 10
/** Probabilities nearer to 0 or 1 than the data can vouch for only drown the other signs. */
const GENTLE = { epochs: 5, rate: 1.5, decay: 0, minCount: 2 } as const

function fitIntent(catalog: Catalog, utterances: Utterances, featurise: (text: string) => Bag) {
  const samples: Sample[] = []
  const put = (texts: readonly string[], label: number, weight: number) => {
    for (const text of texts) samples.push({ bag: featurise(text), labels: [[label, 1]], weight })
  }
  const said = catalog.items.flatMap((item) => utterances.items[item.id] ?? [])
  const talk = Object.values(utterances.chitchat).flat()
  const urgent = Object.values(utterances.urgent).flat()
  const itemsOf: number[] = []
  for (const item of catalog.items) {
    const own = new Set<number>()
    for (const text of utterances.items[item.id] ?? []) for (const id of featurise(text).ids) own.add(id)
    for (const id of own) itemsOf[id] = (itemsOf[id] ?? 0) + 1
  }
  // Rarer kinds count more, or the model would call everything a question.
  const even = (n: number) => Math.min(6, Math.sqrt(Math.max(1, said.length) / Math.max(1, n)))
  put(said, CLASSES.item, 1)
  put(catalog.items.slice(0, 400).flatMap((item) => item.aliases), CLASSES.item, 1) // prettier-ignore
  put([...Object.values(utterances.facets).flat(), ...utterances.ambiguous.map((a) => a.text)], CLASSES.item, 1)
  put(utterances.handoff, CLASSES.handoff, even(utterances.handoff.length))
  put(talk, CLASSES.smalltalk, even(talk.length))
  const known = utterances.handoff.length > 0 && talk.length > 0 && urgent.length > 0
  /** Without the words of single items: a matter's name must not decide whether it is a question about it. */
  const style = ({ ids, weights }: Bag): Bag => {
    const kept = new Map<number, number>()
    ids.forEach((id, k) => {
      const n = itemsOf[id] ?? 0
      if (n === 0 || n >= STYLE_ITEMS) kept.set(id, weights[k]!)
    })
    return bagOf(kept)
  }
  const kinds = known
    ? fitLinear(samples.map((s) => ({ ...s, bag: style(s.bag) })), { classes: 3, ...GENTLE }) // prettier-ignore
    : null
  const alarms: Sample[] = samples.map((s) => ({ ...s, labels: [[0, 1]] }))
  // Words of danger in paperwork and jokes; what kind of message they are says nothing here.
  for (const text of utterances.notUrgent) alarms.push({ bag: featurise(text), labels: [[0, 1]], weight: 2 })
  for (const text of urgent) alarms.push({ bag: featurise(text), labels: [[1, 1]], weight: even(urgent.length) })
  const alarm = known ? fitLinear(alarms, { classes: 2, ...GENTLE }) : null
  const dangers = DANGER_KINDS.flatMap((kind, label) =>
    (utterances.urgent[kind] ?? []).map((text) => ({
      bag: featurise(text),
      labels: [[label, 1] as const],
      weight: 1,
    })),
  )
  const danger =
    dangers.length > 20
      ? fitLinear(dangers, { classes: DANGER_KINDS.length, epochs: 12, rate: 3, decay: 0, minCount: 1 })
      : null
  return (bag: Bag) => {
    const p = kinds?.predict(style(bag)) ?? [0.92, 0.04, 0.04]
    const d = danger?.predict(bag)
    let best = -1
    if (d) for (let k = 0; k < d.length; k++) if (best < 0 || d[k]! > d[best]!) best = k
    return {
      kinds: [p[0]!, p[1]!, p[2]!],
      urgent: alarm?.predict(bag)[1] ?? 0.02,
      danger: DANGER_KINDS[best] ?? null,
    }
  }
}
