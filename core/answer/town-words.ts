/** Declares and checks what the engine needs of a town besides its catalogue: synonyms, utterances, departments, weights. */
import { z } from 'zod'
import type { Synonyms } from './text/normalize.ts'
import type { Point, PointKind } from '../catalog/point.ts'
import type { Report } from '../town.ts'
import type { EncoderWeights } from './model/encoder.ts'
import { FACETS } from './understand.ts'

const line = z.string().trim().min(1)

export const synonymsSchema = z.object({
  dialect: z.record(z.string(), z.coerce.string()).default({}),
  fillers: z.array(z.coerce.string()).default([]),
  // A town writes 4050 without quotes; YAML reads a number.
  groups: z.array(z.array(z.coerce.string())).default([]),
})

export const utteranceFileSchema = z.object({ item: line, utterances: z.array(line) })

const byKind = z.record(z.string(), z.array(line)).default({})

/** Ways people say things: per item, per facet, and what is no question to the catalogue. */
export interface Utterances {
  readonly items: Readonly<Record<string, readonly string[]>>
  readonly facets: Readonly<Record<string, readonly string[]>>
  readonly handoff: readonly string[]
  readonly chitchat: Readonly<Record<string, readonly string[]>>
  readonly urgent: Readonly<Record<string, readonly string[]>>
  readonly notUrgent: readonly string[]
  readonly ambiguous: readonly { readonly text: string; readonly items: readonly string[] }[]
}

export const NO_UTTERANCES: Utterances = {
  items: {}, facets: {}, handoff: [], chitchat: {}, urgent: {}, notUrgent: [], ambiguous: [],
} // prettier-ignore

const lists = z.object({ utterances: z.array(line) })
const ambiguousSchema = z.array(z.object({ text: line, items: z.array(line).min(1) }))

/** Builds from parsed files by base name ('dibao', '_facets', …); files that are missing are missing, faulty ones throw. */
export function parseUtterances(files: Readonly<Record<string, unknown>>): Utterances {
  const items: Record<string, readonly string[]> = {}
  for (const [name, content] of Object.entries(files)) {
    if (name.startsWith('_')) continue
    const file = utteranceFileSchema.parse(content)
    items[file.item] = [...(items[file.item] ?? []), ...file.utterances]
  }
  const ambiguous = files['_ambiguous']
  const list = (name: string) => (files[name] === undefined ? [] : lists.parse(files[name]).utterances)
  const facets = byKind.parse(files['_facets'])
  return {
    items,
    facets: Object.fromEntries(Object.entries(facets).filter(([f]) => (FACETS as readonly string[]).includes(f))),
    handoff: list('_handoff'),
    chitchat: byKind.parse(files['_chitchat']),
    urgent: byKind.parse(files['_urgent']),
    notUrgent: list('_not_urgent'),
    ambiguous: ambiguous === undefined ? [] : ambiguousSchema.parse(ambiguous),
  }
}

export interface DepartmentWords {
  readonly code: string
  readonly name: string
  /** Words of a message that point to this department. */
  readonly keywords: readonly string[]
}

const numbers = z.record(z.string(), z.number())

export const weightsSchema = z.object({
  note: z.string(),
  /** Feature → weight, for catalogues with utterances and for those without. */
  ranker: z.object({ trained: numbers, plain: numbers }),
  /** "cue>facet" → weight. */
  facet: numbers,
  /** What a message is: kind → feature → weight. */
  intent: z.record(z.string(), numbers),
  /** How signs of one fact are weighed; see points.ts. */
  points: z.object({
    learned: z.number(),
    kind: z.number(),
    cue: z.number().default(0),
    near: z.number(),
    nearest: z.number(),
    told: z.number().default(0),
  }),
  /** Whether a message goes on with the matter last spoken of; see policy/stay.ts. A file without it gets the heaviest of what was fitted. */
  stay: numbers.default({ bias: 1, own: 0.5, other: -1.4, 'other named': -1.7, 'points back': 1 }),
  /** Whether a message fits several items. */
  vague: numbers,
  thresholds: z.object({
    /** Answered when the best item is at least this likely; else asked back. */
    answer: z.number(),
    /** Below this nothing in the catalogue is near: a person. */
    choose: z.number(),
    /** From `doubt` on never answered outright, from `handoff` on a person. */
    doubt: z.number(),
    handoff: z.number(),
    /** From here on the message fits several items and is asked back. */
    vague: z.number(),
  }),
})
export type Weights = z.infer<typeof weightsSchema>

/** How people ask for one fact of an item. */
export interface PointAsks {
  readonly id: string
  readonly kind: PointKind
  readonly asks: readonly string[]
}

/** A matter that others do, and how people ask for it. */
export interface ElsewhereAsks {
  readonly id: string
  readonly asks: readonly string[]
}

export interface TownWords {
  readonly synonyms: Synonyms
  readonly utterances: Utterances
  readonly departments: readonly DepartmentWords[]
  readonly weights: Weights
  readonly encoder: EncoderWeights
  /** Facts by item id, and how people ask for each. */
  readonly points: Readonly<Record<string, readonly Point[]>>
  readonly asks: Readonly<Record<string, readonly PointAsks[]>>
  readonly elsewhere: readonly ElsewhereAsks[]
  readonly reports: readonly Report[]
}
