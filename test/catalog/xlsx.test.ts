/** The catalogue as a spreadsheet: nothing is lost, and what is wrong is named by sheet, row and column. */
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import readXlsxFile from 'read-excel-file/node'
import writeXlsxFile from 'write-excel-file/node'
import { describe, expect, test } from 'vitest'
import { storeZip, unpackZip } from '../../adapters/bounded-zip.ts'
import { readXlsxCatalog, SHEETS } from '../../adapters/catalog-xlsx.ts'
import { readCatalogFile, sayDiff, writeCatalogFile } from '../../cli/catalog-file.ts'
import { diffItems } from '../../core/catalog/diff.ts'
import { type Item, itemSchema, materialSchema } from '../../core/catalog/item.ts'
import { readItems, readTown } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const items = readItems(join(DATA, 'items.yaml'))
const town = readTown(DATA)
const catalog = { version: '2026-11-23.1', items }

/** The exported spreadsheet with one cell changed; rows as the spreadsheet numbers them. */
async function edited(change: (sheets: Record<string, unknown[][]>) => void): Promise<Uint8Array> {
  const sheets = await readXlsxFile(await writeCatalogFile('a.xlsx', catalog), { trim: false })
  const byName = Object.fromEntries(sheets.map((s) => [s.sheet, s.data as unknown[][]]))
  change(byName)
  const written = Object.entries(byName).map(([sheet, data]) => ({ sheet, data: data as (string | number | null)[][] }))
  return writeXlsxFile(written).toBuffer()
}
const column = (sheet: unknown[][], key: string): number => sheet[0]!.findIndex((h) => String(h).endsWith(` ${key}`))
const faultsOf = async (bytes: Uint8Array): Promise<string[]> => {
  const checked = await readXlsxCatalog(bytes, town)
  return checked.ok ? [] : checked.faults.map((f) => f.says)
}

describe('a spreadsheet made to fill the memory is refused in one sentence', () => {
  const TOO_LARGE = ['这张表格太大，没有读，请删掉多余的行、列和工作表再试']
  /** The exported one, packed, with one sheet of this many bytes. */
  async function swollen(length: number): Promise<Buffer> {
    const parts = await unpackZip(await writeCatalogFile('a.xlsx', catalog), () => true, 10_000_000)
    const stored = storeZip(parts.map((p) => (p.path.endsWith('sheet1.xml') ? { ...p, bytes: Buffer.alloc(8) } : p)))
    const packed = deflateRawSync(Buffer.alloc(length, ' '))
    const [at, end] = [stored.indexOf('PK\x01\x02', 0, 'latin1'), stored.length - 22]
    const [directory, tail] = [Buffer.from(stored.subarray(at, end)), Buffer.from(stored.subarray(end))]
    const name = directory.indexOf('xl/worksheets/sheet1.xml')
    directory.writeUInt16LE(8, name - 46 + 10)
    directory.writeUInt32LE(packed.length, name - 46 + 20)
    directory.writeUInt32LE(length, name - 46 + 24)
    directory.writeUInt32LE(at, name - 46 + 42)
    const head = Buffer.alloc(30)
    head.write('PK\x03\x04', 'latin1')
    tail.writeUInt32LE(at + head.length + packed.length, 16)
    return Buffer.concat([stored.subarray(0, at), head, packed, directory, tail])
  }
  const rows = async (xml: string): Promise<Buffer> => {
    const parts = await unpackZip(await writeCatalogFile('a.xlsx', catalog), () => true, 10_000_000)
    const bytes = Buffer.from(`<worksheet><sheetData>${xml}</sheetData></worksheet>`)
    return storeZip(parts.map((p) => (p.path.endsWith('sheet1.xml') ? { ...p, bytes } : p)))
  }

  test('three hundred megabytes, declared as they are', async () => {
    const bytes = await swollen(300_000_000)
    expect(bytes.length).toBeLessThan(500_000)
    const before = process.memoryUsage.rss()
    expect(await faultsOf(bytes)).toEqual(TOO_LARGE)
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000)
  })

  test('three hundred megabytes, declared as one', async () => {
    const bytes = await swollen(300_000_000)
    bytes.writeUInt32LE(1, bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46 + 24)
    expect(await faultsOf(bytes)).toEqual(TOO_LARGE)
  })

  test.each([
    ['one cell in the last corner', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'],
    ['an address written otherwise', '<row r="&#57;999999"/>'],
    ['a million empty rows', '<row/>'.repeat(1_000_000)],
    ['a million cells', `<row>${'<c/>'.repeat(1_000_000)}</row>`],
  ])('%s', async (_, xml) => {
    expect(await faultsOf(await rows(xml))).toEqual(TOO_LARGE)
  })

  test('what is no ZIP, or cut off, cannot be read', async () => {
    const whole = await writeCatalogFile('a.xlsx', catalog)
    for (const bytes of [
      Buffer.from('PK'),
      Buffer.alloc(0),
      whole.subarray(0, 2000),
      Buffer.concat([whole.subarray(3000)]),
    ])
      expect((await faultsOf(bytes))[0]).toContain('这不是能读的 XLSX 文件')
  })
})

