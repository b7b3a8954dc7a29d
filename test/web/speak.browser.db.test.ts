/** Speaking, pinning and reading aloud in a real browser, with a tone for a voice. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { files } from '../../db/schema.ts'
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

async function chat(permissions: string[]) {
  const page = await browser.open()
  await page.context().grantPermissions(permissions, { origin: desk.url })
  await page.goto(`${desk.url}/chat`)
  await page.locator('#state', { hasText: '已连接' }).waitFor()
  return page
}

test('held down it records, let go it sends, and a person listens to what nobody wrote down', async () => {
  const page = await chat(['microphone'])
  const speak = page.locator('#speak')
  await speak.hover()
  await page.mouse.down()
  await page.locator('#speak[aria-pressed=true]').waitFor()
  expect(await speak.textContent()).toContain('松开发送')
  await shot(page, 'chat-speaking')
  await page.locator('#speak', { hasText: '1 秒' }).waitFor()
  await page.mouse.up()
  await page.locator('#log .mine', { hasText: '语音' }).waitFor()
  await page.locator('#log .desk', { hasText: '录音已交给党群服务中心' }).waitFor()
  expect((await database.db.select().from(files)).map((f) => f.type)).toEqual(['audio/webm'])
  for (const at of ['phone', 'desktop'] as const) {
    await page.setViewportSize(SIZES[at])
    await expectNoSidewaysScroll(page)
    expect(await axe(page)).toEqual([])
    await shot(page, `chat-voice-${at}`)
  }
  expect(faultsOf(page)).toEqual([])
})

test('a pin is sent as a place', async () => {
  const page = await chat(['geolocation'])
  await page.context().setGeolocation({ latitude: 40.04, longitude: 117.41 })
  await page.click('#pin')
  await page.locator('#log .mine', { hasText: '我的位置' }).waitFor()
  await page.locator('#log .desk', { hasText: '位置收到了' }).waitFor()
  expect(faultsOf(page)).toEqual([])
})

test('answers are read aloud only once that is wanted, and pages of matters as well', async () => {
  const page = await chat([])
  expect(await page.locator('.read').count()).toBe(0)
  await page.click('#aloud')
  await page.locator('.read').first().waitFor()
  await page.click('#aloud')
  expect(await page.locator('.read').count()).toBe(0)
  await page.goto(`${desk.url}/items/dibao`)
  await page.locator('#aloud', { hasText: '朗读这一页' }).waitFor()
  expect(await axe(page)).toEqual([])
  expect(faultsOf(page)).toEqual([])
})
