/** Somebody leaves with work and breaches open, a department is merged in the middle of a month: nothing lies, nothing is rewritten. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPeriod } from '../../core/assessment/score.ts'
import type { Actor } from '../../core/case/case.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import type { TownContext } from '../../core/town-context.ts'
import { departmentOf } from '../../core/town.ts'
import { assess } from '../../db/assessment/department-assessment.ts'
import { verifyAudit } from '../../db/audit/verify-audit.ts'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { breachById } from '../../db/breaches/breaches.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { lockCaseContext, moveCase, openCase } from '../../db/cases/change-case.ts'
import type { NewCase } from '../../db/cases/new-case.ts'
import { enqueue } from '../../db/queue/outbox.ts'
import { allStaff } from '../../db/people/staff.ts'
import { breaches, cases } from '../../db/schema.ts'
import { caseCardsFor } from '../../services/notify-participants.ts'
import { adminHandlers } from '../../services/admin/admin-handlers.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

const NOVEMBER = readPeriod('2026-11')!
let desk: TestDesk
let caseId = 0
let ended = 0
let hidden = 0
const run = (name: string, args: unknown) =>
  adminHandlers({ database: desk.database, requestContext: () => desk.requestContext(), reload: async () => {}, send: () => {} })[name]!(args) // prettier-ignore
const tick = () =>
  desk.database.db.transaction(async (tx) => {
    await enqueue(tx, await advanceBreaches(tx, desk.requestContext()), desk.now)
  })
const found = async (key: string) =>
  (await desk.database.db.select({ id: breaches.id }).from(breaches).where(eq(breaches.key, key)))[0]!.id

beforeAll(async () => {
  desk = await testDesk('2026-11-02T09:00:00+08:00')
  await desk.staff('老兵甲', 'TYZ')
  await desk.staff('老兵乙', 'TYZ')
  await desk.staff('站长', 'TYZ', 'head')
  await desk.staff('科长', 'GFB', 'head')
  await desk.staff('组长', 'DZB', 'group')
  const by = new Map((await allStaff(desk.database.db)).map((s) => [s.name, s]))
  await desk.database.db.transaction(async (tx) => {
    const ctx = desk.requestContext()
    caseId = (await openCase(tx, ctx, { kind: 'report', item: null, department: 'TYZ', text: '优待证没发', residentId: null, conversationId: null })).case.id // prettier-ignore
    await moveCase(tx, { ...ctx, now: new Date('2026-11-02T09:10:00+08:00') }, caseId, 'claim', { kind: 'staff', staff: by.get('老兵甲')!, standsFor: [] }) // prettier-ignore
    for (const [key, ownerId] of [['owned', by.get('老兵甲')!.id], ['nobody', null]] as const)
      await recordBreach(tx, ctx, { key, kind: 'late-completion', caseId: null, promiseId: null, department: 'TYZ', ownerId, dueDate: null, detail: '' }) // prettier-ignore
  })
  await tick()
})
afterAll(() => desk.stop())

test('who leaves is no longer staff; the head is told what they had, and answers for their breaches', async () => {
  await expect(run('staff.leave', { name: '没有这人' })).rejects.toThrow('没有没有这人')
  expect(await run('staff.leave', { name: '老兵甲' })).toEqual({ open: ['BS20261102-0001'] })
  await desk.tick()
  expect(desk.seen('站长').some((m) => m.text.includes('老兵甲已离岗，手上 1 件'))).toBe(true)
  expect(desk.seen('组长').some((m) => m.text.includes('已离岗'))).toBe(false)
  await desk.says('老兵甲', '进展 0001 我还在办')
  expect(desk.last('老兵甲')).not.toContain('已进展')
  const had = (await desk.database.db.query.staff.findMany()).find((s) => s.name === '老兵甲')!
  const cards = await desk.database.db.transaction(async (tx) =>
    caseCardsFor(tx, desk.requestContext(), await lockCaseContext(tx, caseId), [had.id], '补充'),
  )
  expect([had.conversationId === null, cards]).toEqual([false, []])
  await desk.says('站长', '指派 0001 老兵乙')
  await tick()
  const people = await allStaff(desk.database.db)
  const head = people.find((s) => s.name === '站长')!
  expect((await breachById(desk.database.db, await found('owned')))?.responsibleId).toBe(head.id)
  const [c] = await desk.database.db.select().from(cases).where(eq(cases.id, caseId))
  expect(c).toMatchObject({ handlerId: people.find((s) => s.name === '老兵乙')!.id, department: 'TYZ' })
})

test('a department is merged only as town.yaml says, and its open cases and people go with it', async () => {
  const { db } = desk.database
  await expect(run('department.merge', { from: 'TYZ' })).rejects.toThrow('former 里写明 TYZ 并入哪个科室')
  await expect(run('department.merge', { from: '' })).rejects.toThrow('former 里写明 哪个科室 并入哪个科室')
  // two more: one told its answer, one ended; and a complaint about somebody there
  const add = (over: Partial<NewCase>) =>
    db.transaction(async (tx) => (await openCase(tx, desk.requestContext(), { kind: 'report', item: null, department: 'TYZ', text: '优待证', residentId: null, conversationId: null, ...over })).case.id) // prettier-ignore
  const answered = await add({})
  ended = await add({})
  hidden = await add({ kind: 'complaint', department: 'DZB', text: '退役军人服务站不理人', accusedDepartment: 'TYZ' })
  const moves = (id: number, ...steps: [Action, Actor][]) =>
    db.transaction(async (tx) => {
      for (const [action, actor] of steps) {
        const moved = await moveCase(tx, desk.requestContext(), id, action, actor, { text: '已发放' })
        if (!moved.ok) throw new Error(moved.detail)
      }
    })
  const second = (await allStaff(db)).find((s) => s.name === '老兵乙')!
  const by: Actor = { kind: 'staff', staff: second, standsFor: [] }
  await moves(answered, ['reply', by])
  await moves(ended, ['reply', by], ['contact', by], ['confirm', { kind: 'resident' }])
  const before = await assess(db, desk.requestContext(), NOVEMBER)
  desk.now = new Date('2026-11-16T09:00:00+08:00')
  const world = desk.townContext as { -readonly [K in keyof TownContext]: TownContext[K] }
  const { town } = world
  // merged into what is no department either
  world.town = { ...town, former: [{ code: 'TYZ', name: '退役军人服务站', into: 'TYJ' }] }
  await expect(run('department.merge', { from: 'TYZ' })).rejects.toThrow('former')
  world.town = { ...town, departments: town.departments.filter((d) => d.code !== 'TYZ'), former: [{ code: 'TYZ', name: '退役军人服务站', into: 'GFB' }] } // prettier-ignore
  expect(await run('department.merge', { from: 'TYZ' })).toEqual({ cases: 2, people: 2 })
  expect(departmentOf(world.town, 'TYZ')).toMatchObject({ code: 'GFB', name: '公共服务办公室（原退役军人服务站）' })
  await desk.says('老兵乙', '答复 0001 已发放')
  expect(desk.last('老兵乙')).toContain('已答复')
  const of = (rows: typeof before, code: string) => rows.find((r) => r.department === code)
  const after = await assess(db, desk.requestContext(), NOVEMBER)
  // what happened before the merger still counts for the department that was
  expect(of(after, 'TYZ')?.figures).toEqual(of(before, 'TYZ')?.figures)
  expect(of(after, 'TYZ')?.name).toBe('退役军人服务站')
})

test('what had ended before the merger goes to the successor when something is done to it again', async () => {
  const { db } = desk.database
  const department = async () => (await db.query.cases.findFirst({ where: eq(cases.id, ended) }))!.department
  expect(await department()).toBe('TYZ')
  const [second, head] = ['老兵乙', '科长'] as const
  await desk.says(head, `查 ${(await db.query.cases.findFirst({ where: eq(cases.id, ended) }))!.number}`)
  expect(desk.last(head)).toContain('优待证')
  const asking = await db.transaction((tx) => moveCase(tx, desk.requestContext(), ended, 'ask-reopen', { kind: 'resident' }, { text: '没收到' })) // prettier-ignore
  const people = await allStaff(db)
  expect(asking).toMatchObject({ ok: true })
  expect(asking.ok && asking.notifyStaffIds).toContain(people.find((s) => s.name === head)!.id)
  expect(await department()).toBe('GFB')
  const number = (await db.query.cases.findFirst({ where: eq(cases.id, ended) }))!.number
  await desk.says(head, `批准 ${number}`)
  expect(desk.last(head)).toContain('已批准')
  await desk.says(second, `答复 ${number} 这回寄到了`)
  expect(desk.last(second)).toContain('已答复')
  expect(await verifyAudit(db)).toMatchObject({ ok: true })
})

test('a complaint stays hidden from the line of the accused after their department was merged', async () => {
  const { number } = (await desk.database.db.query.cases.findFirst({ where: eq(cases.id, hidden) }))!
  for (const who of ['老兵乙', '科长']) {
    await desk.says(who, `查 ${number}`)
    expect(desk.last(who)).toContain('没有编号')
  }
  await desk.says('组长', `查 ${number}`)
  expect(desk.last('组长')).toContain('不理人')
})

test('where a department has no head, the group is told what who left had', async () => {
  await desk.staff('农技员', 'NYB')
  const by = (await allStaff(desk.database.db)).find((s) => s.name === '农技员')!
  await desk.database.db.transaction(async (tx) => {
    const { case: c } = await openCase(tx, desk.requestContext(), { kind: 'report', item: null, department: 'NYB', text: '水渠堵了', residentId: null, conversationId: null }) // prettier-ignore
    await moveCase(tx, desk.requestContext(), c.id, 'claim', { kind: 'staff', staff: by, standsFor: [] })
  })
  await run('staff.leave', { name: '农技员' })
  await desk.tick()
  expect(desk.last('组长')).toMatch(/^农技员已离岗，手上 1 件请逐件指派/)
  expect(desk.seen('科长').some((m) => m.text.includes('农技员已离岗'))).toBe(false)
})

test('a breach of a department that is no more is answered by the head of its successor', async () => {
  const { db } = desk.database
  await run('staff.leave', { name: '站长' })
  await tick()
  const people = await allStaff(db)
  const head = people.find((s) => s.name === '科长')!
  for (const key of ['owned', 'nobody'])
    expect(await breachById(db, await found(key))).toMatchObject({ department: 'TYZ', responsibleId: head.id })
  expect(await verifyAudit(db)).toMatchObject({ ok: true })
})
