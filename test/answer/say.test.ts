import fc from 'fast-check'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import { sayAnswer, sayChoices, sayFaq, sayNotice } from '../../core/answer/reply/compose-answer.ts'
import { SCREEN } from '../../core/answer/reply/phone-screen.ts'
import { FACETS } from '../../core/answer/understand.ts'
import { type Item, itemSchema } from '../../core/catalog/item.ts'
import { readItems, readTown } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const town = readTown(DATA)
const items = readItems(join(DATA, 'items.yaml'))
const catalog = { version: '2026-11-23.1', items }
const item = (id: string) => items.find((i) => i.id === id)!
const said = (id: string, facet: (typeof FACETS)[number], forOther = false) =>
  sayAnswer({ item: item(id), facet, forOther }, catalog, town).text

const onScreen = (text: string) => {
  expect(text.length, text).toBeLessThanOrEqual(SCREEN.characters)
  expect(text.split('\n').length, text).toBeLessThanOrEqual(SCREEN.lines)
}

describe.each(items.map((i) => [i.id, i] as const))('%s', (_, it) => {
  const all = FACETS.flatMap((facet) => [false, true].map((forOther) => sayAnswer({ item: it, facet, forOther }, catalog, town)))

  test('every answer fits a phone screen, with few taps under it', () => {
    for (const { text, choices } of all) {
      onScreen(text)
      expect(choices!.length).toBeLessThanOrEqual(6)
    }
  })

  test('the first lines name the matter as people call it', () => {
    for (const { text } of all) expect(text.split('\n').slice(0, 2).join()).toContain(shortName(it))
  })

  test('no mark of the file and no word of its makers reaches a resident', () => {
    for (const { text } of [...all, sayNotice(it, catalog, town)])
      expect(text).not.toMatch(/UNVERIFIED|待核(?!实)|机器人|最小可见|undefined|。。|：。|（）/)
  })

  test('every number stands in the catalogue, the town file or the list itself', () => {
    const known = JSON.stringify([it, town]).match(/\d+/g)!
    for (const { text } of all)
      for (const n of text.replace(/^\d+\. /gm, '').replace(/版本 .*$/m, '').replace(/要带\d样|还有\d+条|点“.*”/g, '').match(/\d+/g) ?? [])
        expect(known, `${n} in ${text}`).toContain(n)
  })
}) // prettier-ignore

test('a matter decided elsewhere says where, and the town’s day for showing the way is never read as the matter’s own', () => {
  expect(said('shenfenzheng', 'time')).toMatch(/^身份证由公安派出所办，多少天：法定60日（自然日）；镇里指路、转交，拟承诺1个工作日/)
  expect(said('shenfenzheng', 'place')).toMatch(/^身份证：这件事不在镇里办，去蓟州区公安局派出所/)
  expect(said('shenfenzheng', 'place')).not.toContain('08:30')
  expect(said('shenfenzheng', 'fee')).toMatch(/^镇里给您指路、转交不收费。办身份证要不要钱，以公安派出所公布的为准/)
  expect(said('shiyejin', 'general')).toMatch(/最后归区里办，先到.*窗口就行/)
  for (const it of items.filter((i) => i.routing !== 'town'))
    for (const facet of FACETS)
      expect(sayAnswer({ item: it, facet, forOther: false }, catalog, town).text).not.toMatch(/(?<!不)在镇里办，去/)
}) // prettier-ignore

test('what need not be brought is said from the notes of the papers', () => {
  const text = said('dibao', 'materials')
  expect(text).toContain('不用复印：居民身份证')
  expect(text).toMatch(/可以不交：居民户口簿/)
  expect(text).toContain('表在窗口领，不会写可以口述')
  expect(said('linshi', 'materials')).toContain('可以后补：急难情形佐证')
  expect(said('jiaoyu-jiuzhu', 'materials')).toMatch(/^困难学生资助，要带：按学校要求提交/)
})

test('what is not checked or not promised yet says so; what is checked does not', () => {
  expect(said('canjizheng', 'materials')).toContain('还在核对')
  expect(said('dibao', 'time')).toContain('还没正式公布')
  expect(said('dibao', 'process')).not.toContain('还在核对')
  expect(said('canji-butie', 'process')).toContain('还没核实')
})

test('money is never quoted where the catalogue has none, and that is said', () => {
  for (const id of ['gaoling', 'yuer-butie', 'dibao', 'canji-butie']) {
    expect(said(id, 'result')).toContain('给多少钱，目录里没有写')
    expect(said(id, 'result')).not.toMatch(/\d+元/)
  }
  expect(said('hukou-qianyi', 'result')).not.toContain('多少钱')
})

test('danger comes before the counter', () => {
  expect(said('jiabao', 'general')).toMatch(/^紧急报110/)
  expect(said('liulang', 'general')).toMatch(/^有生命危险先打110/)
})

test('acting for another is answered from the catalogue', () => {
  expect(said('dibao', 'process', true)).toContain('替别人办：向户籍所在地镇政府提出申请（可委托村委会或他人代提）')
  expect(said('gaoling', 'materials', true)).toContain('替别人办：可以，另外带授权委托书及受托人身份证')
  expect(said('jiehun', 'materials', true)).toContain('替别人办：不行')
})

test('the whole notice holds every paper, step and remedy', () => {
  for (const it of items) {
    const { text } = sayNotice(it, catalog, town)
    for (const m of it.materials) expect(text).toContain(m.name)
    expect(text).toContain('不同意可以')
    expect(text).toContain('时间：')
  }
})

test('a long answer of a person is cut, the whole one tap away', () => {
  const faq = { question: '问', aliases: [], answer: '答'.repeat(900) }
  const it: Item = { ...item('dibao'), faq: [faq] }
  const short = sayFaq(faq, it, catalog)
  onScreen(short.text)
  expect(short.choices![0]).toEqual({ label: '看全文', value: 'q:dibao:0' })
  expect(sayFaq(faq, it, catalog, true).text).toContain(faq.answer)
})

test('whatever a town writes into its catalogue, an answer stays on one screen', () => {
  const text = fc.string({ unit: fc.constantFrom('办', '事', '，', '1', '（', '、'), minLength: 1, maxLength: 160 }).map((t) => `字${t}`)
  const texts = fc.array(text, { maxLength: 30 })
  const material = fc.record({ name: text, form: fc.constantFrom('原件', '复印件'), copies: fc.nat(3), required: fc.boolean(), note: fc.constantFrom('', '可共享免交', '紧急时可后补') })
  const made = fc.record({ conditions: texts, steps: texts, basis: texts, materials: fc.array(material, { maxLength: 30 }), name: text.map((t) => t.slice(0, 40)), fee: text.map((t) => t.slice(0, 60)) })
  fc.assert(
    fc.property(made, fc.constantFrom(...FACETS), fc.boolean(), (fields, facet, forOther) => {
      const it = itemSchema.parse({ ...item('dibao'), short: '', ...fields })
      onScreen(sayAnswer({ item: it, facet, forOther }, catalog, town).text)
    }),
    { numRuns: 300 },
  )
}) // prettier-ignore

test('a question asked back shows short names and a way out', () => {
  const { choices } = sayChoices([item('dibao'), item('dibian')], 'materials')
  expect(choices!.map((c) => c.label)).toEqual(['低保', '低保边缘户', '都不是', '找工作人员'])
})
