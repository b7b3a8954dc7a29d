/** A life event: its matters in order with the papers of several once; a question of one matter stays one. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { applyAnswerPolicy } from '../../core/answer/policy/answer-policy.ts'
import { sharedPapers } from '../../core/answer/reply/compose-life-event.ts'
import { composeReply } from '../../core/answer/reply/compose-reply.ts'
import { sayLifeQuestion, sayPaperList } from '../../core/answer/reply/compose-life-papers.ts'
import { type LifeEvent, lifeEventSchema, matterOf } from '../../core/catalog/life-event.ts'
import { answerMeant, itemsOfEvent, neededItems, neededPapers, UNSURE } from '../../core/catalog/life-papers.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { readCalendars, readItems, readTown, readWords, townCut, understander } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const town = readTown(DATA)
const catalog = { version: 'test', items: readItems(join(DATA, 'items.yaml')) }
const understand = understander(catalog, readWords(DATA, town), townCut(DATA))
const world = { town, catalog, calendar: makeCalendar(readCalendars(DATA)), publicUrl: '' }
const asked = (text: string) => {
  const u = applyAnswerPolicy(understand, text, undefined, catalog, town.lifeEvents)
  return { u, said: composeReply(u, world, text)[0]! }
}

test('every matter of an event is in the catalogue, and none twice', () => {
  const ids = new Set(catalog.items.map((i) => i.id))
  for (const { id, items } of town.lifeEvents) {
    const named = items.map(({ item }) => item)
    expect(
      named.filter((item) => !ids.has(item)),
      id,
    ).toEqual([])
    expect(new Set(named).size, id).toBe(named.length)
  }
})

describe('asked all of it, the matters come in order', () => {
  // prettier-ignore
  test.each<[text: string, event: string]>([
    ['儿媳妇刚生了二胎，都要跑哪些手续',   'birth'],
    ['老爷子昨天不在了，家里人都该办啥',   'death'],
    ['俺想扒了重盖三间正房，先去办啥',     'house'],
    ['儿子从部队回来，有什么政策',         'veteran'],
    ['厂子黄了，有啥补助能领',             'jobless'],
    ['他爹尿毒症一礼拜透析三回，有啥补助', 'illness'],
    ['婆婆半身不遂了能享受什么待遇',       'disability'],
    ['我是外地来的，都要办些啥',           'newcomer'],
  ])('%s', (text, event) => {
    const { u, said } = asked(text)
    expect(u).toMatchObject({ decision: 'choose', event })
    const items = town.lifeEvents.find((e) => e.id === event)!.items
    expect(u.candidates.map((c) => c.id)).toEqual(items.map(({ item }) => item))
    expect(said.text).toMatch(/1\. .+\n2\. /)
    expect(said.choices!.at(-1)!.label).toBe('找工作人员')
  })
})

test.each([
  '生孩子上户口要啥手续',
  '离婚要啥手续',
  '工作没了，失业金咋领',
  '我妈八十了，高龄津贴要带啥',
  '开饭店执照几天能下来',
])('a question of one matter is answered: %s', (text) => {
  const { u } = asked(text)
  expect(u.event).toBeNull()
  expect(u.decision).toBe('answer')
})

test('whoever mourns is met first, then told the order', () => {
  expect(asked('我爸走了 都要办些啥').said.text).toMatch(/^请您节哀[^]*1\. 火化和丧葬/)
})

test('papers that several matters require are named once, papers of one alone are not', () => {
  const birth = town.lifeEvents.find((e) => e.id === 'birth')!
  const items = birth.items.map(({ item }) => catalog.items.find((i) => i.id === item)!)
  const papers = sharedPapers(items)
  expect(papers).toContain('居民户口簿')
  expect(new Set(papers).size).toBe(papers.length)
  for (const paper of papers)
    expect(items.filter((i) => i.materials.some((m) => m.required && m.name === paper)).length).toBeGreaterThan(1)
  expect(sharedPapers(items.slice(0, 1))).toEqual([])
})

test('a way of speaking that is no pattern is refused with a sentence', () => {
  const event = {
    id: 'x',
    name: '事',
    words: ['(没写完'],
    items: [
      { item: 'a', note: '一' },
      { item: 'b', note: '二' },
    ],
  }
  expect(lifeEventSchema.safeParse(event).error?.issues[0]?.message).toBe('不是能用的写法')
})

describe('the papers of one family', () => {
  const codesOf = (event: LifeEvent): string[] =>
    event.questions.reduce<string[]>(
      (codes, q) => codes.flatMap((code) => [...q.answers.keys(), UNSURE].map((answer) => `${code}${answer}`)),
      [''],
    )
  const eventOf = (id: string): LifeEvent => town.lifeEvents.find((e) => e.id === id)!
  const namesOf = (id: string, code: string): string[] => neededPapers(eventOf(id), code, catalog).map((p) => p.name)

  test('every event asks two or three questions, and what its answers name is in the catalogue', () => {
    for (const { id, questions } of town.lifeEvents) {
      expect(questions.length, id).toBeGreaterThanOrEqual(2)
      for (const { needs, without } of questions.flatMap((q) => q.answers))
        for (const one of [...needs, ...without]) {
          const item = catalog.items.find((i) => i.id === matterOf(one))!
          const name = one.slice(item.id.length + 1)
          // a paper everybody has to bring is taken off by no answer
          if (name !== '') expect(item.materials.find((m) => m.name === name)?.required, one).toBe(false)
        }
    }
  })

  test('whatever is answered, the list is what the matters left on it require, each paper once', () => {
    for (const event of town.lifeEvents)
      for (const code of codesOf(event)) {
        const papers = neededPapers(event, code, catalog)
        expect(new Set(papers.map((p) => p.key)).size).toBe(papers.length)
        for (const item of neededItems(event, code, catalog))
          for (const m of item.materials.filter((one) => one.required))
            expect(
              papers.some((p) => p.required && p.items.includes(item) && p.name.endsWith(m.name)),
              `${event.id} ${code} ${item.id} ${m.name}`,
            ).toBe(true)
      }
  })

  test('an answer takes a matter off the list with the papers of it alone', () => {
    expect(namesOf('death', 'xxx')).toContain('继承人身份证')
    expect(namesOf('death', '1xx')).not.toContain('继承人身份证')
    expect(namesOf('death', '1xx')).toContain('居民身份证')
    expect(namesOf('old-age', 'xx1').indexOf('授权委托书及受托人身份证')).toBeGreaterThan(-1)
    expect(namesOf('old-age', 'xx0')).not.toContain('授权委托书及受托人身份证')
  })

  test('a form that names no matter is each matter’s own, and no paper to be brought once', () => {
    const names = namesOf('jobless', 'xx2')
    expect(names).toEqual(expect.arrayContaining(['灵活就业社保补贴的申请表', '创业担保贷款的申请表']))
    const jobless = itemsOfEvent(eventOf('jobless'), catalog)
    expect(sharedPapers(jobless)).not.toContain('申请表')
    expect(sharedPapers(jobless)).toContain('居民身份证')
  })

  // prettier-ignore
  test.each<[event: string, nth: number, said: string, answer: string | null]>([
    ['birth',   0, '户口已经上好了',       '2'],
    ['birth',   0, '还没生呢',             '0'],
    ['birth',   1, '没呢',                 '0'],
    ['birth',   2, '没领证',               '1'],
    ['birth',   2, '有',                   '0'],
    ['birth',   2, '没有',                 '1'],
    ['death',   0, '领着哩',               '0'],
    ['death',   0, '这个我说不清楚',       UNSURE],
    ['death',   1, '有房有地',             '0'],
    ['death',   1, '没房子，有地',         '2'],
    ['death',   2, '要',                   '0'],
    ['death',   2, '不要',                 '1'],
    ['illness', 1, '没吃低保',             '1'],
    ['shop',    1, '天气不错',             null],
    ['shop',    1, '我想先问问你们那个窗口中午有没有人在', null],
  ])('%s, question %i: “%s”', (event, nth, said, answer) => {
    expect(answerMeant(eventOf(event).questions[nth]!, said)).toBe(answer)
  })

  test('everything the answers and buttons say is short, and no number, period or amount stands there', () => {
    const questions = (says: string) => [{ text: '办了没？', answers: [{ says }, { says: '没办' }] }]
    const event = { id: 'x', name: '事', words: ['事'], items: [{ item: 'a', note: '一' }, { item: 'b', note: '二' }] } // prettier-ignore
    for (const says of ['满60了', '过了三年', '五百元以上', '2份'])
      expect(lifeEventSchema.safeParse({ ...event, questions: questions(says) }).error?.issues[0]?.message, says).toMatch(/不写数/) // prettier-ignore
    expect(lifeEventSchema.safeParse({ ...event, questions: questions('办了') }).success).toBe(true)
    const other = [{ text: '办了没？', answers: [{ says: '办了', without: ['c/表'] }, { says: '没办' }] }]
    expect(lifeEventSchema.safeParse({ ...event, questions: other }).error?.issues[0]?.message).toMatch(/不是这件大事里的事项/) // prettier-ignore
  })

  test('nothing that is said promises anything, and every message says what comes next', () => {
    for (const event of town.lifeEvents)
      for (const code of codesOf(event)) {
        const list = { event, code, held: [] }
        const on = { catalog, publicUrl: 'https://town.test', printed: false }
        const said = [sayPaperList(list, on, 'whole'), sayLifeQuestion(event, code.slice(0, 1))!]
        for (const m of said) {
          expect(m.text).not.toMatch(/您能领|可以领|符合条件|undefined|UNVERIFIED|待核/)
          expect(m.text).toMatch(/回|点一下|找工作人员/)
          for (const { value } of m.choices!) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(64)
        }
      }
  })
})
