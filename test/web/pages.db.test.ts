import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Case } from '../../core/case/case.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { issueNotice } from '../../db/cases/notices.ts'
import { caseEvents, notices } from '../../db/schema.ts'
import { eq } from 'drizzle-orm'
import { openTestDb, type TestDb } from '../support/db.ts'
import { understanding, webDesk, type WebDesk } from '../support/web-rig.ts'

const MARKUP = '"><script>alert(1)</script>\'&'
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

const page = async (url: string, headers: Record<string, string> = {}) =>
  desk.app.inject({ url, headers: { accept: 'text/html', ...headers } })
const track = (number: string, code: string, from = '203.0.113.9') =>
  desk.app.inject({
    method: 'POST',
    url: '/track',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from },
    payload: new URLSearchParams({ number, code }).toString(),
  })
const codeOf = (c: Case): string => lookupCodeOf(desk.setting().cipher, c)
const opened = (text = '村口路灯坏了', kind: 'report' | 'application' = 'report') =>
  database.db.transaction((tx) =>
    openCase(tx, desk.setting(), {
      kind,
      text,
      item: null,
      department: 'GGB',
      residentId: null,
      conversationId: null,
    }),
  )

const BOARD = [
  '/board',
  '/breaches',
  '/breaches/late',
  '/challenges',
  '/disclosures',
  '/pledges',
  '/assessment',
  '/anchors',
]
test.each(['/', '/items', '/items/dibao', '/life', '/life/death', '/departments', '/track', '/chat', ...BOARD])(
  '%s is one whole page of the town, without inline script or style',
  async (url) => {
    const answer = await page(url)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('别山镇人民政府')
    expect(answer.body).toContain('lang="zh-CN"')
    expect(answer.body).not.toMatch(/<style|style="|<script(?! src=)|onclick=|undefined|\[object|UNVERIFIED/)
    expect(answer.headers['content-security-policy']).toMatch(
      /script-src 'self'; style-src 'self'.*frame-ancestors 'none'/,
    )
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
    for (const [, file] of answer.body.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g))
      expect((await page(file!)).statusCode).toBe(200)
  },
)

test('every item of the catalogue has a page, and every link on the list leads to one', async () => {
  const list = (await page('/items')).body
  const links = [...list.matchAll(/href="(\/items\/[^"]+)"/g)].map(([, href]) => href!)
  expect(links).toHaveLength(desk.world.catalog.items.length)
  for (const href of links) expect((await page(href)).statusCode, href).toBe(200)
})

test('a limit that is only proposed or not verified says so', async () => {
  const { body } = await page('/items/dibao')
  expect(body).toMatch(/法定时限[\s\S]*还在核对[\s\S]*镇里承诺[\s\S]*25个工作日[\s\S]*还没正式公布/)
})

test('the search box answers as the chat does and links to the item', async () => {
  desk.understand = () => understanding({ decision: 'answer', item: 'dibao', facet: 'materials' })
  const { body, headers } = await page(`/?q=${encodeURIComponent('办低保要什么材料')}`)
  expect(body).toContain('要带')
  expect(body).toContain('href="/items/dibao"')
  expect(headers['x-robots-tag']).toContain('noindex')
})

test('markup posted through any field comes back as text', async () => {
  desk.understand = () => understanding()
  const q = encodeURIComponent(MARKUP)
  const { case: c } = await opened(`路灯坏了${MARKUP}`)
  const shown = [
    await page(`/?q=${q}`),
    await page(`/chat?q=${q}`),
    await page(`/track?number=${q}`),
    await page(`/items?q=${q}`),
    await page(`/${q}`),
    await track(MARKUP, MARKUP),
    await track(c.number, codeOf(c)),
  ]
  for (const { body } of shown) expect(body).not.toContain('<script>alert')
  expect(shown.at(-1)!.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
})

test('a case is found by number and code however they are typed, with who answers, by when and why then', async () => {
  const { case: c } = await opened()
  const answer = await track(` ${c.number.toLowerCase().replace('-', '－')} `, codeOf(c).toLowerCase())
  expect(answer.statusCode).toBe(200)
  for (const words of [c.number, '待接单', '公共管理办公室', '村口路灯坏了', '11月30日', '怎么算的', '登记'])
    expect(answer.body).toContain(words)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.body).not.toContain(codeOf(c))
})

