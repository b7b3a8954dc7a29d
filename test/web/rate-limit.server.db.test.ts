/** Two processes on one database count together: what one has let pass, the other does not let pass again. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '../../db/open-database.ts'
import type { Database } from '../../db/types.ts'
import { rows } from '../../db/rows.ts'
import { REQUESTS_PER_MINUTE } from '../../web/security.ts'
import { sql } from 'drizzle-orm'
import { openTestDb, type TestDb } from '../support/db.ts'
import { quiet } from '../support/quiet.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

let one: TestDb
let second: Database
let here: WebDesk
let there: WebDesk
beforeAll(async () => {
  one = await openTestDb()
  second = await openDb({ url: one.url! }, { log: quiet, migrate: false, pool: 2 })
  here = await webDesk(one, '2026-11-23T02:00:00Z', { rateLimit: true })
  there = await webDesk(second, '2026-11-23T02:00:00Z', { rateLimit: true })
})
afterAll(async () => {
  await here.close()
  await there.close()
  await second.close()
  await one.drop()
})

const begins = async (desk: WebDesk, from: string): Promise<number> =>
  (await desk.app.inject({ method: 'POST', url: '/api/chat/sessions', headers: { 'x-forwarded-for': from } }))
    .statusCode

test('one address asking two processes by turns gets the limit, not twice the limit', async () => {
  let through = 0
  for (let i = 0; i < 2 * REQUESTS_PER_MINUTE.session; i++)
    if ((await begins(i % 2 ? here : there, '203.0.113.5')) === 201) through++
  expect(through).toBeGreaterThanOrEqual(REQUESTS_PER_MINUTE.session)
  expect(through).toBeLessThanOrEqual(REQUESTS_PER_MINUTE.session + Math.floor(REQUESTS_PER_MINUTE.session / 8))
})

test('what one process has refused, the other refuses as soon as its own share is gone', async () => {
  while ((await begins(here, '203.0.113.6')) === 201);
  const answers = []
  for (let i = 0; i < 10; i++) answers.push(await begins(there, '203.0.113.6'))
  expect(answers.filter((status) => status === 201).length).toBeLessThanOrEqual(
    Math.floor(REQUESTS_PER_MINUTE.session / 8),
  )
  expect(answers.at(-1)).toBe(429)
})

test('the next minute begins anew at both, and no address is written down', async () => {
  for (const desk of [here, there]) desk.now = new Date(desk.now.getTime() + 60_000)
  expect([await begins(here, '203.0.113.6'), await begins(there, '203.0.113.6')]).toEqual([201, 201])
  const keys = await rows<{ key: string }>(one.db, sql`select key from attempts where starts_with(key, 'rate:')`)
  expect(keys.length).toBeGreaterThan(0)
  expect(keys.map(({ key }) => key).join('\n')).not.toContain('203.0.113')
})

test('a database that is away refuses nobody below the limit', async () => {
  here.database.down = true
  let through = 0
  for (let i = 0; i < 2 * REQUESTS_PER_MINUTE.session; i++) if ((await begins(here, '203.0.113.7')) === 201) through++
  here.database.down = false
  expect(through).toBe(REQUESTS_PER_MINUTE.session)
})
