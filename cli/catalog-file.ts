/** Reads and writes a catalogue file of either kind, and says what it would change of the one in force. */
import { type CheckedCatalog } from '../core/catalog/check.ts'
import { type CatalogDiff, isSame } from '../core/catalog/diff.ts'
import type { Catalog, Item } from '../core/catalog/item.ts'
import type { Town } from '../core/town.ts'
import { catalogExport, readCatalog } from './catalog-yaml.ts'
import { catalogToXlsx, readXlsxCatalog } from '../adapters/catalog-xlsx.ts'

const isXlsx = (name: string): boolean => /\.xlsx$/i.test(name)

/** By the file's name: a spreadsheet, else YAML. */
export async function readCatalogFile(name: string, bytes: Uint8Array, town?: Town): Promise<CheckedCatalog> {
  return isXlsx(name) ? readXlsxCatalog(bytes, town) : readCatalog(Buffer.from(bytes).toString('utf8'), town)
}

export async function writeCatalogFile(name: string, catalog: Catalog): Promise<Buffer> {
  return isXlsx(name) ? catalogToXlsx(catalog) : Buffer.from(catalogExport(catalog))
}

/** What would change, for people. */
export function sayDiff(d: CatalogDiff): string {
  if (isSame(d)) return '和现在的一样，没有改动。'
  const name = (item: Item): string => `  ${item.name}（${item.id}）`
  const part = (title: string, lines: readonly string[], count: number): string[] =>
    count > 0 ? [`${title} ${count} 项：`, ...lines] : []
  return [
    ...part('新增', d.added.map(name), d.added.length),
    ...part(
      '改动',
      d.changed.flatMap(({ item, fields }) => [
        name(item),
        ...fields.map((f) => `    ${f.label}：${short(f.before)} → ${short(f.after)}`),
      ]),
      d.changed.length,
    ),
    ...part('删除', d.removed.map(name), d.removed.length),
  ].join('\n')
}

const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text).replaceAll('\n', '／')
