/** Public pages are made once: until something is published, the day is over or the town is read again, and for nobody alone. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Staff } from '../../core/case/case.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { publish } from '../../db/disclosures/disclosures.ts'
import { allStaff, inviteStaff } from '../../db/people/staff.ts'
import { PUBLISHED_TOPIC } from '../../db/published.ts'
import type { Tx } from '../../db/types.ts'
import { makePageStore } from '../../web/kept-pages.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { testWorld, webDesk, type WebDesk } from '../support/web-rig.ts'

const pages = makePageStore()
const START = '2026-11-23T02:00:00Z'
let world = testWorld()
let database: TestDb
let desk: WebDesk
let told = 0
let heard: () => void = () => undefined
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, START, { pages, world: () => world })
  await database.listen(PUBLISHED_TOPIC, pages.clear)
  await database.listen(PUBLISHED_TOPIC, () => {
    told += 1
    heard()
  })
})
afterAll(async () => {
  desk.database.down = false
  await desk.close()
  await database.drop()
})
beforeEach(() => {
  desk.database.down = false
  desk.now = new Date(START)
  pages.clear()
})

const open = (url: string, headers: Record<string, string> = {}) =>
  desk.app.inject({ url, headers: { accept: 'text/html', ...headers } })
/** Whether the page comes although the database is away: then it was kept. */
async function isKept(url: string, headers: Record<string, string> = {}): Promise<boolean> {
  desk.database.down = true
  const { statusCode } = await open(url, headers)
  desk.database.down = false
  return statusCode === 200
}
/** Changes something and waits until this process was told. */
async function changing(change: (tx: Tx) => Promise<unknown>): Promise<void> {
  const telling = new Promise<void>((done) => (heard = done))
  await database.db.transaction(change)
  await telling
}

const PUBLIC = ['/', '/items/dibao', '/life', '/life/death?q1=1&q2=2', '/departments', '/board', '/breaches', '/challenges', '/disclosures', '/pledges', '/assessment', '/anchors', '/feed.xml', '/rss.xml', '/sitemap.xml'] // prettier-ignore
test.each(PUBLIC)('%s is made once, in every coding, and a phone that has it is sent nothing', async (url) => {
  const first = await open(url)
  expect(first.statusCode).toBe(200)
  expect(await isKept(url)).toBe(true)
  const again = await open(url)
  expect(again.body).toBe(first.body)
  for (const name of ['content-type', 'cache-control', 'content-security-policy', 'x-content-type-options', 'etag'])
    expect(again.headers[name], name).toBe(first.headers[name])
  expect(again.headers['vary']).toBe('accept-encoding, cookie')
  const br = await open(url, { 'accept-encoding': 'gzip, br' })
  const gzip = await open(url, { 'accept-encoding': 'gzip' })
  expect([br.headers['content-encoding'], gzip.headers['content-encoding']]).toEqual(['br', 'gzip'])
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(first.body)
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(first.body)

  const known = { 'if-none-match': `"other", ${String(first.headers['etag'])}` }
  const same = await open(url, known)
  expect([same.statusCode, same.rawPayload.length, same.headers['etag']]).toEqual([304, 0, first.headers['etag']])
  expect(same.headers['content-security-policy']).toBe(first.headers['content-security-policy'])
  pages.clear()
  expect((await open(url, known)).statusCode, 'made anew, and still the same').toBe(304)
})

test('what is asked and how it looks make pages of their own; fields no page reads make none', async () => {
  const seen = new Set<string>()
  for (const [url, cookie] of [
    ['/items/dibao', ''],
    ['/items/dibao?day=2026-12-31', ''],
    ['/items/dibao', 'type=large'],
    ['/items/dibao', 'type=large; contrast=high'],
  ] as const) {
    seen.add((await open(url, { cookie })).body)
    expect(await isKept(url, { cookie })).toBe(true)
  }
  expect(seen.size).toBe(4)
  const held = pages.size()
  await open('/items/dibao?day=2026-12-31&day=2026-12-30')
  await open('/items/dibao?utm=1')
  await open('/items/nowhere')
  await open(`/breaches?department=${'x'.repeat(300)}`)
  expect(pages.size()).toBe(held)
})

