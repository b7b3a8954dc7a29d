import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { deskRig, type DeskRig } from './rig.ts'
import { furnish, type Town } from './town.ts'

let database: TestDb
let desk: DeskRig
let town: Town
const browser = browsing()
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  town = await furnish(desk)
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

async function look(page: Page, name: string): Promise<void> {
  await shot(page, name)
  await expectNoSidewaysScroll(page)
  expect(await axe(page), name).toEqual([])
  expect(faultsOf(page), name).toEqual([])
}

const sizes = Object.keys(SIZES) as (keyof typeof SIZES)[]

test.each(sizes)("a clerk's morning on a %s", async (at) => {
  const page = await browser.open({ at })
  await page.goto(desk.url + (await desk.link('王芳')))
  await look(page, `desk-enter-${at}`)
  await page.getByRole('button', { name: '进入工作台' }).click()
  await page.waitForURL('**/staff')
  await look(page, `desk-work-${at}`)
  await page.getByRole('link', { name: town.today }).click()
  await page.locator('.acts summary', { hasText: /^答复$/ }).click()
  await page.locator('#reply-text').fill('垃圾今天下午四点前清走，以后每天早上六点收。')
  await page.locator('.bubble').waitFor()
  expect(await page.locator('.bubble').innerText()).toContain('垃圾今天下午四点前清走')
  await look(page, `desk-case-${at}`)
})