test('internal notes are not on the page', async () => {
  const caseContext = await opened()
  const [event] = await database.db.select().from(caseEvents).where(eq(caseEvents.caseId, caseContext.case.id))
  await database.db.insert(caseEvents).values({
    ...event!,
    id: undefined,
    seq: 99,
    action: 'progress',
    text: '内部备注勿外传',
    open: false,
    hash: 'x',
  })
  expect((await track(caseContext.case.number, codeOf(caseContext.case))).body).not.toContain('内部备注勿外传')
})

test('a wrong code and an unknown number are told alike', async () => {
  const { case: c } = await opened()
  const said = (body: string) => /role="alert">([^<]+)/.exec(body)?.[1]
  const wrong = await track(c.number, 'WRONG1', '203.0.113.20')
  const unknown = await track('BS20200101-0001', 'WRONG1', '203.0.113.20')
  expect([wrong.statusCode, said(wrong.body)]).toEqual([unknown.statusCode, said(unknown.body)])
  expect(said(wrong.body)).toContain('对不上')
})

test('whoever guesses waits longer each time; the person whose number it is does not wait at all', async () => {
  const { case: c } = await opened()
  const guess = (i: number) => track(c.number, `X${i}`, '203.0.113.30')
  for (let i = 0; i < 3; i++) expect((await guess(i)).statusCode).toBe(404)
  const slowed = await guess(3)
  expect([slowed.statusCode, slowed.headers['retry-after']]).toEqual([429, '30'])
  expect(slowed.body).toContain('请过30 秒再试')
  // one more from anywhere else, with the right code, as often as it pleases
  for (let i = 0; i < 8; i++) expect((await track(c.number, `Y${i}`, `203.0.113.${31 + i}`)).statusCode).toBe(404)
  expect((await track(c.number, codeOf(c), '203.0.113.40')).statusCode).toBe(200)
  const waits: number[] = []
  for (let i = 0; i < 10; i++) {
    const { statusCode, headers } = await guess(10 + i)
    expect(statusCode).toBe(429)
    waits.push(Number(headers['retry-after']))
    desk.now = new Date(desk.now.getTime() + Number(headers['retry-after']) * 1000)
    expect((await guess(100 + i)).statusCode).toBe(404)
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
  desk.now = new Date(desk.now.getTime() + 3_600_000)
  expect((await track(c.number, codeOf(c), '203.0.113.30')).statusCode).toBe(200)
  expect((await track(c.number, 'WRONG', '203.0.113.30')).statusCode).toBe(404)
})

test('the right code in between takes the wrong ones back, and other numbers are not in it', async () => {
  const [{ case: c }, { case: other }] = [await opened(), await opened()]
  for (let i = 0; i < 3; i++) await track(c.number, 'X', '203.0.113.50')
  expect((await track(other.number, codeOf(other), '203.0.113.50')).statusCode).toBe(200)
  expect((await track(c.number, 'X', '203.0.113.50')).statusCode).toBe(429)
  expect((await track('nonsense', 'X', '203.0.113.50')).statusCode).toBe(404)
})

test('who looks at their own case often is not locked out', async () => {
  const { case: c } = await opened()
  for (let i = 0; i < 25; i++) expect((await track(c.number, codeOf(c), '203.0.113.60')).statusCode).toBe(200)
})

test('many guesses at once gain nothing', async () => {
  const { case: c } = await opened()
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => track(c.number, `X${i}`, '203.0.114.1')))
  expect(answers.filter((a) => a.statusCode === 404)).toHaveLength(3)
})

