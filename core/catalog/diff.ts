/** What a new catalogue would change, item by item and field by field, in words. */
import { canonical } from '../hash-chain.ts'
import type { Item } from './item.ts'
import { labelOf } from '../messages/catalog-issue.ts'

export interface FieldChange {
  readonly label: string
  readonly before: string
  readonly after: string
}

export interface CatalogDiff {
  readonly added: readonly Item[]
  readonly removed: readonly Item[]
  readonly changed: readonly { readonly item: Item; readonly fields: readonly FieldChange[] }[]
}

export function diffItems(before: readonly Item[], after: readonly Item[]): CatalogDiff {
  const old = new Map(before.map((item) => [item.id, item]))
  const fresh = new Set(after.map((item) => item.id))
  return {
    added: after.filter((item) => !old.has(item.id)),
    removed: before.filter((item) => !fresh.has(item.id)),
    changed: after.flatMap((item) => {
      const was = old.get(item.id)
      const fields = was ? diffItem(was, item) : []
      return fields.length > 0 ? [{ item, fields }] : []
    }),
  }
}

export const isSame = (d: CatalogDiff): boolean => d.added.length + d.removed.length + d.changed.length === 0

/** The fields of one item that differ. */
export function diffItem(before: Item, after: Item): FieldChange[] {
  return (Object.keys(after) as (keyof Item)[]).flatMap((key) => {
    const [a, b] = [before[key], after[key]]
    if (canonical(a) === canonical(b)) return []
    return [{ label: labelOf(key), before: sayValue(key, a), after: sayValue(key, b) }]
  })
}

function sayValue(key: keyof Item, value: Item[keyof Item]): string {
  if (value === null || value === undefined || value === '') return '（空）'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.length === 0 ? '（空）' : (value as unknown[]).map(sayEntry).join('；')
  if (key === 'promisedLimit' || key === 'statutoryLimit') return sayLimit(value) // both limits have these fields
  return canonical(value)
}

const sayEntry = (entry: unknown): string =>
  typeof entry === 'string'
    ? entry
    : Object.values(entry as Record<string, unknown>)
        .filter((v) => v !== '' && !(Array.isArray(v) && v.length === 0))
        .map((v) => (v === true ? '必交' : v === false ? '可不交' : Array.isArray(v) ? v.join('、') : String(v)))
        .join('，')

interface Limit {
  readonly days: number | null
  readonly unit: 'working' | 'calendar'
  readonly basis: string
  readonly proposed?: boolean
  readonly verified?: boolean
}

const sayLimit = (l: Limit): string =>
  [
    l.days === null ? '不明' : `${l.days}${l.unit === 'working' ? '个工作日' : '个自然日'}`,
    l.basis,
    ...(l.proposed ? ['建议值'] : []),
    ...(l.verified === false ? ['未核实'] : []),
  ].join('，')
