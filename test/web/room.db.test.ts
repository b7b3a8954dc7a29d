/** A disk that is nearly full: files are refused with one sentence, everything else is taken, and it ends by itself. */
import os from 'node:os'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { diskSpace, type DiskSpace } from '../../db/drivers/embedded/space.ts'
import { rows } from '../../db/rows.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { testDesk } from '../support/desk.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'
import { PICTURES } from '../support/pictures.ts'

const PNG = PICTURES['image/png']
const SENTENCE = '文件暂时存不下，没有收下；文字照常能发。请过一两个小时再发一次，急用请直接把材料送到窗口。'

/** A disk with so much free as a test says. */
let free: number
const disk: DiskSpace = {
  room: async () => ({ freeMb: free, floorMb: 512, enough: free >= 512 }),
  fits: async (bytes) => free * 1024 * 1024 - 2 * bytes >= 512 * 1024 * 1024,
}
beforeEach(() => {
  free = 400
})

let database: TestDb
let desk: WebDesk
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, '2026-11-23T02:00:00Z', { disk })
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

async function chat() {
  const made = await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })
  const headers = { 'x-session': made.json<{ session: string }>().session, accept: 'application/json' }
  return {
    post: (payload: object) => desk.app.inject({ method: 'POST', url: '/api/chat/messages', headers, payload }),
    shown: async () => {
      await desk.settled()
      return (await desk.app.inject({ url: '/api/chat/messages', headers })).json<{ messages: unknown[] }>().messages
    },
  }
}
const file = { file: { name: 'a.png', type: 'image/png', data: PNG.toString('base64') } }

test('the web chat answers a file with 507 and stores nothing of it; words are taken; with room it is taken again', async () => {
  const { post, shown } = await chat()
  const refused = await post(file)
  expect(refused.statusCode).toBe(507)
  expect(refused.json()).toEqual({ error: 'no-room', message: SENTENCE })
  expect(await shown()).toEqual([])
  expect((await post({ text: '您好' })).statusCode).toBe(202)
  free = 513
  expect((await post(file)).statusCode).toBe(202)
})

test('the chat without a script says it on a page', async () => {
  const boundary = 'x'
  const part = (head: string, body: Buffer | string) => [`--${boundary}\r\n${head}\r\n\r\n`, body, '\r\n']
  const payload = Buffer.concat(
    [
      ...part('content-disposition: form-data; name="text"', ''),
      ...part('content-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png', PNG),
      `--${boundary}--\r\n`,
    ].map((p) => Buffer.from(p)),
  )
  const made = await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })
  const answer = await desk.app.inject({
    method: 'POST',
    url: '/chat/plain',
    headers: {
      'x-session': made.json<{ session: string }>().session,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      accept: 'text/html',
    },
    payload,
  })
  expect(answer.statusCode).toBe(507)
  expect(answer.body).toContain(SENTENCE)
})

test('what failed as the database was away is told as that, though it is back when it is looked for', async () => {
  const lost = Object.assign(new Error('write CONNECT_TIMEOUT'), { code: 'CONNECT_TIMEOUT' })
  const fileQuota = { charge: () => Promise.reject(new Error('a statement', { cause: lost })) }
  const other = await webDesk(database, '2026-11-23T02:00:00Z', { fileQuota })
  const made = await other.app.inject({ method: 'POST', url: '/api/chat/sessions' })
  const headers = { 'x-session': made.json<{ session: string }>().session, accept: 'application/json' }
  const answer = await other.app.inject({ method: 'POST', url: '/api/chat/messages', headers, payload: file })
  expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([503, 'away'])
  await other.close()
})

test('/readyz stays 200 and says how much is left', async () => {
  const low = await desk.app.inject({ url: '/readyz' })
  expect([low.statusCode, low.json<{ disk: object }>().disk]).toEqual([
    200,
    { state: 'low', freeMb: 400, floorMb: 512 },
  ])
  free = 9000
  expect((await desk.app.inject({ url: '/readyz' })).json()).toMatchObject({ disk: { state: 'ready', freeMb: 9000 } })
})

test('a photo from a chat platform is not fetched, and the person is told; the next one is kept', async () => {
  const office = await testDesk('2026-11-23T02:00:00Z', undefined, { disk })
  const photo = { kind: 'file', name: 'a.png', type: 'image/png', size: 0 } as const
  await office.sends('anna', photo, PNG)
  expect(office.last('anna')).toContain(SENTENCE)

  const kept = () => rows<{ n: number }>(office.database.db, sql`select count(*) as n from files`)
  expect(await kept()).toEqual([{ n: 0 }])
  free = 600
  await office.sends('anna', photo, PNG)
  expect(await kept()).toEqual([{ n: 1 }])
  expect(office.last('anna')).not.toContain(SENTENCE)
  await office.stop()
})

test('what is free is asked of the file system each time', async () => {
  const real = diskSpace(os.tmpdir(), 1)
  const { freeMb, enough } = (await real.room())!
  expect(freeMb).toBeGreaterThan(1)
  expect(enough).toBe(true)
  expect(await diskSpace(os.tmpdir(), freeMb * 2).fits(1)).toBe(false)
  expect(await real.fits(freeMb * 1024 * 1024)).toBe(false)
  expect(await real.fits(1)).toBe(true)
})
