import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { smallTown } from '../support/small-town.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

const browser = browsing()
let database: TestDb
let desk: WebDesk
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, '2026-11-25T01:30:00Z')
  await smallTown(database, desk.world)
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

// prettier-ignore
const PAGES = [
  '/', '/?q=办低保要什么材料', '/items', '/items/dibao', '/life', '/life/death?q1=1&q2=2', '/departments', '/track', '/chat', '/chat/plain',
  '/board', '/breaches', '/breaches/late', '/challenges', '/disclosures', '/disclosures/2', '/disclosures/4', '/pledges', '/assessment', '/anchors',
  '/nowhere',
] as const

const nameOf = (path: string): string => (path === '/' ? 'home' : path.slice(1).replace(/[^a-z0-9]+/gi, '-'))

test.each(PAGES)(
  '%s is fine by WCAG 2.2 AA on a phone and on a desk, in large type and in high contrast',
  async (path) => {
    const page = await browser.open({ at: 'phone' })
    for (const look of ['size=normal&contrast=normal', 'size=large&contrast=high'])
      for (const at of ['phone', 'desktop'] as const) {
        await page.setViewportSize(SIZES[at])
        await page.goto(`${desk.url}/type?${look}&back=/anchors`)
        await page.goto(desk.url + path)
        await shot(page, `${nameOf(path)}-${at}${look.includes('high') ? '-high' : ''}`)
        // colours and sizes are looked at once each: on a phone
        if (at === 'phone' || !look.includes('high')) expect(await axe(page), `${path} ${at} ${look}`).toEqual([])
        await expectNoSidewaysScroll(page)
      }
    expect(faultsOf(page)).toEqual([])
  },
)
