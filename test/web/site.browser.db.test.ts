import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, browsing, expectNoSidewaysScroll, faultsOf, shot } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
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

const PAGES = ['/', '/items', '/items/dibao', '/departments', '/track', '/chat'] as const

test.each(PAGES)('%s is fine by WCAG 2.2 AA, on a phone and on a desk', async (path) => {
  for (const at of ['phone', 'desktop'] as const) {
    const page = await browser.open({ at })
    await page.goto(desk.url + path)
    expect(await axe(page)).toEqual([])
    await expectNoSidewaysScroll(page)
    expect(faultsOf(page)).toEqual([])
    await shot(page, `${path === '/' ? 'home' : path.slice(1).replaceAll('/', '-')}-${at}`)
  }
})
