/** What is kept of finished pages: within its memory, by what they were made from. */
import { expect, test } from 'vitest'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { finish, makePageStore } from '../../web/kept-pages.ts'

const from = { world: {}, today: '2026-11-23' }
const page = (text: string) => finish(text, { 'content-type': 'text/html' })

test('memory has an end: what was asked for longest ago goes first', () => {
  const pages = makePageStore(100_000)
  for (let i = 0; i < 50; i++) {
    pages.put(`/${i}`, from, 0, page('x'.repeat(5000)), pages.version())
    pages.get('/0', from, 1, 1000)
    expect(pages.size()).toBeLessThanOrEqual(100_000)
  }
  const left = Array.from({ length: 50 }, (_, i) => i).filter((i) => pages.get(`/${i}`, from, 1, 1000))
  expect(left).toEqual([0, 42, 43, 44, 45, 46, 47, 48, 49])
  pages.put('/huge', from, 0, page('x'.repeat(50_000)), pages.version())
  expect(pages.get('/huge', from, 1, 1000)).toBeNull()
  for (const i of left) pages.put(`/${i}`, from, 2, page('y'), pages.version())
  expect(pages.size()).toBe(9 * (2 + 1024))
  pages.clear()
  expect(pages.size()).toBe(0)
})

test('a page begun before something was published is not kept after it', () => {
  const pages = makePageStore()
  const begun = pages.version()
  pages.clear()
  pages.put('/', from, 0, page('old'), begun)
  expect(pages.get('/', from, 0, 1000)).toBeNull()
})

test.each([
  ['another town', { ...from, world: {} }, 1],
  ['another day', { ...from, today: '2026-11-24' }, 1],
  ['too old', from, 1000],
  ['a clock put back', from, -1],
])('%s is another page', (_, asked, at) => {
  const pages = makePageStore()
  pages.put('/', from, 0, page('once'), pages.version())
  expect(pages.get('/', from, 999, 1000)).not.toBeNull()
  expect(pages.get('/', asked, at, 1000)).toBeNull()
})

test('every coding is the same page, and the tag is of what it says', () => {
  const one = page('低保要什么材料'.repeat(100))
  expect(brotliDecompressSync(one.body('br'))).toEqual(one.body(null))
  expect(gunzipSync(one.body('gzip'))).toEqual(one.body(null))
  expect(one.body('br')).toBe(one.body('br'))
  expect(one.etag).toMatch(/^W\/"[\w-]{22}"$/)
  expect([page('a').etag, page('b').etag, finish('a', { 'content-type': 'text/plain' }).etag]).not.toContain(one.etag)
  expect(page('a').etag).toBe(page('a').etag)
})
