/** The public board of breaches: numbers without a gap, and of each what was promised, by when, and whether it has come. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { lockCaseContext, moveCase } from '../../db/cases/change-case.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { recordMissedDeadline } from '../../db/cases/record-missed-deadline.ts'
import { staffById } from '../../db/people/staff.ts'
import { breaches, breachFlows } from '../../db/schema.ts'
import { type Clerk, deskRig, type DeskRig } from '../desk/rig.ts'
import { openTestDb, type TestDb } from '../support/db.ts'

let database: TestDb
let desk: DeskRig
let clerk: Clerk
let report: string
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  clerk = await desk.clerk('王芳', 'GGB')
  report = await desk.opens({ text: '西街村路灯坏了' })
  await clerk.post(`/staff/cases/${report}/do`, { action: 'claim', version: '0' })
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const lamp = (key: string) => ({ key, kind: 'passed-on', caseId: null, promiseId: null, department: 'GGB', ownerId: null, dueDate: null, detail: '' }) // prettier-ignore
const board = async (): Promise<string> => (await desk.app.inject({ url: '/breaches', headers: { accept: 'text/html' } })).body // prettier-ignore

test('what is undone, told twice or told by two at once takes no number', async () => {
  const { db } = database
  const write = (key: string) => db.transaction((tx) => recordBreach(tx, desk.setting(), lamp(key)))
  expect(await write('a')).toBe(true)
  await expect(
    db.transaction(async (tx) => {
      await recordBreach(tx, desk.setting(), lamp('undone'))
      throw new Error('the power goes')
    }),
  ).rejects.toThrow('the power goes')
  expect(await write('a')).toBe(false)
  const both = await Promise.all([write('b'), write('b'), write('c')])
  expect(both.filter(Boolean)).toHaveLength(2)
  expect((await db.select({ id: breaches.id }).from(breaches)).map((b) => b.id).sort((x, y) => x - y)).toEqual([
    1, 2, 3,
  ])
  expect(await board()).toContain('一共记下 3 件，编到 3 号')
})

test('of a promise let pass the board says what, by when, how late, and that it has come once it has', async () => {
  const { db } = database
  desk.now = new Date('2026-12-07T02:00:00Z')
  const c = (await caseByNumber(db, report))!
  const due = await db.transaction(async (tx) => {
    const at = await lockCaseContext(tx, c.id)
    const answer = at.promises.find((p) => p.purpose === 'answer')!
    await recordMissedDeadline(tx, desk.setting(), at, answer)
    await advanceBreaches(tx, desk.setting())
    await tx.update(breachFlows).set({ state: 'upheld', verdict: 'upheld', decidedOn: '2026-12-07' }).where(eq(breachFlows.breachId, 4)) // prettier-ignore
    return answer.dueDate
  })
  const days = Math.round((Date.parse('2026-12-07') - Date.parse(due)) / 86_400_000)
  const before = await board()
  const [, month = '', day = ''] = due.split('-')
  expect(before).toContain(`一件诉求，${Number(month)}月${Number(day)}日前答复（期限 5 个工作日）`)
  expect(before).toContain(`到今天还没有答复，已超 ${days} 天`)
  expect(before).not.toContain(report)
  const staff = (await staffById(db, clerk.id))!
  await db.transaction((tx) => moveCase(tx, desk.setting(), c.id, 'reply', { kind: 'staff', staff, standsFor: [] }, { text: '换好了' })) // prettier-ignore
  expect(await board()).toContain(`12月7日已答复，晚了 ${days} 天`)
})
