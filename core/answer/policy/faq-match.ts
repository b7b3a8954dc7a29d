/** Finds, among the questions with an answer a head has signed off, the nearest one to what was asked, if it is near enough. */
import type { Catalog, Item } from '../../catalog/item.ts'
import type { Understanding } from '../understand.ts'

export type Faq = Item['faq'][number]

/** Share of character pairs in common (Dice) from which two questions count as the same. */
const SAME = 0.6
/** From here on it is the very question, whatever the engine made of it. */
const THE_VERY = 0.8

const pairs = (text: string): Set<string> => {
  const plain = text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  return new Set([...plain].slice(0, 200).map((c, i, all) => c + (all[i + 1] ?? '')))
}

function alike(a: Set<string>, b: Set<string>): number {
  let common = 0
  for (const pair of a) if (b.has(pair)) common++
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size)
}

/** Whether two wordings ask the same. */
export const sameQuestion = (a: string, b: string): boolean => alike(pairs(a), pairs(b)) >= THE_VERY

function nearest(item: Item, asked: Set<string>, least: number): { faq: Faq; score: number } | null {
  let best: { faq: Faq; score: number } | null = null
  for (const faq of item.faq)
    for (const wording of [faq.question, ...faq.aliases]) {
      const score = alike(asked, pairs(wording))
      if (score >= (best?.score ?? least)) best = { faq, score }
    }
  return best
}

/** The FAQ of an item that answers `text`, or null. */
export const faqFor = (item: Item, text: string): Faq | null => nearest(item, pairs(text), SAME)?.faq ?? null

/**
 * A question a head has answered before is answered so again, even where the engine would not have dared: that is what
 * the signing was for. Danger alone comes first.
 */
export function answeredBefore(u: Understanding, text: string, catalog: Catalog): Understanding {
  if (u.decision === 'urgent') return u
  const asked = pairs(text)
  let best: { item: Item; score: number } | null = null
  for (const item of catalog.items) {
    const found = item.faq.length > 0 ? nearest(item, asked, THE_VERY) : null
    if (found && found.score > (best?.score ?? 0)) best = { item, score: found.score }
  }
  if (!best || (best.item.id === u.item && u.decision === 'answer')) return u
  return { ...u, decision: 'answer', item: best.item.id, offer: 0, smalltalk: null, also: null, why: [...u.why, 'faq'] }
}
