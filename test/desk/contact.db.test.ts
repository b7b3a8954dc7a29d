/** Who somebody is, as another desk sent it: sealed, shown whole to whoever is to phone them, each look written down. */
import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueToken } from '../../db/clients/clients.ts'
import { caseEvents, cases } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

const MARKUP = '"><script>alert(1)</script>\'&'

let database: TestDb
let desk: DeskRig
let clerk: Clerk
let head: Clerk
let group: Clerk
let token: string
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  clerk = await desk.clerk('王芳', 'GGB')
  head = await desk.clerk('赵建国', 'GGB', 'head')
  group = await desk.clerk('陈书记', 'DZB', 'group')
  const given = { name: '区12345', scopes: ['cases:write', 'cases:read'], perMinute: 600, byStaffId: null } as const
  token = (await database.db.transaction((tx) => issueToken(tx, given, desk.now, (n) => randomBytes(n)))).token
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const authorization = () => `Bearer ${token}`
async function byApi(more: object): Promise<string> {
  const answer = await fetch(`${desk.url}/api/v1/cases`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: authorization() }, body: JSON.stringify({ text: '李庄村口的路灯坏了', department: 'GGB', ...more }) }) // prettier-ignore
  expect(answer.status).toBe(201)
  await desk.settled()
  return ((await answer.json()) as { number: string }).number
}
async function byOpen311(fields: Record<string, string>): Promise<string> {
  const form = { service_code: 'report-GGB', description: '路面塌了', lat: '40.01', long: '117.41', ...fields }
  const answer = await fetch(`${desk.url}/open311/v2/requests.json`, { method: 'POST', headers: { authorization: authorization() }, body: new URLSearchParams(form) }) // prettier-ignore
  const [made] = (await answer.json()) as { service_request_id: string }[]
  await desk.settled()
  return made!.service_request_id
}
const claim = (number: string) => clerk.post(`/staff/cases/${number}/do`, { action: 'claim', version: '0' })
const looks = async (number: string): Promise<number> => {
  const [c] = await database.db.select().from(cases).where(eq(cases.number, number))
  const of = and(eq(caseEvents.caseId, c!.id), eq(caseEvents.action, 'looked-at-contact'))
  return database.db.$count(caseEvents, of)
}

test('a case from the API says who sent it on, and shows whom to phone once it is asked for', async () => {
  const number = await byApi({ reference: 'GD-7', contact: { name: '王小明', phone: '138-0013-8000', address: '李庄村三组' } }) // prettier-ignore
  await claim(number)
  const page = (await clerk.get(`/staff/cases/${number}`)).body
  expect(page).toContain('区12345转来（对方编号 GD-7），没有聊天账号')
  expect(page).toContain('看联系方式')
  expect(page).not.toMatch(/王小明|138-0013|李庄村三组/)
  expect(await looks(number)).toBe(0)
  const shown = (await clerk.post(`/staff/cases/${number}/contact`)).body
  expect(shown).toMatch(/王小明，<a href="tel:13800138000">138-0013-8000<\/a>/)
  expect(shown).toContain('地址：李庄村三组')
  expect(shown).toContain('<b>看了联系方式</b>')
  expect(shown).not.toMatch(/undefined|looked-at-contact/)
  expect(await looks(number)).toBe(1)
  expect((await clerk.get(`/staff/cases/${number}`)).body).not.toContain('王小明')
})

test('the chat tells the same of it, nothing of it undefined', async () => {
  const number = await byApi({ contact: { address: '李庄村三组' } })
  await claim(number)
  await desk.says('王芳', `联系方式 ${number}`)
  const said = (await desk.seen('王芳')).at(-1)!
  expect(said).toContain(`${number} 联系人：没留姓名，电话：没留\n地址：李庄村三组`)
  expect(said).not.toContain('undefined')
})

test('one from Open311 shows its own particulars, whatever they look like', async () => {
  const number = await byOpen311({ first_name: MARKUP, last_name: '李', phone: '022-12345678', email: `a${MARKUP}@b.cn`, address_string: '三组东头', media_url: 'https://a.example/x.jpg' }) // prettier-ignore
  await claim(number)
  const { body } = await clerk.post(`/staff/cases/${number}/contact`)
  expect(body).toMatch(/class="contact"\s*>李 &quot;&gt;&lt;script&gt;.*，<a href="tel:02212345678">022-12345678<\/a>/)
  for (const line of [
    '地址：三组东头',
    '邮箱：a&quot;',
    '纬度：40.01',
    '经度：117.41',
    '照片网址：https://a.example/x.jpg',
  ])
    expect(body).toContain(line)
  expect(body).not.toContain('<script>alert')
})

test('it is for whoever is to phone, and for a form of their own page', async () => {
  const number = await byApi({ contact: { name: '王小明', phone: '13800138000' } })
  await claim(number)
  expect((await head.post(`/staff/cases/${number}/contact`)).body).toContain('王小明')
  const page = (await group.get(`/staff/cases/${number}`)).body
  expect(page).toContain('留了，只给承办人、首问责任人和本科室负责人看')
  expect((await group.post(`/staff/cases/${number}/contact`)).statusCode).toBe(404)
  expect((await clerk.post(`/staff/cases/${number}/contact`, { csrf: 'forged' })).statusCode).toBe(403)
  expect(await looks(number)).toBe(1)
})

test('where nothing was left nothing is offered', async () => {
  const number = await byApi({})
  await claim(number)
  expect((await clerk.get(`/staff/cases/${number}`)).body).not.toContain('联系方式</dt>')
  expect((await clerk.does(`/staff/cases/${number}/contact`)).body).toContain('没有留联系方式')
})
