/** The questions the desk must never miss, alone and after another topic. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readItems, readTown, readWords, townCut, understander } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const understand = understander(
  { version: 'test', items: readItems(join(DATA, 'items.yaml')) },
  readWords(DATA, readTown(DATA)),
  townCut(DATA),
)

const ASKED = [
  ['办低保要什么材料', 'dibao', 'materials'],
  ['生孩子怎么上户口', 'hukou-chusheng', 'process'],
  ['宅基地多长时间能批下来', 'zhaijidi', 'time'],
  ['去哪儿办残疾证', 'canjizheng', 'place'],
] as const

test.each(ASKED)('%s', (text, item, facet) => {
  expect(understand(text)).toMatchObject({ decision: 'answer', item, facet })
})

test.each(ASKED)('%s, after another topic, is not taken for a question on that topic', (text, item, facet) => {
  for (const [, other] of ASKED)
    expect(understand(text, { item: other, facet: 'time' })).toMatchObject({ decision: 'answer', item, facet })
})

test.each([
  ['那要多久', 'time'],
  ['钱呢', 'fee'],
  ['去哪儿办', 'place'],
  ['带什么', 'materials'],
] as const)('%s, after a topic, asks about that topic', (text, facet) => {
  expect(understand(text, { item: 'canjizheng', facet: 'process' })).toMatchObject({
    decision: 'answer',
    item: 'canjizheng',
    facet,
  })
})

test.each([
  ['我要办证', 'choose'],
  ['家里着火了快来人', 'urgent'],
  ['村口路灯坏了没人修', 'handoff'],
  ['你好', 'smalltalk'],
  ['你们几点上班', 'smalltalk'],
  ['周六上班吗', 'smalltalk'],
  ['镇政府在哪', 'smalltalk'],
] as const)('%s is %s', (text, decision) => {
  expect(understand(text).decision).toBe(decision)
})
