/** Every cadre signs in public, every department promises what its head has confirmed. */
import { readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CADRE_PLEDGE } from '../../core/pledge/pledge-text.ts'
import {
  draftPledge,
  pledgePhoto,
  remindPledges,
  publicDepartmentPledges,
  publicPledges,
} from '../../db/pledges/pledges.ts'
import { staff } from '../../db/schema.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') // prettier-ignore
beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  await desk.staff('办件员', 'GGB')
  await desk.staff('科长甲', 'GGB', 'head')
  await desk.staff('组长乙', 'DZB', 'group')
})
afterAll(() => desk.stop())
const board = () => publicPledges(desk.database.db)
const letters = () => desk.database.db.transaction((tx) => remindPledges(tx, desk.requestContext()))

test('the text is the clause of the policy, word for word', () => {
  expect(readFileSync(new URL('./clauses.txt', import.meta.url), 'utf8')).toContain(CADRE_PLEDGE)
})

test('a signature is public with name and department, once a version', async () => {
  await desk.says('办件员', '承诺')
  expect(desk.last('办件员')).toContain(CADRE_PLEDGE)
  expect((await board()).signed).toEqual([])
  await desk.says('办件员', '承诺 签')
  await desk.says('办件员', '承诺 签')
  expect(desk.last('办件员')).toContain('已经签过')
  expect((await board()).signed).toEqual([
    { name: '办件员', department: 'GGB', version: 1, signedOn: '2026-11-23', photo: null },
  ])
})

test('who has not signed is listed to the head of the department', async () => {
  await desk.says('科长甲', '承诺 名单')
  expect(desk.last('科长甲')).toBe('还没有签的（1）：科长甲')
  await desk.says('办件员', '承诺 名单')
  expect(desk.last('办件员')).toContain('由科室负责人看')
  const told = (await letters()).map((l) => l.message.text)
  expect(told.filter((t) => t.includes('还没有签'))).toEqual([
    expect.stringContaining('科长甲'),
    expect.stringContaining('组长乙'),
  ])
  expect(told.filter((t) => t.includes('请您签署'))).toHaveLength(2)
})

test('only the leading group changes the text, and then all are asked again', async () => {
  await desk.says('办件员', '承诺 新文本 我随便写')
  expect(desk.last('办件员')).toContain('由领导小组改')
  await desk.says('组长乙', '承诺 新文本 勤于学习，首问负责，限时办结。')
  expect((await board()).signed).toEqual([])
  await desk.says('科长甲', '承诺 名单')
  expect(desk.last('科长甲')).toContain('办件员、科长甲')
  await desk.says('办件员', '承诺 签')
  expect((await board()).signed).toMatchObject([{ version: 2 }])
})

test('a photograph stands beside the pledge while they like, and nothing but a picture is one', async () => {
  const { db } = desk.database
  await desk.says('办件员', '承诺 照片')
  await desk.sends(
    '办件员',
    { kind: 'file', name: 'a.pdf', type: 'application/pdf', size: 9 },
    Buffer.from('%PDF-1.4\n'),
  )
  expect(desk.last('办件员')).toContain('不是照片')
  await desk.sends('办件员', { kind: 'file', name: 'me.png', type: 'image/png', size: PNG.length }, PNG)
  expect(desk.last('办件员')).toContain('照片收到')
  const [signed] = (await board()).signed
  expect((await pledgePhoto(desk.database, desk.requestContext().cipher, signed!.photo!))?.type).toBe('image/png')
  const [other] = await db.query.files.findMany({ where: (f, { ne }) => ne(f.id, signed!.photo!) })
  expect(other && (await pledgePhoto(desk.database, desk.requestContext().cipher, other.id))).toBeFalsy()
  await desk.says('办件员', '承诺 撤照片')
  expect((await board()).signed).toMatchObject([{ photo: null }])
  expect(await pledgePhoto(desk.database, desk.requestContext().cipher, signed!.photo!)).toBeNull()
})

test('whoever leaves is no longer on the board', async () => {
  await desk.database.db.update(staff).set({ leftAt: desk.now }).where(eq(staff.name, '办件员'))
  expect((await board()).signed).toEqual([])
})

test('a department pledge is made from the catalogue and public once its head confirmed that version', async () => {
  const { db } = desk.database
  await desk.says('科长甲', '科室承诺')
  expect(desk.last('科长甲')).toContain('待负责人确认')
  expect(await publicDepartmentPledges(db)).toEqual([])
  await desk.says('组长乙', '科室承诺 确认 1')
  expect(desk.last('组长乙')).toContain('没有确认')
  await desk.says('科长甲', '科室承诺 确认 7')
  expect(desk.last('科长甲')).toContain('没有确认')
  await desk.says('科长甲', '科室承诺 确认 1')
  const [pledge] = await publicDepartmentPledges(db)
  const own = desk.townContext.catalog.items.filter((i) => i.owner === 'GGB')
  expect(pledge).toMatchObject({ department: 'GGB', version: 1 })
  expect(pledge!.content.items.map((i) => i.id)).toEqual(own.map((i) => i.id))
})

test('a changed catalogue makes a new version that waits for the head, the confirmed one stays public', async () => {
  const { db } = desk.database
  const ctx = desk.requestContext()
  const [first] = ctx.townContext.catalog.items.filter((i) => i.owner === 'GGB')
  const changed = { ...ctx, townContext: { ...ctx.townContext, catalog: { version: 'x', items: ctx.townContext.catalog.items.filter((i) => i !== first) } } } // prettier-ignore
  expect(await db.transaction((tx) => draftPledge(tx, changed, 'GGB'))).toMatchObject({ version: 2, confirmed: false })
  expect(await publicDepartmentPledges(db)).toMatchObject([{ version: 1 }])
})
