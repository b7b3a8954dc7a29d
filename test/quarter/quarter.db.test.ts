/**
 * A quarter of a town's life, played with a moving clock; then everything the town publishes and exports is compared with
 * a count made from the generator's own record. `QUARTER=3000` plays it at full size and prints the figures.
 */
import { sql } from 'drizzle-orm'
import readExcel from 'read-excel-file/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPeriod, type DepartmentScore } from '../../core/assessment/score.ts'
import { assess, assessedPeriods, publishedAssessment } from '../../db/assessment/department-assessment.ts'
import { verifyAudit } from '../../db/audit/verify-audit.ts'
import { breachTotals, countPublicBreaches } from '../../db/breaches/public-breaches.ts'
import { countPublicChallenges, publicChallenges } from '../../db/challenges/challenges.ts'
import { countPublicDisclosures } from '../../db/disclosures/public-disclosures.ts'
import { publicHearings } from '../../db/hearings/public-hearings.ts'
import { rows } from '../../db/rows.ts'
import { publicPledges } from '../../db/pledges/pledges.ts'
import { adminHandlers } from '../../services/admin/admin-handlers.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'
import { next } from './days.ts'
import { play, type Played, RENAMED } from './play.ts'
import { PEOPLE } from './people.ts'
import { sharesOf, tally, upheldOf } from './record.ts'

const SIZE = Number(process.env['QUARTER'] ?? 60)
const PERIODS = ['2026-07', '2026-08', '2026-09', '2026-Q3'] as const
const OLD_NAME = '公共管理办公室'
let desk: TestDesk
let played: Played

beforeAll(async () => {
  const began = performance.now()
  desk = await testDesk('2026-07-01T08:00:00+08:00')
  played = await play(desk, SIZE)
  const { record, moves, said } = played
  const seconds = Math.round((performance.now() - began) / 1000)
  if (SIZE >= 1000) process.stdout.write(`${desk.database.kind}: ${record.cases.length + record.complaints} cases, ${moves} acts, ${said} messages, ${record.breaches.length} breaches, ${record.decisions.length} decisions in ${seconds} s\n${JSON.stringify(tally(record.breaches, (b) => b.kind))}\n`) // prettier-ignore
}, 7_200_000)
afterAll(() => desk.stop())

/** 'GGB response' → [good, of], nothing where nothing counted. */
const sharesOfRows = (found: readonly DepartmentScore[]): Record<string, [number, number]> =>
  Object.fromEntries(
    found
      .flatMap((r) => Object.entries(r.figures.shares).filter(([, s]) => s.of > 0).map(([what, s]) => [`${r.department} ${what}`, [s.good, s.of]] as const))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ) as Record<string, [number, number]> // prettier-ignore
const breachesOfRows = (found: readonly DepartmentScore[]): Record<string, number> =>
  Object.fromEntries(found.filter((r) => r.figures.breaches !== 0).map((r) => [r.department, r.figures.breaches] as const).sort(([a], [b]) => (a < b ? -1 : 1))) // prettier-ignore

test('every breach the generator knows of was found, of its kind and department, and no other', async () => {
  const found = await rows<{ department: string; kind: string }>(desk.database.db, sql`select w.department, w.kind from breach_flows w`) // prettier-ignore
  const all = await rows<{ n: number }>(desk.database.db, sql`select count(*)::int as n from breaches`)
  expect(all[0]!.n).toBe(found.length)
  const key = (b: { department: string; kind: string }) => `${b.department} ${b.kind}`
  expect(tally(found, key)).toEqual(tally(played.record.breaches, key))
})

test('the notice board counts what the leading group decided', async () => {
  const { decisions } = played.record
  // the last word on each: an objection takes an upheld one back until it is decided anew
  const left = tally(decisions, (d) => `${d.department} ${d.kind} ${d.what}`)
  const board: Record<string, number> = {}
  for (const t of await breachTotals(desk.database.db)) {
    const key = `${t.department} ${t.kind}`
    for (const what of ['upheld', 'dismissed', 'referred'] as const) if (t[what] > 0) board[`${key} ${what}`] = t[what]
  }
  const expected: Record<string, number> = {}
  for (const [key, n] of Object.entries(left)) {
    if (key.endsWith('objected')) continue
    const taken = key.endsWith('upheld') ? (left[key.replace('upheld', 'objected')] ?? 0) : 0
    if (n - taken > 0) expected[key] = n - taken
  }
  const sorted = (o: Record<string, number>) => Object.fromEntries(Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1))) // prettier-ignore
  expect(sorted(board)).toEqual(sorted(expected))
  expect(await countPublicBreaches(desk.database.db)).toBe(Object.values(expected).reduce((a, b) => a + b, 0))
})

