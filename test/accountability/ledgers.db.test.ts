/** Ledgers: nothing in them runs, nobody in them is exposed, and every one taken out is logged. */
import readExcel from 'read-excel-file/node'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Staff } from '../../core/case/case.ts'
import { csvCell, csv } from '../../core/assessment/csv.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { verifyAudit } from '../../db/audit/verify-audit.ts'
import { exportLedger, type LedgerName, LEDGERS, readLedger } from '../../db/audit/export-ledger.ts'
import { allStaff } from '../../db/people/staff.ts'
import { accountEvents } from '../../db/schema.ts'
import { adminHandlers } from '../../services/admin/admin-handlers.ts'
import { workbook } from '../../adapters/xlsx.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
let by: Record<string, Staff>
const take = (who: string, name: LedgerName, from = '2026-11-01', to = '2026-11-30') =>
  desk.database.db.transaction((tx) => exportLedger(tx, desk.requestContext(), by[who]!, name, from, to))

beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  await desk.staff('办件员', 'GGB')
  await desk.staff('科长甲', 'GGB', 'head')
  await desk.staff('组长乙', 'DZB', 'group')
  by = Object.fromEntries((await allStaff(desk.database.db)).map((s) => [s.name, s]))
  for (const [kind, department, text] of [
    ['report', 'GGB', '=HYPERLINK("http://x","点我")'],
    ['report', 'GGB', '路灯坏了，电话13812345678'],
    ['report', 'NYB', '玉米补贴'],
    ['complaint', 'DZB', '公共管理办公室态度差'],
  ] as const)
    await desk.database.db.transaction((tx) => openCase(tx, desk.requestContext(), { kind, item: null, department, text, residentId: null, conversationId: null, accusedDepartment: kind === 'complaint' ? 'GGB' : null })) // prettier-ignore
})
afterAll(() => desk.stop())

test.each([
  ['=1+1', "'=1+1"],
  ['+861', "'+861"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1', "' =1"],
  ['\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ['a"b', '"a""b"'],
  ['第一行\n=1', '"第一行\n=1"'],
  ['平常', '平常'],
])('the cell %j is written %j', (value, written) => {
  expect(csvCell(value)).toBe(written)
})

test('a number stays a number and an empty cell empty', () => {
  expect(csv(['a', 'b'], [[-5, null]])).toBe('\uFEFFa,b\r\n-5,\r\n')
})

test('a ledger holds the period, masked, without what is confidential', async () => {
  const all = await take('组长乙', 'cases')
  expect(all).toMatchObject({ ok: true, rows: 3, name: '办件台账_2026-11-01_2026-11-30.csv' })
  if (!all.ok) return
  expect(all.text).toContain('138****5678')
  expect(all.text).toContain(`"'=HYPERLINK(""http://x"",""点我"")"`)
  expect(all.text).not.toContain('态度差')
  expect(await take('组长乙', 'cases', '2026-12-01', '2026-12-31')).toMatchObject({ rows: 0 })
})

test('a head has their department, a clerk none', async () => {
  const own = await take('科长甲', 'cases')
  expect(own).toMatchObject({ ok: true, rows: 2 })
  expect(await take('办件员', 'cases')).toMatchObject({ ok: false })
  expect(await take('科长甲', 'cases', '2026-12-01', '2026-11-01')).toMatchObject({ ok: false })
})

test('every ledger can be read and each taking out is logged', async () => {
  for (const name of Object.keys(LEDGERS) as LedgerName[]) expect(await take('组长乙', name)).toMatchObject({ ok: true }) // prettier-ignore
  const log = await desk.database.db.query.ledgerExports.findMany()
  expect(log.map((l) => l.kind)).toEqual(expect.arrayContaining(Object.keys(LEDGERS)))
  expect(log.every((l) => l.masked && l.hash.length === 64)).toBe(true)
})

test('a workbook read back holds the same cells, texts as texts, and runs nothing', async () => {
  const book = await workbook([
    { name: '办件/台账', head: ['编号', '件数'], rows: [['=1+1', 3], ['@x', null], ['路灯\n坏了', -2]] },
    { name: '空', head: ['没有'], rows: [] },
  ]) // prettier-ignore
  const [first, second] = await readExcel(Buffer.from(book))
  expect(first).toEqual({ sheet: '办件 台账', data: [['编号', '件数'], ["'=1+1", 3], ["'@x", null], ['路灯\n坏了', -2]] }) // prettier-ignore
  expect(second?.data).toEqual([['没有']])
  expect(Buffer.from(book).includes('<f>')).toBe(false)
})

test('the command line takes all ledgers out as one workbook, masked, as an event of the log', async () => {
  const handlers = adminHandlers({ database: desk.database, requestContext: () => desk.requestContext(), reload: async () => {}, send: () => {} }) // prettier-ignore
  const asked = { name: 'all', from: '2026-11-01', to: '2026-11-30', format: 'xlsx' }
  const made = (await handlers['ledger']!(asked)) as { bytes: string; rows: { label: string; rows: number }[] }
  const sheets = await readExcel(Buffer.from(made.bytes, 'base64'))
  expect(sheets.map((s) => s.sheet)).toEqual(Object.values(LEDGERS).map((l) => l.label))
  expect(sheets[0]!.data).toHaveLength(4)
  const text = JSON.stringify(sheets)
  expect(text).toContain('138****5678')
  expect(text).not.toContain('态度差')
  expect(text).toContain('公共管理办公室')
  const log = await desk.database.db.select().from(accountEvents).where(eq(accountEvents.subject, 'ledger'))
  expect(log.at(-6)?.data).toMatchObject({ by: 'operator', masked: true, format: 'xlsx', rows: 3 })
  expect(await verifyAudit(desk.database.db)).toMatchObject({ ok: true })
  await expect(handlers['ledger']!({ ...asked, name: '办件' })).rejects.toThrow('写哪个台账')
  await expect(handlers['ledger']!({ ...asked, to: '2026-10-01' })).rejects.toThrow('起止日期不对')
})

test('unmasked only for whoever may, and said so in the log', async () => {
  const plain = (who: string) =>
    desk.database.db.transaction((tx) => readLedger(tx, desk.requestContext(), by[who]!, 'cases', '2026-11-01', '2026-11-30', { plain: true })) // prettier-ignore
  expect(await plain('科长甲')).toMatchObject({ ok: false })
  const all = await plain('组长乙')
  expect(JSON.stringify(all)).toContain('13812345678')
  expect((await desk.database.db.query.ledgerExports.findMany()).at(-1)).toMatchObject({ masked: false })
})
