/** Composes what a resident reads when one fact answers: the sentence first, what is needed next, the rest a tap away. */
import type { Catalog, Item } from '../../catalog/item.ts'
import { blanksIn, fillBlanks, type Point, POINT_KINDS } from '../../catalog/point.ts'
import type { Choice, Outgoing } from '../../channel.ts'
import type { Town } from '../../town.ts'
import { shortName } from './catalog-wording.ts'
import { APPLY, ASK_PERSON, source, USELESS, WHOLE } from './compose-answer.ts'

/** Kinds whose label alone says nothing to a resident. */
const NO_TAP: ReadonlySet<string> = new Set(['other', 'duty'])

/** Other facts of the item as taps, each kind once. */
function besideChoices(item: Item, town: Town, beside: readonly string[], said: string | null): Choice[] {
  const points = town.points[item.id] ?? []
  const labels = new Set(said === null ? [] : [points.find((p) => p.id === said)?.kind])
  return beside.flatMap((id) => {
    const point = points.find((p) => p.id === id)
    if (!point || labels.has(point.kind) || NO_TAP.has(point.kind)) return []
    labels.add(point.kind)
    return [{ label: POINT_KINDS[point.kind].label, value: `f:${item.id}:${id}` }]
  })
}

/** Further facts are said with the first when they may as well have been meant. */
export interface SaidPoint {
  readonly point: Point
  readonly also: readonly Point[]
}

const isFilled = (text: string, town: Town): boolean => blanksIn(text).every((key) => town.local[key]?.value != null)

/** A fact with its matter named first, so that a wrong one is seen at once. */
const named = (item: Item, sentence: string): string =>
  sentence.includes(shortName(item)) ? sentence : `${shortName(item)}：${sentence}`

/** One fact in one line; null where a number of it is still to be filled in. */
export const factLine = (item: Item, point: Point, town: Town): string | null =>
  isFilled(point.says, town) ? named(item, fillBlanks(point.says, town.local)) : null

/** One fact: the sentence that answers first, then what is needed next; the rest of the matter is a tap away. */
export function sayPoint(
  item: Item,
  { point, also }: SaidPoint,
  beside: readonly string[],
  catalog: Catalog,
  town: Town,
): Outgoing {
  // a number that is still to be filled in is told to whoever asked for it, behind what is known and may be meant as well
  const filled = (text: string) => isFilled(text, town)
  const known = also.filter((p) => filled(p.says))
  const first = filled(point.says) ? point : (known[0] ?? point)
  const says = named(item, fillBlanks(first.says, town.local))
  const usual = first.sure === 'usual' ? '（一般是这样，以窗口当面说的为准）' : ''
  const more = point.more && filled(point.more) ? fillBlanks(point.more, town.local) : '' // prettier-ignore
  const others = [...known, ...(first === point ? [] : [point])].filter((p) => p !== first).map((p) => fillBlanks(p.says, town.local)).join('\n') // prettier-ignore
  return {
    text: [`${says}${usual}`, others || more, source(item, catalog)].filter(Boolean).join('\n'),
    choices: [
      ...besideChoices(
        item,
        town,
        beside.filter((id) => also.every((p) => p.id !== id)),
        point.id,
      ).slice(0, 2),
      WHOLE(item),
      ...APPLY(item),
      USELESS,
      ASK_PERSON,
    ],
  }
}
