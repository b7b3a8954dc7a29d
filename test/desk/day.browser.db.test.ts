import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeInBoth, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
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

/** In by the link, as from the chat. */
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

/** Opens a fold by its title, unless it is the usual next step and stands open already. */
async function unfold(page: Page, title: string): Promise<void> {
  const summary = page.locator('summary', { hasText: new RegExp(`^\\s*${title}\\s*$`) })
  if ((await summary.locator('xpath=..').getAttribute('open')) === null) await summary.click()
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const said = (page: Page): Promise<string> => page.getByRole('status').innerText()
const sizes = Object.keys(SIZES) as (keyof typeof SIZES)[]

test.each(sizes)(
  "a clerk's morning on a %s: in, what is due, read, write, see what they will read, send",
  async (at) => {
    const page = await browser.open({ at })
    await page.goto(desk.url + (await desk.link('王芳')))
    await look(page, `desk-enter-${at}`)
    await press(page, '进入工作台')
    await page.waitForURL('**/staff')
    await look(page, `desk-work-${at}`)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/staff/cases/**')
    await page.keyboard.press('g')
    await page.waitForURL('**/staff')

    await page.getByRole('link', { name: town.today }).click()
    await unfold(page, '进展')
    await page.locator('#progress-text').fill(`环卫队说今天下午四点前清走（${at}）`)
    const bubble = page.locator('.act[open] .bubble', { hasText: at })
    await bubble.waitFor()
    const promised = await bubble.locator('.words').innerText()
    await look(page, `desk-case-${at}`)
    await page.locator('.act[open] button', { hasText: '进展' }).click()
    expect(await said(page)).toContain('已进展，正在告诉本人')
    await desk.settled()
    expect(await desk.seen('村民乙')).toContain(promised)

    await page.goto(`${desk.url}/staff/breaches/${town.breach}`)
    await look(page, `desk-breach-${at}`)
    await page.goto(`${desk.url}/staff/pledges`)
    await look(page, `desk-pledges-${at}`)
  },
)

test('the list renews itself when somebody writes, and another desk that takes the case is seen on the open page', async () => {
  const page = await browser.open({ at: 'desktop' })
  await enter(page, '王芳')
  const number = await desk.opens({ from: '新来的', text: '刚刚写来的事' })
  await page.getByRole('link', { name: number }).waitFor()
  await page.getByRole('link', { name: number }).click()
  await town.head.post(`/staff/cases/${number}/do`, { action: 'claim', version: '0' })
  await page.locator('#changed:visible').waitFor()
  await unfold(page, '答复')
  await page.locator('#reply-text').fill('我也在答')
  await page.locator('.act[open] button', { hasText: '答复' }).first().click()
  expect(await said(page)).toContain('刚刚有变化，您的“答复”没有做。现在是“办理中”')
  await look(page, 'desk-stale-desktop')
})

test('without scripts a case is taken, looked at first, and answered', async () => {
  const number = await desk.opens({ from: '老手机', text: '没有脚本也要能办' })
  const page = await browser.open({ scripts: false })
  await enter(page, '王芳')
  await page.getByRole('button', { name: `认领 ${number}` }).click()
  expect(await said(page)).toContain(`${number} 已认领`)
  await page.goto(`${desk.url}/staff/cases/${number}`)
  await unfold(page, '答复')
  await page.locator('#reply-text').fill('今天就去修')
  await page.locator('.act[open] .look').click()
  expect(await page.locator('.bubble').innerText()).toContain('今天就去修')
  expect(await page.locator('#reply-text').inputValue()).toBe('今天就去修')
  await page.locator('.act[open] button:not(.look)').click()
  expect(await said(page)).toContain('已答复')
})

test.each(sizes)("a head's day on a %s: the department, what was not answered, letters, the register", async (at) => {
  const page = await browser.open({ at })
  await enter(page, '赵建国')
  await look(page, `desk-head-${at}`)
  for (const [room, name] of [
    ['未答问题', 'questions'],
    ['送达', 'delivery'],
    ['违诺', 'breaches'],
    ['质询听证', 'challenges'],
    ['信息公开', 'disclosures'],
    ['考核', 'assessment'],
    ['承诺', 'pledges-head'],
  ] as const) {
    await page.getByRole('navigation').getByRole('link', { name: room }).click()
    // its sheet and all: what is measured before is another page, or a bare one
    await page.waitForURL(`**/staff/${name.split('-')[0]}`)
    await look(page, `desk-${name}-${at}`)
  }
  if (at === 'phone') return
  await page.goto(`${desk.url}/staff/questions`)
  await page.locator(`#question-${town.question} summary`).click()
  await page.locator(`#question-${town.question} select`).selectOption({ index: 0 })
  await page.locator(`#question-${town.question} textarea`).fill('每天早上八点到下午五点开门。')
  await look(page, `desk-promote-${at}`)
  await page.locator(`#question-${town.question} button`, { hasText: /^收录$/ }).click()
  expect(await said(page)).toContain('以后这样问就直接答')
  await page.goto(`${desk.url}/staff/delivery`)
  await page.getByRole('button', { name: `再发一次 ${town.late}` }).click()
  expect(await said(page)).toContain('已重新排队')
  await page.goto(`${desk.url}/staff/disclosures`)
  await page.locator('#duty-1 summary').click()
  await page.locator('#duty-1 textarea').fill('每户每月 3 元，从 2027 年 1 月起。')
  await press(page, '公开')
  expect(await said(page)).toContain('已登记，第1版')
  await look(page, `desk-disclosure-${at}`)
})

test.each(sizes)("a leading group member's day on a %s: judge, call a hearing, confirm, verify the log", async (at) => {
  const page = await browser.open({ at })
  await enter(page, '陈书记')
  await look(page, `desk-group-${at}`)
  await page.goto(`${desk.url}/staff/challenges/${town.challenge}`)
  await look(page, `desk-challenge-${at}`)
  await page.goto(`${desk.url}/staff/assessment`)
  await look(page, `desk-assessment-group-${at}`)
  await page.goto(`${desk.url}/staff/audit`)
  await press(page, '现在核对全部记录')
  expect(await said(page)).toContain('核对通过')
  await look(page, `desk-audit-${at}`)
  if (at === 'phone') return
  await page.goto(`${desk.url}/staff/challenges/${town.challenge}`)
  await page.locator('#date').fill('2026-12-10')
  await page.locator('#place').fill('镇政府二楼会议室')
  await press(page, '公告')
  expect(await said(page)).toContain('已公告，正在通知')
  await page.goto(`${desk.url}/staff/assessment`)
  await press(page, '确认并公布')
  expect(await said(page)).toContain('已确认，向社会公布')
  // explained by the clerk, commented by the head, judged here
  await town.wang.post(`/staff/breaches/${town.breach}/do`, { action: 'explain', version: '0', text: '配件没到货' })
  await town.head.post(`/staff/breaches/${town.breach}/do`, { action: 'comment', version: '1', text: '情况属实' })
  await page.goto(`${desk.url}/staff/breaches/${town.breach}`)
  await unfold(page, '成立')
  await page.locator('#say-uphold').fill('超期两天，没有申请延期')
  await page.locator('.act[open] button').click()
  expect(await said(page)).toContain('成立，待定措施')
  await unfold(page, '措施')
  await page.locator('#measure').selectOption({ label: '限期整改' })
  await page.locator('#date').fill('2026-12-10')
  await page.locator('#say-measure').fill('补齐路灯台账')
  await look(page, `desk-measure-${at}`)
  await page.locator('.act[open] button').click()
  expect(await said(page)).toContain('整改中')
})

test.each(sizes)(
  'the switches of a %s: high contrast and large type stay on from page to page, back where one was',
  async (at) => {
    const page = await browser.open({ at, scripts: false })
    await enter(page, '王芳')
    await page.goto(`${desk.url}/staff/cases/${town.today}`)
    await page.getByRole('link', { name: '高对比' }).click()
    await page.waitForURL(`**/staff/cases/${town.today}`)
    await page.getByRole('link', { name: '大字' }).click()
    await page.waitForURL(`**/staff/cases/${town.today}`)
    await page.goto(`${desk.url}/staff`)
    expect(await page.locator('html').getAttribute('class')).toBe('large high')
    expect(await page.evaluate("getComputedStyle(document.querySelector('table')).backgroundColor")).toBe(
      'rgb(0, 0, 0)',
    )
    await expectNoSidewaysScroll(page)
    await page.getByRole('link', { name: '标准色' }).click()
    await page.waitForURL('**/staff')
    expect(await page.locator('html').getAttribute('class')).toBe('large')
  },
)

test('on a phone the rooms are one line, and the one that is open is in sight', async () => {
  const page = await browser.open({ at: 'phone' })
  await enter(page, '陈书记')
  await page.goto(`${desk.url}/staff/audit`)
  const rooms = page.getByRole('navigation', { name: '工作台' })
  expect((await rooms.boundingBox())!.height).toBeLessThan(60)
  const here = (await rooms.locator('[aria-current]').boundingBox())!
  expect(here.x).toBeGreaterThanOrEqual(0)
  expect(here.x + here.width).toBeLessThanOrEqual(390)
})

test('signed out, the browser’s back button shows nothing of a case', async () => {
  const page = await browser.open({ at: 'desktop' })
  await enter(page, '王芳')
  await page.goto(`${desk.url}/staff/cases/${town.late}`)
  await press(page, '退出')
  await look(page, 'desk-left-desktop')
  await page.goBack()
  await page.getByRole('heading', { name: '请先登录' }).waitFor()
  await look(page, 'desk-signed-out-desktop')
})
