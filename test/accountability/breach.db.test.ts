/** A breach from the finding to the notice board, as the people in it see it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAccountLog } from '../../db/audit/account-log.ts'
import { verifyAudit } from '../../db/audit/verify-audit.ts'
import { publicBreaches } from '../../db/breaches/public-breaches.ts'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { breachById } from '../../db/breaches/breaches.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { enqueue } from '../../db/queue/outbox.ts'
import { allStaff } from '../../db/people/staff.ts'
import { breaches, staff } from '../../db/schema.ts'
import { eq } from 'drizzle-orm'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
let ids: Record<string, number>
const tick = () =>
  desk.database.db.transaction(async (tx) => {
    await enqueue(tx, await advanceBreaches(tx, desk.requestContext()), desk.now)
  })
let serial = 0
async function find(owner: string, kind = 'late-completion'): Promise<number> {
  serial += 1
  await desk.database.db.transaction((tx) =>
    recordBreach(tx, desk.requestContext(), { key: `t${serial}`, kind, caseId: null, promiseId: null, department: 'GGB', ownerId: ids[owner] ?? null, dueDate: '2026-11-20', detail: '答复：镇公开承诺' }),
  ) // prettier-ignore
  await tick()
  await desk.tick()
  const [row] = await desk.database.db
    .select({ id: breaches.id })
    .from(breaches)
    .where(eq(breaches.key, `t${serial}`))
  return row!.id
}
const at = (id: number) => breachById(desk.database.db, id)
const board = async (id: number) => (await publicBreaches(desk.database.db)).find((b) => b.id === id)

beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  await desk.staff('办件员', 'GGB')
  await desk.staff('科长甲', 'GGB', 'head')
  await desk.staff('组长乙', 'DZB', 'group')
  await desk.staff('组员丙', 'DZB', 'group')
  await desk.staff('旁人丁', 'GFB')
  ids = Object.fromEntries((await allStaff(desk.database.db)).map((s) => [s.name, s.id]))
})
afterAll(() => desk.stop())

test('found, explained, commented, upheld, measured, done, checked: published by department only after the decision', async () => {
  const id = await find('办件员')
  expect(desk.last('办件员')).toContain('违诺，请说明')
  expect(desk.last('办件员')).toContain('2026-11-26前')
  await desk.says('旁人丁', `说明 ${id} 不是我`)
  expect(desk.last('旁人丁')).toContain('不归您办')
  await desk.says('科长甲', `说明 ${id} 替他说`)
  expect(desk.last('科长甲')).toContain('只有责任人自己能办')
  await desk.says('办件员', `说明 ${id}`)
  expect(desk.last('办件员')).toContain('还差内容')
  await desk.says('办件员', `说明 ${id} 办件员下乡，电工13812345678没来`)
  await desk.says('科长甲', `意见 ${id} 属实，应提前安排`)
  expect(await board(id)).toBeUndefined()
  await desk.says('科长甲', `成立 ${id} 我来定`)
  expect(desk.last('科长甲')).toContain('由领导小组办')
  await desk.says('组长乙', `成立 ${id} 超期两天，办件员未提前说明`)
  expect(await board(id)).toMatchObject({
    department: 'GGB',
    verdict: 'upheld',
    person: null,
    reason: '超期两天，某同志未提前说明',
    why: '某同志下乡，电工138****5678没来',
  })
  await desk.says('组长乙', `措施 ${id} 限期整改 2026-12-04 补上回访`)
  expect((await at(id))?.measureDue).toBe('2026-12-04')
  await desk.says('办件员', `整改 ${id} 已逐户回访`)
  await desk.says('办件员', `核实 ${id}`)
  expect(desk.last('办件员')).toContain('以外')
  await desk.says('科长甲', `退改 ${id} 还差两户`)
  expect((await at(id))?.state).toBe('measured')
  await desk.says('办件员', `整改 ${id} 全部回访`)
  await desk.says('科长甲', `核实 ${id}`)
  expect((await at(id))?.state).toBe('closed')
  await desk.says('组长乙', `公示姓名 ${id} 集体研究决定`)
  expect((await board(id))?.person).toBe('办件员')
  const log = await readAccountLog(desk.database.db, `breach:${id}`)
  expect(log.map((e) => e.action)).toEqual(['found', 'explain', 'comment', 'uphold', 'measure', 'do', 'send-back', 'do', 'check', 'name']) // prettier-ignore
})

test('the leading group does not judge its own member through that member', async () => {
  const id = await find('组长乙', 'late-first-response')
  await desk.says('组长乙', `说明 ${id} 开会`)
  await desk.says('组员丙', `意见 ${id} 知道了`)
  await desk.says('组长乙', `不成立 ${id} 没事`)
  expect(desk.last('组长乙')).toContain('不能自己认定')
  expect((await at(id))?.state).toBe('commented')
  await desk.says('组员丙', `不成立 ${id} 当时确在应急值守`)
  expect(await board(id)).toMatchObject({ verdict: 'dismissed', measure: '' })
})

test('an objection takes the finding off the board and is heard once', async () => {
  const id = await find('办件员')
  await desk.says('办件员', `说明 ${id} 停电`)
  await desk.says('科长甲', `意见 ${id} 请认定`)
  await desk.says('组长乙', `成立 ${id} 未说明`)
  await desk.says('办件员', `异议 ${id} 有停电通知`)
  expect(await board(id)).toBeUndefined()
  await desk.says('组员丙', `成立 ${id} 停电前已超期`)
  await desk.says('办件员', `异议 ${id} 再说一次`)
  expect(desk.last('办件员')).toContain('异议只能提一次')
  await desk.says('组长乙', `移交 ${id} 涉嫌弄虚作假`)
  expect(await board(id)).toMatchObject({ verdict: 'referred', reason: '', why: '', person: null })
})

test('silence is passed over by the clock, a late measure is a breach of its own, once', async () => {
  const id = await find('办件员')
  desk.now = new Date('2026-11-27T00:30:00+08:00')
  await tick()
  expect((await at(id))?.state).toBe('explained')
  desk.now = new Date('2026-12-02T09:00:00+08:00')
  await tick()
  expect((await at(id))?.state).toBe('commented')
  await desk.says('组长乙', `成立 ${id} 逾期未说明`)
  expect((await board(id))?.why).toBe('责任人逾期未说明')
  await desk.says('组长乙', `措施 ${id} 限期整改 2026-12-04 补`)
  desk.now = new Date('2026-12-07T09:00:00+08:00')
  await tick()
  await tick()
  const late = await desk.database.db.select().from(breaches).where(eq(breaches.kind, 'late-rectification'))
  expect(late).toMatchObject([{ ownerId: ids['办件员'], dueDate: '2026-12-04' }])
  expect((await at(id))?.state).toBe('measured')
})

test('the open measures of whoever leaves go to the head of the department', async () => {
  const id = await find('旁人丁')
  await desk.database.db.update(staff).set({ leftAt: desk.now }).where(eq(staff.id, ids['旁人丁']!))
  await tick()
  await desk.tick()
  expect((await at(id))?.responsibleId).toBe(ids['科长甲'])
  expect(desk.last('科长甲')).toContain('已离岗')
})

test('all of it stands in the chained log', async () => {
  expect(await verifyAudit(desk.database.db)).toMatchObject({ ok: true })
})
