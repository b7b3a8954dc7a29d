/** Checks a catalogue before anything of it is loaded: every fault with its place, in plain Chinese for whoever keeps the file. */
import type { z } from 'zod'
import type { Town } from '../town.ts'
import { type Item, itemSchema } from './item.ts'
import { labelOf, formatIssue } from '../messages/catalog-issue.ts'

/** Keys from the top of the file: [3, 'materials', 0, 'name']. */
export type Path = readonly (string | number)[]

export interface CatalogFault {
  /** Line in the file; null where the source has none. */
  readonly line: number | null
  readonly path: string
  readonly says: string
}

export type CheckedCatalog =
  | { readonly ok: true; readonly items: readonly Item[]; readonly warnings: readonly CatalogFault[] }
  | { readonly ok: false; readonly faults: readonly CatalogFault[] }

/**
 * `raw` is the parsed file, `lineOf` where a path stands in it. One fault refuses the whole file: half a catalogue would
 * answer residents wrongly. Without `town` owners are not checked.
 */
export function checkCatalog(
  raw: unknown,
  o: { town?: Town; lineOf?: (path: Path) => number | null } = {},
): CheckedCatalog {
  const at = (path: Path, says: string): CatalogFault => ({
    line: o.lineOf?.(path) ?? null,
    path: path.join('.'),
    says,
  })
  if (!Array.isArray(raw)) return { ok: false, faults: [at([], '文件应当是事项的列表，每个事项以“- id:”开头')] }
  if (raw.length === 0) return { ok: false, faults: [at([], '文件里一个事项也没有')] }

  const faults: CatalogFault[] = []
  const found: { item: Item; index: number }[] = []
  for (const [index, value] of (raw as unknown[]).entries()) {
    const parsed = itemSchema.safeParse(value)
    if (parsed.success) found.push({ item: parsed.data, index })
    else faults.push(...issues(parsed.error, value, index).map(({ path, says }) => at(path, says)))
  }
  const firstLine = new Map<string, number>()
  for (const [index, value] of (raw as unknown[]).entries()) {
    const id = idOf(value)
    if (id === null) continue
    const before = firstLine.get(id)
    if (before === undefined) firstLine.set(id, index)
    else
      faults.push(
        at([index, 'id'], `事项 ${id}：编号重复，${placeOf(o.lineOf?.([before, 'id']) ?? null, before)}已经用过`),
      )
  }
  for (const { item, index } of found)
    for (const [path, says] of wrong(item, o.town)) faults.push(at([index, ...path], `事项 ${item.id}：${says}`))
  if (faults.length > 0) return { ok: false, faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) }

  const warnings = [
    ...found.flatMap(({ item, index }) =>
      doubtful(item).map(([path, says]) => at([index, ...path], `事项 ${item.id}：${says}`)),
    ),
    ...collisions(found).map(({ path, says }) => at(path, says)),
  ]
  return { ok: true, items: found.map((f) => f.item), warnings }
}

const idOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null

const placeOf = (line: number | null, index: number): string => (line === null ? `第${index + 1}个事项` : `第${line}行`)

function issues(error: z.ZodError, value: unknown, index: number): { path: Path; says: string }[] {
  const name = idOf(value) ?? `（第${index + 1}个，没有编号）`
  return error.issues.map((issue) => {
    const path = issue.path.filter((key) => typeof key !== 'symbol')
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
    return { path: [index, ...path, ...unknown], says: `事项 ${name}：${formatIssue(issue, value)}` }
  })
}

type Remark = readonly [path: Path, says: string]
const UNITS = { working: '个工作日', calendar: '个自然日' } as const

/** What the schema cannot say and the law does (law facts 1.3: 承诺不得长于法定；没有法定时限的必须有承诺时限). */
function wrong(item: Item, town: Town | undefined): Remark[] {
  const { statutoryLimit: law, promisedLimit: promise } = item
  const remarks: Remark[] = []
  if (town && !town.departments.some((d) => d.code === item.owner))
    remarks.push([
      ['owner'],
      `主责科室“${item.owner}”在 town.yaml 里没有，可用：${town.departments.map((d) => d.code).join('、')}`,
    ])
  if (item.routing !== 'town') return remarks
  if (law.days === null && promise === null) remarks.push([['promisedLimit'], '没有法定时限的镇办事项，必须有承诺时限'])
  if (law.days !== null && promise && promise.unit === law.unit && promise.days > law.days)
    remarks.push([
      ['promisedLimit', 'days'],
      `承诺时限${promise.days}${UNITS[promise.unit]}，比法定时限${law.days}${UNITS[law.unit]}还长`,
    ])
  return remarks
}

/** What may be meant so, and a person should look at. */
function doubtful(item: Item): Remark[] {
  const { statutoryLimit: law, promisedLimit: promise } = item
  const remarks: Remark[] = []
  // n working days are never fewer than n natural days
  if (law.days !== null && promise?.unit === 'working' && law.unit === 'calendar' && promise.days > law.days)
    remarks.push([['promisedLimit', 'days'], `承诺${promise.days}个工作日，长于法定${law.days}个自然日，请核对单位`])
  if (item.routing === 'town' && item.officeType === '即办件' && promise && promise.days > 1)
    remarks.push([['officeType'], `写的是即办件，承诺却是${promise.days}${UNITS[promise.unit]}，请核对`])
  for (const key of ['fee', 'place', 'result', 'remedies'] as const)
    if (item[key].trim() === '') remarks.push([[key], `“${labelOf(key)}”没填，回答和告知书里就没有这一项`])
  const names = item.materials.map((m) => m.name)
  for (const [i, name] of names.entries())
    if (names.indexOf(name) !== i) remarks.push([['materials', i, 'name'], `材料“${name}”列了两次`])
  return remarks
}

/** Everything a resident may say that is tied to this one matter: names, aliases, questions answered before. */
const wordings = (item: Item): { word: string; path: Path }[] => [
  { word: item.name, path: ['name'] },
  ...item.aliases.map((word, i) => ({ word, path: ['aliases', i] })),
  ...item.faq.flatMap(({ question, aliases }, k) => [
    { word: question, path: ['faq', k, 'question'] },
    ...aliases.map((word, i) => ({ word, path: ['faq', k, 'aliases', i] })),
  ]),
]

/** Names residents use that fit two items: the engine will ask back each time. */
function collisions(found: readonly { item: Item; index: number }[]): { path: Path; says: string }[] {
  const seen = new Map<string, string>()
  return found.flatMap(({ item, index }) =>
    wordings(item).flatMap(({ word, path }, i) => {
      const key = word.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
      const other = seen.get(key)
      if (other === undefined) seen.set(key, item.id)
      if (other === undefined || (other === item.id && i === 0)) return []
      const says =
        other === item.id
          ? `事项 ${item.id}：说法“${word}”写了两次`
          : `事项 ${item.id}：说法“${word}”和事项 ${other} 撞了，群众这么说时要反问`
      return [{ path: [index, ...path], says }]
    }),
  )
}
