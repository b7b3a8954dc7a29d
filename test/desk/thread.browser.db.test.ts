/** A case as a conversation in a real browser: words are not lost, the next step is at hand, replies are two keys away. */
import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { attachFiles, storeFile, UNATTACHED_MS } from '../../db/files/files.ts'
import { personalReads } from '../../db/schema.ts'
import { axeInBoth, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { PICTURES } from '../support/pictures.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
let wang: Clerk
const browser = browsing()
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
})
// the clock moves on in these tests: a session of before has ended
beforeEach(async () => {
  wang = await desk.clerk('王芳', 'GGB')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const pass = (minutes: number): void => void (desk.now = new Date(desk.now.getTime() + minutes * 60_000))
const act = async (number: string, action: string, fields: Record<string, string> = {}) =>
  wang.does(`/staff/cases/${number}/do`, { action, version: String((await caseByNumber(database.db, number))!.version), ...fields }) // prettier-ignore

async function enter(page: Page, name: string): Promise<void> {
  await page.goto(desk.url + (await desk.link(name)))
  await page.getByRole('button', { name: '进入工作台' }).click()
}

async function look(page: Page, name: string): Promise<void> {
  await shot(page, name)
  await expectNoSidewaysScroll(page)
  expect(await axeInBoth(page, name), name).toEqual([])
  expect(faultsOf(page), name).toEqual([])
}

/** A case that has been talked about, with a picture. */
async function talked(): Promise<string> {
  const number = await desk.opens({
    from: '村民甲',
    text: '李庄村东头主路路灯坏了七天，晚上孩子放学看不见路，麻烦尽快修。',
  })
  pass(3)
  await act(number, 'claim')
  const keys = { cipher: desk.setting().cipher, random: (n: number) => randomBytes(n) }
  const photo = { name: '路灯.png', type: 'image/png', bytes: PICTURES['image/png'] }
  const id = await storeFile(database, keys, photo, { now: desk.now, dropAfterMs: UNATTACHED_MS })
  const c = (await caseByNumber(database.db, number))!
  await database.db.transaction((tx) => attachFiles(tx, c.id, [id], desk.now))
  pass(5)
  await act(number, 'progress', { text: '已联系路灯维修队，今天下午去看。' })
  await act(number, 'note', { text: '维修队队长姓刘。' })
  return number
}

test('the session ends while somebody writes: it is said before, the words are put back after signing in, in another tab too', async () => {
  const number = await talked()
  const page = await browser.open({ at: 'desktop' })
  await page.clock.install()
  await enter(page, '王芳')
  await page.goto(`${desk.url}/staff/cases/${number}`)
  await page.locator('#reply-text').fill('明天上午派人去修，修好')
  // what the resident will read is asked for while it is written: that is a use of the desk
  await page.clock.runFor(1000)
  await page.locator('.act[open] .bubble').waitFor()
  const later = async (minutes: number): Promise<void> => {
    pass(minutes)
    await page.clock.runFor(minutes * 60_000)
  }
  await later(26)
  const bar = page.locator('.ending')
  await bar.waitFor()
  expect(await bar.innerText()).toContain('分钟就自动退出')
  await bar.getByRole('button', { name: '继续' }).click()
  await bar.waitFor({ state: 'detached' })
  // prolonged: what would have been the end is none
  await later(10)
  expect(await bar.count()).toBe(0)
  await later(25)
  await bar.waitFor()
  await shot(page, 'case-ending-desktop')
  pass(31)
  await page.locator('#reply-text').focus()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: '请先登录' }).waitFor()
  await page.locator('#signed-out:visible').waitFor()
  await look(page, 'case-signed-out-desktop')
  const other = await browser.open({ at: 'desktop', beside: page })
  await enter(other, '王芳')
  await page.clock.runFor(6000)
  await page.waitForURL(`**/staff/cases/${number}`)
  expect(await page.locator('#reply-text').inputValue()).toBe('明天上午派人去修，修好')
  await page.locator('.restored').first().waitFor()
  await page.locator('#reply-text').focus()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('status').filter({ hasText: '已答复' }).waitFor()
  expect((await caseByNumber(database.db, number))!.state).toBe('answered')
  // sent: nothing of it comes back
  await page.reload()
  expect(await page.evaluate('Object.keys(sessionStorage).join()')).toBe('')
})

