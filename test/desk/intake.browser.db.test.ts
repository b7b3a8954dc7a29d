/** The counter in a browser: an item is named, its papers appear, the receipt prints on A4 and on the roll. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeInBoth, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
const browser = browsing()
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  await desk.clerk('王芳', 'DQZX')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

/** Width and height of the first page, in millimetres. */
const paperOf = (pdf: Buffer): readonly number[] =>
  (/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1')) ?? []).slice(1).map((points) => Math.round((Number(points) / 72) * 25.4)) // prettier-ignore

test.each(Object.keys(SIZES) as (keyof typeof SIZES)[])('a walk-in is registered on a %s', async (at) => {
  const page = await browser.open({ at })
  await page.goto(desk.url + (await desk.link('王芳')))
  await page.getByRole('button', { name: '进入工作台' }).click()
  await page.waitForURL('**/staff')
  await page.getByRole('link', { name: '登记来访来电' }).click()
  await page.getByRole('radio', { name: '办件' }).check()
  expect(await page.locator('#privacy').isVisible()).toBe(false)
  await page.locator('#item').fill('低保')
  await page.locator('#name').fill('李秀英')
  await page.getByText('收到哪些材料').waitFor()
  for (const box of await page.locator('[name="paper"]').all()) await box.check()
  await page.locator('[name="accept"]').check()
  await page.locator('#phone').fill('13800138000')
  await page.locator('#where').fill('李庄村三组')
  await shot(page, `intake-${at}`)
  await expectNoSidewaysScroll(page)
  expect(await axeInBoth(page, `intake-${at}`)).toEqual([])
  await page.getByRole('button', { name: '登记，打回执' }).click()
  await page.waitForURL('**/staff/intake/BS*')
  await shot(page, `receipt-${at}`)
  await expectNoSidewaysScroll(page)
  expect(await axeInBoth(page, `receipt-${at}`)).toEqual([])
  expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(true)
  expect(paperOf(await page.pdf({ preferCSSPageSize: true }))).toEqual([210, 297])
  await page.getByRole('link', { name: '换成 80 毫米小票' }).click()
  await page.waitForURL('**paper=roll')
  await shot(page, `receipt-roll-${at}`)
  expect((paperOf(await page.pdf({ preferCSSPageSize: true }))[0] ?? 0) - 80).toBeLessThanOrEqual(0)
  expect(faultsOf(page)).toEqual([])
})
