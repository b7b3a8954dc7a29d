/**
 * Declares and checks a second opinion on which matter is meant, from a model the town may connect. It points at one of the engine's own
 * candidates or at none; it decides nothing else and its words are never read by anybody. Pure: who asks it is elsewhere.
 */
import { z } from 'zod'
import type { Catalog, Item } from '../../catalog/item.ts'
import type { Understanding } from '../understand.ts'

/** What a model is asked: a masked text and what it may point at. */
export interface DisambiguationRequest {
  readonly text: string
  readonly among: readonly { readonly id: string; readonly name: string; readonly also: readonly string[] }[]
}

/** Asks somebody; resolves with an id of `among`, or null for none and for any fault. Never rejects. */
export type Disambiguate = (asked: DisambiguationRequest) => Promise<string | null>

const LONGEST = 500
const WORDINGS = 5

/**
 * What to ask, or null where the engine stands alone: an answer, danger, small talk, and whoever asked for a person or
 * speaks of a matter of their own, which no catalogue answers. `text` has personal data masked.
 */
export function disambiguationRequest(u: Understanding, text: string, catalog: Catalog): DisambiguationRequest | null {
  const open = u.decision === 'choose' || (u.decision === 'handoff' && u.why.includes('nothing-near'))
  if (!open || u.candidates.length === 0) return null
  const among = u.candidates
    .map(({ id }) => catalog.items.find((i) => i.id === id))
    .filter((i): i is Item => i !== undefined)
    .map(({ id, name, aliases }) => ({ id, name, also: aliases.slice(0, WORDINGS) }))
  return { text: text.slice(-LONGEST), among }
}

/** The understanding with a model's choice in it. An id the engine did not offer changes nothing. */
export function preferCandidate(u: Understanding, chosen: string | null): Understanding {
  const candidate = u.candidates.find((c) => c.id === chosen)
  if (!candidate) return u
  const rest = u.candidates.filter((c) => c !== candidate)
  return {
    ...u,
    decision: 'answer',
    item: candidate.id,
    candidates: [candidate, ...rest],
    offer: 0,
    why: [...u.why, 'model'],
  }
}

const answerSchema = z.strictObject({ id: z.string().max(40).nullable() })

/** What a model wrote, if it is exactly {"id": one of `among` or null}; anything else is no opinion. */
export function readDisambiguation(written: unknown, { among }: DisambiguationRequest): string | null {
  if (typeof written !== 'string' || written.length > 200) return null
  let raw: unknown
  try {
    raw = JSON.parse(written)
  } catch {
    return null
  }
  const read = answerSchema.safeParse(raw)
  return read.success && among.some((a) => a.id === read.data.id) ? read.data.id : null
}
