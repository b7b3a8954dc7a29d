/** Which items of a catalogue say something new to the public. */
import { canonical } from '../hash-chain.ts'
import type { Item } from './item.ts'

/** What a resident reads of an item; how a question finds it and what the desk keeps for itself is no publication. */
const shown = ({ aliases: _, replies: __, faq: ___, verifiedFields: ____, note: _____, ...rest }: Item): string =>
  canonical(rest)

/** New items and those whose public text differs, in the order of the newer catalogue. */
export function changedItems(before: readonly Item[], after: readonly Item[]): Item[] {
  const old = new Map(before.map((item) => [item.id, shown(item)]))
  return after.filter((item) => old.get(item.id) !== shown(item))
}