test('a notice lies there as a sheet, and is marked received once', async () => {
  const caseContext = await opened('低保', 'application')
  const issued = await database.db.transaction((tx) =>
    issueNotice(tx, desk.setting(), {
      caseId: caseContext.case.id,
      kind: 'supplement',
      byStaffId: null,
      content: {
        title: '材料补正通知书（一次性告知）',
        recipient: '申请人',
        paragraphs: [`请补正${MARKUP}`],
        list: ['身份证', '户口簿'],
        remedy: '可以申请行政复议。',
        sign: ['别山镇人民政府', '首问责任人：张三'],
        date: '2026年11月23日',
      },
    }),
  )
  const url = `/notices/${issued.token}`
  const sheet = await page(url)
  for (const words of [issued.number, '〔2026〕', '身份证', '可以申请行政复议', '2026年11月23日', '<svg', '已收到'])
    expect(sheet.body).toContain(words)
  expect(sheet.body).not.toContain('<script>alert')
  expect(sheet.headers).toMatchObject({ 'x-robots-tag': 'noindex, nofollow', 'cache-control': 'no-store' })
  const first = desk.now
  for (let i = 0; i < 2; i++) {
    const posted = await desk.app.inject({ method: 'POST', url: `${url}/received`, headers: { accept: 'text/html' } })
    expect(posted).toMatchObject({ statusCode: 303 })
    desk.now = new Date(desk.now.getTime() + 60_000)
  }
  const [row] = await database.db.select().from(notices).where(eq(notices.token, issued.token))
  expect(row!.receivedAt).toEqual(first)
  expect((await page(url)).body).toContain('确认收到')
  expect((await track(caseContext.case.number, codeOf(caseContext.case))).body).toContain(url)
})

test.each([
  '/nope',
  '/items/nope',
  '/notices/abcdefghijklmnopqrstuvwxyz123456',
  '/notices/x',
  '/staff/../etc',
  '/static/../server.ts',
])('%s is a kind page of its own', async (url) => {
  const answer = await page(url)
  expect(answer.statusCode).toBe(404)
  expect(answer.body).toContain('请从首页再找')
  expect(answer.body).not.toMatch(/Error|node_modules/)
})

test('programs are told of an unknown address in JSON', async () => {
  const answer = await desk.app.inject({ url: '/api/nope', headers: { accept: '*/*' } })
  expect(answer.json()).toEqual({ error: 'not-found', message: expect.stringMatching(/。$/) as string })
})

test('without its database a page says so and when to come back', async () => {
  const { case: c } = await opened()
  desk.database.down = true
  const answer = await track(c.number, codeOf(c), '203.0.113.70')
  desk.database.down = false
  expect(answer.statusCode).toBe(503)
  expect(answer.body).toContain('请过几分钟再试')
})

test('large type is switched without a script and only ever leads back into the site', async () => {
  const on = await page('/type?size=large&back=%2Fitems')
  expect(on).toMatchObject({ statusCode: 303, headers: { location: '/items' } })
  expect((await page('/items', { cookie: 'type=large' })).body).toContain('class="large"')
  for (const back of ['https://evil.example', '//evil.example', '/\\evil.example', '/a\r\nset-cookie: x'])
    expect((await page(`/type?size=large&back=${encodeURIComponent(back)}`)).headers.location).toBe('/')
})

test('search engines are kept from what concerns one person', async () => {
  const { body } = await page('/robots.txt')
  for (const path of ['/track', '/notices/', '/api/']) expect(body).toContain(`Disallow: ${path}`)
  expect((await page('/sitemap.xml')).body).toContain('<loc>https://town.test/items/dibao</loc>')
})

