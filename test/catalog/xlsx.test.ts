/** The catalogue as a spreadsheet: nothing is lost, and what is wrong is named by sheet, row and column. */
import { join } from 'node:path'
import fc from 'fast-check'
import readXlsxFile from 'read-excel-file/node'
import writeXlsxFile from 'write-excel-file/node'
import { describe, expect, test } from 'vitest'
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