describe('round trip', () => {
  test('every field of an item, a material and a question has its column', () => {
    const has = (sheet: keyof typeof SHEETS) => new Set(SHEETS[sheet].columns.map((c) => c.key.split('.')[0]))
    const { materials: _, faq: __, ...own } = itemSchema.shape
    expect(Object.keys(own).filter((k) => !has('items').has(k))).toEqual([])
    expect(Object.keys(materialSchema.shape).filter((k) => !has('materials').has(k))).toEqual([])
    expect(Object.keys(items.find((i) => i.faq.length > 0)?.faq[0] ?? { question: 1, answer: 1, aliases: 1 }).filter((k) => !has('faq').has(k))).toEqual([]) // prettier-ignore
  })

  test.each(['a.xlsx', 'a.yaml'])('all items come back from %s as they went', async (name) => {
    const back = await readCatalogFile(name, await writeCatalogFile(name, catalog), town)
    expect(back.ok && back.items).toEqual(items)
    expect(items.length).toBe(89)
  })

  test('any text comes back, line breaks and backslashes in lists too', async () => {
    // what a spreadsheet cannot hold: control characters; what the schema trims: spaces at the ends
    const words = fc.string({ unit: fc.constantFrom('低', '保', 'a', '=', '\\', 'n', '\n', '"', '<', '&', ' ', '，'), minLength: 1, maxLength: 12 }).map((s) => s.trim()).filter((s) => s !== '') // prettier-ignore
    await fc.assert(
      fc.asyncProperty(words, fc.array(words, { maxLength: 4 }), async (note, lines) => {
        const item: Item = { ...items[0]!, note, steps: lines, conditions: lines, fee: note, faq: [{ question: note, aliases: lines, answer: note }] } // prettier-ignore
        const back = await readXlsxCatalog(await writeCatalogFile('a.xlsx', { version: '1', items: [item] }), town)
        expect(back.ok && back.items).toEqual([item])
      }),
      { numRuns: 40 },
    )
  })
})

describe('what is wrong', () => {
  test('is named by sheet, row and column', async () => {
    const faults = await faultsOf(
      await edited((s) => {
        s['材料']![4]![column(s['材料']!, 'copies')] = '两份'
        s['事项']![2]![column(s['事项']!, 'owner')] = 'XXX'
        s['事项']![3]![column(s['事项']!, 'name')] = null
      }),
    )
    expect(faults.find((f) => f.includes('“材料”表第5行“份数 copies”列'))).toContain('数字')
    expect(faults.find((f) => f.includes('“事项”表第3行“主责科室 owner”列'))).toContain('town.yaml 里没有')
    expect(faults.find((f) => f.includes('“事项”表第4行“名称 name”列'))).toContain('缺少')
  })

  test('a material of no item, a lost sheet and a renamed column are told', async () => {
    expect(await faultsOf(await edited((s) => void (s['材料']![1]![0] = 'nothing')))).toContainEqual(expect.stringContaining('“材料”表第2行“事项编号 item”列：没有编号是“nothing”的事项')) // prettier-ignore
    expect(await faultsOf(await edited((s) => { delete s['常见问题'] }))).toEqual(['没有“常见问题”这张表，请从导出的文件改起']) // prettier-ignore
    const renamed = await faultsOf(await edited((s) => void (s['事项']![0]![1] = '事项名字')))
    expect(renamed).toEqual([expect.stringContaining('缺少“名称 name”列'), expect.stringContaining('不认识“事项名字”这一列')]) // prettier-ignore
  })

  test('a file that is no spreadsheet is said so', async () => {
    expect(await faultsOf(Buffer.from('不是表格'))).toEqual([expect.stringContaining('不是能读的 XLSX 文件')])
  })

  test('a phone number typed as a number is read as its digits', async () => {
    const back = await readXlsxCatalog(await edited((s) => void (s['事项']![1]![column(s['事项']!, 'phone')] = 22829001)), town) // prettier-ignore
    expect(back.ok && back.items[0]!.phone).toBe('22829001')
  })
})

describe('a dry run', () => {
  test('says what is new, changed and gone, field by field', () => {
    const [first, second, ...rest] = items as [Item, Item, ...Item[]]
    const after = [{ ...first, fee: '每份10元' }, ...rest, { ...second, id: 'xin-shixiang', name: '新事项' }]
    const said = sayDiff(diffItems(items, after))
    expect(said).toContain(`改动 1 项：\n  ${first.name}（${first.id}）\n    收费：${first.fee} → 每份10元`)
    expect(said).toContain('新增 1 项：\n  新事项（xin-shixiang）')
    expect(said).toContain(`删除 1 项：\n  ${second.name}（${second.id}）`)
    expect(sayDiff(diffItems(items, items))).toBe('和现在的一样，没有改动。')
  })
})
