/** Reads a catalogue from YAML and writes it out again; every fault is told with its line. */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  visit,
  type Document,
  type YAMLError,
} from 'yaml'
import { type CatalogFault, type CheckedCatalog, checkCatalog, type Path } from '../core/catalog/check.ts'
import type { Catalog } from '../core/catalog/item.ts'
import type { Town } from '../core/town.ts'

/** What a command prints and how it ends. */
export interface Printed {
  readonly text: string
  readonly code: 0 | 1
}

const SHOWN = 30
/** Characters, far beyond any town's catalogue: 89 items are some 100,000. */
const LONGEST = 1_000_000
/** Lines, commas and brackets, by which a file of few characters takes long to read; 89 items have some 5,000. */
const MOST_PARTS = 60_000
/** Brackets within brackets; an item needs three. */
const DEEPEST = 50

/** A catalogue from YAML text. Every fault names its line; nothing is loaded where there is one. */
export function readCatalog(text: string, town?: Town): CheckedCatalog {
  if (text.length > LONGEST || hasManyParts(text) || isDeep(text))
    return tooMuch('文件太大或者一层套一层太深，不像事项目录，请检查是不是选错了文件')
  const lines = new LineCounter()
  // the parser's own look for keys written twice compares each with each: minutes for a file of many keys
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
  if (doc.errors.length > 0) return { ok: false, faults: doc.errors.map((e) => syntax(e, lines)) }
  const twice = writtenTwice(doc, lines)
  if (twice.length > 0) return { ok: false, faults: twice }
  let raw: unknown
  try {
    raw = doc.toJS({ maxAliasCount: 100 })
  } catch {
    return tooMuch('文件里的引用（& 和 *）太多，展开后过大')
  }
  return checkCatalog(raw, { ...(town ? { town } : {}), lineOf: (path) => lineOf(doc, lines, path) })
}

const tooMuch = (says: string): CheckedCatalog => ({ ok: false, faults: [{ line: null, path: '', says }] })

const hasManyParts = (text: string): boolean => (text.match(/[\n,[{]/g)?.length ?? 0) > MOST_PARTS

/** Whether more is nested in one line than any catalogue has, told by a scan before anything is parsed. */
const isDeep = (text: string): boolean =>
  text.split('\n').some((line) => (line.match(/[[{]|[-?:] (?=[-?])/g)?.length ?? 0) > DEEPEST)

const syntax = (error: YAMLError, lines: LineCounter): CatalogFault => ({
  line: lines.linePos(error.pos[0]).line,
  path: '',
  says: '这里的写法不合 YAML 格式，请检查缩进（用空格，不用 Tab）、冒号后面的空格和引号',
})

/** Every key that stands twice in one map, at its second place. */
function writtenTwice(doc: Document.Parsed, lines: LineCounter): CatalogFault[] {
  const faults: CatalogFault[] = []
  visit(doc, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value))
          faults.push({ line: lines.linePos(key.range?.[0] ?? 0).line, path: '', says: '同一个事项里，这一栏写了两次' })
        seen.add(key.value)
      }
    },
  })
  return faults
}

/** The line of the deepest part of `path` that is in the file. */
function lineOf(doc: Document.Parsed, lines: LineCounter, path: Path): number | null {
  let node: unknown = doc.contents
  let start = doc.contents?.range?.[0] ?? null
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((p) => isScalar(p.key) && p.key.value === key)
      if (!pair || !isScalar(pair.key)) break
      start = pair.key.range?.[0] ?? start
      node = pair.value
    } else if (isSeq(node) && typeof key === 'number') {
      const item = node.items[key]
      if (item === undefined) break
      node = item
      start = (item as { range?: [number, number, number] | null }).range?.[0] ?? start
    } else break
  }
  return start === null ? null : lines.linePos(start).line
}

const sayFault = ({ line, says }: CatalogFault): string => `${line === null ? '' : `第${line}行　`}${says}`

function list(faults: readonly CatalogFault[]): string[] {
  const shown = faults.slice(0, SHOWN).map((f) => `  ${sayFault(f)}`)
  return faults.length > SHOWN ? [...shown, `  ……还有 ${faults.length - SHOWN} 处`] : shown
}

/** What the check found, for people. */
export function sayChecked(file: string, checked: CheckedCatalog): Printed {
  if (!checked.ok)
    return {
      text: [`${file} 有 ${checked.faults.length} 处错，没有载入：`, ...list(checked.faults)].join('\n'),
      code: 1,
    }
  const proposed = checked.items.filter((item) => item.promisedLimit?.proposed).length
  const text = [
    `${file} 没有错：${checked.items.length} 个事项。`,
    ...(proposed > 0 ? [`${proposed} 项承诺时限还是建议值，对外会注明“以镇政府公布为准”。`] : []),
    ...(checked.warnings.length > 0 ? [`请看一眼这 ${checked.warnings.length} 处：`, ...list(checked.warnings)] : []),
  ]
  return { text: text.join('\n'), code: 0 }
}

/** The catalogue in force as a file that `catalog check` and `catalog import` take back unchanged. */
export const catalogExport = (catalog: Catalog): string =>
  `# 事项目录，版本 ${catalog.version}。各栏含义：core/catalog/item.ts；写法说明：docs/town.md。\n${stringify(catalog.items, { lineWidth: 0 })}`
