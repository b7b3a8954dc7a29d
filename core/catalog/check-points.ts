/** Which facts an item of its kind must be able to tell, and which numbers are still to be filled in. */
import type { Town } from '../town.ts'
import type { Item } from './item.ts'
import { blanksIn, POINT_KINDS, type PointKind } from './point.ts'

/** Rows: for which items, one of these kinds must be there. */
const NEEDED: readonly { readonly when: (item: Item) => boolean; readonly oneOf: readonly PointKind[] }[] = [
  { when: () => true, oneOf: ['eligible', 'condition', 'not-eligible', 'what'] },
  { when: ({ materials }) => materials.length > 0, oneOf: ['papers', 'paper-missing'] },
  { when: () => true, oneOf: ['steps'] },
  { when: () => true, oneOf: ['where', 'contact'] },
  { when: () => true, oneOf: ['fee', 'contribution'] },
  { when: () => true, oneOf: ['law-time', 'town-time', 'money-time', 'late'] },
  { when: ({ type }) => type === '行政给付', oneOf: ['amount'] },
  { when: ({ type }) => type === '行政给付', oneOf: ['money-time', 'after'] },
  { when: ({ type }) => ['行政许可', '行政给付', '行政确认'].includes(type), oneOf: ['refused'] },
  { when: ({ type }) => ['行政许可', '行政给付', '行政确认'].includes(type), oneOf: ['behalf', 'home'] },
]

/** First sentences are read on a phone. */
const MOST_SAID = 60

/** One line a gap, for whoever keeps the town's folder; empty where nothing is missing. */
export function missingPoints(items: readonly Item[], town: Pick<Town, 'points' | 'local'>): string[] {
  return items.flatMap((item) => {
    const points = town.points[item.id] ?? []
    if (points.length === 0) return [`事项 ${item.id}：还没有要点（points/${item.id}.yaml），只能按目录里的栏目回答`]
    const kinds = new Set(points.map((p) => p.kind))
    const gaps = NEEDED.filter(({ when, oneOf }) => when(item) && !oneOf.some((kind) => kinds.has(kind))).map(
      ({ oneOf }) => `事项 ${item.id}：要点里缺“${POINT_KINDS[oneOf[0]!].label}”`,
    )
    const long = points.filter((p) => [...p.says].length > MOST_SAID).map((p) => `事项 ${item.id}：要点 ${p.id} 的第一句超过 ${MOST_SAID} 个字`) // prettier-ignore
    const unknown = points.flatMap((p) => blanksIn(p.says + p.more)).filter((key) => town.local[key] === undefined)
    return [...gaps, ...long, ...unknown.map((key) => `事项 ${item.id}：local.yaml 里没有 ${key}`)]
  })
}

/** Blanks that the operator has still to fill in, with who can be asked. */
export const openBlanks = (town: Pick<Town, 'local'>): { key: string; label: string; ask: string }[] =>
  Object.entries(town.local)
    .filter(([, blank]) => blank.value === null)
    .map(([key, { label, ask }]) => ({ key, label, ask }))
