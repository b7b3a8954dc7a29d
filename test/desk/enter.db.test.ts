import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { staff } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, csrfIn, deskRig, type DeskRig } from './rig.ts'

const MORNING = '2026-11-23T02:00:00Z'
let database: TestDb
let desk: DeskRig
let wang: Clerk
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, MORNING)
  wang = await desk.clerk('王芳', 'GGB')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const minutes = (n: number): void => void (desk.now = new Date(desk.now.getTime() + n * 60_000))
const page = (url: string, cookie = '') => desk.app.inject({ url, headers: { accept: 'text/html', cookie } })
const press = (url: string) => desk.app.inject({ method: 'POST', url, headers: { accept: 'text/html' } })
const session = (cookie: string): string => /shouwen_desk=[^;]+/.exec(cookie)?.[0] ?? ''

test('网页 sends a link, its page shows a button, the button signs in with a cookie scripts cannot read', async () => {
  const link = await desk.link('王芳')
  expect(link).toMatch(/^\/staff\/enter\/[\w-]{32}$/)
  const shown = await page(link)
  expect(shown.body).toContain('进入工作台</button>')
  expect(shown.headers['cache-control']).toBe('no-store')
  const entered = await press(link)
  expect(entered.statusCode).toBe(303)
  const cookie = String(entered.headers['set-cookie'])
  expect(cookie).toMatch(/shouwen_desk=.*HttpOnly.*SameSite=Lax/)
  expect((await page('/staff', session(cookie))).body).toContain('王芳')
})

test('looking at a link does not use it up, using it does, and after ten minutes it is dead', async () => {
  const link = await desk.link('王芳')
  for (let preview = 0; preview < 3; preview++) expect((await page(link)).statusCode).toBe(200)
  expect((await press(link)).headers['location']).toBe('/staff')
  expect((await press(link)).headers['location']).toBe(link)
  expect((await page(link)).statusCode).toBe(410)
  const late = await desk.link('王芳')
  minutes(11)
  expect((await page(late)).statusCode).toBe(410)
  expect((await press(late)).headers['set-cookie']).toBeUndefined()
})

test('a newer link ends an older unused one', async () => {
  const first = await desk.link('王芳')
  const second = await desk.link('王芳')
  expect((await page(first)).statusCode).toBe(410)
  expect((await page(second)).statusCode).toBe(200)
})

test('a resident who types 网页 gets no way in', async () => {
  await desk.says('somebody', '网页')
  expect((await desk.seen('somebody')).join('\n')).not.toContain('/staff/')
})

test('without a session every page and every act of the desk is refused', async () => {
  for (const url of ['/staff', '/staff/find?number=1', '/staff/events', '/staff/nowhere'])
    expect((await page(url)).statusCode).toBe(401)
  expect((await page('/staff', 'shouwen_desk=made-up')).statusCode).toBe(401)
})

test('a session replayed after signing out is refused', async () => {
  const entered = await press(await desk.link('王芳'))
  const cookie = session(String(entered.headers['set-cookie']))
  const csrf = csrfIn((await page('/staff', cookie)).body)
  const left = await desk.app.inject({
    method: 'POST',
    url: '/staff/leave',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: `csrf=${csrf}`,
  })
  expect(left.body).toContain('已退出')
  expect((await page('/staff', cookie)).statusCode).toBe(401)
  expect(
    (
      await desk.app.inject({
        method: 'POST',
        url: '/staff/cases/BS20261123-0001/do',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload: `csrf=${csrf}&action=claim`,
      })
    ).statusCode,
  ).toBe(401)
})

test('half an hour unused ends a session, use prolongs it, eight hours end it whatever is done', async () => {
  const me = await desk.clerk('李强', 'GGB')
  minutes(29)
  expect((await me.get('/staff')).statusCode).toBe(200)
  minutes(29)
  expect((await me.get('/staff')).statusCode).toBe(200)
  minutes(31)
  expect((await me.get('/staff')).statusCode).toBe(401)
  const again = await desk.clerk('李强', 'GGB')
  for (let n = 0; n < 23; n++) {
    minutes(20)
    expect((await again.get('/staff')).statusCode).toBe(200)
  }
  minutes(21)
  expect((await again.get('/staff')).statusCode).toBe(401)
})

test('what an open page asks by itself does not prolong the session', async () => {
  const me = await desk.clerk('周敏', 'GGB')
  minutes(25)
  expect((await me.get('/staff?piece=1', { 'x-desk': 'auto' })).statusCode).toBe(200)
  minutes(6)
  expect((await me.get('/staff?piece=1', { 'x-desk': 'auto' })).statusCode).toBe(401)
})

test('leaving the staff, or another binding, ends every session at once', async () => {
  const leaver = await desk.clerk('赵静', 'GGB')
  expect((await leaver.get('/staff')).statusCode).toBe(200)
  await database.db.update(staff).set({ leftAt: desk.now }).where(eq(staff.id, leaver.id))
  expect((await leaver.get('/staff')).statusCode).toBe(401)
  const stolen = await desk.clerk('钱伟', 'GGB')
  await database.db.update(staff).set({ personId: null }).where(eq(staff.id, stolen.id))
  expect((await stolen.get('/staff')).statusCode).toBe(401)
})

test("another site's page signs nobody out, and nobody in", async () => {
  const me = await desk.clerk('吴丽', 'GGB')
  const foreign = [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]
  for (const from of foreign) {
    // the browser sends no cookie along: it must not be told to drop the one it has
    const left = await desk.app.inject({ method: 'POST', url: '/staff/leave', headers: { accept: 'text/html', ...from } }) // prettier-ignore
    expect([left.statusCode, left.headers['set-cookie']]).toEqual([401, undefined])
    const link = await desk.link('吴丽')
    const entered = await desk.app.inject({ method: 'POST', url: link, headers: { accept: 'text/html', ...from } })
    expect([entered.statusCode, entered.headers['set-cookie']]).toEqual([403, undefined])
    expect((await page(link)).statusCode).toBe(200)
  }
  expect((await me.get('/staff')).statusCode).toBe(200)
  const own = [{ 'sec-fetch-site': 'same-origin' }, { origin: 'https://town.test' }, { origin: 'http://localhost:80' }]
  for (const from of own) {
    const entered = await desk.app.inject({ method: 'POST', url: await desk.link('吴丽'), headers: { host: 'localhost', ...from } }) // prettier-ignore
    expect([from, entered.statusCode]).toEqual([from, 303])
  }
})

test('a form without the token of its own session changes nothing', async () => {
  wang = await desk.clerk('王芳', 'GGB')
  const other = await desk.clerk('孙丽', 'GGB')
  const foreign = csrfIn((await other.get('/staff')).body)
  for (const csrf of ['', 'x', foreign]) {
    const refused = await desk.app.inject({
      method: 'POST',
      url: '/staff/leave',
      headers: { accept: 'text/html', cookie: wang.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: `csrf=${csrf}`,
    })
    expect(refused.statusCode).toBe(403)
  }
  expect((await wang.get('/staff')).statusCode).toBe(200)
})
