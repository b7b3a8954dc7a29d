/** A life event: its matters in order with the papers of several once; a question of one matter stays one. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { applyAnswerPolicy } from '../../core/answer/policy/answer-policy.ts'
import { sharedPapers } from '../../core/answer/reply/compose-life-event.ts'
import { composeReply } from '../../core/answer/reply/compose-reply.ts'
import { lifeEventSchema } from '../../core/catalog/life-event.ts'
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
