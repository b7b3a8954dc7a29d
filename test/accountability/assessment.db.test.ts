/** The figures of a month agree with a count kept beside, and an old month stays as it was. */
import readExcel from 'read-excel-file/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NO_FIGURES, readPeriod } from '../../core/assessment/score.ts'
import type { Actor, Staff } from '../../core/case/case.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { assess, storeAssessment } from '../../db/assessment/department-assessment.ts'
import { assessPeople } from '../../db/assessment/staff-assessment.ts'
import { decideProposal, openProposals, publicProposals } from '../../db/assessment/proposals.ts'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { moveBreach } from '../../db/breaches/breaches.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { moveCase, openCase } from '../../db/cases/change-case.ts'
import type { Tx } from '../../db/types.ts'
import { allStaff } from '../../db/people/staff.ts'
import { assessmentProposals } from '../../db/schema.ts'
import { adminHandlers } from '../../services/admin/admin-handlers.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

const NOVEMBER = readPeriod('2026-11')!
let desk: TestDesk
let by: Record<string, Staff>
/** Kept by the test itself, from what it did. */
const tally = { response: [0, 0], completion: [0, 0], satisfaction: [0, 0] }
const count = (what: keyof typeof tally, good: boolean) => {
  tally[what][0]! += Number(good)
  tally[what][1]! += 1
}
const act = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => desk.database.db.transaction(fn)
const at = (day: number, time: string) =>
  void (desk.now = new Date(`2026-11-${String(day).padStart(2, '0')}T${time}:00+08:00`))
const staffer = (s: Staff): Actor => ({ kind: 'staff', staff: s, standsFor: [] })
async function move(id: number, action: Action, actor: Actor, input: ActionInput = {}): Promise<void> {
  const moved = await act((tx) => moveCase(tx, desk.requestContext(), id, action, actor, input))
  if (!moved.ok) throw new Error(`${action}: ${moved.detail}`)
}
const figures = async (department = 'GGB') =>
  (await act((tx) => assess(tx, desk.requestContext(), NOVEMBER))).find((r) => r.department === department)!

beforeAll(async () => {
  desk = await testDesk('2026-11-02T08:30:00+08:00')
  await desk.staff('办件员', 'GGB')
  await desk.staff('科长甲', 'GGB', 'head')
  await desk.staff('组长乙', 'DZB', 'group')
  await desk.staff('农办丁', 'NYB')
  by = Object.fromEntries((await allStaff(desk.database.db)).map((s) => [s.name, s]))
  for (let i = 0; i < 36; i++) {
    at(2 + (i % 5), '09:00')
    const c = await act((tx) => openCase(tx, desk.requestContext(), { kind: 'report', item: null, department: 'GGB', text: '路灯坏了', residentId: null, conversationId: null })) // prettier-ignore
    const quick = i % 4 !== 0
    at(2 + (i % 5), quick ? '09:20' : '10:00')
    await move(c.case.id, 'claim', staffer(by['办件员']!))
    count('response', quick)
    if (i % 9 === 8) {
      // never answered: five working days from 2–6 November end on 9–13 November
      count('completion', false)
      continue
    }
    const early = i % 3 !== 0
    at(early ? 9 : 20, '10:00')
    await move(c.case.id, 'reply', staffer(by['办件员']!), { text: '修好了' })
    count('completion', early)
    await move(c.case.id, 'contact', staffer(by['办件员']!), { text: '电话告知' })
    if (i % 2 === 0) {
      await move(c.case.id, 'rate', { kind: 'resident' }, { score: i % 8 === 0 ? 1 : 5 })
      count('satisfaction', i % 8 !== 0)
    }
  }
})
afterAll(() => desk.stop())

test('the figures are those of the count kept beside', async () => {
  at(30, '18:00')
  const { shares } = (await figures()).figures
  for (const [name, [good, of]] of Object.entries(tally)) expect([name, shares[name as keyof typeof shares]]).toEqual([name, { good, of }]) // prettier-ignore
  expect(shares.relay.good).toBe(shares.relay.of)
  expect((await figures('NYB')).figures).toEqual(NO_FIGURES)
})

test('of people: each reads their own, a head the department, the group all; the sums are the department’s', async () => {
  const people = (who: string) => act((tx) => assessPeople(tx, desk.requestContext(), by[who]!, NOVEMBER))
  const [own, ...more] = await people('办件员')
  expect(more).toEqual([])
  expect(own).toMatchObject({ name: '办件员', department: 'GGB' })
  const [good, of] = tally.completion
  expect(own!.figures.shares.completion).toEqual({ good, of })
  expect(own!.figures.shares.satisfaction).toEqual({ good: tally.satisfaction[0], of: tally.satisfaction[1] })
  expect(await people('农办丁')).toEqual([])
  expect(await people('科长甲')).toEqual([own])
  expect(await people('组长乙')).toEqual([own])
  await desk.says('办件员', '考核 个人 2026-11')
  expect(desk.last('办件员')).toContain(`办结 ${good}/${of}`)
})

