/** What the night clears away of what was kept for minutes only. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { DRAFT_MS, putDraft } from '../../db/catalog/catalog-drafts.ts'
import { rows } from '../../db/rows.ts'
import { addToWindow } from '../../db/rate-limit-windows.ts'
import { attempts, catalogDrafts } from '../../db/schema.ts'
import { retention } from '../../scheduler/jobs/retention.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { testWorld } from '../support/web-rig.ts'

const NOW = new Date('2026-11-23T18:00:00Z')
const before = (ms: number) => new Date(NOW.getTime() - ms)
const HOUR = 3_600_000
let database: TestDb
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())

test('counted minutes after an hour, other counters after forty days, catalogue files past their time', async () => {
  const { db } = database
  await addToWindow(db, 'spent', before(2 * HOUR), 3)
  await addToWindow(db, 'running', before(HOUR / 2), 3)
  await db.insert(attempts).values([
    { key: 'track:BS1', windowStart: before(2 * HOUR), count: 1 },
    { key: 'track:BS2', windowStart: before(41 * 24 * HOUR), count: 1 },
  ])
  await db.transaction(async (tx) => {
    await putDraft(tx, 'over', { name: 'a', bytes: Buffer.from('a') }, before(DRAFT_MS))
  })
  expect(await db.$count(catalogDrafts)).toBe(1)
  const ctx = {
    townContext: testWorld(),
    now: NOW,
    random: (n: number) => Buffer.alloc(n),
    cipher: makeCipher('of this test'),
  }
  await db.transaction((tx) => retention({ tx, ctx, fileParts: database.fileParts, today: '2026-11-24', since: null }))
  const left = await rows<{ key: string }>(db, sql`select key from attempts order by 1`)
  expect(left.map((r) => r.key)).toEqual(['rate:running', 'track:BS1'])
  expect(await db.$count(catalogDrafts)).toBe(0)
})
