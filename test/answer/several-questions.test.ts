/** Two matters, or several questions of one matter, in one message: each is answered, in the words of its own fact. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { questionsOf } from '../../core/answer/policy/several-questions.ts'
import { rankTogether } from '../../core/answer/model/choose-point.ts'
import { questionIn } from '../../core/answer/text/asking.ts'
import { applyAnswerPolicy } from '../../core/answer/policy/answer-policy.ts'
import { composeReply } from '../../core/answer/reply/compose-reply.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { readCalendars, readItems, readTown, readWords, townCut, understander } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const town = readTown(DATA)
const catalog = { version: 'test', items: readItems(join(DATA, 'items.yaml')) }
const understand = understander(catalog, readWords(DATA, town), townCut(DATA))
const world = { town, catalog, calendar: makeCalendar(readCalendars(DATA)), publicUrl: '' }
const asked = (text: string) => {
  const u = applyAnswerPolicy(understand, text, undefined, catalog)
  return { u, said: composeReply(u, world, text) }
}

describe('a message is cut where another question begins', () => {
  // prettier-ignore
  test.each<[text: string, questions: string[]]>([
    ['身份证丢了咋补，多少钱，几天能拿',            ['身份证丢了咋补', '几天能拿']],
    ['我妈八十了，腿脚不行，高龄津贴咋领',          ['我妈八十了，腿脚不行，高龄津贴咋领']],
    ['路灯坏了半个月了，还有我想问下老年证在哪办',  ['路灯坏了半个月了', '我想问下老年证在哪办']],
    ['俺想问两个事，低保咋申请，残疾证在哪换',      ['低保咋申请', '残疾证在哪换']],
    ['低保咋申请',                                  ['低保咋申请']],
    ['',                                            []],
  ])('%s', (text, questions) => expect(questionsOf(text).map((q) => q.text)).toEqual(questions))
})

describe('two matters', () => {
  // prettier-ignore
  test.each<[text: string, both: RegExp[]]>([
    ['孩子出生证明丢了上户口咋办 顺便问下新农合给孩子交多少钱', [/出生医学证明/, /居民医保/]],
    ['低保年审要啥材料，还有残疾证换证去哪',                    [/低保，要带/, /残疾人证：/]],
    ['想开个小卖部要啥手续，顺便问一下社保自己交能补贴不',      [/营业执照/, /灵活就业/]],
    ['宅基地咋申请，还有驾驶证到期了去哪换',                    [/宅基地：/, /交管12123/]],
  ])('%s', (text, both) => {
    const { said } = asked(text)
    expect(said).toHaveLength(1)
    for (const one of both) expect(said[0]!.text).toMatch(one)
    expect(said[0]!.choices!.at(-1)!.label).toBe('找工作人员')
  })

  test.each([
    ['路灯不亮半个月了，还有我想问下低保咋申请', /低保：[^]*登记给公共管理办公室/],
    ['我的医疗救助批下来没有，另外临时救助要啥材料', /临时救助，要带[^]*要请工作人员查/],
  ])('what a person is needed for is offered to be registered, the question answered above it: %s', (text, both) => {
    const { u, said } = asked(text)
    expect(u.decision).toBe('handoff')
    expect(said[0]!.text).toMatch(both)
    expect(said[0]!.choices!.map((c) => c.label)).toContain('登记，找工作人员')
  })

  test.each([
    '我妈八十了低保户，高龄津贴咋领',
    '高龄津贴本人去不了行不，要带啥',
    '临时救助上个月领过一回，这回又住院了还能申请吗',
  ])('one matter stays one: %s', (text) => expect(asked(text).u.also).toBeNull())
})

test('of one matter each question is answered by its own fact, beside a list of papers too', () => {
  expect(asked('身份证丢了咋补，多少钱，几天能拿').said[0]!.text).toMatch(/补领[^]*40元/)
  const { text } = asked('临时救助要啥材料 几天能下来').said[0]!
  expect(text).toMatch(/^临时救助：.*[天日][^]*临时救助，要带/)
})

describe('where it is not plain which matter is meant, the fact of each is told before they are offered', () => {
  test.each([
    ['我要结婚了去哪登记', /结婚登记：.+\n(.+\n)*生育登记：.+\n您问的是哪一件/],
    ['没活儿干了 咋办', /失业登记：.+\n失业金：.+\n(.+\n)*您问的是哪一件/],
  ])('%s', (text, facts) => expect(asked(text).said[0]!.text).toMatch(facts))

  test('never with a number that is still to be filled in, nor longer than a screen of few lines', () => {
    for (const text of ['证丢了咋补', '80岁了每月给多少钱啊', '补贴嘛时候发', '家里有个瘫子 能享受啥']) {
      const [first] = asked(text).said
      expect(first!.text).not.toContain('还没填')
      expect(first!.text.length).toBeLessThanOrEqual(170)
    }
  })
})

describe('the question of a message that tells something first', () => {
  // prettier-ignore
  test.each<[text: string, question: string | null]>([
    ['我以前工友在外地有羊便宜，想拉二十只回来，道上都要啥手续', '道上都要啥手续'],
    ['昨晚上大风把棒子全刮趴下了，几天之内得报，割了还算不',     '几天之内得报，割了还算不'],
    ['低保咋申请',                                               null],
    ['路灯坏了，黑灯瞎火的',                                     null],
  ])('%s', (text, question) => expect(questionIn(text)).toBe(question))

  test('counts as much as the whole, and no fact is ruled out by one reading', () => {
    const together = rankTogether(
      [{ id: 'story', p: 0.7 }, { id: 'asked', p: 0.3 }, { id: 'rare', p: 0 }],
      [{ id: 'asked', p: 0.9 }, { id: 'story', p: 0.1 }, { id: 'rare', p: 0 }],
    ) // prettier-ignore
    expect(together.map((r) => r.id)).toEqual(['asked', 'story', 'rare'])
    expect(together.reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1)
    expect(together[2]!.p).toBeGreaterThan(0)
  })
})
