/**
 * Every form a member of staff can find is filled with markup in every field and sent, in a real browser. Forms are found
 * on the pages, not listed here: a new one is tried the day it is there. Nothing of it may become markup or offend the CSP.
 */
import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCatalogFile, writeCatalogFile } from '../../cli/catalog-file.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { issueToken } from '../../db/clients/clients.ts'
import { publish } from '../../db/disclosures/disclosures.ts'
import { staffById } from '../../db/people/staff.ts'
import { cases } from '../../db/schema.ts'
import { putCatalog } from '../../db/catalog/catalog-versions.ts'
import { addWebhook } from '../../db/clients/webhooks.ts'
import { browsing, faultsOf } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { deskRig, type DeskRig } from './rig.ts'
import { furnish, type Town } from './town.ts'

/** Would show in the title if any of it ran. */
const MARKUP = `"'><img src=x onerror="document.title='run'"><script>document.title='run'</script><svg/onload=document.title='run'>`

/** Where a field takes no more. */
const SHORT = `"'><img src=x onerror=a()>`

let database: TestDb
let desk: DeskRig
let town: Town
const browser = browsing()
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z', { catalogFiles: { read: readCatalogFile, write: writeCatalogFile } }) // prettier-ignore
  town = await furnish(desk)
  const { db } = database
  await db.transaction(async (tx) => {
    const ctx = desk.setting()
    await putCatalog(tx, desk.world.catalog.items, 'items.yaml', desk.now)
    await publish(tx, ctx, (await staffById(tx, town.group.id))!, { department: 'GGB', category: '其他', title: MARKUP, body: MARKUP }) // prettier-ignore
    const client = { name: MARKUP, scopes: ['cases:read', 'breaches:read'], perMinute: 60, byStaffId: null } as const
    const { id } = await issueToken(tx, client, desk.now, ctx.random)
    await addWebhook(tx, { clientId: id, url: `https://a.example.cn/?${MARKUP}`, secret: 'x', events: ['case.opened'] }, desk.now) // prettier-ignore
    // the newest is the first to be revoked, and has no subscription to lose
    await issueToken(tx, client, desk.now, ctx.random)
    const particulars = makeCipher('a-secret-key-of-the-tests').encrypt(JSON.stringify({ name: MARKUP, phone: MARKUP, address: MARKUP }), ctx.random) // prettier-ignore
    await tx.update(cases).set({ particulars }).where(eq(cases.number, town.today))
  })
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

async function expectOnlyText(page: Page, after: string): Promise<void> {
  expect(await page.locator('img[src="x"], svg[onload], script:not([src]), [onerror]').count(), after).toBe(0)
  expect(await page.title(), after).not.toBe('run')
  expect(faultsOf(page), after).toEqual([])
}

/** The forms of the page as words, rows of one list told apart by nothing; what ends something stands last. */
const KEYS = `[...document.querySelectorAll('form[method="post"]')].map((f) => [
  f.getAttribute('action').replace(/\\d+/g, '#'),
  f.querySelector('[name="action"]')?.value ?? '',
  [...f.querySelectorAll('button:not(.look)')].map((b) => b.textContent.trim()).join('/'),
].filter(Boolean).join(' '))`
const ENDS = /leave$|退出|\/stop |\/revoke |\/leave |withdraw|cancel/
const fillAndSend = (index: number): string => `{
  const f = document.querySelectorAll('form[method="post"]')[${index}]
  f.noValidate = true
  for (const e of f.elements) {
    if (e.type === 'checkbox') e.checked = true
    else if (e.type === 'date') e.value = '2026-12-21'
    else if (e.type === 'time') e.value = '14:00'
    else if (e.type === 'number') e.value = '3'
    else if (e.tagName === 'SELECT') e.selectedIndex = e.options.length - 1
    else if (e.type === 'url') e.value = ${JSON.stringify(`https://a.example.cn/?${SHORT}`)}
    else if (!['hidden', 'submit', 'file'].includes(e.type))
      e.value = e.maxLength > 0 && e.maxLength < ${MARKUP.length} ? ${JSON.stringify(SHORT)} : ${JSON.stringify(MARKUP)}
  }
  f.requestSubmit([...f.querySelectorAll('button:not(.look)')].at(-1))
}`

/** Sends each form that is found on the page, once. */
async function sendAll(page: Page, path: string, sent: Set<string>): Promise<void> {
  for (;;) {
    await page.goto(desk.url + path)
    await expectOnlyText(page, path)
    const keys = await page.evaluate<string[]>(KEYS)
    const next = keys
      .filter((key) => !sent.has(key) && !key.startsWith('/staff/leave '))
      .sort((a, b) => Number(ENDS.test(a)) - Number(ENDS.test(b)))[0]
    if (next === undefined) return
    sent.add(next)
    await Promise.all([page.waitForEvent('load'), page.evaluate(fillAndSend(keys.indexOf(next)))])
    await expectOnlyText(page, next)
    expect(await page.locator('main h1').count(), next).toBeGreaterThan(0)
  }
}

const PATHS: Readonly<Record<string, (t: Town) => string[]>> = {
  王芳: (t) => ['/staff', `/staff/cases/${t.fresh}`, `/staff/cases/${t.today}`, `/staff/breaches/${t.breach}`, `/staff/challenges/${t.challenge}`, '/staff/pledges'], // prettier-ignore
  赵建国: (t) => ['/staff', `/staff/cases/${t.late}`, '/staff/questions', '/staff/delivery', `/staff/breaches/${t.breach}`, '/staff/disclosures', '/staff/pledges'], // prettier-ignore
  陈书记: (t) => [`/staff/challenges/${t.challenge}`, `/staff/cases/${t.challenge}`, '/staff/assessment', '/staff/disclosures/1', `/staff/breaches/${t.breach}`, '/staff/audit', '/staff/pledges'], // prettier-ignore
  周敏: () => ['/staff/clients', '/staff/people', '/staff/calendar', '/staff/catalog', '/staff/catalog/item/dibao', '/staff/system'], // prettier-ignore
}
const sent = new Set<string>()

test.each(Object.entries(PATHS))(
  '%s fills every field of every form with markup, and none of it is more than text',
  async (name, paths) => {
    // prettier-ignore
    const page = await browser.open({ at: 'desktop' })
    await page.goto(desk.url + (await desk.link(name)))
    await page.getByRole('button', { name: '进入工作台' }).click()
    await page.waitForURL('**/staff')
    for (const path of paths(town)) await sendAll(page, path, sent)
    // as it stands after all of it
    for (const path of paths(town)) {
      await page.goto(desk.url + path)
      await expectOnlyText(page, path)
    }
  },
)

test('the forms that matter were among them', () => {
  const all = [...sent].join('\n')
  for (const form of [
    /cases\/\S+\/do claim/,
    /cases\/\S+\/do progress/,
    /cases\/\S+\/do reply/,
    /cases\/\S+\/contact/,
    /questions\/#\/promote/,
    /breaches\/#\/do explain/,
    /challenges\/\S+\/call/,
    /disclosures\/publish/,
    /disclosures\/withhold/,
    /clients 发令牌/,
    /clients\/hook 设推送/,
    /clients\/hook\/#\/pause/,
    /clients\/hook\/#\/resume/,
    /clients\/hook\/#\/stop/,
    /clients\/#\/revoke/,
    /people\/invite/,
    /people\/#\/leave/,
    /calendar/,
    /catalog\/import/,
    /catalog\/item\/dibao/,
  ])
    expect(all).toMatch(form)
})
