/** Nothing a stranger writes becomes markup, wherever it is shown; nothing of a person is in a public page or an address. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerChallenge } from '../../db/challenges/challenges.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { moveCase, openCase } from '../../db/cases/change-case.ts'
import { publish, withhold } from '../../db/disclosures/disclosures.ts'
import { allStaff, inviteStaff } from '../../db/people/staff.ts'
import { browsing, faultsOf } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

/** Would show in the title if any of it ran. */
const MARKUP = `"'><img src=x onerror="document.title='run'"><script>document.title='run'</script><svg/onload=document.title='run'>{{7*7}}`
const PHONE = '13812345678'

const browser = browsing()
let database: TestDb
let desk: WebDesk
let found: { number: string; lookupCode: string }
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, '2026-11-23T02:00:00Z')
  const ctx = desk.setting()
  await database.db.transaction(async (tx) => {
    await inviteStaff(tx, ctx, { name: `员工${MARKUP}`, department: 'DZB', role: 'group' })
    const [group] = await allStaff(tx)
    const thing = { department: 'DZB', category: '其他', title: `标题${MARKUP}`, body: `正文${MARKUP} ${PHONE}` }
    await publish(tx, ctx, group!, thing)
    await withhold(tx, ctx, group!, thing, { article: '16', reviewOn: '2027-01-01', reason: `理由${MARKUP}` })
    const given = { item: null, department: 'DZB', residentId: null, conversationId: null }
    const c = await openCase(tx, ctx, { ...given, kind: 'challenge', text: `问${MARKUP} ${PHONE}` })
    await registerChallenge(tx, c.case.id, 'disclosure', '1')
    await moveCase(tx, ctx, c.case.id, 'release', { kind: 'staff', staff: group!, standsFor: [] })
    const { case: opened } = await openCase(tx, ctx, { ...given, kind: 'report', text: `事${MARKUP}` })
    found = { number: opened.number, lookupCode: lookupCodeOf(ctx.cipher, opened) }
  })
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

async function expectOnlyText(page: Page): Promise<void> {
  expect(await page.locator('img[src="x"], svg[onload], script:not([src]), [onerror]').count(), page.url()).toBe(0)
  expect(await page.title(), page.url()).not.toBe('run')
  expect(faultsOf(page), page.url()).toEqual([])
}

test('what was published or asked with markup in it is shown as written, on every public page', async () => {
  const page = await browser.open()
  for (const path of [
    '/board',
    '/challenges',
    '/disclosures',
    '/disclosures/1',
    '/disclosures/2',
    '/departments',
    '/pledges',
    '/',
  ]) {
    await page.goto(desk.url + path)
    await expectOnlyText(page)
    expect(await page.textContent('body'), path).not.toContain(PHONE)
  }
  await page.goto(`${desk.url}/disclosures/1`)
  expect(await page.textContent('main')).toContain('<script>document.title=')
})

test('what is typed into any field or address comes back as text', async () => {
  const page = await browser.open()
  const q = encodeURIComponent(MARKUP)
  for (const path of [
    `/?q=${q}`,
    `/chat?q=${q}`,
    `/chat?doubt=${q}`,
    `/chat/plain?q=${q}`,
    `/track?number=${q}`,
    `/items/dibao?day=${q}`,
    `/breaches?department=${q}&page=${q}`,
    `/disclosures?category=${q}`,
    `/assessment?period=${q}`,
    `/${q}`,
    `/type?size=${q}&back=${q}`,
  ]) {
    await page.goto(desk.url + path)
    await expectOnlyText(page)
  }
  await page.goto(`${desk.url}/track`)
  await page.fill('#number', MARKUP.slice(0, 40))
  await page.fill('#code', '"><b>x</b>')
  await page.getByRole('button', { name: '查一查' }).click()
  await expectOnlyText(page)
  await page.fill('#number', found.number)
  await page.fill('#code', found.lookupCode)
  await page.getByRole('button', { name: '查一查' }).click()
  await page.locator('.timeline').waitFor()
  await expectOnlyText(page)
  expect(page.url()).toBe(`${desk.url}/track`)
  expect(page.url()).not.toContain(found.lookupCode)
})

test('the feeds carry it as text too, and are whole XML', async () => {
  for (const path of ['/feed.xml', '/rss.xml']) {
    const page = await browser.open()
    const answer = await page.request.get(desk.url + path)
    const text = await answer.text()
    expect(text).not.toContain(PHONE)
    const fault = await page.evaluate<number>(
      `new DOMParser().parseFromString(${JSON.stringify(text)}, 'application/xml').getElementsByTagName('parsererror').length`,
    )
    expect(fault, path).toBe(0)
    expect(text).toContain('【公开】')
  }
})

test('a name of five thousand characters stays on its page', async () => {
  const page = await browser.open()
  await page.goto(`${desk.url}/chat`)
  await page.locator('#state', { hasText: '已连接' }).waitFor()
  await page.fill('#text', '长'.repeat(5000))
  await page.click('#send')
  await page.locator('#log .mine').waitFor()
  const [wide, screen] = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]')
  expect(wide).toBeLessThanOrEqual(screen)
})
