/** A way in and a session end at their moment, to the millisecond, by a clock that moves. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { IDLE_MS, LINK_MS, SESSION_MS } from '../../db/people/desk-sessions.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { deskRig, type DeskRig } from './rig.ts'

const MINUTE = 60_000
const MORNING = new Date('2026-11-23T01:00:00Z')
let database: TestDb
let desk: DeskRig
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, MORNING.toISOString())
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const at = (from: Date, ms: number): void => void (desk.now = new Date(from.getTime() + ms))
const look = async (link: string) => (await desk.app.inject({ url: link, headers: { accept: 'text/html' } })).statusCode
const press = (link: string) => desk.app.inject({ method: 'POST', url: link, headers: { accept: 'text/html' } })

test('they are what the desk tells people: ten minutes, half an hour, eight hours', () => {
  expect([LINK_MS, IDLE_MS, SESSION_MS]).toEqual([10 * MINUTE, 30 * MINUTE, 8 * 60 * MINUTE])
})

test('a link works a millisecond before its ten minutes are over, and not at ten minutes', async () => {
  await desk.clerk('王芳', 'GGB')
  for (const [ms, shown, entered] of [
    [LINK_MS - 1, 200, '/staff'],
    [LINK_MS, 410, null],
    [24 * 60 * MINUTE, 410, null],
  ] as const) {
    const asked = desk.now
    const link = await desk.link('王芳')
    at(asked, ms)
    expect([ms, await look(link)]).toEqual([ms, shown])
    const answer = await press(link)
    expect([ms, answer.headers.location]).toEqual([ms, entered ?? link])
    expect(answer.headers['set-cookie'] !== undefined).toBe(entered !== null)
  }
})

test('a session left alone ends at half an hour, a millisecond before it does not, and it does not come back', async () => {
  const me = await desk.clerk('李强', 'GGB')
  const began = desk.now
  at(began, IDLE_MS - 1)
  expect((await me.get('/staff')).statusCode).toBe(200)
  const used = desk.now
  at(used, IDLE_MS)
  expect((await me.get('/staff')).statusCode).toBe(401)
  // a clock set back does not bring a session to life for longer than it had
  at(used, IDLE_MS - 1)
  expect((await me.get('/staff')).statusCode).toBe(200)
  at(used, 2 * IDLE_MS)
  expect((await me.get('/staff')).statusCode).toBe(401)
})

test('a session used all the time ends at eight hours, and so does its cookie', async () => {
  const me = await desk.clerk('赵静', 'GGB')
  const began = desk.now
  for (let ms = 20 * MINUTE; ms < SESSION_MS; ms += 20 * MINUTE) {
    at(began, ms)
    expect([ms, (await me.get('/staff')).statusCode]).toEqual([ms, 200])
  }
  at(began, SESSION_MS - 1)
  expect((await me.get('/staff')).statusCode).toBe(200)
  at(began, SESSION_MS)
  expect((await me.get('/staff')).statusCode).toBe(401)
  expect((await me.post('/staff/leave')).statusCode).toBe(401)
  const entered = await press(await desk.link('赵静'))
  expect(String(entered.headers['set-cookie'])).toContain(`Max-Age=${SESSION_MS / 1000};`)
})

test('an open line of events does not keep a session alive', async () => {
  const me = await desk.clerk('周敏', 'GGB')
  const began = desk.now
  at(began, IDLE_MS - MINUTE)
  const line = await fetch(`${desk.url}/staff/events`, { headers: { cookie: me.cookie, accept: 'text/event-stream' } })
  expect(line.status).toBe(200)
  await line.body!.cancel()
  at(began, IDLE_MS)
  expect((await me.get('/staff')).statusCode).toBe(401)
})
