/** The catalogue as a spreadsheet: one sheet of items, one of materials, one of questions; read back without loss. */
import readXlsxFile from 'read-excel-file/node'
import writeXlsxFile from 'write-excel-file/node'
import { type CatalogFault, type CheckedCatalog, checkCatalog } from '../core/catalog/check.ts'
import type { Catalog } from '../core/catalog/item.ts'
import { storeZip, unpackZip, type ZipPart, ZipTooLarge } from './bounded-zip.ts'
import { labelOf } from '../core/messages/catalog-issue.ts'
import type { Town } from '../core/town.ts'

type Kind = 'text' | 'words' | 'list' | 'int' | 'yes'
interface Column {
  /** 'statutoryLimit.days' */
  readonly key: string
  /** text: may be empty; words: must not; list: one a line; yes: 是 or 否. */
  readonly kind: Kind
  readonly width: number
}
const col = (key: string, kind: Kind, width = 14): Column => ({ key, kind, width })

// prettier-ignore
export const SHEETS = {
  items: { name: '事项', columns: [
    col('id', 'words', 18), col('name', 'words', 30), col('short', 'text'), col('aliases', 'list', 30), col('owner', 'words', 10), col('department', 'words', 20), col('routing', 'words', 10),
    col('type', 'words'), col('officeType', 'words', 10), col('family', 'words'), col('conditions', 'list', 40), col('steps', 'list', 40),
    col('statutoryLimit.days', 'int', 10), col('statutoryLimit.unit', 'words', 10), col('statutoryLimit.basis', 'text', 30), col('statutoryLimit.evidence', 'words', 8), col('statutoryLimit.verified', 'yes', 8),
    col('promisedLimit.days', 'int', 10), col('promisedLimit.unit', 'words', 10), col('promisedLimit.basis', 'text', 30), col('promisedLimit.proposed', 'yes', 8),
    col('fee', 'text', 20), col('place', 'text', 30), col('phone', 'text'), col('result', 'text', 24), col('remedies', 'text', 30), col('basis', 'list', 40),
    col('verified', 'yes', 8), col('verifiedFields', 'list', 20), col('note', 'text', 40), col('replies', 'list', 30)] },
  materials: { name: '材料', columns: [
    col('item', 'words', 18), col('name', 'words', 30), col('form', 'words', 20), col('copies', 'int', 8), col('required', 'yes', 8), col('note', 'text', 40)] },
  faq: { name: '常见问题', columns: [
    col('item', 'words', 18), col('question', 'words', 40), col('aliases', 'list', 30), col('answer', 'words', 60)] },
} as const satisfies Record<string, { name: string; columns: readonly Column[] }>
type SheetName = keyof typeof SHEETS

/** '法定时限 天数 statutoryLimit.days' */
const heading = (key: string): string => `${key === 'item' ? '事项编号' : key.split('.').map(labelOf).join(' ')} ${key}`

const LONGEST_CELL = 32_767
const HELP: readonly string[] = [
  '“事项”一行一个事项；“材料”“常见问题”一行一条，第一列写它属于哪个事项的编号。',
  '列名最后的英文不要改。条件、步骤、说法、依据等一格写多条的，一条一行（单元格里换行：Alt+Enter）。',
  '是或否：写“是”“否”。单位：working 是工作日，calendar 是自然日。承诺时限四格全空，就是没有承诺时限。',
  '改好后先试：npm run town -- catalog import 文件.xlsx --dry-run',
]

export async function catalogToXlsx(catalog: Catalog): Promise<Buffer> {
  const bodies: Record<SheetName, readonly Record<string, unknown>[]> = {
    items: catalog.items,
    materials: catalog.items.flatMap((i) => i.materials.map((m) => ({ item: i.id, ...m }))),
    faq: catalog.items.flatMap((i) => i.faq.map((f) => ({ item: i.id, ...f }))),
  }
  const sheet = (name: SheetName) => ({
    sheet: SHEETS[name].name,
    columns: SHEETS[name].columns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
    data: [
      SHEETS[name].columns.map(({ key }) => ({ value: heading(key), fontWeight: 'bold' as const, wrap: true })),
      ...bodies[name].map((row) => SHEETS[name].columns.map((c) => cellOf(c, at(row, c.key)))),
    ],
  })
  const help = {
    sheet: '说明',
    columns: [{ width: 100 }],
    data: [[`版本 ${catalog.version}`], ...HELP.map((h) => [h])],
  }
  return writeXlsxFile([sheet('items'), sheet('materials'), sheet('faq'), help]).toBuffer()
}

