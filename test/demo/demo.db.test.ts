/** The demonstration: played by the desk's own rules without a refusal, marked wherever it shows, and gone without a rest. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Made, makeDemo } from '../../cli/demo/make.ts'
import { readConfig } from '../../config.ts'
import { demoTown } from '../../core/town.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { verifyAudit } from '../../db/audit/verify-audit.ts'
import type { RequestContext } from '../../db/context.ts'
import { demoMadeAt, emptyDemo, emptyUnused, isUnused, strangersIn } from '../../db/demo.ts'
import { signInWithLink } from '../../db/people/desk-sessions.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import { rows } from '../../db/rows.ts'
import type { Db } from '../../db/types.ts'
import { demoLinks } from '../../services/admin/demo.ts'
import { readCalendars, readItems, readTown } from '../../town-files.ts'
import { openTestDb, type TestDb } from '../support/db.ts'

const DATA = join(import.meta.dirname, '../../data')
const NOW = new Date('2026-11-25T10:00:00+08:00')
const town = readTown(DATA)
const items = readItems(join(DATA, 'items.yaml'), town)
const years = readCalendars(DATA)

let dir: string
let database: TestDb
let made: Made<number>
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'shouwen-demo-test-'))
  database = await openTestDb()
  const config = readConfig({ DATA_DIR: dir, TOWN_DIR: DATA, SECRET_KEY: 'the secret of this test' })
  const into = () => Promise.resolve({ ...database, close: () => Promise.resolve() })
  made = await makeDemo(config, into, { now: NOW, items, years, perDay: 0.5, days: 36, then: () => Promise.resolve(1) })
}, 300_000)
afterAll(async () => {
  await database.drop()
  rmSync(dir, { recursive: true, force: true })
})

const count = async (query: string): Promise<number> => (await rows<{ n: number }>(database.db, sql.raw(`select count(*) as n from ${query}`)))[0]!.n // prettier-ignore
const ctx = (): RequestContext => ({
  townContext: { town: demoTown(town), calendar: makeCalendar(years), catalog: { version: '', items }, publicUrl: '' },
  now: NOW,
  random: (n) => randomBytes(n),
  cipher: makeCipher('the secret of this test'),
})

describe('a demonstration', () => {
  test('is played without anything being refused, up to now and no further', async () => {
    expect(made.refused).toEqual([])
    expect(made.cases).toBe(await count('cases'))
    expect(await count(`case_events where at > '${NOW.toISOString()}'`)).toBe(0)
    expect(await count(`cases where opened_at > '2026-11-18'`)).toBeGreaterThan(0)
  })

  test('has something on every page', async () => {
    for (const there of [
      `cases where state in ('received', 'assigned', 'supplement')`,
      `cases where state = 'closed'`,
      `breach_flows where state in ('closed', 'dismissed', 'measured')`,
      `case_events where action = 'rate'`,
      `challenges where published_at is not null`,
      `hearings where minutes <> ''`,
      'hearing_signups',
      'pledge_signatures',
      'department_pledges where confirmed_at is not null',
      'disclosures',
      'assessments',
      `inquiries where decision = 'answer'`,
      `mailbox where author = 'resident'`,
      'notices',
    ])
      expect(await count(there), there).toBeGreaterThan(0)
    expect(await count(`outbox where state <> 'sent' and state <> 'stale'`)).toBe(0)
  })

  test('says that it is one on each case, each person and each paper', async () => {
    expect(await count(`cases where number not like 'YS%'`)).toBe(0)
    expect(await count(`staff where name not like '%（演示）'`)).toBe(0)
    expect(await count(`conversations where address not like 'demo-%'`)).toBe(0)
    expect(await count(`notices where number not like '演示%'`)).toBe(0)
    expect(demoTown(town).name).toBe('别山镇（演示）')
  })

  test('keeps its logs as a real desk does', async () => {
    expect(await verifyAudit(database.db)).toMatchObject({ ok: true })
  })

  test('lets whoever looks around in by a link for each role, and a real desk gives none', async () => {
    const links = await demoLinks(database, ctx())
    expect(links.map((l) => l.role)).toEqual(['clerk', 'head', 'group', 'admin'])
    const token = links[0]!.path.split('/').at(-1)!
    const session = await database.db.transaction((tx) => signInWithLink(tx, token, NOW, (n) => randomBytes(n)))
    expect(session).not.toBeNull()
  })
})

test('it is put into no database that is in use, and taken from none that holds another', async () => {
  await expect(database.db.transaction((tx) => emptyUnused(tx))).rejects.toThrow('in use')
  expect(await strangersIn(database.db, NOW)).toEqual({ people: 0, cases: 0 })
  await database.db.transaction((tx) => conversationAt(tx, { channel: 'web', id: 'somebody' }, false, NOW))
  expect(await strangersIn(database.db, NOW)).toEqual({ people: 1, cases: 0 })
})

test('all of it goes, the logs too; a database without its mark is never emptied', async () => {
  await database.db.transaction((tx) => emptyDemo(tx))
  const tables = await rows<{ name: string }>(database.db, sql`select tablename::text as name from pg_tables where schemaname = 'public'`) // prettier-ignore
  for (const { name } of tables) expect(await count(name), name).toBe(0)
  expect(await isUnused(database.db)).toBe(true)
  expect(await demoMadeAt(database.db)).toBeNull()
  await real(database.db)
  await expect(database.db.transaction((tx) => emptyDemo(tx))).rejects.toThrow('no demonstration')
  await expect(demoLinks(database, ctx())).rejects.toThrow('这里没有演示')
  expect(await count('conversations')).toBe(1)
})

const real = (db: Db) => db.transaction((tx) => conversationAt(tx, { channel: 'web', id: 'somebody' }, false, NOW))