test.each(PERIODS)('the assessment of %s, settled by the clock, is the independent count, and counted again the same', async (name) => {
  const { db } = desk.database
  const period = readPeriod(name)!
  const stored = (await publishedAssessment(db, name))!.rows
  expect(sharesOfRows(stored)).toEqual(sharesOf(played.record, period.from, period.to))
  expect(breachesOfRows(stored)).toEqual(upheldOf(played.record, period.from, period.to))
  const again = await assess(db, desk.requestContext(), period)
  expect(sharesOfRows(again)).toEqual(sharesOfRows(stored))
  expect(breachesOfRows(again)).toEqual(breachesOfRows(stored))
}) // prettier-ignore

test('each period was settled once, by the name its office had then', async () => {
  expect(await assessedPeriods(desk.database.db)).toEqual(['2026-Q3', '2026-09', '2026-08', '2026-07'])
  const nameIn = async (period: string) =>
    (await publishedAssessment(desk.database.db, period))!.rows.find((r) => r.department === RENAMED.code)!.name
  expect(await nameIn('2026-07')).toBe(OLD_NAME)
  expect(await nameIn('2026-08')).toBe(RENAMED.name)
})

test('the ledgers, as a workbook, hold the same', async () => {
  const { record } = played
  const handlers = adminHandlers({ database: desk.database, requestContext: () => desk.requestContext(), reload: async () => {}, send: () => {} }) // prettier-ignore
  const made = (await handlers['ledger']!({ name: 'all', from: '2026-07-01', to: '2026-10-30', format: 'xlsx' })) as { bytes: string } // prettier-ignore
  const sheets = await readExcel(Buffer.from(made.bytes, 'base64'))
  const lines = (sheet: string) => sheets.find((s) => s.sheet === sheet)!.data.slice(1)
  const kinds: Record<string, string> = { 咨询: 'consultation', 诉求: 'report', 办件: 'application', 质询: 'challenge' } // prettier-ignore
  expect(tally(lines('办件台账'), (l) => kinds[String(l[1])] ?? String(l[1]))).toEqual(tally(record.cases, (c) => c.kind)) // prettier-ignore
  expect(lines('违诺台账')).toHaveLength(record.breaches.length)
  expect(lines('质询台账')).toHaveLength(record.challenges)
  expect(lines('质询台账').reduce((n, l) => n + Number(l[5]), 0)).toBe(record.seconds)
  expect(lines('公开台账')).toHaveLength(8)
  const clocks = lines('时限台账').filter((l) => ['答复', '办结'].includes(String(l[1])))
  // complaints are in nobody's ledger
  const completed = record.shares.filter((s) => s.what === 'completion' && s.department !== 'DZB')
  expect(clocks).toHaveLength(completed.length)
})

test('questions, their answers and seconds, the hearing, publications and pledges stand in public as they happened', async () => {
  const { db } = desk.database
  const { record } = played
  expect(await countPublicChallenges(db)).toBe(record.challenges)
  const all = await publicChallenges(db, { limit: 1000 })
  expect(all.filter((c) => c.answer !== null)).toHaveLength(record.answered)
  expect(all.reduce((n, c) => n + c.seconds, 0)).toBe(record.seconds)
  const [forgotten, held] = await publicHearings(db)
  expect(held).toMatchObject({ state: 'closed', place: '镇政府礼堂', changed: '会议室检修', seats: 10 })
  // twelve wanted ten seats, one gave theirs back after they were taken
  expect(held!.taken).toBe(9)
  expect(held!.questions.every((q) => q.answer !== null)).toBe(true)
  expect(forgotten).toMatchObject({ state: 'due', taken: 0 })
  expect(await countPublicDisclosures(db)).toBe(8)
  expect((await publicPledges(db)).signed).toHaveLength(PEOPLE.length - 1)
}) // prettier-ignore

test('the log verifies, every day anchored, and an event changed by hand in SQL is named', async () => {
  const { db } = desk.database
  const audit = await verifyAudit(db)
  if (SIZE >= 1000) process.stdout.write(`${JSON.stringify(audit)}\n`)
  expect(audit).toMatchObject({ ok: true, unanchored: 0 })
  expect(audit.last?.date).toBe(next('2026-10-30', -1))
  const [one] = await rows<{ id: number; caseId: number; seq: number }>(db, sql`select id, case_id as "caseId", seq from case_events where action = 'reply' order by id limit 1`) // prettier-ignore
  const undo = new Error('undo')
  let broken: unknown
  await db
    .transaction(async (tx) => {
      await tx.execute(sql`alter table case_events disable trigger case_events_fixed`)
      await tx.execute(sql`update case_events set text = '没有办' where id = ${one!.id}`)
      broken = (await verifyAudit(tx)).firstBroken
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  expect(broken).toMatchObject({ log: 'case_events', owner: String(one!.caseId), seq: one!.seq, why: 'edited' })
})
