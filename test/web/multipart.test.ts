/** Names and fields of a form with a file: what comes out is what was put in, or harmless. */
import multipart from '@fastify/multipart'
import fc from 'fast-check'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { safeName, storedName } from '../../core/file-types.ts'
import { BODY_LIMITS } from '../../web/body-limits.ts'
import { type Form, readForm } from '../../web/multipart.ts'

const anyText = fc.string({ unit: 'binary' }).chain((text) => fc.nat(text.length).map((at) => text.slice(0, at)))
const piece = fc.constantFrom(
  'a',
  '照片',
  '..',
  '/',
  '\\',
  '\0',
  '\u202e',
  '\ud800',
  '😀',
  '.',
  '.exe',
  '"',
  '\r\n',
  '*',
  '110101199003072316',
  '13812345678',
  ' ',
)
const anyName = fc.oneof(anyText, fc.array(piece, { maxLength: 40 }).map((p) => p.join('，'))) // prettier-ignore

describe('the name of a file', () => {
  test('has no path, no control, nothing unseen, no half character and no more than eighty, and ends as its bytes say', () => {
    fc.assert(
      fc.property(anyName, fc.constantFrom('jpg', 'docx'), (name, ends) => {
        for (const safe of [safeName(name, ends), storedName(name, ends)]) {
          expect(safe).not.toMatch(/[/\\<>:"|?*\p{C}]/u)
          expect(safe.length).toBeLessThanOrEqual(81 + ends.length)
          expect(safe).toMatch(new RegExp(`^[^.\\s].*\\.${ends}$`, 'su'))
        }
      }),
      {
        examples: [
          [`${'a'.repeat(79)}😀.png`, 'jpg'],
          [' .png', 'jpg'],
          ['... x', 'jpg'],
        ],
      },
    )
  })

  test('made safe twice is made safe once, and what is kept holds no number that names a person', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const once = storedName(name, 'jpg')
        expect(storedName(once, 'jpg')).toBe(once)
        expect(once).not.toMatch(/110101199003072316|13812345678/)
      }),
    )
  })
})

describe('a form', () => {
  let app: FastifyInstance
  let read: Form | null = null
  beforeAll(async () => {
    app = fastify()
    await app.register(multipart)
    app.post('/', { config: { bodyLimit: Object.values(BODY_LIMITS).find((l) => l.form && l.form.files > 0)! } }, async (request) => {
      read = await readForm(request)
      return {}
    }) // prettier-ignore
    await app.ready()
  })
  afterAll(() => app.close())

  test('a field and a file come out as they were put in, whatever they are called', async () => {
    const field = fc.constantFrom('text', '__proto__', 'constructor', 'toString', '文字', 'a b')
    await fc.assert(
      fc.asyncProperty(field, fc.string({ unit: 'grapheme', maxLength: 200 }), fc.uint8Array({ minLength: 1, maxLength: 300 }), async (name, value, bytes) => {
        const form = new FormData()
        form.append(name, value)
        form.append('file', new Blob([Buffer.from(bytes)]), '照片.jpg')
        const sent = new Response(form)
        const type = sent.headers.get('content-type')!
        const answer = await app.inject({ method: 'POST', url: '/', headers: { 'content-type': type }, payload: Buffer.from(await sent.arrayBuffer()) })
        // names an object has of itself are refused by the parser
        if (name in {} && answer.statusCode === 400) return
        expect(answer.statusCode).toBe(200)
        expect(Object.entries(read!.fields)).toEqual([[name, value.replace(/\r\n?|\n/g, '\r\n')]])
        expect([...read!.file!.bytes]).toEqual([...bytes])
      }),
      { numRuns: 40 },
    ) // prettier-ignore
  })
})
