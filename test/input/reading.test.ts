/** What any door hands in, read: clean text, command lines, case numbers, in every spelling people use. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCommand } from '../../bot/commands/parse-command.ts'
import { parseChallenge } from '../../core/challenge/hearing.ts'
import {
  findCaseNumber,
  numberAtStart,
  readCaseNumber,
  readCode,
  withPlainNumbers,
} from '../../core/input/typed-case-number.ts'
import { cleanLine, cleanText, commandLine, squeezed } from '../../core/input/clean-text.ts'

const NUMBER = 'BS20261130-0008'
const wide = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
/** Any text, halves of characters and invisible ones among it. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }).chain((text) => fc.nat(text.length).map((at) => text.slice(0, at))),
  fc.array(fc.constantFrom('\0', '\ud83d', '\ude00', '😀', '👨‍👩‍👧', '\u200d', '\u200b', '\u202e', '１', '２', '－', '——', '—', ' ', '\u3000', '\r', '\n', '\ufeff', 'Ａ', '办', '，', '。', '𠮷', '\u{e0041}')).map((p) => p.join('')),
) // prettier-ignore

describe('clean text', () => {
  test.each([
    ['ＢＳ２０２６１１３０－０００８', NUMBER],
    ['办低\u200b保\ufeff要什么\u2060材料', '办低保要什么材料'],
    ['坏了\0\x07\x1b', '坏了'],
    ['坏了\ud83d', '坏了'],
    ['一行\r\n二行\r三行\u2028四行', '一行\n二行\n三行\n四行'],
    ['路灯\u3000坏了\u00a0两天', '路灯 坏了 两天'],
    ['１３８\u202e００１３８０００', '13800138000'],
    ['电话０２２－２９１２３４５６', '电话022-29123456'],
    // what Chinese is written with stays as it was typed
    ['李庄（三组）的路灯：坏了，请修！', '李庄（三组）的路灯：坏了，请修！'],
    ['别政补告〔2026〕1号——附件', '别政补告〔2026〕1号——附件'],
    ['第9—13条，2024—2026年，9～12点', '第9—13条，2024—2026年，9～12点'],
    ['𠮷田家的👨‍👩‍👧‍👦', '𠮷田家的👨‍👩‍👧‍👦'],
    ['👍🏽👩🏽‍🌾谢谢', '👍🏽👩🏽‍🌾谢谢'],
  ])('%j is %j', (typed, clean) => {
    expect(cleanText(typed)).toBe(clean)
  })

  test('cleaning twice is cleaning once, whatever came; and what is clean can be stored and sent', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanText(text)
        expect(cleanText(clean)).toBe(clean)
        expect(clean).not.toMatch(/\p{Surrogate}/u)
        expect(clean).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\ufeff]/)
        expect(clean.length).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 500 },
    )
  })

  test('a line has no line end, and no space before, behind or twice', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanLine(text)).not.toMatch(/\n|^\s|\s$|\s\s/)
      }),
    )
  })
})

describe('a command', () => {
  test.each([
    ['我的办件。', '我的办件'],
    ['“我的办件”', '我的办件'],
    ['催办！', '催办'],
    ['／ｍｉｎｅ＠TownBot', '/mine'],
    ['催办 ＢＳ２０２６１１３０——０００８。', '催办 BS20261130-0008'],
    ['/progress@town_bot BS20261130-0008', '/progress BS20261130-0008'],
    ['  进度\u3000。\u200b', '进度'],
    ['进度？', '进度?'],
  ])('%j is the line %j', (typed, line) => {
    expect(commandLine(typed)).toBe(line)
  })

  test('spaces within a word', () => expect(squeezed(commandLine('我 的 办 件。'))).toBe('我的办件'))

  test('reading a line twice is reading it once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(commandLine(commandLine(text))).toBe(commandLine(text))
      }),
      { examples: [['« '], ['/a@b@c'], ['“/mine@b”。'], ['¨']] },
    )
  })
})

describe('a case number', () => {
  const SPELLINGS = [
    NUMBER, 'bs20261130-0008', wide(NUMBER), wide(NUMBER).toLowerCase(), 'BS20261130–0008', 'BS20261130—0008', 'BS20261130——0008', 'BS20261130 - 0008', 'BS 20261130 0008',
    'BS 2026 1130 0008', 'BS20261130−0008', 'BS20261130_0008', 'BS202611300008', 'BS2026\u200b1130-0008', '编号：BS20261130-0008', '办件编号是 bs20261130－0008。', '单号:BS20261130-0008！', '“BS20261130-0008”', '（BS20261130-0008）', ' BS20261130-0008\r\n',
  ] // prettier-ignore

  test.each(SPELLINGS)('%j in a field', (typed) => expect(readCaseNumber(typed)).toBe(NUMBER))
  test.each(SPELLINGS)('%j in a sentence', (typed) => {
    expect(findCaseNumber(cleanText(`我那个 ${typed} 到哪步了`))?.number).toBe(NUMBER)
  })

  test.each(['0008', 'BS20261130', 'JD 20269930 0008', 'BS20261130-0008\0x', 'BS20261130-0008 BS20261130-0009', '电话022-29123456', 'X', ''])('%j in a field is none', (typed) => {
    expect(readCaseNumber(typed)).toBeNull()
  }) // prettier-ignore

  test('whatever its letters, day and count: it is read out of every spelling, and out of what was written with it', () => {
    const two = (n: number) => String(n).padStart(2, '0')
    const number = fc
      .tuple(
        fc.stringMatching(/^[A-Z]{2,4}$/),
        fc.integer({ min: 2000, max: 2099 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 999_999 }),
      )
      .map(([letters, y, m, d, n]) => `${letters}${y}${two(m)}${two(d)}-${String(n).padStart(4, '0')}`)
    const spell = fc.tuple(fc.constantFrom('-', '—', '——', '–', '－', ' ', ' - ', ''), fc.boolean(), fc.boolean())
    fc.assert(
      fc.property(number, spell, (known, [tie, small, full]) => {
        const tied = known.replace('-', tie)
        const typed = full ? wide(small ? tied.toLowerCase() : tied) : small ? tied.toLowerCase() : tied
        expect(readCaseNumber(typed)).toBe(known)
        expect(withPlainNumbers(cleanText(`查${typed}。`))).toBe(`查${known}。`)
      }),
    )
  })

  test('numbers of a text are found in order, do not overlap, and written plainly stay so', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SPELLINGS, '办低保', '，', '0008', '\n')), (parts) => {
        const plain = withPlainNumbers(cleanText(parts.join('')))
        expect(withPlainNumbers(plain)).toBe(plain)
      }),
    )
  })
})

test.each([
  ['查询码：k7m2qx', 'K7M2QX'],
  ['Ｋ７Ｍ２ ＱＸ', 'K7M2QX'],
  ['K7M2-QX。', 'K7M2QX'],
  ['没有', ''],
])('a code: %j is %j', (typed, code) => expect(readCode(typed)).toBe(code))

test.each([
  ['0007 已联系', { number: '0007', rest: '已联系' }],
  ['0007，已联系', { number: '0007', rest: '已联系' }],
  ['0007。', { number: '0007', rest: '' }],
  ['尾号0007 好', { number: '0007', rest: '好' }],
  ['编号：bs20261130—0008，好', { number: NUMBER, rest: '好' }],
  ['#7 好', { number: '7', rest: '好' }],
  ['14:00 来电', null],
  ['62.5 亩', null],
  ['3人来访', null],
])('a text begins with a number: %j', (text, read) => expect(numberAtStart(text)).toEqual(read))

describe('what staff type', () => {
  test.each([
    ['待办。', { word: '待办', number: null, rest: '' }],
    ['/待办@TownBot', { word: '待办', number: null, rest: '' }],
    ['“待办”', { word: '待办', number: null, rest: '' }],
    ['ＴＯＤＯ', { word: '待办', number: null, rest: '' }],
    ['查　ＢＳ２０２６１１３０－０００８', { word: '查', number: NUMBER, rest: '' }],
    ['查编号 0008。', { word: '查', number: '0008', rest: '' }],
    ['答复 bs20261130—0008：路灯修好了，请看。', { word: 'act', number: NUMBER, rest: '路灯修好了，请看。' }],
    ['答复0008，路灯修好了！', { word: 'act', number: '0008', rest: '路灯修好了！' }],
    ['代办登记 14:00来电，路灯坏了', { word: '代办登记', number: null, whole: '14:00来电，路灯坏了' }],
  ])('%j', (text, read) => expect(parseCommand(text, undefined)).toMatchObject(read))

  test.each(['答复很满意', 'helpful', 'todos', '查一下低保'])('%j is no command', (text) => {
    expect(parseCommand(text, undefined)).toBeNull()
  })

  const card = `【新办件】${NUMBER}\n诉求 待认领\n我那个 BS20261129-0001 的事`
  const list = `我的办件（2）\n${NUMBER} 诉求 办理中\n　路灯\nBS20261130-0009 咨询 办理中\n　低保`
  test('a quoted card names its own case, whatever the text within it names', () => {
    expect(parseCommand('明天上门', card)).toMatchObject({ actions: ['reply'], number: NUMBER, rest: '明天上门' })
    expect(parseCommand('“三组”已修好', card)).toMatchObject({ rest: '“三组”已修好' })
    expect(parseCommand('延期 5 要现场核查', card)).toMatchObject({ number: NUMBER, rest: '5 要现场核查' })
    expect(parseCommand('答复 #1', card)).toMatchObject({ number: NUMBER, rest: '#1' })
    expect(parseCommand('认领 0009', card)).toMatchObject({ number: '0009' })
  })
  test('a quoted list names nobody: an answer written on it goes to nobody', () => {
    expect(parseCommand('明天上门', list)).toMatchObject({ word: 'act', number: null })
    expect(parseCommand('认领', list)).toMatchObject({ number: null })
    expect(parseCommand('认领 0009', list)).toMatchObject({ number: '0009' })
    expect(parseCommand('明天上门', list.split('\n').slice(0, 3).join('\n'))).toMatchObject({ number: NUMBER })
  })

  test('any text is a command or none, and never an error; the word, the number and the rest are of the text', () => {
    const piece = fc.constantFrom(
      '答复',
      '查',
      '认领',
      '延期',
      '公开',
      'todo',
      ' ',
      '0007',
      NUMBER,
      '#1',
      '：',
      '，',
      '。',
      '好',
      '\n',
      '@b',
      '/',
    )
    fc.assert(
      fc.property(fc.oneof(anyText, fc.array(piece).map((p) => p.join(''))), fc.option(fc.constantFrom(card, list), { nil: undefined }), (text, quoted) => {
        const read = parseCommand(text, quoted)
        if (read === null) return
        expect(cleanText(text)).toContain(read.rest)
        expect(cleanText(text)).toContain(read.whole)
        expect(read.number ?? '0').toMatch(/^([A-Z]{2,4}\d{8}-\d{4,6}|\d{1,6})$/)
      }),
    ) // prettier-ignore
  })
})

test.each([
  ['公开栏为什么三个月没更新', false],
  ['承诺到现在都没做到', false],
  ['考核怎么都是优秀', false],
  ['违诺 12 为什么只是提醒', true],
  ['文书 别政补告〔2026〕1号 期限怎么算的', true],
])('“质询 %s” names a published thing for certain: %s', (text, certain) => {
  expect(parseChallenge(text)?.certain ?? false).toBe(certain)
})