test('a publication is seen at once, and one that was taken back never was', async () => {
  const about = { department: 'DZB', category: '财务', body: '正文' } as const
  const by = await author()
  await open('/disclosures')
  await changing((tx) => publish(tx, desk.setting(), by, { ...about, title: '三公经费' }))
  expect((await open('/disclosures')).body).toContain('三公经费')
  const before = told
  await database.db
    .transaction(async (tx) => {
      await publish(tx, desk.setting(), by, { ...about, title: '没有的事' })
      throw new Error('taken back')
    })
    .catch(() => undefined)
  await changing((tx) => publish(tx, desk.setting(), by, { ...about, title: '预算' }))
  expect(told, 'once a transaction').toBe(before + 1)
  expect((await open('/disclosures')).body).not.toContain('没有的事')
})

/** A statement that changes no row still says which table it was for. */
test.each(['staff', 'breach_flows', 'account_events', 'challenges', 'hearings', 'hearing_signups', 'hearing_questions', 'pledge_texts', 'pledge_signatures', 'pledge_photos', 'department_pledges', 'assessments', 'assessment_proposals', 'disclosures', 'disclosure_versions', 'anchors'])('a change of %s is told', async (table) => {
  await changing((tx) => tx.execute(sql.raw(`delete from ${table} where false`)))
}) // prettier-ignore

test('a question put in public is told of, a case of one person is not', async () => {
  const opened = (kind: 'report' | 'challenge') => (tx: Tx) =>
    openCase(tx, desk.setting(), { kind, text: '路灯', item: null, department: 'GGB', residentId: null, conversationId: null }) // prettier-ignore
  const before = told
  await database.db.transaction(opened('report'))
  await changing(opened('challenge'))
  await changing((tx) => tx.execute(sql`update promises set due_date = '2027-01-04' where case_id in (select id from cases where kind = 'challenge')`)) // prettier-ignore
  expect(told).toBe(before + 2)
})

test('at midnight, with another town and after half a minute it is made anew', async () => {
  desk.now = new Date('2026-11-23T15:59:50Z')
  const tonight = await open('/items/dibao')
  expect(tonight.body).toContain('今天（11月23日）')
  desk.now = new Date('2026-11-23T16:00:00Z')
  expect((await open('/items/dibao')).body).toContain('今天（11月24日）')
  world = { ...world, catalog: { ...world.catalog, version: '2026-11-24.1' } }
  expect((await open('/items/dibao')).body).toContain('2026-11-24.1')
  expect(await isKept('/items/dibao')).toBe(true)
  desk.now = new Date('2026-11-23T16:00:30Z')
  expect(await isKept('/items/dibao')).toBe(false)
})

test('what is of one person is never kept', async () => {
  const posted = await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })
  const cookie = String(posted.headers['set-cookie']).split(';')[0]!
  for (const url of ['/breaches', '/departments']) {
    await open(url, { cookie })
    await open(url, { authorization: 'Bearer x' })
    expect(await isKept(url), url).toBe(false)
  }
  for (const url of [
    '/?q=低保',
    '/track',
    '/track?number=BS20261123-0001',
    '/chat',
    '/chat/plain',
    '/notices/x',
    '/staff',
    '/api/chat/messages',
    '/api/v1/items',
  ])
    // prettier-ignore
    await open(encodeURI(url), { cookie })
  await desk.app.inject({ method: 'POST', url: '/track', payload: { number: 'BS20261123-0001', code: 'ABCDEF' } })
  expect(pages.size()).toBe(0)

  const shared = await open('/breaches')
  expect((await open('/breaches', { cookie })).body, 'who has a chat is shown what all are').toBe(shared.body)
})

test('who acts at the desk finds the public pages changed, told by the database or not yet', async () => {
  await open('/breaches')
  await desk.app.inject({ method: 'POST', url: '/staff/enter/nobody' })
  expect(pages.size()).toBe(0)
})

async function author(): Promise<Staff> {
  await changing((tx) => inviteStaff(tx, desk.setting(), { name: '高秀兰', department: 'DZB', role: 'head' }))
  return (await allStaff(database.db))[0]!
}

test('a style sheet is compressed once, kept by the browser for a year and not sent twice', async () => {
  const url = /\/static\/site\.css\?v=\w+/.exec((await open('/track')).body)![0]
  const whole = await open(url)
  expect(whole.headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8', vary: 'accept-encoding' })
  expect(whole.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  const br = await open(url, { 'accept-encoding': 'br' })
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(whole.body)
  expect(br.rawPayload.length).toBeLessThan(whole.rawPayload.length / 3)
  expect((await open(url, { 'if-none-match': String(br.headers['etag']) })).statusCode).toBe(304)
  const part = await open(url, { range: 'bytes=0-9' })
  expect([part.statusCode, part.body]).toEqual([206, whole.body.slice(0, 10)])
  expect((await open('/static/../server.ts')).statusCode).toBe(404)
})
