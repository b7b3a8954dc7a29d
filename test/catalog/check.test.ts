/** A catalogue file with a fault is refused whole, and the fault is named by line. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogExport, readCatalog, sayChecked } from '../../cli/catalog-yaml.ts'
import { checkCatalog } from '../../core/catalog/check.ts'
import { readTown } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const town = readTown(DATA)
const GOOD = `# 一份小目录
- id: dibao
  name: 最低生活保障审核确认
  aliases: [低保]
  owner: GFB
  department: 公共服务办公室
  routing: town
  type: 行政给付
  officeType: 承诺件
  materials:
    - name: 申请书
      form: 原件
      copies: 1
      required: true
  statutoryLimit: { days: 30, unit: working, basis: 某办法, evidence: U, verified: false }
  promisedLimit:
    days: 25
    unit: working
    basis: 镇政府公布
    proposed: false
  fee: 不收费
  place: 窗口
  result: 决定书
  remedies: 可以复议
  verified: true
`
const second = (id: string, extra = '') =>
  GOOD.replace('# 一份小目录\n', '').replace('id: dibao', `id: ${id}`).replace('[低保]', '[特困]') + extra

const faultsOf = (text: string) => {
  const checked = readCatalog(text, town)
  expect(checked).not.toHaveProperty('items')
  return checked.ok ? [] : checked.faults.map((f) => `${f.line} ${f.says}`)
}
const warningsOf = (text: string) => {
  const checked = readCatalog(text, town)
  return checked.ok ? checked.warnings.map((w) => `${w.line} ${w.says}`) : checked.faults.map((f) => f.says)
}

test('a sound file is read with its defaults', () => {
  const checked = readCatalog(GOOD, town)
  expect(checked).toMatchObject({ ok: true, warnings: [], items: [{ id: 'dibao', family: 'service', faq: [] }] })
})

describe('is refused', () => {
  // prettier-ignore
  test.each([
    ['a missing field',              GOOD.replace('  name: 最低生活保障审核确认\n', ''),       ['2 事项 dibao：缺少“名称”（name）']],
    ['a missing field of a material', GOOD.replace('      form: 原件\n', ''),                 ['11 事项 dibao：缺少材料第1项的“形式”（form）']],
    ['a missing choice',             GOOD.replace('  routing: town\n', ''),                   ['2 事项 dibao：缺少“办理去向”（routing），只能是：town、district、police、external']],
    ['an empty name',                GOOD.replace('最低生活保障审核确认', '"  "'),               ['3 事项 dibao：“名称”（name）不能空着']],
    ['a wrong choice',               GOOD.replace('officeType: 承诺件', 'officeType: 快办件'), ['9 事项 dibao：“办件类型”（officeType）只能是：即办件、承诺件']],
    ['a wrong type',                 GOOD.replace('copies: 1', 'copies: 一份'),               ['13 事项 dibao：材料第1项的“份数”（copies）应当是数字']],
    ['a negative number',            GOOD.replace('copies: 1', 'copies: -1'),                 ['13 事项 dibao：材料第1项的“份数”（copies）不能小于0']],
    ['a misspelt key',               GOOD.replace('  fee:', '  feee:'),                       ['2 事项 dibao：缺少“收费”（fee）', '21 事项 dibao：不认识的栏目：feee，是不是写错了']],
    ['an unfit id',                  GOOD.replace('id: dibao', 'id: 低保'),                    ['2 事项 低保：“编号”（id）只能用小写字母、数字和“-”，最多40个字符']],
    ['a promise longer than the law', GOOD.replace('days: 25', 'days: 31'),                   ['17 事项 dibao：承诺时限31个工作日，比法定时限30个工作日还长']],
    ['no limit at all',              GOOD.replace(/ {2}promisedLimit:[\s\S]*?proposed: false\n/, '  promisedLimit: null\n').replace('days: 30', 'days: null'), ['16 事项 dibao：没有法定时限的镇办事项，必须有承诺时限']],
    ['an unknown department',        GOOD.replace('owner: GFB', 'owner: XXX'),                ['5 事项 dibao：主责科室“XXX”在 town.yaml 里没有，可用：DQZX、DZB、GFB、GGB、GAB、ZFD、NYB、TYZ、SFS']],
    ['an id used twice',             GOOD + second('dibao'),                                  ['26 事项 dibao：编号重复，第2行已经用过']],
    ['a key written twice',          GOOD.replace('  fee: 不收费', '  fee: 不收费\n  fee: 收费'), ['22 同一个事项里，这一栏写了两次']],
    ['a list that is not one',       'dibao: 1\n',                                            ['1 文件应当是事项的列表，每个事项以“- id:”开头']],
    ['an empty list',                '[]\n',                                                  ['1 文件里一个事项也没有']],
    ['an empty file',                '',                                                      ['null 文件应当是事项的列表，每个事项以“- id:”开头']],
    ['an item that is only a word',  `${GOOD}- 低保\n`,                                       ['26 事项 （第2个，没有编号）：这一项应当是一组栏目']],
  ])('%s', (_, text, faults) => {
    expect(faultsOf(text)).toEqual(faults)
  })

  test('broken YAML, by its line', () => {
    expect(faultsOf(GOOD.replace('  fee: 不收费', '\tfee: 不收费'))[0]).toMatch(/^21 这里的写法不合 YAML 格式/)
    expect(faultsOf(GOOD.replace('basis: 镇政府公布', 'basis: "镇政府公布'))[0]).toMatch(/YAML/)
  })

  test('a file whose references unfold beyond reason', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', 'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]', 'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]', 'd: [*c,*c,*c,*c,*c,*c,*c,*c]'] // prettier-ignore
    expect(faultsOf(bomb.join('\n'))).toEqual(['null 文件里的引用（& 和 *）太多，展开后过大'])
  })

  test('every fault of every item at once, in the order of the file', () => {
    const text = GOOD.replace('copies: 1', 'copies: x') + second('tekun').replace('  fee: 不收费\n', '')
    expect(faultsOf(text)).toHaveLength(2)
    expect(faultsOf(text)[1]).toBe('26 事项 tekun：缺少“收费”（fee）')
  })
})

describe('is taken, with a remark', () => {
  // prettier-ignore
  test.each([
    ['an alias of two items',          GOOD + second('tekun').replace('[特困]', '[低 保]').replace('name: 最低', 'name: 特困最低'), ['28 事项 tekun：说法“低 保”和事项 dibao 撞了，群众这么说时要反问']],
    ['an instant matter of days',      GOOD.replace('承诺件', '即办件'),                        ['9 事项 dibao：写的是即办件，承诺却是25个工作日，请核对']],
    ['units that hide a longer limit', GOOD.replace('{ days: 30, unit: working', '{ days: 20, unit: calendar'), ['17 事项 dibao：承诺25个工作日，长于法定20个自然日，请核对单位']],
    ['no fee stated',                  GOOD.replace('fee: 不收费', "fee: ''"),                  ['21 事项 dibao：“收费”没填，回答和告知书里就没有这一项']],
  ])('%s', (_, text, warnings) => {
    expect(warningsOf(text)).toEqual(warnings)
  })

  test('a limit longer than the statute where another office decides', () => {
    expect(
      readCatalog(GOOD.replace('routing: town', 'routing: district').replace('days: 25', 'days: 31'), town).ok,
    ).toBe(true)
  })
})

describe('the command', () => {
  test('passes the example town', () => {
    const { text, code } = sayChecked('items.yaml', readCatalog(readFileSync(join(DATA, 'items.yaml'), 'utf8'), town))
    expect(text).toMatch(/没有错：89 个事项/)
    expect(code).toBe(0)
  })

  test('an export is taken back unchanged', () => {
    const checked = readCatalog(readFileSync(join(DATA, 'items.yaml'), 'utf8'), town)
    if (!checked.ok) throw new Error('the example town is faulty')
    const again = readCatalog(catalogExport({ version: '2026-11-23.1', items: checked.items }), town)
    expect(again).toMatchObject({ ok: true, items: checked.items })
  })
})

describe('whatever stands in a file', () => {
  const lines = GOOD.split('\n')
  test('any text, and a good one spoilt anywhere, is a catalogue or refused with sentences', () => {
    const spoilt = fc.tuple(fc.nat(lines.length - 1), fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('  - [', '&a *a', 'id: dibao', '\t', '? :', '--- x', 'aliases: {a: 1}', 'name: null', 'days: 1e309'))).map(([at, text]) => lines.toSpliced(at, 1, text).join('\n')) // prettier-ignore
    fc.assert(
      fc.property(fc.oneof(spoilt, fc.string({ unit: 'binary' })), (text) => {
        const read = readCatalog(text, town)
        if (read.ok) return
        expect(read.faults.length).toBeGreaterThan(0)
        for (const fault of read.faults) {
          expect(fault.says).toMatch(/[\u4e00-\u9fff]/)
          expect(fault.line ?? 1).toBeGreaterThanOrEqual(1)
        }
      }),
    )
  })

  test('any row is an item or a fault that names its place', () => {
    const good = (() => {
      const read = readCatalog(GOOD, town)
      return read.ok ? (read.items[0] as unknown as Record<string, unknown>) : {}
    })()
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good), 'extra', '__proto__'), fc.jsonValue(), fc.boolean(), (field, value, alone) => {
        const row = alone ? value : { ...good, [field]: value }
        const read = checkCatalog([row], { town })
        if (!read.ok) for (const fault of read.faults) expect(fault.path).toMatch(/^0(\.|$)/)
      }),
    ) // prettier-ignore
  })

  test('what was read and written out is read again as the same', () => {
    const word = fc.string({ unit: fc.constantFrom('低', '保', '：', '#', '-', "'", '"', ' ', '\n', '&', '*', '!', '%', '@', '，', 'a'), minLength: 1, maxLength: 12 }).map((t) => t.trim()).filter((t) => t !== '') // prettier-ignore
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 3 }), (note, steps) => {
        const read = readCatalog(GOOD, town)
        const items = read.ok ? read.items.map((i) => ({ ...i, note, steps, fee: note })) : []
        const again = readCatalog(catalogExport({ version: '1', items }), town)
        expect(again.ok && again.items).toEqual(items)
      }),
    )
  })
})

test.each([
  ['long', '- a\n'.repeat(300_000)],
  ['full of lines', '- a\n'.repeat(70_000)],
  ['full of commas', `[${'1,'.repeat(70_000)}1]`],
  ['deep in brackets', '['.repeat(20_000)],
  ['deep in dashes', '- '.repeat(20_000)],
])('a file that is too %s is refused in one sentence before it is parsed', (_, text) => {
  expect(readCatalog(text)).toEqual({
    ok: false,
    faults: [{ line: null, path: '', says: expect.stringContaining('请检查是不是选错了文件') as string }],
  })
})

test('a key written twice is named at its second place', () => {
  expect(readCatalog('- id: a\n  name: b\n  id: c\n')).toEqual({
    ok: false,
    faults: [{ line: 3, path: '', says: '同一个事项里，这一栏写了两次' }],
  })
})
