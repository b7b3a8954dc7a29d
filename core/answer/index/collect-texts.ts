/** Collects all the texts an item is known by, counted once: what every index of the matcher is built from, and none keeps. */
import type { Catalog } from '../../catalog/item.ts'
import type { Bag } from '../text/weighted-tokens.ts'
import { bagOf } from '../text/weighted-tokens.ts'
import type { Sample } from '../model/softmax-regression.ts'
import { squeeze } from './subsequence-match.ts'
import type { ElsewhereAsks, Utterances } from '../town-words.ts'

/** Of a catalogue this large only the opening of each item's text is indexed: start-up time and memory. */
export const MANY = 5000
/** A trained catalogue has at least this many utterances an item on average. */
const TRAINED = 8
/** How much each source of text counts as training. */
const WEIGHT = { name: 2, alias: 1.5, utterance: 1, ambiguous: 1 } as const

/** One way an item is called or asked for; owners beyond the catalogue are matters of others, in their order. */
export interface ItemTexts {
  readonly owner: number
  /** What a name says, letters alone; null for an utterance. */
  readonly name: string | null
  readonly bag: Bag
}

export interface CollectedTexts {
  readonly surfaces: readonly ItemTexts[]
  /** Per item, all its names and utterances together. */
  readonly whole: readonly Bag[]
  /** Per item, what is published of it besides. */
  readonly body: readonly Bag[]
  readonly samples: readonly Sample[]
  readonly names: readonly (readonly string[])[]
  readonly vague: readonly { readonly owners: readonly number[]; readonly bag: Bag }[]
  /** Enough utterances for what is learned from them to be trusted. */
  readonly trained: boolean
}

export function collectTexts(
  catalog: Catalog,
  utterances: Utterances,
  featurise: (text: string) => Bag,
  prepare: (text: string) => string,
  elsewhere: readonly ElsewhereAsks[],
): CollectedTexts {
  const { items } = catalog
  const position = new Map(items.map((item, at) => [item.id, at]))
  const surfaces: ItemTexts[] = []
  const whole: Bag[] = []
  const body: Bag[] = []
  const samples: Sample[] = []
  const names: string[][] = []
  let said = 0
  items.forEach((item, owner) => {
    const all = new Map<number, number>()
    const own: string[] = []
    const learn = (text: string, kind: 'name' | 'alias' | 'utterance') => {
      const ready = prepare(text)
      const bag = featurise(ready)
      const name = kind === 'utterance' ? null : squeeze(ready)
      surfaces.push({ owner, name, bag })
      if (name !== null) own.push(name)
      const weight = kind === 'name' ? 2 : 1
      bag.ids.forEach((id, k) => all.set(id, (all.get(id) ?? 0) + bag.weights[k]! * weight))
      samples.push({ bag, labels: [[owner, 1]], weight: WEIGHT[kind] })
    }
    learn(item.name, 'name')
    for (const part of item.name.split(/[（(）)、，]/u)) if (part.length > 3 && part !== item.name) learn(part, 'alias')
    for (const alias of item.aliases) learn(alias, 'alias')
    for (const { question, aliases } of item.faq) for (const text of [question, ...aliases]) learn(text, 'alias')
    for (const text of utterances.items[item.id] ?? []) {
      learn(text, 'utterance')
      said++
    }
    const text = [
      ...item.conditions, ...item.steps, ...item.materials.map((m) => m.name), item.result, item.department, item.note,
    ].join('。') // prettier-ignore
    body.push(featurise(prepare(text.slice(0, items.length > MANY ? 160 : 700))))
    whole.push(bagOf(all))
    names.push(own)
  })
  elsewhere.forEach(({ asks }, k) => {
    for (const ask of asks) surfaces.push({ owner: items.length + k, name: null, bag: featurise(prepare(ask)) })
  })
  const vague = utterances.ambiguous.flatMap(({ text, items: ids }) => {
    const owners = ids.map((id) => position.get(id)).filter((at) => at !== undefined)
    if (owners.length === 0) return []
    const bag = featurise(prepare(text))
    samples.push({ bag, labels: owners.map((at) => [at, 1 / owners.length] as const), weight: WEIGHT.ambiguous })
    return [{ owners, bag }]
  })
  return { surfaces, whole, body, samples, names, vague, trained: said >= items.length * TRAINED }
}
