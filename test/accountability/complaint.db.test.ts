/** A complaint: neither the accused nor their department ever meets it, in any list, card, ledger, log or by its number. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIST_WORDS } from '../../bot/commands/parse-command.ts'
import { ACTION_WORDS } from '../../core/case/action-words.ts'
import type { Staff } from '../../core/case/case.ts'
import { publicBreaches } from '../../db/breaches/public-breaches.ts'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { exportLedger, type LedgerName, LEDGERS, readLedger } from '../../db/audit/export-ledger.ts'
import { enqueue } from '../../db/queue/outbox.ts'
import { allStaff } from '../../db/people/staff.ts'
import { makeScheduler } from '../../scheduler/run.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
let number = ''
let by: Record<string, Staff>
const SECRET = '收了两条烟'
const LINE = ['张大力', '科长甲', '同科丙']

beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  await desk.staff('张大力', 'GGB')
  await desk.staff('科长甲', 'GGB', 'head')
  await desk.staff('同科丙', 'GGB', 'admin')
  await desk.staff('党办丁', 'DZB')
  await desk.staff('组长乙', 'DZB', 'group')
  by = Object.fromEntries((await allStaff(desk.database.db)).map((s) => [s.name, s]))
  await desk.says('居民', '投诉')
  await desk.says('居民', `张大力办事${SECRET}，还说要给我穿小鞋`)
  number = /BS\d{8}-\d{4}/.exec(desk.seen('居民').map((m) => m.text).join('\n'))![0] // prettier-ignore
})
afterAll(() => desk.stop())

/** Everything these people were ever sent. */
const told = (who: readonly string[]) => who.flatMap((w) => desk.seen(w).map((m) => JSON.stringify(m)))
const clean = (texts: readonly string[]) =>
  texts.filter((t) => (t.includes(number) && !t.includes(`没有编号 ${number}`)) || t.includes(SECRET))

test('it goes to the office that handles complaints, with the fear of retaliation noted', async () => {
  const [c] = await desk.database.db.query.cases.findMany()
  expect(c).toMatchObject({ kind: 'complaint', department: 'DZB', accusedStaffId: by['张大力']!.id, accusedDepartment: 'GGB', privacy: 'confidential' }) // prettier-ignore
  expect(clean(told(['党办丁']))).not.toEqual([])
  const events = await desk.database.db.query.caseEvents.findMany()
  expect(events.find((e) => e.action === 'note')).toMatchObject({ data: { retaliation: true }, open: false })
})

test('no word that staff can type shows it to the accused or their line', async () => {
  for (const who of LINE)
    for (const word of [...LIST_WORDS, ...ACTION_WORDS.keys()]) {
      await desk.says(who, word)
      // 代办登记 writes down whatever was typed: it would only say the number back
      if (word !== '代办登记') await desk.says(who, `${word} ${number} 理由 3`)
    }
  for (const who of LINE) {
    await desk.says(who, number)
    await desk.taps(who, 's:claim:1')
    await desk.taps(who, 's:urge:1')
  }
  expect(clean(told(LINE))).toEqual([])
  expect(await desk.database.db.query.cases.findMany()).toMatchObject([{ state: 'received', handlerId: null }])
}, 900_000)

test('no ledger holds it, for anybody', async () => {
  for (const who of ['科长甲', '同科丙', '组长乙'])
    for (const name of Object.keys(LEDGERS) as LedgerName[]) {
      const out = await desk.database.db.transaction((tx) => exportLedger(tx, desk.requestContext(), by[who]!, name, '2026-11-01', '2026-12-31')) // prettier-ignore
      expect(out.ok && clean([out.text])).toEqual([])
      const plain = await desk.database.db.transaction((tx) => readLedger(tx, desk.requestContext(), by[who]!, name, '2026-11-01', '2026-12-31', { plain: who !== '科长甲' })) // prettier-ignore
      expect(plain.ok && clean([JSON.stringify(plain.rows)])).toEqual([])
    }
})

test('when it is upheld the accused explains a breach that shows neither the complaint nor who complained', async () => {
  await desk.says('党办丁', `认领 ${number}`)
  await desk.says('党办丁', `投诉属实 ${number} 监控可证`)
  expect(desk.last('党办丁')).toContain('领导小组认定')
  await desk.says('组长乙', `投诉属实 ${number} 窗口监控可证`)
  await desk.database.db.transaction(async (tx) => {
    await enqueue(tx, await advanceBreaches(tx, desk.requestContext()), desk.now)
  })
  await desk.tick()
  expect(desk.last('张大力')).toContain('服务态度投诉属实')
  await desk.says('党办丁', `答复 ${number} 已核实并处理`)
  expect(desk.last('居民')).toContain('已核实并处理')
  expect(clean(told(LINE))).toEqual([])
})

test('whoever fears retaliation is read by the leading group at once', () => {
  expect(desk.seen('组长乙').some((m) => m.text.includes('打击报复') && m.text.includes(number))).toBe(true)
})

test('no job of the scheduler tells the accused or their line of it, and their figures do not either', async () => {
  const failed: object[] = []
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void failed.push(fields) }
  const scheduler = makeScheduler({ database: desk.database, requestContext: () => desk.requestContext(), send: () => {}, now: () => desk.now, log }) // prettier-ignore
  for (const at of [
    '2026-11-24T08:56',
    '2026-11-24T15:00',
    '2026-11-30T08:56',
    '2026-12-01T08:56',
    '2026-12-15T08:56',
    '2026-12-21T08:56',
  ]) {
    // prettier-ignore
    desk.now = new Date(`${at}:00+08:00`)
    await scheduler.runDue(desk.now)
  }
  expect(failed).toEqual([])
  const rows = await desk.database.db.query.outbox.findMany()
  const talks = await desk.database.db.query.conversations.findMany()
  const line = talks.filter((t) => LINE.includes(t.address)).map((t) => t.id)
  const texts = rows.filter((r) => line.includes(r.conversationId)).map((r) => JSON.stringify(r.message))
  expect(texts.length).toBeGreaterThan(10)
  expect(clean(texts)).toEqual([])
  for (const who of LINE) await desk.says(who, '考核 个人 2026-11')
  expect(clean(told(LINE))).toEqual([])
})

test('nothing public holds it', async () => {
  const { db } = desk.database
  const shown = JSON.stringify([await publicBreaches(db), await publicChallenges(db)])
  expect(clean([shown])).toEqual([])
})
