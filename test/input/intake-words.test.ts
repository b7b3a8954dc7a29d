/** What people say while an application is filled in, and how they grade. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readContact } from '../../core/input/contact.ts'
import { readHeld, readWhom } from '../../core/input/intake-words.ts'
import { GRADES, readScore } from '../../core/input/rating.ts'

test.each([
  ['给我妈', '家里人'],
  ['张桂英，我对象', '家里人'],
  ['我自己', '自己'],
  ['本人', '自己'],
  ['帮邻居办', '别人'],
  ['要多少钱', null],
])('for whom: %s', (said, whom) => {
  expect(readWhom(said)).toBe(whom)
})

const PAPERS = ['申请书', '居民身份证', '居民户口簿', '授权书', '社会保障卡或银行账户信息']

test.each([
  ['身份证户口本都有', [1, 2], [], false],
  ['身份证有，户口本没带', [1], [2], false],
  ['都在手里', [0, 1, 2, 3, 4], [], true],
  ['别的还没有呢', [], [], true],
  ['户口本找不着了', [], [2], true],
  ['1不知道上哪领表 2 3都有 4有张农行卡', [1, 2, 3], [0], false],
  ['1、2有，3丢了', [0, 1], [2], false],
  ['1 2 3 4都有，5没有', [0, 1, 2, 3], [4], true],
  ['1没有 其余都有', [1, 2, 3, 4], [0], true],
  ['2和3在家呢 5上哪开', [1, 2], [4], false],
])('the papers in hand: %s', (said, held, lacked, done) => {
  expect(readHeld(said, PAPERS)).toEqual({ held, lacked, done })
})

test('a question is not taken for papers', () => {
  expect(readHeld('要多久能批下来', PAPERS)).toBeNull()
})

test('a telephone that is spoken is read', () => {
  expect(readContact('电话一三八 零零零零 四四四四 姓郝')).toEqual({ ok: true, contact: { name: '郝', phone: '13800004444' } })
}) // prettier-ignore

test.each([
  ['一分', 1],
  ['给你们打5分', 5],
  ['３星', 3],
  ['非常不满意', 1],
  ['不满意', 2],
  ['一般吧', 3],
  ['太好了', 5],
  ['2026年12月办的', null],
])('a grade: %s', (said, score) => {
  expect(readScore(said)).toBe(score)
})

test('every grade is read as its own score, and any text as one of five or none', () => {
  GRADES.forEach((grade, i) => expect(readScore(grade)).toBe(i + 1))
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([null, 1, 2, 3, 4, 5]).toContain(readScore(text))
    }),
  )
})
