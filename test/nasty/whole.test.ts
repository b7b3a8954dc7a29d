/** What half characters, broken percent signs and numbers without an end become before anything is done with them. */
import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import { describe, expect, test } from 'vitest'
import { oddIn } from '../../web/api/odd-values.ts'
import { cleanText } from '../../core/input/clean-text.ts'
import { formText, inAddress, textOf } from '../../web/query.ts'
import { wholeUrl } from '../../web/whole-url.ts'

const anyText = fc.string({ unit: 'binary' }).chain((text) => fc.nat(text.length).map((at) => text.slice(0, at)))

test('any text, cut anywhere, goes into an address and comes out of it', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(decodeURIComponent(inAddress(text)).length).toBeLessThanOrEqual(text.length)
    }),
  )
  expect(inAddress('坏了😀'.slice(0, 3))).toBe(encodeURIComponent('坏了\ufffd'))
})

test('a field of an address or a form is clean text, or nothing, whatever stands in its place', () => {
  const odd = fc.oneof(anyText, fc.jsonValue(), fc.constant(undefined), fc.array(anyText))
  const name = fc.constantFrom('q', '__proto__', 'constructor', 'toString', 'number')
  fc.assert(
    fc.property(odd, name, (value, asked) => {
      const from = JSON.parse(JSON.stringify({ q: value, number: value })) as Record<string, unknown>
      const given = (Object.entries(from).find(([key]) => key === asked) ?? [])[1]
      for (const read of [textOf({ query: from } as FastifyRequest, asked), formText({ body: from } as FastifyRequest, asked)])
        expect(read).toBe(typeof given === 'string' ? cleanText(given) : '')
    }),
  ) // prettier-ignore
  for (const none of [undefined, null, 'text', 1, []])
    expect(textOf({ query: none } as unknown as FastifyRequest, 'q') + formText({ body: none } as FastifyRequest, 'q')).toBe('') // prettier-ignore
  expect(() => textOf({ query: { q: '漏'.repeat(10_001) } } as unknown as FastifyRequest, 'q')).toThrow('写得太长了')
})

describe('an address', () => {
  const piece = fc.constantFrom(
    '%',
    '%z',
    '%0',
    '%c0%ae',
    '%ff',
    '%ed%a0%80',
    '%2f',
    'a',
    '/',
    '?',
    '#',
    ';',
    '%E5%8A%9E',
    '办',
  )
  test('can be decoded whatever it was made of, and stays what it is where it already could', () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const url = `/${pieces.join('')}`
        const path = wholeUrl({ url }).split(/[?;#]/)[0]!
        expect(() => decodeURIComponent(path)).not.toThrow()
        expect(wholeUrl({ url: path })).toBe(path)
      }),
    )
  })
})

test('NUL and numbers without an end are found anywhere in a value, names included, and nothing else is', () => {
  for (const value of ['\0', { a: [{ b: 'x\0' }] }, { '\0': 1 }, [[['\0']]]]) expect(oddIn(value)).toBe('text')
  for (const value of [Infinity, { a: -Infinity }, [NaN]]) expect(oddIn(value)).toBe('number')
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(oddIn(value)).toBe(text.includes('\\u0000') && /[^\\](\\\\)*\\u0000/.test(text) ? 'text' : null)
    }),
  )
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = [deep]
  expect(oddIn(deep)).toBe(null)
})
