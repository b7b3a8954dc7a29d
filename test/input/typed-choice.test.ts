/** Reads the number, or the words, of an offered choice out of a reply. */
import { expect, test } from 'vitest'
import { choiceByLabel, choiceByNumber } from '../../core/input/typed-choice.ts'

const choices = Array.from({ length: 12 }, (_, index) => ({ label: `第${index + 1}项`, value: `v${index + 1}` }))

test.each([
  ['1', 'v1'],
  ['12', 'v12'],
  ['１０', 'v10'],
  [' 2。', 'v2'],
  ['3、', 'v3'],
  ['4，', 'v4'],
  ['(2)', 'v2'],
  ['（2）。', 'v2'],
  ['01', 'v1'],
  ['13', undefined],
  ['0', undefined],
  ['1楼', undefined],
  ['选1', undefined],
  ['1.5', undefined],
  ['1 2', undefined],
  ['', undefined],
])('the reply %j takes %s', (reply, value) => {
  expect(choiceByNumber(reply, choices)?.value).toBe(value)
})

test('the words of a choice take it, however they are spaced', () => {
  expect(choiceByLabel('第 3 项。', choices)?.value).toBe('v3')
  expect(choiceByLabel('第3', choices)).toBeUndefined()
})

test('a reply takes nothing where nothing is offered', () => {
  expect(choiceByNumber('1', undefined)).toBeUndefined()
  expect(choiceByLabel('第1项', undefined)).toBeUndefined()
})
