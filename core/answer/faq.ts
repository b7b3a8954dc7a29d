/** Questions with an answer a head has signed off: the nearest one to what was asked, if it is near enough. */
import type { Item } from '../catalog/item.ts'

export type Faq = Item['faq'][number]

/** Share of character pairs in common (Dice) from which two questions count as the same. */
const SAME = 0.6

const pairs = (text: string): Set<string> => {
  const plain = text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  return new Set([...plain].slice(0, 200).map((c, i, all) => c + (all[i + 1] ?? '')))
}

function alike(a: Set<string>, b: Set<string>): number {
  let common = 0
  for (const pair of a) if (b.has(pair)) common++
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size)
}

/** The FAQ of an item that answers `text`, or null. */
export function faqFor(item: Item, text: string): Faq | null {
  const asked = pairs(text)
  let best: Faq | null = null
  let score = SAME
  for (const faq of item.faq)
    for (const wording of [faq.question, ...faq.aliases]) {
      const s = alike(asked, pairs(wording))
      if (s >= score) {
        best = faq
        score = s
      }
    }
  return best
}