test('words for a step that is gone are shown, and another person at the same screen sees none of them', async () => {
  const number = await desk.opens({ from: '村民丙', text: '垃圾没人收' })
  const page = await browser.open({ at: 'desktop' })
  await enter(page, '王芳')
  await page.goto(`${desk.url}/staff/cases/${number}`)
  await page.locator('#reply-text').fill('写到一半的答复')
  await act(number, 'claim')
  await act(number, 'reply', { text: '同事先答了' })
  await act(number, 'complete', { text: '办完' })
  await page.goto(`${desk.url}/staff/cases/${number}`)
  expect(await page.locator('#lost').innerText()).toContain('写到一半的答复')
  await desk.clerk('张伟', 'GGB')
  await page.goto(desk.url + (await desk.link('张伟')))
  await page.getByRole('button', { name: '进入工作台' }).click()
  await page.goto(`${desk.url}/staff/cases/${number}`)
  expect(await page.locator('body').innerText()).not.toContain('写到一半的答复')
  expect(await page.evaluate('Object.keys(sessionStorage).join()')).toBe('')
})

test.each(Object.keys(SIZES) as (keyof typeof SIZES)[])(
  'a case on a %s: the thread, the picture opened in place, the next step at hand, a ready reply by two keys, then the next case',
  async (at) => {
    const number = await talked()
    await wang.does('/staff/canned', { title: '已派人', text: '您反映的{编号}已经派人去看，{到期日}前答复您。' })
    const page = await browser.open({ at })
    await enter(page, '王芳')
    await page.goto(`${desk.url}/staff/cases/${number}`)
    const lines = await page.locator('.thread > ol > li').allInnerTexts()
    const told = [/路灯坏了七天/, /认领/, /本人发来/, /已联系路灯维修队/, /内部，本人看不到/]
    expect(lines).toHaveLength(told.length)
    for (const [i, line] of lines.entries()) expect(line).toMatch(told[i]!)
    await page.locator('.photos img').first().scrollIntoViewIfNeeded()
    await page.waitForFunction("document.querySelector('.photos img').naturalWidth > 0")
    await page.locator('[data-photo]').click()
    expect(await page.locator('.photos .large').count()).toBe(1)
    await page.locator('[data-photo]').click()
    const c = (await caseByNumber(database.db, number))!
    const reads = await database.db.select().from(personalReads).where(eq(personalReads.caseId, c.id))
    expect(reads.filter((r) => r.what === 'file')).toHaveLength(1)
    if (at === 'phone') {
      await page.evaluate('scrollTo(0, 0)')
      const bar = (await page.locator('.actbar').boundingBox())!
      expect(bar.y + bar.height).toBeLessThanOrEqual(SIZES.phone.height)
      expect(bar.y).toBeGreaterThan(SIZES.phone.height / 2)
      await page.locator('.actbar').getByRole('link', { name: '答复' }).click()
    } else await page.keyboard.press('r')
    expect(await page.evaluate('document.activeElement.id')).toBe('reply-text')
    await page.keyboard.type('/')
    await page.locator('.ready:visible').waitFor()
    await look(page, `case-ready-${at}`)
    await page.keyboard.press('Enter')
    expect(await page.locator('#reply-text').inputValue()).toMatch(
      new RegExp(`您反映的${number}已经派人去看，.*前答复您。`),
    )
    await page.locator('.bubble', { hasText: '您反映的' }).waitFor()
    await look(page, `case-thread-${at}`)
    await desk.opens({ from: '村民丁', text: '井盖松了' })
    await page.keyboard.press('Control+Enter')
    await page.getByRole('status').filter({ hasText: '已答复' }).waitFor()
    await page.getByRole('link', { name: at === 'phone' ? '下一件' : '办下一件', exact: true }).click()
    await page.waitForURL((url) => /\/staff\/cases\/BS\d+-\d+$/.test(url.pathname) && !url.pathname.endsWith(number))
    await page.locator('details.more > summary').click()
    await look(page, `case-more-${at}`)
    if (at === 'desktop') {
      await page.setViewportSize({ width: 768, height: 1024 })
      await look(page, 'case-more-tablet')
    }
    await page.goto(`${desk.url}/staff/canned`)
    await look(page, `canned-${at}`)
  },
)
