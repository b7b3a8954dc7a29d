/** Notices in the database: series without gaps, whatever fails or runs at once, and nothing issued changes. */
import { randomBytes } from 'node:crypto'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NoticeContent } from '../../core/notice/kinds.ts'
import type { RequestContext } from '../../db/context.ts'
import { issueNotice, noticeByToken } from '../../db/cases/notices.ts'
import { sqlstate } from '../../db/rows.ts'
import { notices } from '../../db/schema.ts'
import { NOW, townContext } from '../case/example-case.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { openTestDb, type TestDb } from '../support/db.ts'

let database: TestDb
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())

const cipher = makeCipher('of this test')
const set = (now = NOW): RequestContext => ({ townContext, now, random: (n) => randomBytes(n), cipher })
const content: NoticeContent = { title: '受理通知书', recipient: '申请人', paragraphs: ['一'], list: [], remedy: '', sign: [], date: '2026年11月23日' } // prettier-ignore
const issue = (kind: 'acceptance' | 'refusal' | 'completion', now = NOW) =>
  database.db.transaction((tx) => issueNotice(tx, set(now), { caseId: null, kind, content, byStaffId: null }))

test('numbers of one series run without gaps though many are issued at once and some are taken back', async () => {
  const failing = Array.from({ length: 10 }, () =>
    database.db
      .transaction(async (tx) => {
        await issueNotice(tx, set(), { caseId: null, kind: 'acceptance', content, byStaffId: null })
        throw new Error('taken back')
      })
      .catch(() => null),
  )
  await Promise.all([...Array.from({ length: 20 }, () => issue('acceptance')), ...failing])
  const rows = await database.db.select().from(notices).where(eq(notices.kind, 'acceptance')).orderBy(asc(notices.seq))
  expect(rows.map((r) => r.number)).toEqual(Array.from({ length: 20 }, (_, i) => `别政受〔2026〕${i + 1}号`))
  expect(new Set(rows.map((r) => r.token)).size).toBe(20)
})

test('each kind and each year has its own series; the year is the town’s, not the server’s', async () => {
  expect((await issue('refusal')).number).toBe('别政不批〔2026〕1号')
  // 2026-12-31 17:00 UTC is New Year's Day in the town
  expect((await issue('refusal', new Date('2026-12-31T17:00:00Z'))).number).toBe('别政不批〔2027〕1号')
})

describe('an issued notice', () => {
  const refused = async (work: Promise<unknown>) => sqlstate(await work.then(() => null, (e: unknown) => e)) // prettier-ignore

  test('is found by its address alone, and its address cannot be guessed', async () => {
    const made = await issue('completion')
    expect(await noticeByToken(database.db, made.token)).toMatchObject({ number: made.number, content })
    expect(made.token).toMatch(/^[\w-]{32}$/)
    expect(await noticeByToken(database.db, made.number)).toBeNull()
  })

  test('is neither changed nor deleted', async () => {
    const { id } = await issue('completion')
    const change = (values: Partial<typeof notices.$inferInsert>) =>
      refused(database.db.update(notices).set(values).where(eq(notices.id, id)).execute())
    for (const values of [
      { content: { ...content, paragraphs: ['二'] } },
      { number: '别政办〔2026〕99号' },
      { token: 'x' },
      { kind: 'refusal' },
      { hash: '' },
    ])
      // prettier-ignore
      expect(await change(values), Object.keys(values)[0]).toBe('23001')
    expect(await refused(database.db.delete(notices).where(eq(notices.id, id)).execute())).toBe('23001')
  })

  test('is sealed, served and received once each', async () => {
    const { id } = await issue('completion')
    const later = new Date(NOW.getTime() + 60_000)
    for (const key of ['sealedAt', 'servedAt', 'receivedAt'] as const) {
      await database.db.update(notices).set({ [key]: NOW }).where(eq(notices.id, id)) // prettier-ignore
      expect(await refused(database.db.update(notices).set({ [key]: later }).where(eq(notices.id, id)).execute())).toBe('23001') // prettier-ignore
    }
  })
})
