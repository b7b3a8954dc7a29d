/** What `town doctor` asks of a database: every feature the desk's SQL leans on, and whether the key is the one. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeDatabase } from '../../cli/doctor/database.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { probe, probeFeatures } from '../../db/health/probe-features.ts'
import { rows } from '../../db/rows.ts'
import { persons } from '../../db/schema.ts'
import { databaseHealth } from '../../services/admin/database-health.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
})
afterAll(() => desk.stop())

test('both databases have every feature, and nothing of the trying stays', async () => {
  const found = await probeFeatures(desk.database)
  expect(found.filter((f) => !f.ok)).toEqual([])
  expect(found.length).toBeGreaterThan(12)
  expect(await rows(desk.database.db, sql`select 1 from pg_class where relname = 'probe'`)).toEqual([])
})

test('a feature the server has not is named with its error, and the next one is still tried', async () => {
  const { db } = desk.database
  const lacking = await probe(db, 'cursors', async (tx) => (await tx.execute(sql`select no_such_function()`), true))
  expect(lacking).toEqual({ name: 'cursors', ok: false, sqlstate: '42883' })
  expect(await probe(db, 'chinese', async () => Promise.resolve(false))).toMatchObject({ ok: false, sqlstate: null })
  const health = await databaseHealth(desk.database, desk.requestContext().cipher)
  const said = judgeDatabase({ ...health, features: [lacking] }).map((f) => `${f.level} ${f.says}`)
  expect(said).toContain('mend 没有游标（DECLARE … FETCH）（错误码 42883）：备份和导出要用它。')
})

test('the key is tried on what is sealed; who runs the desk is told that nobody does yet', async () => {
  const { cipher, random, now } = desk.requestContext()
  const said = async (with_ = cipher) => judgeDatabase(await databaseHealth(desk.database, with_)).map((f) => `${f.level} ${f.says}`).join('\n') // prettier-ignore
  expect(await said()).toMatch(/skip 库里还没有加密的/)
  expect(await said()).toMatch(/note 还没有。先加一位管理员/)
  await desk.database.db.insert(persons).values({ phone: cipher.encrypt('13800138000', random), createdAt: now })
  await desk.staff('甲', 'DZB', 'admin')
  expect(await said()).toMatch(/good 和库里的数据是同一把/)
  expect(await said()).toMatch(/good 1 人，都绑定了/)
  expect(await said(makeCipher('another key altogether'))).toMatch(/mend SECRET_KEY.*不是同一把/)
})
