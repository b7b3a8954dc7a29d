/** The administration's rooms in a real browser, at phone and desk size: looked at, and an item changed by hand. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCatalogFile, writeCatalogFile } from '../../cli/catalog-file.ts'
import { readConfig, shownSettings } from '../../config.ts'
import { putCatalog } from '../../db/catalog/catalog-versions.ts'
import { axeInBoth, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
const browser = browsing()
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z', {
    catalogFiles: { read: readCatalogFile, write: writeCatalogFile },
    settings: shownSettings(readConfig({ SECRET_KEY: 'x', DATA_DIR: '/tmp' })),
    lookUp: async () => ['8.8.8.8'],
    health: () => ({ web: { state: 'ready' }, wechat: { state: 'needs-login', qr: 'https://login.example/x' } }),
  })
  await database.db.transaction((tx) => putCatalog(tx, desk.world.catalog.items, 'items.yaml', desk.now))
  await desk.clerk('钱管', 'DZB', 'admin')
  await desk.clerk('王芳', 'GGB')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

test.each(Object.keys(SIZES) as (keyof typeof SIZES)[])("an admin's round on a %s", async (at) => {
  const page = await browser.open({ at })
  await page.goto(desk.url + (await desk.link('钱管')))
  await page.getByRole('button', { name: '进入工作台' }).click()
  await page.waitForURL('**/staff')
  const look = async (name: string): Promise<void> => {
    await shot(page, `admin-${name}-${at}`)
    await expectNoSidewaysScroll(page)
    expect(await axeInBoth(page, `admin-${name}-${at}`), name).toEqual([])
    expect(faultsOf(page), name).toEqual([])
  }
  for (const room of ['catalog', 'people', 'calendar', 'clients', 'system']) {
    await page.goto(`${desk.url}/staff/${room}`)
    await look(room)
  }
  await page.goto(`${desk.url}/staff/clients`)
  await page.getByLabel('给谁用').fill(`区12345（${at}）`)
  await page.getByLabel('看自己登记的办件').check()
  await page.getByRole('button', { name: '发令牌' }).click()
  await page.getByRole('status').waitFor()
  await page.getByLabel('推到哪个网址').fill('https://12345.example.gov.cn/shouwen/changes')
  await page.getByLabel('答复了').check()
  await page.getByRole('button', { name: '设推送' }).click()
  await page.getByText('的推送密钥').waitFor()
  await look('push')
  await page
    .getByRole('button', { name: /^暂停 / })
    .first()
    .click()
  await page.getByText('推送已暂停').waitFor()
  await page.goto(`${desk.url}/staff/catalog/item/dibao`)
  await look('item')
  await page.getByLabel('收费').fill(`不收费（${at}）`)
  await page.getByRole('button', { name: '预览' }).click()
  await look('preview')
  await page.getByRole('button', { name: '保存为新版本' }).click()
  await page.waitForURL('**/staff/catalog')
  expect(await page.locator('main').innerText()).toContain('已保存')
})
