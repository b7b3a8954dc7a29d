/** Finding and acting on many in a browser, with a mouse and without: as small as a phone, as wide as a desk. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cases } from '../../db/schema.ts'
import { eq } from 'drizzle-orm'
import { axeInBoth, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { deskRig, type DeskRig } from './rig.ts'

const VILLAGES = ['西街村', '东马坊村', '北辛庄', '大石庄', '三家店村']
const MATTERS = ['路灯坏了好几天，晚上看不见路', '垃圾三天没人收，味道很大', '下水道堵了，污水流到路上', '门前路面塌了一块，车过不去', '有人在路边盖棚占道'] // prettier-ignore

let database: TestDb
let desk: DeskRig
const browser = browsing()
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-16T01:00:00Z')
  for (const [name, department, role] of [['王芳', 'GGB', 'clerk'], ['赵建国', 'GGB', 'head'], ['陈书记', 'DZB', 'group'], ['孙丽', 'NYB', 'clerk']] as const) await desk.clerk(name, department, role) // prettier-ignore
  for (let i = 0; i < 58; i++) {
    if (i % 6 === 0) desk.now = new Date(desk.now.getTime() + 26 * 3_600_000)
    const village = VILLAGES[i % 5]!
    await desk.opens({ from: `村民${i}`, text: `${village}${i + 1}号旁边${MATTERS[(i * 3) % 5]}，麻烦尽快来人看看。`, item: i % 4 ? 'huanjing' : null, village }) // prettier-ignore
  }
  await database.db.update(cases).set({ rating: 1, state: 'closed' }).where(eq(cases.id, 7))
  desk.now = new Date('2026-11-27T01:30:00Z')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

async function enter(page: Page, name: string): Promise<void> {
  await page.goto(desk.url + (await desk.link(name)))
  await page.getByRole('button', { name: '进入工作台' }).click()
  await page.waitForURL('**/staff')
}

async function look(page: Page, name: string): Promise<void> {
  await shot(page, name)
  await expectNoSidewaysScroll(page)
  expect(await axeInBoth(page, name), name).toEqual([])
  expect(faultsOf(page), name).toEqual([])
}

const ticked = (page: Page) => page.locator('input[name="case"]:checked').count()

test.each(Object.keys(SIZES) as (keyof typeof SIZES)[])(
  'on a %s: found in two steps, ticked, done at once, kept under a name',
  async (at) => {
    const page = await browser.open({ at })
    await enter(page, '赵建国')
    await page.getByRole('link', { name: '全部办件' }).click()
    await page.waitForURL('**/staff/cases')
    await look(page, `cases-${at}`)
    if (at === 'desktop') {
      await page.setViewportSize({ width: 768, height: 1024 })
      await look(page, 'cases-tablet')
      await page.setViewportSize(SIZES.desktop)
    }
    await page.keyboard.press('/')
    await page.keyboard.type('西街 路灯')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/staff/cases?q=**')
    const found = Number(/共 (\d+) 件/.exec(await page.locator('#found').innerText())![1])
    expect(found).toBe(await page.locator('[data-row]').count())
    expect(found).toBeGreaterThan(1)
    await page.locator('.search summary').click()
    await look(page, `cases-found-${at}`)

    await page.locator('h1').click()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    expect(await ticked(page)).toBe(1)
    await page.getByLabel('全选这一页').check()
    expect(await ticked(page)).toBe(found)
    await page.locator('summary', { hasText: '指派或转办' }).click()
    await look(page, `cases-ticked-${at}`)
    await page.locator('summary', { hasText: '备注' }).click()
    await page.locator('#bulk-note').fill(`电工周五统一来修（${at}）`)
    await page.getByRole('button', { name: '备注', exact: true }).click()
    expect(await page.getByRole('status').innerText()).toContain(`备注了 ${found} 件`)
    await look(page, `cases-done-${at}`)
    await page.getByRole('link', { name: '回到列表' }).click()
    await page.locator('summary', { hasText: '存下这个筛选' }).click()
    await page.locator('#view-name').fill(`西街路灯${at}`)
    await page.getByRole('button', { name: '存下' }).click()
    await page.getByRole('link', { name: `西街路灯${at}` }).click()
    expect(await page.locator('[data-row]').count()).toBe(found)
    await page.goto(`${desk.url}/breaches/late`)
    await look(page, `late-${at}`)
  },
)

test('without scripts, and with a table that is taken away', async () => {
  const page = await browser.open({ at: 'desktop', scripts: false })
  await enter(page, '赵建国')
  await page.goto(`${desk.url}/staff/cases?view=unclaimed`)
  await page.locator('input[name="case"]').first().check()
  await page.getByRole('button', { name: '认领', exact: true }).click()
  expect(await page.getByRole('status').innerText()).toContain('认领了 1 件')
  await page.goto(`${desk.url}/staff/cases`)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载表格' }).click()]) // prettier-ignore
  expect(file.suggestedFilename()).toBe('办件_2026-11-27.xlsx')
})
