/** A case by number and look-up code on somebody's new telephone: read, written to, urged, rated, said to be unsolved. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { MOST_WRITES } from '../../db/cases/track-writes.ts'
import { filesOfCase } from '../../db/cases/case-thread.ts'
import { caseEvents } from '../../db/schema.ts'
import { eq } from 'drizzle-orm'
import { type Clerk, deskRig, type DeskRig } from '../desk/rig.ts'
import { axeInBoth, browsing, expectNoSidewaysScroll, faultsOf, shot, SIZES } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { PICTURES } from '../support/pictures.ts'
import { understanding } from '../support/web-rig.ts'

let database: TestDb
let desk: DeskRig
let wang: Clerk
const browser = browsing()
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  wang = await desk.clerk('王芳', 'GGB')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const caseOf = async (number: string) => (await caseByNumber(database.db, number))!
const codeOf = async (number: string) => lookupCodeOf(desk.setting().cipher, await caseOf(number))
const act = async (number: string, action: string, fields: Record<string, string> = {}) =>
  wang.does(`/staff/cases/${number}/do`, { action, version: String((await caseOf(number)).version), ...fields })
const eventsOf = async (number: string) =>
  database.db
    .select()
    .from(caseEvents)
    .where(eq(caseEvents.caseId, (await caseOf(number)).id))
    .orderBy(caseEvents.seq)

async function look(page: Page, name: string): Promise<void> {
  await shot(page, name)
  await expectNoSidewaysScroll(page)
  expect(await axeInBoth(page, name), name).toEqual([])
  expect(faultsOf(page), name).toEqual([])
}

test.each(Object.keys(SIZES) as (keyof typeof SIZES)[])(
  'on a %s: more words with a photo, a hurry, an answer, unsolved, a bad rating with why',
  async (at) => {
    const from = `村民${at}`
    const number = await desk.opens({ from, text: '李庄村东头路灯坏了' })
    await act(number, 'claim')
    const page = await browser.open({ at })
    const unfold = (title: string) => page.locator('summary', { hasText: title }).click()
    const said = () => page.locator('.track-said').innerText()
    await page.goto(`${desk.url}/track?number=${number}`)
    await page.locator('#code').fill(await codeOf(number))
    await page.getByRole('button', { name: '查一查' }).click()
    await unfold('补充几句')
    await page.locator('#say-text').fill('西头那盏也不亮，电话13812345678')
    await page.locator('#say-file').setInputFiles({ name: '灯.png', mimeType: 'image/png', buffer: Buffer.from(PICTURES['image/png']) }) // prettier-ignore
    await look(page, `track-${at}`)
    await page.getByRole('button', { name: '发给承办人' }).click()
    expect(await said()).toContain('收到，已转给王芳')
    await desk.settled()
    // the chat it came from hears of it, and so does whoever handles it
    expect((await desk.seen(from)).at(-1)).toContain('西头那盏也不亮')
    expect((await desk.seen('王芳')).at(-1)).toContain('西头那盏也不亮')
    const [event] = (await eventsOf(number)).filter((e) => e.action === 'say')
    expect(event!.text).not.toContain('13812345678')
    expect(await filesOfCase(database.db, event!.caseId)).toHaveLength(1)
    // opened again it sends nothing a second time
    await page.reload()
    expect((await eventsOf(number)).filter((e) => e.action === 'say')).toHaveLength(1)
    await unfold('催一催')
    await page.getByRole('button', { name: '催办' }).click()
    expect(await said()).toContain('已帮您催办')
    expect(await page.locator('summary', { hasText: '催一催' }).count()).toBe(0)
    await act(number, 'reply', { text: '修好了' })
    await page.goto(`${desk.url}/track/case`)
    await unfold('还没解决')
    await page.getByRole('button', { name: '没解决，接着办' }).click()
    expect(await said()).toContain('没解决的是哪一点')
    await page.locator('#unsolved-text').fill('还是不亮')
    await page.getByRole('button', { name: '没解决，接着办' }).click()
    expect(await said()).toContain('重新办理')
    expect((await caseOf(number)).state).toBe('assigned')
    await act(number, 'reply', { text: '这回修好了' })
    await page.goto(`${desk.url}/track/case`)
    await look(page, `track-answered-${at}`)
    await unfold('打个分')
    await page.getByRole('radio', { name: '2 分' }).check()
    await page.locator('#rate-text').fill('等了太久')
    await look(page, `track-rating-${at}`)
    await page.getByRole('button', { name: '交评价' }).click()
    expect(await page.locator('dd', { hasText: '2 分，不满意' }).count()).toBe(1)
    expect((await eventsOf(number)).at(-1)).toMatchObject({ action: 'why', text: '等了太久' })
    await page.getByRole('button', { name: '看完了，关上' }).click()
    await page.goto(`${desk.url}/track/case`)
    expect(new URL(page.url()).pathname).toBe('/track')
  },
)

/** As its page would post it. */
async function pass(number: string) {
  const answer = await desk.app.inject({
    method: 'POST',
    url: '/track',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ number, code: await codeOf(number) }).toString(),
  })
  const [cookie] = answer.cookies as { name: string; value: string }[]
  const token = /name="token" value="([^"]+)"/.exec(answer.body)![1]!
  return {
    token,
    cookie: `${cookie!.name}=${cookie!.value}`,
    post: (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      desk.app.inject({
        method: 'POST',
        url: '/track/case',
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', cookie: `${cookie!.name}=${cookie!.value}`, ...headers }, // prettier-ignore
        payload: new URLSearchParams({ token, ...fields }).toString(),
      }),
  }
}

