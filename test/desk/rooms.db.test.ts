import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountEvents, breachFlows, caseEvents, disclosureVersions, inquiries, outbox } from '../../db/schema.ts'
import { DESK_MODULES } from '../../web/desk/desk-modules.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'
import { furnish, type Town } from './town.ts'

const MARKUP = '"><script>alert(1)</script>\'&'
let database: TestDb
let desk: DeskRig
let town: Town
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  town = await furnish(desk)
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

test('every room opens for whom it is meant and is not there for anybody else', async () => {
  const cast: Record<string, Clerk> = { clerk: town.wang, head: town.head, group: town.group, admin: town.admin }
  for (const room of DESK_MODULES.filter((r) => r.label !== ''))
    for (const [role, who] of Object.entries(cast)) {
      const page = await who.get(room.path)
      const mine = room.who.some((r) => r === role)
      expect(page.statusCode, `${role} at ${room.path}`).toBe(mine ? 200 : 404)
      expect(page.body).not.toMatch(/undefined|\[object|<style|style="|onclick=/)
    }
})

test('the navigation shows exactly the rooms that are one’s own', async () => {
  const page = (await town.wang.get('/staff')).body
  const links = [...page.matchAll(/<a\s+href="(\/staff[^"]*)"\s[^>]*accesskey|<a\s+href="(\/staff\/\w+)"/g)].map(
    (m) => m[1] ?? m[2],
  )
  for (const room of DESK_MODULES.filter((r) => r.label !== ''))
    expect(links.includes(room.path), room.path).toBe(room.who.includes('clerk'))
})

/** What is done in the rooms, by whom it may not be. */
const ACTS = (t: Town): readonly (readonly [url: string, fields: Record<string, string>, not: (keyof Town)[]])[] => [
  [`/staff/questions/${t.question}/promote`, { item: 'dibao', question: 'x', text: 'x' }, ['wang', 'elsewhere', 'group']],
  [`/staff/questions/${t.question}/drop`, {}, ['wang', 'elsewhere', 'group']],
  [`/staff/breaches/${t.breach}/do`, { action: 'explain', version: '0', text: 'x' }, ['head', 'elsewhere', 'group', 'admin']],
  [`/staff/breaches/${t.breach}/do`, { action: 'uphold', version: '0', text: 'x' }, ['wang', 'head', 'elsewhere', 'admin', 'group']],
  [`/staff/challenges/${t.challenge}/call`, { date: '2026-12-10', time: '14:00', seats: '30', place: '会议室' }, ['wang', 'head', 'elsewhere', 'admin']],
  [`/staff/challenges/${t.challenge}/minutes`, { text: 'x' }, ['wang', 'elsewhere', 'admin']],
  ['/staff/disclosures/publish', { title: 'x', category: '其他', department: 'GGB', text: 'x' }, ['wang', 'elsewhere']],
  ['/staff/disclosures/withhold', { title: 'x', category: '其他', department: 'GGB', text: 'x', article: '15', reviewOn: '2027-01-01' }, ['wang', 'elsewhere']],
  [`/staff/assessment/${t.proposal}`, { decision: 'confirm' }, ['wang', 'head', 'elsewhere', 'admin']],
  ['/staff/pledges/text', { text: 'x' }, ['wang', 'head', 'elsewhere', 'admin']],
  ['/staff/pledges/confirm', { version: '1' }, ['wang', 'elsewhere', 'group', 'admin']],
  [`/staff/delivery/${t.letter}/resend`, {}, ['wang', 'elsewhere']],
  ['/staff/audit/verify', {}, ['wang', 'head', 'elsewhere']],
] // prettier-ignore

test('what is not one’s to do changes nothing, whatever is posted', async () => {
  const fingerprint = async () =>
    JSON.stringify([
      (await database.db.select().from(accountEvents)).length,
      (await database.db.select().from(caseEvents)).length,
      await database.db.select({ state: breachFlows.state }).from(breachFlows),
      (await database.db.select().from(disclosureVersions)).length,
      (await database.db.select({ at: inquiries.settledAt }).from(inquiries)).filter((q) => q.at !== null).length,
      (await database.db.select().from(outbox).where(eq(outbox.id, town.letter)))[0]!.state,
    ])
  const before = await fingerprint()
  for (const [url, fields, not] of ACTS(town))
    for (const who of not) {
      const answer = await (town[who] as Clerk).post(url, fields)
      expect([303, 404, 422], `${who} ${url}`).toContain(answer.statusCode)
    }
  expect(await fingerprint()).toBe(before)
})

test('a breach goes its way: explained, commented, judged, measured; a stale page is told how it stands', async () => {
  const url = `/staff/breaches/${town.breach}`
  expect((await town.wang.get('/staff/breaches')).body).toContain('办结或答复超时')
  expect((await town.elsewhere.get(url)).statusCode).toBe(404)
  const done = await town.wang.does(`${url}/do`, { action: 'explain', version: '0', text: `配件没到货${MARKUP}` })
  expect(done.body).toContain('已登记“说明”')
  expect(done.body).not.toContain('<script>alert')
  const stale = await town.wang.post(`${url}/do`, { action: 'explain', version: '0', text: '再说一遍' })
  expect(stale.statusCode).toBe(409)
  expect(stale.body).toContain('现在是“待负责人意见”')
  await town.head.post(`${url}/do`, { action: 'comment', version: '1', text: `属实${MARKUP}` })
  await town.group.post(`${url}/do`, { action: 'uphold', version: '2', text: `超期两天${MARKUP}` })
  const undated = await town.group.post(`${url}/do`, { action: 'measure', version: '3', measure: 'rectify', text: 'x' })
  expect(undated.statusCode).toBe(422)
  expect(undated.body).toContain('限期整改要写到哪天')
  const set = await town.group.does(`${url}/do`, {
    action: 'measure',
    version: '3',
    measure: 'rectify',
    date: '2026-12-10',
    text: MARKUP,
  })
  expect(set.body).toContain('限期整改，12月10日前完成')
  expect(set.body).not.toContain('<script>alert')
})

test('a question becomes an answer of the catalogue, its markup and its phone numbers stay out', async () => {
  const item = desk.world.catalog.items.find((i) => i.owner === 'GGB')!
  const shown = (await town.head.get('/staff/questions')).body
  expect(shown).toContain('138****8000')
  expect(shown).not.toContain('13800138000')
  const foreign = desk.world.catalog.items.find((i) => i.owner === 'NYB')!
  const fields = { question: `活动室几点开${MARKUP}`, text: `八点到五点，问13900139000${MARKUP}` }
  expect(
    (await town.head.does(`/staff/questions/${town.question}/promote`, { item: foreign.id, ...fields })).body,
  ).toContain('这个事项不归您科室')
  const done = await town.head.does(`/staff/questions/${town.question}/promote`, { item: item.id, ...fields })
  expect(done.body).toContain('以后这样问就直接答')
  expect(done.body).not.toContain('<script>alert')
  expect(
    (await town.head.post(`/staff/questions/${town.question}/promote`, { item: item.id, ...fields })).statusCode,
  ).toBe(404)
})

test('a hearing is called, minuted, asked and answered; nothing of it is taken for markup', async () => {
  const url = `/staff/challenges/${town.challenge}`
  const wrong = await town.group.does(`${url}/call`, {
    date: '2026-12-01',
    time: '14:00',
    seats: '30',
    place: '会议室',
  })
  expect(wrong.body).toContain('听证日期要在今天以后')
  const called = await town.group.does(`${url}/call`, { date: '2026-12-03', time: '14:00', seats: '30', place: MARKUP })
  expect(called.body).toContain('已公告，正在通知')
  expect(called.body).not.toContain('<script>alert')
  expect(
    (
      await town.group.does(`${url}/move`, {
        date: '2026-12-04',
        time: '9:30',
        seats: '20',
        place: '礼堂',
        text: '停电',
      })
    ).body,
  ).toMatch(/<p class="note"[^>]*>听证 \d+ 已改期/)
  expect((await town.head.does(`${url}/minutes`, { text: '还没开' })).body).toContain('听证还没开')
  desk.now = new Date('2026-12-07T02:00:00Z')
  const head = await desk.clerk('赵建国', 'GGB', 'head')
  for (const [path, says] of [
    ['minutes', '纪要已公开'],
    ['question', '已登记'],
  ] as const) {
    const page = await head.does(`${url}/${path}`, { text: `到会25人${MARKUP}` })
    expect(page.body).toContain(says)
    expect(page.body).not.toContain('<script>alert')
  }
  const id = /name="question" value="(\d+)"/.exec((await head.get(url)).body)![1]!
  expect((await head.does(`${url}/answer`, { question: id, text: MARKUP })).body).toContain('问题都答复了')
  expect((await head.get(url)).body).not.toContain('<script>alert')
  expect((await head.post(`${url}/answer`, { question: '999', text: 'x' })).statusCode).toBe(400)
})

test('the register: owed, published, a new version, withheld with its article; a stale version and an illegal ground are refused', async () => {
  const head = await desk.clerk('赵建国', 'GGB', 'head')
  const duty = /name="duty"\s+value="([^"]+)"/.exec((await head.get('/staff/disclosures')).body)![1]!
  const entry = { category: '财政信息', title: `清运收费${MARKUP}`, text: `每户3元${MARKUP}` }
  const put = await head.does('/staff/disclosures/publish', { duty, ...entry })
  expect(put.body).toContain('已登记，第1版')
  expect(put.body).not.toContain('<script>alert')
  const page = (await head.get('/staff/disclosures')).body
  expect(page).toContain('没有等公开的任务')
  expect(page).not.toContain('<script>alert')
  const id = /href="\/staff\/disclosures\/(\d+)"/.exec(page)![1]!
  expect(
    (await head.does('/staff/disclosures/publish', { id, version: '1', ...entry, text: '每户4元' })).body,
  ).toContain('第2版')
  expect((await head.does('/staff/disclosures/publish', { id, version: '1', ...entry })).body).toContain(
    '刚刚有变化，现在是第2版',
  )
  const hold = { id, version: '2', ...entry, article: '15', reviewOn: '2027-01-04' }
  expect((await head.does('/staff/disclosures/withhold', { ...hold, text: '暂时不宜公开' })).body).toContain(
    '不是法定理由',
  )
  expect((await head.does('/staff/disclosures/withhold', { ...hold, text: '涉及商业秘密' })).body).toContain('第3版')
  const other = await desk.clerk('吴敏', 'NYB', 'head')
  expect((await other.get(`/staff/disclosures/${id}`)).statusCode).toBe(404)
  expect((await other.post(`/staff/disclosures/${id}/withdraw`, { id, version: '3', text: 'x' })).statusCode).toBe(404)
})

