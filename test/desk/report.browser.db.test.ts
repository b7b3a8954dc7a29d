/** The report in a browser: read on a phone and at a desk, printed in landscape. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeInBoth, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
const browser = browsing()
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-09T02:00:00Z')
  for (let i = 0; i < 9; i++) await desk.opens({ from: `村民${i}`, text: `西街村路灯不亮，第${i}根杆` })
  await desk.clerk('陈书记', 'DZB', 'group')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

test.each(Object.keys(SIZES) as (keyof typeof SIZES)[])('the report on a %s', async (at) => {
  const page = await browser.open({ at })
  await page.goto(desk.url + (await desk.link('陈书记')))
  await page.getByRole('button', { name: '进入工作台' }).click()
  await page.waitForURL('**/staff')
  await page.getByRole('link', { name: '会议报告' }).click()
  await page.getByRole('link', { name: '本月' }).click()
  await page.getByRole('heading', { name: '集中反映' }).waitFor()
  const drawn = await page.evaluate<number[]>(
    "Promise.all([...document.querySelectorAll('.charts img')].map((i) => i.decode().then(() => i.naturalWidth)))",
  )
  expect(drawn).toEqual([640, 640])
  await shot(page, `report-${at}`)
  await expectNoSidewaysScroll(page)
  expect(await axeInBoth(page, `report-${at}`)).toEqual([])
  expect(faultsOf(page)).toEqual([])
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
  const folder = process.env['SCREENSHOTS']
  if (folder) writeFileSync(join(folder, `report-${at}.pdf`), pdf)
  const [, width = '0', height = '0'] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1')) ?? []
  expect(Number(width)).toBeGreaterThan(Number(height))
})
