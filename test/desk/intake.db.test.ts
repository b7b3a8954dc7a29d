/** The counter: who comes or calls is registered by whoever meets them, and goes home with a receipt. */
import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { caseEvents, caseMaterials, cases, notices } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

const MARKUP = '"><script>alert(1)</script>\'&'

let database: TestDb
let desk: DeskRig
let window: Clerk
let colleague: Clerk
let group: Clerk
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  window = await desk.clerk('王芳', 'DQZX')
  colleague = await desk.clerk('孙丽', 'DQZX')
  group = await desk.clerk('陈书记', 'DZB', 'group')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const newest = async () => (await database.db.select().from(cases).orderBy(desc(cases.id)).limit(1))[0]!
const howMany = () => database.db.$count(cases)
const registers = (fields: Record<string, string | string[]>) => window.post('/staff/intake', { do: 'register', ...fields }) // prettier-ignore
const item = () => desk.world.catalog.items.find((i) => i.id === 'dibao')!

test('an application is handed in, accepted on the spot and taken home on paper', async () => {
  const papers = item().materials.map((_, i) => String(i))
  const answer = await registers({ kind: 'application', how: 'counter', item: '低保', paper: papers, accept: '1', name: '李秀英', phone: '138 0013 8000', where: '李庄村三组', text: '' }) // prettier-ignore
  expect(answer.statusCode).toBe(303)
  const c = await newest()
  expect(c).toMatchObject({ kind: 'application', item: 'dibao', department: item().owner, state: 'assigned', firstResponderId: window.id, handlerId: window.id, origin: 'counter', acceptedOn: '2026-11-23' }) // prettier-ignore
  expect(c.text).not.toContain('李庄村三组')
  const kept = await database.db.select().from(caseMaterials).where(eq(caseMaterials.caseId, c.id))
  expect(kept.map((m) => m.state)).toEqual(papers.map(() => 'received'))

  const receipt = (await window.get(`/staff/intake/${c.number}`)).body
  const code = /查询码<\/dt>\s*<dd[^>]*>([A-Z0-9]{6})</.exec(receipt)?.[1] ?? ''
  expect(code).not.toBe('')
  expect(receipt).toContain(`收到的材料 ${papers.length} 样`)
  expect(receipt).toContain('李**，138****8000')
  expect(receipt).toContain('受理通知书')
  expect(receipt).toContain(`窗口当面收到${papers.length}样`)
  // it is on the receipt and nowhere else
  expect((await window.get(`/staff/cases/${c.number}`)).body).not.toContain(code)
  const track = await desk.app.inject({ method: 'POST', url: '/track', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ number: c.number, code }).toString() }) // prettier-ignore
  expect(track.body).toContain('办理中')
  for (const other of [colleague, group]) expect((await other.get(`/staff/intake/${c.number}`)).statusCode).toBe(404)
  const looked = await database.db.select().from(caseEvents).where(eq(caseEvents.caseId, c.id))
  expect(looked.filter((e) => e.action === 'looked-at-contact')).toHaveLength(1)
})

test('what is short of papers is received and not accepted, and the receipt says what is missing', async () => {
  const before = await howMany()
  const fields = { kind: 'application', item: '低保', paper: '0', name: '李秀英', text: MARKUP }
  const refused = await registers({ ...fields, accept: '1' })
  expect(refused.statusCode).toBe(422)
  expect(refused.body).toContain('材料不齐不能当场受理')
  expect(refused.body).not.toContain('<script>alert')
  expect(await howMany()).toBe(before)
  await registers(fields)
  const c = await newest()
  expect(c.acceptedOn).toBeNull()
  const receipt = (await window.get(`/staff/intake/${c.number}?paper=roll`)).body
  expect(receipt).toContain('class="handout roll"')
  expect(receipt).toContain(`还没有交的：${item().materials.filter((m, i) => m.required && i > 0).map((m) => m.name).join('、')}`) // prettier-ignore
  expect(receipt).toContain('以受理通知书为准')
  expect(receipt).toContain('没有留电话')
  expect(receipt).not.toContain('<script>alert')
})

test('every kind is registered from the same form, each with its own clock', async () => {
  const handedIn = desk.world.catalog.items.find((i) => i.routing === 'town' && i.family === 'service' && i.materials.length > 0)! // prettier-ignore
  const own: Partial<Record<CaseKind, Record<string, string>>> = {
    application: { item: handedIn.name },
    complaint: { text: '公共管理办公室的人推来推去', privacy: 'normal' },
  }
  for (const kind of Object.keys(KINDS) as CaseKind[]) {
    const answer = await registers({ kind, how: 'phone', text: '西街村路灯三天不亮', where: '西街村口', name: '王强', phone: '022-29123456', ...own[kind] }) // prettier-ignore
    expect(answer.statusCode, kind).toBe(303)
    const c = await newest()
    expect([c.kind, c.origin, c.firstResponderId]).toEqual([kind, 'phone', window.id])
    expect(c.text.includes('地点：西街村口'), kind).toBe(!['application', 'disclosure', 'petition'].includes(kind))
    const receipt = await window.get(String(answer.headers.location))
    expect(receipt.body, kind).toMatch(/接下来<\/dt>\s*<dd[^>]*>最晚/)
  }
})

