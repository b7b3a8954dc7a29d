/** Names that every object has are no kinds of message. */
import { expect, test } from 'vitest'
import { unreadKind } from '../../bot/channels/unread-kind.ts'

test.each([
  ['shortvideo', 'video'],
  ['business_card', 'contact'],
  ['link', 'unknown'],
  ['', 'unknown'],
  ...['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'].map((name) => [name, 'unknown']),
])('%s', (type, kind) => {
  expect(unreadKind(type)).toBe(kind)
})
