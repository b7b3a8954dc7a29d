/** The page of a life event: its questions as a plain form, and the same list of papers as in the chat, to tick and print. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paperListAddress } from '../../core/answer/reply/compose-life-papers.ts'
import { neededPapers } from '../../core/catalog/life-papers.ts'
import { makePageStore } from '../../web/kept-pages.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

const pages = makePageStore()
let database: TestDb
let desk: WebDesk
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, '2026-11-23T02:00:00Z', { pages })
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const page = async (url: string) => desk.app.inject({ url, headers: { accept: 'text/html' } })
const papersOn = (body: string): string[] =>
  [...body.matchAll(/<label for="paper-\d+"[^>]*>\s*([^<]+?)（[原复电]/g)].map(([, name]) => name!)
const ticksOn = (body: string): string[] => [...body.matchAll(/id="(paper-\d+)"\s+checked/g)].map(([, id]) => id!)
const death = () => desk.world.town.lifeEvents.find((e) => e.id === 'death')!

test('every event has a page, found from the catalogue and in the sitemap', async () => {
  expect((await page('/items')).body).toContain('href="/life"')
  const all = (await page('/life')).body
  const map = (await page('/sitemap.xml')).body
  for (const { id, name } of desk.world.town.lifeEvents) {
    expect(all).toContain(`<a href="/life/${id}">${name}</a>`)
    expect(map).toContain(`/life/${id}</loc>`)
    expect((await page(`/life/${id}`)).statusCode, id).toBe(200)
  }
  expect((await page('/life/nothing')).statusCode).toBe(404)
})

test('the form answered shows the list of the chat, and the form as it was answered', async () => {
  const { body } = await page('/life/death?q1=2&q2=2&q3=2')
  const { catalog } = desk.world
  expect(papersOn(body)).toEqual(neededPapers(death(), '111', catalog).map((p) => p.name))
  expect(body).toContain('照您说的，用得上的材料')
  expect(body).not.toMatch(/您能领|可以领|养老保险注销<\/b>/)
  expect(body).toMatch(/name="q1" value="2" checked/)
  expect(body).toMatch(/什么人能办：亡者亲属/)
  expect((await page('/life/death')).body).toContain('可能用得上的材料')
})

test('the link of the chat brings its ticks, and none where the catalogue has changed since', async () => {
  const { catalog } = desk.world
  const list = { event: death(), code: '1x1', held: ['居民户口簿', '死亡证明'] }
  const at = neededPapers(death(), '1x1', catalog).findIndex((p) => p.key === '居民户口簿')
  const url = paperListAddress(list, catalog)
  expect(ticksOn((await page(url)).body)).toEqual(['paper-0', `paper-${at}`])
  expect(ticksOn((await page(paperListAddress(list, { ...catalog, version: 'older' }))).body)).toEqual([])
})

test('what is ticked is one family’s and is not kept; the answered list is everybody’s', async () => {
  const isKept = async (url: string): Promise<boolean> => {
    const before = (await page(url)).headers['etag']
    return before !== undefined && (await page(url)).headers['etag'] === before
  }
  expect(await isKept('/life/death?q1=1&q2=1')).toBe(true)
  expect(await isKept(`/life/death?q1=1&have=1&at=${desk.world.catalog.version}`)).toBe(false)
})

test.each(['?q1=0', '?q1=5&q2=-1', '?q1=1&q1=2', '?q1[]=1', '?have=1.2', '?have=99.x..&at=', '?q3=%00', '?q4=1'])(
  'odd answers %s leave the question open',
  async (query) => {
    const { statusCode, body } = await page(`/life/birth${query}`)
    expect(statusCode).toBe(200)
    expect(papersOn(body)).toEqual(papersOn((await page('/life/birth')).body))
    expect(ticksOn(body)).toEqual([])
  },
)
