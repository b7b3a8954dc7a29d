/** A picture that lost its metadata is still one: a browser draws it, the right way up. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browsing } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { GPS_BYTES, phoneJpeg, phonePng, phoneWebp } from '../support/pictures.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

const browser = browsing()
let database: TestDb
let desk: WebDesk
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, '2026-11-23T02:00:00Z')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

/** Size as shown, and the colour near each corner of the first line: red half and blue half are told apart. */
interface Seen {
  readonly width: number
  readonly height: number
  readonly first: string
  readonly last: string
}
const LOOK = `(async () => {
  const img = document.querySelector('#log img')
  await img.decode()
  const canvas = document.createElement('canvas')
  const [width, height] = [canvas.width = img.naturalWidth, canvas.height = img.naturalHeight]
  const ink = canvas.getContext('2d')
  ink.drawImage(img, 0, 0)
  const colour = (x, y) => { const [r, , b] = ink.getImageData(x, y, 1, 1).data; return r > b ? 'red' : 'blue' }
  return { width, height, first: colour(2, 2), last: colour(width - 3, height - 3) }
})()`

test.each([
  ['a JPEG upright', 'a.jpg', phoneJpeg(1), { width: 32, height: 16, first: 'red', last: 'blue' }],
  ['a JPEG upside down', 'a.jpg', phoneJpeg(3), { width: 32, height: 16, first: 'blue', last: 'red' }],
  ['a JPEG on its side', 'a.jpg', phoneJpeg(6), { width: 16, height: 32, first: 'red', last: 'blue' }],
  ['a JPEG on its other side', 'a.jpg', phoneJpeg(8), { width: 16, height: 32, first: 'blue', last: 'red' }],
  ['a PNG', 'a.png', phonePng(1), { width: 32, height: 16, first: 'red', last: 'blue' }],
  ['a PNG on its side', 'a.png', phonePng(6), { width: 16, height: 32, first: 'red', last: 'blue' }],
  ['a WebP', 'a.webp', phoneWebp(1), { width: 32, height: 16, first: 'red', last: 'blue' }],
  // Chromium does not turn a WebP, before or after
  ['a WebP on its side', 'a.webp', phoneWebp(6), { width: 32, height: 16, first: 'red', last: 'blue' }],
] as const)('%s is shown as it was sent', async (_, name, bytes, seen) => {
  const page = await browser.open()
  await page.goto(`${desk.url}/chat`)
  await page.locator('#state', { hasText: '已连接' }).waitFor()
  await page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer: bytes })
  await page.locator('#log .mine img').waitFor()
  await expect.poll(() => page.evaluate<number>(`document.querySelector('#log img').naturalWidth`), { timeout: 10_000 }).toBeGreaterThan(0) // prettier-ignore
  expect(await page.evaluate<Seen>(LOOK)).toEqual(seen)
  const kept = await page.request.get(desk.url + (await page.evaluate<string>(`document.querySelector('#log img').getAttribute('src')`))) // prettier-ignore
  expect((await kept.body()).includes(GPS_BYTES)).toBe(false)
})