const at = (row: unknown, key: string): unknown =>
  key.split('.').reduce<unknown>((v, k) => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>)[k] : null), row) // prettier-ignore

function cellOf(c: Column, value: unknown) {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'number') return value
  const text = value === true ? '是' : value === false ? '否' : Array.isArray(value) ? value.map(oneLine).join('\n') : plain(value) // prettier-ignore
  if (text.length > LONGEST_CELL) throw new RangeError(`“${heading(c.key)}”太长，一格放不下`)
  return { value: text, type: String, wrap: true, alignVertical: 'top' as const }
}

/** An entry that has a line break of its own keeps it as \n. */
const oneLine = (entry: unknown): string => String(entry).replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const manyLines = (line: string): string => line.replace(/\\(n|\\)/g, (_, c: string) => (c === 'n' ? '\n' : '\\'))

/** Bytes; the catalogue of a town takes a quarter of a megabyte. */
const MOST_UNPACKED = 20_000_000
const MOST_ROWS = 20_000
const MOST_CELLS = 300_000
/** Excel's own limit of old. */
const MOST_COLUMNS = 256

/** A sheet of too many cells, or one so far out that the empty ones before it would fill the memory. */
function tooWide({ bytes }: ZipPart): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (!text.includes('sheetData')) return false
  const found = { row: 0, c: 0 }
  for (const [, name] of text.matchAll(/<(?:[A-Za-z]{1,9}:)?(row|c)[\s/>]/g)) found[name as 'row' | 'c'] += 1
  if (found.row > MOST_ROWS || found.c > MOST_CELLS) return true
  for (const [, letters = '', digits = '', encoded] of text.matchAll(
    /\sr\s?=\s?["'](?:([A-Za-z]{0,9})(\d{1,9})|([^"']))/g,
  )) {
    // no program writes an address in another way than A1
    if (encoded !== undefined || Number(digits) > MOST_ROWS) return true
    if ([...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) > MOST_COLUMNS) return true
  }
  return false
}

/** A catalogue from a spreadsheet. Every fault names its sheet, row and column; nothing is loaded where there is one. */
export async function readXlsxCatalog(bytes: Uint8Array, town?: Town): Promise<CheckedCatalog> {
  let sheets: { sheet: string; data: readonly (readonly unknown[])[] }[]
  try {
    const parts = await unpackZip(bytes, (path) => /\.xml(\.rels)?$/.test(path), MOST_UNPACKED)
    if (parts.some(tooWide)) throw new ZipTooLarge()
    sheets = await readXlsxFile(storeZip(parts), { trim: false })
  } catch (error) {
    if (error instanceof ZipTooLarge) return wrong(['这张表格太大，没有读，请删掉多余的行、列和工作表再试'])
    return wrong(['这不是能读的 XLSX 文件，请用 Excel 或 WPS 另存为 .xlsx 再试'])
  }
  const faults: string[] = []
  const read = (name: SheetName): Line[] => readSheet(name, sheets, faults)
  const [items, materials, faq] = [read('items'), read('materials'), read('faq')]
  if (faults.length > 0) return wrong(faults)

  const children = (name: 'materials' | 'faq', lines: readonly Line[]) => {
    const known = new Set(items.map((l) => l.row['id']))
    for (const line of lines)
      if (!known.has(line.row['item']))
        faults.push(`${place(name, line.number, 'item')}没有编号是“${plain(line.row['item'])}”的事项`)
    return (id: unknown) => lines.filter((l) => l.row['item'] === id)
  }
  const [materialsOf, faqOf] = [children('materials', materials), children('faq', faq)]
  const raw = items.map(({ row }) => ({ ...row, materials: materialsOf(row['id']).map(withoutItem), faq: faqOf(row['id']).map(withoutItem) })) // prettier-ignore
  const checked = checkCatalog(raw, town ? { town } : {})
  const located = (f: CatalogFault): CatalogFault => ({ ...f, says: `${where(f.path)}${f.says}` })
  const where = (path: string): string => {
    const [index, key = '', j, inner = ''] = path.split('.')
    const line = items[Number(index)]
    if (!line) return ''
    if ((key === 'materials' || key === 'faq') && j !== undefined) {
      const of = (key === 'materials' ? materialsOf : faqOf)(line.row['id'])[Number(j)]
      return place(key, of?.number ?? 1, inner)
    }
    return place('items', line.number, key.endsWith('Limit') && j !== undefined ? `${key}.${j}` : key)
  }
  if (!checked.ok) return { ok: false, faults: [...faults.map(fault), ...checked.faults.map(located)] }
  if (faults.length > 0) return wrong(faults)
  return { ...checked, warnings: checked.warnings.map(located) }
}

