/** What somebody writes who looks a case up: number, code, and what is said around them. */
import { expect, test } from 'vitest'
import { cleanText } from '../../core/input/clean-text.ts'
import { asksDone, miscounted, readLookupTalk, readLookupWords } from '../../core/input/lookup-words.ts'

const read = (text: string) => readLookupWords(cleanText(text))

test.each([
  'WXJG9F',
  'wxjg9f',
  '好像是 WXJG9F',
  '找着了 记纸上呢 WXJG9F',
  '查询码是WXJG9F',
  '查询码：wxjg9f。',
  'ＷＸＪＧ９Ｆ',
  'WX JG 9F',
  'W-X-J-G-9-F',
  '“WXJG9F”',
  '娃给我念的 WXJG9F',
])('a code alone, typed as %j', (text) => {
  expect(read(text)).toMatchObject({ number: null, code: { plain: 'WXJG9F' }, bare: true })
})

test.each([
  'BS20260310-0015 WXJG9F',
  'WXJG9F BS20260310-0015',
  '编号 bs20260310-0015，查询码 wxjg9f',
  '查询码是WXJG9F 编号是ＢＳ２０２６０３１０—００１５',
  'BS 20260310 0015\nWX JG 9F',
])('number and code in one message, typed as %j', (text) => {
  expect(read(text)).toMatchObject({ number: 'BS20260310-0015', code: { plain: 'WXJG9F' }, bare: true })
})

test('a code misread, with a letter codes are not made of, is still a try', () => {
  expect(read('好像是 QW77ZX')).toMatchObject({ code: { plain: 'QW77ZX' }, bare: true })
})

test('what is said besides is left over', () => {
  expect(read('我换了个手机 先前报的 BS20260310-0015 修没修啊')).toEqual({
    number: 'BS20260310-0015',
    code: null,
    bare: false,
    rest: '我换了个手机 先前报的 修没修啊',
  })
})

test.each([
  'nihaoa',
  'zenme ban',
  '要交300300块',
  '13812345678',
  '5G wifi',
  'TELECOM 网断了',
  '300100',
  'ok',
  '着火了',
])('no code in %j', (text) => {
  expect(read(text).code).toBeNull()
})

test('a number plate in a sentence is no bare code', () => {
  for (const text of ['豫A12345 堵在门口半天了', '豫A34679 堵门', '有车A34679挡道']) expect(read(text).bare).toBe(false)
})

test('a code too short or too long is counted', () => {
  expect(miscounted('WXJG9')).toBe(5)
  expect(miscounted('查询码是 WXJG9F7')).toBe(7)
  for (const text of ['WXJG9F', 'hello', '0015', '好的', 'A1 路口灯灭了']) expect(miscounted(text)).toBeNull()
})

test('how far it is, asked in two words', () => {
  for (const text of ['修没修', '修没修啊', '修好了没', '办了吗', '弄好没', '到底修没修？'])
    expect(asksDone(text)).toBe(true)
  for (const text of ['修好了', '灯没修好', '低保办了没人管', '修路']) expect(asksDone(text)).toBe(false)
})

test('that something else is changed or lost is no talk of looking up', () => {
  for (const text of ['换了手机 医保咋绑定', '身份证丢了', '等一下', '密码忘了'])
    expect(readLookupTalk(text, false)).toBeNull()
  expect(readLookupTalk('等一下 我找找', true)).toBe('take')
  expect(readLookupTalk('码找不到了', true)).toBe('code')
})
