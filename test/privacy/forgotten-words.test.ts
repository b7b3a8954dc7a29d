/** What is left of a letter to staff when the person it tells of is forgotten. */
import { expect, test } from 'vitest'
import { FORGOTTEN_WORDS, withoutForgotten } from '../../core/privacy/forgotten-words.ts'

const forgotten = { numbers: ['BS20261123-0001'], words: ['我家门口的路灯坏了半个月\n晚上看不见', '好的'] }
const without = (text: string) => withoutForgotten(text, forgotten)

test('a card keeps its head', () => {
  const card =
    '【新办件】BS20261123-0001\n诉求　等接单\n我家门口的路灯坏了…\n又有人报了同一件事：BS20261123-0002\n科室：党群'
  expect(without(card)).toBe(`【新办件】BS20261123-0001\n${FORGOTTEN_WORDS}`)
})

test('of a list the lines of the case go, the others stay', () => {
  const list = '今天到期\nBS20261123-0001 诉求 办理中\n　我家门口的路灯\nBS20261123-0002 诉求 办理中\n　水管漏了'
  expect(without(list)).toBe(`今天到期\nBS20261123-0001${FORGOTTEN_WORDS}\nBS20261123-0002 诉求 办理中\n　水管漏了`)
})

test('a question repeated without a number is found by how it begins', () => {
  expect(without('问3 我家门口的路灯坏了半个月\n问4 几点上班')).toBe(`${FORGOTTEN_WORDS}\n问4 几点上班`)
})

test('letters of others, and words that are anybody’s, stay as they are', () => {
  for (const text of ['好的', '【新办件】BS20261123-0002\n水管漏了', 'BS20261123-0010 办理中'])
    expect(without(text)).toBe(text)
})
