/** Marks at the end are taken off in linear time, and a contact is looked for in what may be one only. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLine, trimEnd } from '../../core/input/clean-text.ts'
import { contactToldWith, readContact } from '../../core/input/contact.ts'

test('the same as a pattern with + and $ would take off', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('!', '。', ' ', '我', 'a', '…')).map((chars) => chars.join('')),
      (text) => {
        expect(trimEnd(text, /[!。 …]/u)).toBe(text.replace(/[!。 …]+$/u, ''))
      },
    ),
  )
})

test('thousands of marks in the middle of a message are read at once', () => {
  const marks = '!'.repeat(2048)
  expect(readContact(`${'的'.repeat(1024)}${marks}${'的'.repeat(1024)}`)).toEqual({ ok: false, because: 'nothing' })
  expect(commandLine(`a${'…'.repeat(4094)}呢`)).toMatch(/呢$/)
  expect(contactToldWith(`${marks}我的电话是13812345678`)?.phone).toBe('13812345678')
})

test('a contact with all that people say around it is still one', () => {
  const told = `我叫李秀英，电话13812345678${'。'.repeat(100)}`
  expect(readContact(told)).toMatchObject({ ok: true, contact: { name: '李秀英', phone: '13812345678' } })
})