test('nothing is written without the pass, with another case’s token, from another site, or half an hour later', async () => {
  const [number, other] = [await desk.opens(), await desk.opens()]
  const mine = await pass(number)
  const theirs = await pass(other)
  const say = { do: 'say', text: '再补一句' }
  const refused = [
    await mine.post(say, { cookie: '' }),
    await mine.post(say, { cookie: `${mine.cookie}x` }),
    await mine.post(say, { cookie: theirs.cookie }),
    await mine.post({ ...say, token: '' }),
    await mine.post(say, { 'sec-fetch-site': 'cross-site' }),
  ]
  expect(refused.map((r) => r.statusCode)).toEqual([401, 401, 403, 403, 403])
  // a row of the table that is no button of the page
  expect((await mine.post({ do: 'withdraw' })).statusCode).toBe(400)
  desk.now = new Date(desk.now.getTime() + 31 * 60_000)
  expect((await mine.post(say)).statusCode).toBe(401)
  for (const n of [number, other]) expect(await eventsOf(n)).toHaveLength(1)
})

test('what is not to be done now is said, the words stay; so many a day and no more', async () => {
  const number = await desk.opens()
  const { post } = await pass(number)
  for (const [fields, says] of [
    [{ do: 'unsolved', text: '写了半天的话' }, '不能这样办了'],
    [{ do: 'rate' }, '还没有选几分'],
    [{ do: 'say', text: ' ' }, '还没有写字'],
    [{ do: 'say', text: 'x'.repeat(5000) }, '太长了'],
  ] as const) {
    const answer = await post(fields)
    expect([answer.statusCode, answer.body.includes(says)]).toEqual([422, true])
  }
  expect((await post({ do: 'say', text: 'x'.repeat(5000) })).body).toContain('x'.repeat(5000))
  for (let n = 0; n < MOST_WRITES; n++) await post({ do: 'say', text: `第${n}句` })
  const last = await post({ do: 'say', text: '还有一句' })
  expect([last.statusCode, last.body.includes('今天从这里发得够多了'), last.body.includes('还有一句')]).toEqual([422, true, true]) // prettier-ignore
  expect((await eventsOf(number)).filter((e) => e.action === 'say').length).toBeLessThanOrEqual(MOST_WRITES)
})

test('danger in what is written is answered with the numbers first, and still reaches the office', async () => {
  const number = await desk.opens()
  const { post, cookie } = await pass(number)
  desk.understand = () => understanding({ decision: 'urgent', danger: 'fire' })
  const answer = await post({ do: 'say', text: '着火了' })
  desk.understand = () => understanding()
  const told = (answer.cookies as { name: string; value: string }[]).find((c) => c.name === 'shouwen_track_said')!
  const { body } = await desk.app.inject({ url: '/track/case', headers: { accept: 'text/html', cookie: `${cookie}; ${told.name}=${told.value}` } }) // prettier-ignore
  expect(/track-said"[^>]*>([^<]+)/.exec(body)![1]).toMatch(/119[\s\S]*着火了/)
  expect((await eventsOf(number)).at(-1)).toMatchObject({ action: 'say', text: '着火了' })
})
