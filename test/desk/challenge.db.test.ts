/** Questions put in public at the desk: looked at, released or kept off the board; residents registered at the counter. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
let clerk: Clerk
let head: Clerk
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  clerk = await desk.clerk('办件员', 'DZB')
  head = await desk.clerk('科长', 'DZB', 'head')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const board = async () => (await desk.app.inject('/challenges')).body
const versionOf = async (who: Clerk, number: string) =>
  /name="version"\s+value="(\d+)"/.exec((await who.get(`/staff/cases/${number}`)).body)?.[1] ?? ''
async function asks(who: string, text: string): Promise<string> {
  await desk.says(who, `质询 ${text}`)
  return /编号：(BS\d{8}-\d{4})/.exec((await desk.seen(who)).join('\n'))![1]!
}

test('a question waits to be looked at, and stands on the board once it is released', async () => {
  const number = await asks('resident-1', '路灯为什么不修')
  expect((await clerk.get('/staff/challenges')).body).toContain('等人看')
  expect(await board()).not.toContain('路灯为什么不修')
  await clerk.does(`/staff/cases/${number}/do`, { action: 'release', version: await versionOf(clerk, number) })
  expect(await board()).toContain('路灯为什么不修')
  expect((await clerk.get(`/staff/challenges/${number}`)).body).toContain('已公开')
})

test('one is kept off it by a head with a reason, which stands there instead', async () => {
  const number = await asks('resident-2', '某某家里的病')
  const refused = await clerk.does(`/staff/cases/${number}/do`, { action: 'hide', version: await versionOf(clerk, number), text: '隐私' }) // prettier-ignore
  expect(refused.body).toContain('不在您的权限')
  await head.does(`/staff/cases/${number}/do`, { action: 'hide', version: await versionOf(head, number), text: '' })
  expect(await board()).not.toContain(number)
  await head.does(`/staff/cases/${number}/do`, { action: 'hide', version: await versionOf(head, number), text: '涉及他人隐私' }) // prettier-ignore
  const page = await board()
  expect(page).toContain('没有公开的质询')
  expect(page).toMatch(new RegExp(`${number}[\\s\\S]{0,40}涉及他人隐私`))
  expect(page).not.toContain('某某家里的病')
})

test('plain web seconds are shown apart', async () => {
  const number = await asks('resident-3', '桥什么时候修')
  await clerk.does(`/staff/cases/${number}/do`, { action: 'release', version: await versionOf(clerk, number) })
  for (const who of ['a', 'b', 'c']) await desk.says(who, `附议 ${number}`)
  expect(await board()).toContain('网页附议 3，未计入')
  // nobody of those who count
  expect(await board()).not.toMatch(/\d+ 人附议/)
})

test('whoever shows the code of their page at the counter is registered by staff, once', async () => {
  await desk.says('resident-4', '窗口登记')
  const code = /登记号：(\w{8})/.exec((await desk.seen('resident-4')).join('\n'))![1]!
  const register = (fields: Record<string, string>) => clerk.does('/staff/challenges/residents', fields)
  expect((await register({ code, name: '李秀英', phone: '没带' })).body).toContain('还差本人的姓名和手机号')
  expect((await register({ code, name: '李秀英', phone: '13812345678' })).body).toContain('已登记李秀英')
  expect((await register({ code, name: '王二', phone: '13800000000' })).body).toContain('没有这个登记号')
  expect((await desk.seen('resident-4')).at(-1)).toContain('窗口给您登记好了')
})
