/** Chooses what of the matter just spoken of is told next ("还有呢"). */
import type { Context, Facet, Understanding } from '../understand.ts'

/** The order in which a clerk at the counter would go on. */
const ORDER: readonly Facet[] = [
  'general',
  'materials',
  'process',
  'time',
  'place',
  'eligibility',
  'fee',
  'result',
  'basis',
]

/** A wish for more is an answer on the next side of the last matter; after the last side the understanding stays as it was. */
export function continueWithNextFacet(u: Understanding, context: Context | undefined): Understanding {
  if (u.smalltalk !== 'more' || context?.item === undefined) return u
  const next = ORDER[ORDER.indexOf(context.facet ?? 'general') + 1]
  if (next === undefined) return u
  return { ...u, decision: 'answer', smalltalk: null, item: context.item, facet: next, why: [...u.why, 'more'] }
}
