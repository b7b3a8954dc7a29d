/** Whatever is published can be doubted, by tap or by typing its name; what is not there cannot. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storeAssessment } from '../../db/assessment/department-assessment.ts'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { moveBreach } from '../../db/breaches/breaches.ts'
import { allStaff } from '../../db/people/staff.ts'
import { readPeriod } from '../../core/assessment/score.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  for (const [name, department, role] of [
    ['办件员', 'GFB', 'clerk'],
    ['科长甲', 'GFB', 'head'],
    ['组长乙', 'DZB', 'group'],
  ] as const)
    // prettier-ignore
    await desk.staff(name, department, role)
  const people = await allStaff(desk.database.db)
  const by = (name: string) => people.find((s) => s.name === name)!
  await desk.database.db.transaction(async (tx) => {
    const ctx = desk.requestContext()
    await recordBreach(tx, ctx, { key: 'x', kind: 'late-completion', caseId: null, promiseId: null, department: 'GFB', ownerId: by('办件员').id, dueDate: null, detail: '' }) // prettier-ignore
    await advanceBreaches(tx, ctx)
    await moveBreach(tx, ctx, 1, 'explain', by('办件员'), { text: '下乡' })
    await moveBreach(tx, ctx, 1, 'comment', by('科长甲'), { text: '属实' })
    await moveBreach(tx, ctx, 1, 'uphold', by('组长乙'), { text: '成立' })
    await storeAssessment(tx, { ...ctx, now: new Date('2026-12-01T09:00:00+08:00') }, readPeriod('2026-11')!)
  })
  await desk.says('科长甲', '公开 登记 社会救助 低保公示\n本月新增3户')
  await desk.says('申请人', '你好')
})
afterAll(() => desk.stop())

/** What is doubted, and the department that answers. */
const THINGS = [
  ['breach:1', '违诺 1', 'DZB'],
  ['disclosure:1', '公开 1', 'GFB'],
  ['assessment:2026-11', '考核 2026-11', 'DZB'],
  ['pledge:GFB', '承诺 公共服务办公室', 'GFB'],
  ['gov-info-disclosure', null, null],
] as const

test.each(THINGS)('%s can be doubted by tap', async (about, _, department) => {
  const id = about.includes(':') ? about : desk.townContext.catalog.items[0]!.id
  await desk.taps('居民', `doubt:${id}`)
  expect(desk.last('居民')).toContain('有什么疑问')
  await desk.says('居民', '为什么是这样？')
  const [c] = await publicChallenges(desk.database.db, { all: true })
  expect(c).toMatchObject({ dueOn: '2026-11-30', answer: null })
  expect(`${c!.about}:${c!.aboutId}`).toBe(about.includes(':') ? about : `item:${id}`)
  expect(c!.question).toMatch(/^对“.+”：为什么是这样？$/)
  if (department) expect(c!.department).toBe(department)
})

test.each(THINGS.filter((t) => t[1] !== null))('%s can be doubted by typing %s', async (about, typed) => {
  const before = (await publicChallenges(desk.database.db, { all: true })).length
  await desk.says('打字的', `质询 ${typed} 依据是什么？`)
  const all = await publicChallenges(desk.database.db, { all: true })
  expect(all).toHaveLength(before + 1)
  const [kind, id = ''] = about.split(':')
  expect(all[0]).toMatchObject({ about: kind, aboutId: kind === 'pledge' ? '公共服务办公室' : id })
})

test('an open question needs no name, and one about nothing is not opened', async () => {
  await desk.says('居民二', '质询 为什么路灯不修？')
  expect((await publicChallenges(desk.database.db, { all: true }))[0]).toMatchObject({
    about: 'town',
    question: '为什么路灯不修？',
  })
  const before = (await publicChallenges(desk.database.db, { all: true })).length
  for (const nothing of ['违诺 99', '考核 2020-01', '公开 77', '承诺 没有的科', '文书 别政补告〔2026〕9号'])
    await desk.says('居民二', `质询 ${nothing} 为什么？`)
  expect(desk.last('居民二')).toContain('没有找到')
  expect(await publicChallenges(desk.database.db, { all: true })).toHaveLength(before)
})

test('a notice is doubted by whoever it was made for, and nobody else learns of it', async () => {
  const { db } = desk.database
  const talk = (await db.query.conversations.findMany()).find((c) => c.address === '申请人')!
  const c = await db.transaction(async (tx) => (await openCase(tx, desk.requestContext(), { kind: 'disclosure', item: null, department: 'GFB', text: '申请公开评议记录', residentId: talk.personId, conversationId: talk.id })).case) // prettier-ignore
  await desk.says('办件员', `补正 ${c.number} 要哪一年的`)
  const [notice] = await db.query.notices.findMany()
  await desk.taps('居民二', `doubt:notice:${notice!.id}`)
  expect(desk.last('居民二')).toContain('没有找到')
  await desk.says('申请人', `质询 文书 ${notice!.number} 期限怎么算的？`)
  expect((await publicChallenges(db, { all: true }))[0]).toMatchObject({ about: 'notice', department: 'GFB' })
})