const withoutItem = ({ row: { item: _, ...rest } }: Line): Record<string, unknown> => rest
const fault = (says: string): CatalogFault => ({ line: null, path: '', says })
const wrong = (faults: readonly string[]): CheckedCatalog => ({ ok: false, faults: faults.map(fault) })

const place = (sheet: SheetName, row: number, key: string): string => {
  const column = SHEETS[sheet].columns.find((c) => c.key === key) ?? SHEETS[sheet].columns.find((c) => c.key.startsWith(`${key}.`)) // prettier-ignore
  return `“${SHEETS[sheet].name}”表第${row}行${column ? `“${heading(column.key)}”列` : ''}：`
}

/** A cell as the text it shows. */
function plain(cell: unknown): string {
  if (typeof cell === 'string') return cell.replaceAll('\r\n', '\n')
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : ''
}

interface Line {
  /** As the spreadsheet numbers it. */
  readonly number: number
  readonly row: Readonly<Record<string, unknown>>
}

function readSheet(
  name: SheetName,
  sheets: readonly { sheet: string; data: readonly (readonly unknown[])[] }[],
  faults: string[],
): Line[] {
  // prettier-ignore
  const { name: title, columns } = SHEETS[name]
  const found = sheets.find((s) => s.sheet.trim() === title)
  if (!found) {
    faults.push(`没有“${title}”这张表，请从导出的文件改起`)
    return []
  }
  const head = (found.data[0] ?? []).map((h) => plain(h).trim())
  const placed = columns.map((c) => ({ ...c, index: head.findIndex((h) => h.split(/\s+/).at(-1) === c.key) }))
  for (const c of placed.filter(({ index }) => index < 0)) faults.push(`“${title}”表第1行：缺少“${heading(c.key)}”列`)
  for (const [i, h] of head.entries())
    if (h !== '' && !placed.some((c) => c.index === i))
      faults.push(`“${title}”表第1行：不认识“${h}”这一列，是不是改过列名`)
  return found.data.slice(1).flatMap((cells, i) => {
    if (cells.every((cell) => plain(cell).trim() === '')) return []
    const row: Record<string, unknown> = {}
    for (const c of placed) put(row, c.key, valueOf(c, cells[c.index] ?? null))
    // four empty cells are a promise not made
    const promise = row['promisedLimit'] as Record<string, unknown> | undefined
    if (promise && ['days', 'unit', 'proposed'].every((k) => promise[k] === null || promise[k] === undefined) && promise['basis'] === '') row['promisedLimit'] = null // prettier-ignore
    return [{ number: i + 2, row }]
  })
}

function put(row: Record<string, unknown>, key: string, value: unknown): void {
  const [outer = '', inner] = key.split('.')
  if (inner === undefined) row[outer] = value
  else row[outer] = { ...(row[outer] as object | undefined), [inner]: value }
}

/** As the schema wants it; what cannot be read so is left as it is, for the check to name. */
function valueOf(c: Column, cell: unknown): unknown {
  const text = plain(cell)
  switch (c.kind) {
    case 'text':
      return text
    case 'words':
      return text.trim() === '' ? undefined : text
    case 'list':
      return text
        .split('\n')
        .filter((l) => l.trim() !== '')
        .map(manyLines)
    case 'int':
      return text.trim() === '' ? null : /^\d+$/.test(text.trim()) ? Number(text) : cell
    case 'yes':
      return ({ 是: true, true: true, 否: false, false: false } as Record<string, boolean>)[text.trim().toLowerCase()] ?? (text === '' ? undefined : cell) // prettier-ignore
  }
}