test('a proposal is decided once, the log is verified, letters are sent again', async () => {
  const group = await desk.clerk('陈书记', 'DZB', 'group')
  expect((await group.does(`/staff/assessment/${town.proposal}`, { decision: 'confirm' })).body).toContain(
    '已确认，向社会公布',
  )
  expect((await group.does(`/staff/assessment/${town.proposal}`, { decision: 'drop' })).body).toContain(
    '没有等决定的这一条',
  )
  expect((await group.post('/staff/audit/verify')).body).toContain('核对通过')
  expect((await group.does(`/staff/delivery/${town.letter}/resend`)).body).toContain('已重新排队')
  expect((await group.post(`/staff/delivery/${town.letter}/resend`)).statusCode).toBe(404)
  expect((await group.does('/staff/pledges/sign')).body).toContain('向社会公开')
})

test('rooms ask for numbers that are numbers, and answer everything else as not there', async () => {
  const group = await desk.clerk('陈书记', 'DZB', 'group')
  for (const url of [
    '/staff/breaches/abc',
    '/staff/breaches/99999',
    '/staff/breaches/1;drop',
    '/staff/challenges/x',
    '/staff/disclosures/0x1',
    '/staff/assessment?period=2026-13',
    `/staff/cases/${encodeURIComponent(MARKUP)}`,
    '/staff/cases/BS20261202-9999',
  ])
    expect((await group.get(url)).statusCode, url).toBe(404)
})