test('the Telegram webhook hands on secret and body of whoever knows the secret, and is shut where Telegram is off', async () => {
  const knocks: unknown[] = []
  const open = await webDesk(database, '2026-11-23T02:00:00Z', {
    telegram: {
      admits: (secret) => secret === 's',
      handleWebhook: async (secret, body) => {
        knocks.push([secret, body])
        return { status: 200 }
      },
    },
  })
  try {
    const knock = (secret: string, payload: object | string) =>
      open.app.inject({
        method: 'POST',
        url: '/telegram/webhook',
        headers: { 'x-telegram-bot-api-secret-token': secret, 'content-type': 'application/json' },
        payload,
      })
    expect((await knock('s', { update_id: 1 })).statusCode).toBe(200)
    expect((await knock('wrong', { update_id: 1 })).statusCode).toBe(401)
    expect((await knock('s', '{bad')).statusCode).toBe(400)
    expect(knocks).toEqual([['s', { update_id: 1 }]])
  } finally {
    await open.close()
  }
  expect((await desk.app.inject({ method: 'POST', url: '/telegram/webhook', payload: {} })).statusCode).toBe(404)
})

test('a due date is reckoned on the item page for any day, said in words, and marked where the calendar is not out', async () => {
  const today = (await page('/items/dibao')).body
  expect(today).toMatch(/今天（11月\d+日）[\s\S]*最晚 <b>[^<]+<\/b>办完[\s\S]*怎么算的/)
  const eve = (await page('/items/dibao?day=2026-09-29')).body
  expect(eve).toMatch(/2026年|9月29日（周二）/)
  expect(eve).toContain('国庆')
  expect(eve).not.toContain('暂定的')
  expect((await page('/items/dibao?day=2026-12-20')).body).toContain('暂定的')
  const weekend = (await page('/items/dibao?day=2026-11-28')).body
  expect(weekend).toContain('窗口不上班')
  // a day nobody can reckon is today
  for (const odd of ['2099-01-01', '1990-01-01', 'morgen', '2026-02-31'])
    expect((await page(`/items/dibao?day=${odd}`)).body).toContain('今天（')
})

test.each(['/breaches', '/challenges', '/disclosures'])(
  '%s asked for a page that is not there is empty, not broken',
  async (path) => {
    for (const asked of ['999', '0', '-1', 'x', '99999'])
      expect((await page(`${path}?page=${asked}`)).statusCode).toBe(200)
  },
)

test.each([
  '/disclosures/999',
  '/disclosures/x',
  '/assessment?period=1999-01',
  '/assessment/1999-01/chart.svg',
  '/pledges/photos/7',
])('%s is not there, and says so in a sentence', async (path) => {
  const answer = await page(path)
  expect(answer.statusCode).toBe(404)
  expect(answer.body).toContain('没有找到')
})

test('the home page counts today, and the figures are remembered for a minute', async () => {
  const figures = async () => [...(await page('/')).body.matchAll(/<dd>(?:<a[^>]*>)?(\d+)/g)].map(([, n]) => Number(n))
  desk.now = new Date(desk.now.getTime() + 120_000)
  const before = await figures()
  expect(before).toHaveLength(4)
  await opened()
  expect(await figures()).toEqual(before)
  desk.now = new Date(desk.now.getTime() + 61_000)
  expect((await figures())[1]).toBe(before[1]! + 1)
})

test('text leaves compressed where it is taken, and whole where it is not', async () => {
  const plain = await page('/items')
  expect(plain.headers['content-encoding']).toBeUndefined()
  const { gunzipSync, brotliDecompressSync } = await import('node:zlib')
  for (const [coding, open] of [
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const) {
    const small = await page('/items', { 'accept-encoding': `identity, ${coding}` })
    expect(small.headers).toMatchObject({ 'content-encoding': coding, vary: 'accept-encoding' })
    expect(open(small.rawPayload).toString()).toBe(plain.body)
    expect(small.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3)
  }
  expect((await page('/items', { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined()
})

test('the sitemap and the feed name the pages of the notice board', async () => {
  const map = (await page('/sitemap.xml')).body
  for (const path of ['/board', '/breaches', '/challenges', '/disclosures', '/pledges', '/assessment', '/anchors'])
    expect(map).toContain(`<loc>https://town.test${path}</loc>`)
  const feed = await page('/feed.xml')
  expect(feed.headers['content-type']).toContain('application/atom+xml')
  expect((await page('/')).body).toContain('href="/feed.xml"')
})