test('the report as a workbook holds the figures, the formula, and people only when asked for', async () => {
  const handlers = adminHandlers({ database: desk.database, requestContext: () => desk.requestContext(), reload: async () => {}, send: () => {} }) // prettier-ignore
  const book = async (people: boolean) => {
    const { bytes } = (await handlers['report.xlsx']!({ period: '2026-11', people })) as { bytes: string }
    return readExcel(Buffer.from(bytes, 'base64'))
  }
  const [figures, formula, none] = await book(false)
  expect(none).toBeUndefined()
  const head = figures!.data[0]!
  const row = figures!.data.find((r) => r[1] === '公共管理办公室')!
  expect(row[head.indexOf('按时答复和办结（达标）')]).toBe(tally.completion[0])
  expect(row[head.indexOf('按时答复和办结（总数）')]).toBe(tally.completion[1])
  expect(formula!.data).toContainEqual(['按时答复和办结', '答复、办结时限', 30])
  expect((await book(true))[2]).toMatchObject({ sheet: '个人（内部）' })
})

test('a month counted again after later work on its cases gives the same', async () => {
  const before = await figures()
  desk.now = new Date('2026-12-15T10:00:00+08:00')
  const late = (await desk.database.db.query.cases.findMany()).filter((c) => c.state === 'assigned')
  expect(late.length).toBeGreaterThan(2)
  await move(late[0]!.id, 'reply', staffer(by['办件员']!), { text: '现在修好了' })
  await move(late[1]!.id, 'withdraw', { kind: 'resident' })
  await move(late[2]!.id, 'transfer', staffer(by['办件员']!), { staff: by['农办丁']!, text: '在耕地里' })
  await move(late[2]!.id, 'take', staffer(by['农办丁']!))
  expect(await figures()).toEqual(before)
})

test('a breach upheld counts in the month of the decision and is given back when it is reopened', async () => {
  const set = () => desk.requestContext()
  at(25, '10:00')
  const breach = { key: 'x', kind: 'late-completion', caseId: null, promiseId: null, department: 'GGB', ownerId: by['办件员']!.id, dueDate: null, detail: '' } // prettier-ignore
  await act((tx) => recordBreach(tx, set(), breach))
  await act((tx) => advanceBreaches(tx, set()))
  const { id } = (await desk.database.db.query.breaches.findFirst({ where: (b, { eq }) => eq(b.key, 'x') }))!
  await act((tx) => moveBreach(tx, set(), id, 'explain', by['办件员']!, { text: '下乡' }))
  await act((tx) => moveBreach(tx, set(), id, 'comment', by['科长甲']!, { text: '属实' }))
  await act((tx) => moveBreach(tx, set(), id, 'uphold', by['组长乙']!, { text: '成立' }))
  expect((await figures()).figures.breaches).toBe(1)
  desk.now = new Date('2026-12-02T10:00:00+08:00')
  await act((tx) => moveBreach(tx, set(), id, 'object', by['办件员']!, { text: '有通知' }))
  expect((await figures()).figures.breaches).toBe(1)
  const december = await act((tx) => assess(tx, set(), readPeriod('2026-12')!))
  expect(december.find((r) => r.department === 'GGB')?.figures.breaches).toBe(-1)
})

test('a period is stored once it is over; what it proposes is seen only after the group confirmed it', async () => {
  const { db } = desk.database
  at(30, '18:00')
  expect(await act((tx) => storeAssessment(tx, desk.requestContext(), NOVEMBER))).toBeNull()
  desk.now = new Date('2026-12-03T09:00:00+08:00')
  const rows = await act((tx) => storeAssessment(tx, desk.requestContext(), NOVEMBER))
  expect(await act((tx) => storeAssessment(tx, desk.requestContext(), NOVEMBER))).toEqual(rows)
  expect(await openProposals(db, by['科长甲']!)).toEqual([])
  expect(await publicProposals(db)).toEqual([])
  for (const p of await openProposals(db, by['组长乙']!)) {
    expect(await act((tx) => decideProposal(tx, desk.requestContext(), by['科长甲']!, p.id, true))).toContain(
      '领导小组',
    )
    await act((tx) => decideProposal(tx, desk.requestContext(), by['组长乙']!, p.id, true))
  }
  expect(await openProposals(db, by['组长乙']!)).toEqual([])
})

test('in chat only the leading group reads and decides what is proposed', async () => {
  const proposal = { period: '2026-10', department: 'GGB', kind: 'correct', why: '得分 50', state: 'proposed' }
  const [made] = await desk.database.db.insert(assessmentProposals).values(proposal).returning()
  await desk.says('科长甲', '考核')
  expect(desk.last('科长甲')).toContain('由领导小组')
  await desk.says('组长乙', '考核')
  expect(desk.last('组长乙')).toContain('公共管理办公室：限期改正')
  await desk.says('组长乙', `考核 ${made!.id} 确认`)
  expect(await publicProposals(desk.database.db, '2026-10')).toMatchObject([{ id: made!.id, kind: 'correct' }])
})

test('the report names the formula and whoever has too few to be ranked', async () => {
  const handlers = adminHandlers({ database: desk.database, requestContext: () => desk.requestContext(), reload: async () => {}, send: () => {} }) // prettier-ignore
  const { text } = (await handlers['report']!('2026-11')) as { text: string }
  expect(text).toContain('按时答复和办结×30')
  expect(text).toMatch(/公共管理办公室　\d+(\.\d)?（/)
  expect(text).toContain('农业发展办公室　数量太少，不排名')
  await expect(handlers['report']!('去年')).rejects.toThrow('写哪个月')
})