test('a complaint about whoever is at the counter is not theirs to register; fear of retaliation reaches the group', async () => {
  const before = await howMany()
  for (const words of ['窗口的王芳态度不好', '党群服务中心的人骂人']) {
    const answer = await registers({ kind: 'complaint', text: words })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('请别的科室的同事登记')
    expect(answer.body).toContain(words)
  }
  expect(await howMany()).toBe(before)
  await registers({ kind: 'complaint', privacy: 'anonymous', accused: 'GGB', text: '收钱不办事，怕打击报复', name: '张三', phone: '13800138000' }) // prettier-ignore
  expect(await newest()).toMatchObject({ accusedDepartment: 'GGB', department: 'DZB', privacy: 'anonymous', particulars: null }) // prettier-ignore
  expect((await desk.seen('陈书记')).join('\n')).toContain('可能遭打击报复')
})

test('an item that is not named exactly is offered, its papers are shown to tick, and what was typed stays', async () => {
  const looked = await window.post('/staff/intake', {
    do: 'look',
    kind: 'application',
    item: '最低生活',
    text: '家里困难',
  })
  expect(looked.statusCode).toBe(200)
  expect(looked.body).toMatch(/name="pick" value="dibao"/)
  expect(looked.body).toContain('家里困难')
  const piece = await window.post('/staff/intake', { do: 'look', item: '最低生活', pick: 'dibao', 'pick-for': '最低生活' }, { 'x-desk': 'script' }) // prettier-ignore
  expect(piece.body).toContain(item().materials[0]!.name)
  expect(piece.body).not.toContain('<html')
  // picked for other words than those that stand there now: it does not count
  const changed = await registers({ kind: 'application', item: '没有这种事', pick: 'dibao', 'pick-for': '最低生活' })
  expect(changed.statusCode).toBe(422)
  for (const [fields, says] of [
    [{ kind: 'report', text: '  ' }, '请写一下来人说了什么'],
    [{ kind: 'nothing', text: '路灯' }, '哪一类'],
    [{ kind: 'report', text: '路灯', phone: '123' }, '电话好像不对'],
    [{ kind: 'disclosure', text: '路灯资金' }, '信息公开条例第29条'],
  ] as const)
    expect((await registers(fields)).body).toContain(says)
})

test('what is only asked is told once in writing, and nothing is registered', async () => {
  const before = await howMany()
  const answer = await window.post('/staff/intake', { do: 'tell', item: '低保', name: '李秀英', phone: '13800138000' })
  const page = await desk.app.inject({ url: String(answer.headers.location), headers: { accept: 'text/html' } })
  for (const m of item().materials) expect(page.body).toContain(m.name)
  expect(page.body).toContain('首问责任人：王芳')
  expect(page.body).not.toMatch(/李秀英|138/)
  expect(await howMany()).toBe(before)
  const [row] = await database.db.select().from(notices).orderBy(desc(notices.id)).limit(1)
  expect(row).toMatchObject({ caseId: null, kind: 'one-time', byStaffId: window.id })
  expect((await window.post('/staff/intake', { do: 'tell', item: '' })).body).toContain('告知哪个事项')
})

test('what somebody reported before is shown, without its words to whoever has nothing to do with it, and the two are linked', async () => {
  const elsewhere = await desk.clerk('赵强', 'GGB')
  const first = await desk.opens({ from: '甲', text: '李庄村东头路灯坏了，晚上看不见' })
  await elsewhere.post(`/staff/cases/${first}/do`, { action: 'claim', version: '0' })
  await desk.opens({ from: '乙', text: '李庄村水渠堵了' })
  const fields = { kind: 'report', text: '路灯三天不亮', where: '李庄村东头' }
  const shown = (await window.post('/staff/intake', { do: 'look', ...fields }, { 'x-desk': 'script' })).body
  expect([...shown.matchAll(/name="same" value="([^"]+)"/g)].map((m) => m[1])).toEqual([first])
  expect(shown).not.toContain('晚上看不见')
  await registers({ ...fields, same: [first, 'BS20200101-0001', MARKUP] })
  const fresh = await newest()
  const texts = async (number: string) => {
    const [c] = await database.db.select().from(cases).where(eq(cases.number, number))
    return (await database.db.select().from(caseEvents).where(eq(caseEvents.caseId, c!.id))).map((e) => e.text)
  }
  expect(await texts(first)).toContain(`和 ${fresh.number} 是同一件事`)
  expect(await texts(fresh.number)).toContain(`和 ${first} 是同一件事`)
  expect((await desk.seen('赵强')).join('\n')).toContain(`又有人报了同一件事：${fresh.number}`)
})
