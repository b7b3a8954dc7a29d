import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TRANSITIONS } from '../../core/case/lifecycle.ts'
import { readCaseContext } from '../../db/cases/change-case.ts'
import { attachFiles, UNATTACHED_MS, storeFile } from '../../db/files/files.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { caseEvents, cases, counters, personalReads } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

const MARKUP = '"><script>alert(1)</script>\'&'
let database: TestDb
let desk: DeskRig
let wang: Clerk
let zhang: Clerk
let head: Clerk
let elsewhere: Clerk
let group: Clerk
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  wang = await desk.clerk('王芳', 'GGB')
  zhang = await desk.clerk('张伟', 'GGB')
  head = await desk.clerk('赵建国', 'GGB', 'head')
  elsewhere = await desk.clerk('孙丽', 'NYB')
  group = await desk.clerk('陈书记', 'DZB', 'group')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const versionOf = async (number: string): Promise<string> => String((await caseByNumber(database.db, number))!.version)
const stateOf = async (number: string): Promise<string> => (await caseByNumber(database.db, number))!.state
const act = async (who: Clerk, number: string, action: string, fields: Record<string, string | string[]> = {}) =>
  who.does(`/staff/cases/${number}/do`, { action, version: await versionOf(number), ...fields })

test('a clerk takes a case up and answers it; the resident reads the answer, the page says how it went', async () => {
  const number = await desk.opens({ from: '村民一', text: '路灯坏了' })
  expect((await wang.get('/staff')).body).toContain(number)
  expect((await act(wang, number, 'claim')).body).toContain(`${number} 已认领，正在告诉本人`)
  const done = await act(wang, number, 'reply', { text: '明天上午去修' })
  expect(done.body).toContain(`${number} 已答复，正在告诉本人`)
  expect((await desk.seen('村民一')).at(-1)).toContain('明天上午去修')
  expect(await stateOf(number)).toBe('answered')
  expect((await wang.get(`/staff/cases/${number}`)).body).toContain('已送达')
})

test('what is shown beforehand is to the letter what the resident then reads, and showing it changes nothing', async () => {
  const number = await desk.opens({ from: '村民二', kind: 'application', item: 'dibao', department: 'GGB' })
  await act(wang, number, 'claim')
  const before = await readCaseContext(database.db, (await caseByNumber(database.db, number))!.id)
  const counted = await database.db.select().from(counters)
  const fields = { action: 'supplement', version: await versionOf(number), list: ['户口簿'], more: '收入证明\n2. 病历' }
  const shown = await wang.post(`/staff/cases/${number}/preview`, fields, { 'x-desk': 'script' })
  const words = /<p class="words">([^<]*)<\/p>/.exec(shown.body)![1]!
  expect(words).toContain('1. 户口簿\n2. 收入证明\n3. 病历')
  expect(shown.body).toContain('材料补正通知书')
  expect(await readCaseContext(database.db, before!.case.id)).toEqual(before)
  expect(await database.db.select().from(counters)).toEqual(counted)
  expect(await desk.seen('村民二')).not.toContain(words)
  await act(wang, number, 'supplement', fields)
  expect(await desk.seen('村民二')).toContain(words)
})

test('without scripts the look beforehand is a page with everything typed still in it', async () => {
  const number = await desk.opens({ from: '村民三' })
  const page = await wang.post(`/staff/cases/${number}/preview`, { action: 'reply', version: '0', text: '正在抢修' })
  expect(page.body).toMatch(/<textarea[^>]*>正在抢修<\/textarea>/)
  expect(page.body).toContain('本人会收到')
  expect(await stateOf(number)).toBe('received')
})

test('two desks on one case: one wins, the other is told how it stands and keeps what was typed', async () => {
  const number = await desk.opens({ from: '村民四' })
  const [a, b] = await Promise.all([
    wang.post(`/staff/cases/${number}/do`, { action: 'reply', version: '0', text: '甲的答复' }),
    zhang.post(`/staff/cases/${number}/do`, { action: 'reply', version: '0', text: '乙的答复' }),
  ])
  expect([a.statusCode, b.statusCode].toSorted()).toEqual([303, 409])
  const lost = a.statusCode === 409 ? a : b
  expect(lost.body).toContain('刚刚有变化，您的“答复”没有做。现在是“已答复”')
  expect(lost.body).toContain(lost === a ? '甲的答复' : '乙的答复')
  const events = await database.db
    .select({ action: caseEvents.action })
    .from(caseEvents)
    .innerJoin(cases, eq(cases.id, caseEvents.caseId))
    .where(eq(cases.number, number))
  expect(events.filter((e) => e.action === 'reply')).toHaveLength(1)
})

test('an open page learns that its case has moved', async () => {
  const number = await desk.opens()
  const now = async () => (await wang.get(`/staff/cases/${number}/version`)).json<{ version: number }>().version
  const was = await now()
  await act(zhang, number, 'claim')
  expect(await now()).toBe(was + 1)
})

test('the page offers exactly what the table allows, each with exactly the fields it needs', async () => {
  const number = await desk.opens({ kind: 'application', item: 'dibao', department: 'GGB' })
  await act(wang, number, 'claim')
  const page = (await wang.get(`/staff/cases/${number}`)).body
  const forms = [...page.matchAll(/<form[^>]*\/do"[\s\S]*?<\/form>/g)].map((m) => m[0])
  const offered = forms.map((f) => /name="action" value="([\w-]+)"/.exec(f)![1]!)
  expect(offered.toSorted()).toEqual(
    ['accept', 'complete', 'contact', 'decline', 'ineligible', 'inform', 'note', 'progress', 'supplement', 'transfer', 'urge'], // prettier-ignore
  )
  const fields = { text: ['text'], list: ['list', 'more'], staff: ['staff'], department: ['department'], days: ['days'], procedure: ['procedure'], party: ['party'], item: ['item'], score: [] } // prettier-ignore
  for (const form of forms) {
    const action = /name="action" value="([\w-]+)"/.exec(form)![1]!
    const { needs } = TRANSITIONS.find((t) => t.action === action)!
    const named = new Set([...form.matchAll(/ name="(\w+)"/g)].map((m) => m[1]!))
    for (const known of ['csrf', 'action', 'version', 'canned']) named.delete(known)
    expect([...named].toSorted(), action).toEqual(needs.flatMap((n) => fields[n]).toSorted())
  }
})

test.each([
  ['reply', {}, '还没有写内容'],
  ['transfer', { text: '不归我管' }, '还没有选同事'],
  ['transfer', { staff: '999999', text: '不归我管' }, '还没有选同事'],
  ['reroute', { department: 'NOPE' }, '没有这个科室'],
  ['nonsense', {}, '没看懂这次操作'],
  ['settle', {}, '不在您的权限里'],
])('%s with %j is refused in a plain sentence and changes nothing', async (action, fields, says) => {
  const number = await desk.opens()
  if (action === 'transfer') await act(wang, number, 'claim')
  const was = await versionOf(number)
  const answer = await act(wang, number, action, fields)
  expect(answer.statusCode).toBeGreaterThanOrEqual(400)
  expect(answer.body).toContain(says)
  expect(await versionOf(number)).toBe(was)
})

test("another department's clerk finds, opens, previews and changes nothing of a case, whatever the route", async () => {
  const number = await desk.opens({ text: '只有公管办看得到' })
  await act(wang, number, 'claim')
  const was = await versionOf(number)
  const gets = ['', '/version', '/files/1'].map((rest) => `/staff/cases/${number}${rest}`)
  for (const url of gets) {
    const answer = await elsewhere.get(url)
    expect(answer.statusCode, url).toBe(404)
    expect(answer.body).not.toContain('只有公管办看得到')
  }
  for (const { action } of TRANSITIONS)
    for (const route of ['do', 'preview']) {
      const fields = { action, version: was, text: '越权', list: ['x'], staff: String(elsewhere.id), department: 'NYB', days: '3', procedure: '勘验' } // prettier-ignore
      expect((await elsewhere.post(`/staff/cases/${number}/${route}`, fields)).statusCode, `${route} ${action}`).toBe(
        404,
      )
    }
  for (const route of ['seal', 'upheld'])
    expect((await elsewhere.post(`/staff/cases/${number}/${route}`, { text: 'x' })).statusCode).toBe(404)
  expect((await elsewhere.get('/staff')).body).not.toContain(number)
  expect((await elsewhere.does(`/staff/find?number=${number}`)).statusCode).toBe(404)
  expect((await elsewhere.get(`/staff/cases?q=${number}`)).body).toContain('没有找到您能看的办件')
  expect(await versionOf(number)).toBe(was)
})

test('the accused and their line never meet a complaint; the leading group does', async () => {
  const number = await desk.opens({
    kind: 'complaint',
    department: 'DZB',
    text: '赵建国态度恶劣',
    accusedStaffId: head.id,
    accusedDepartment: 'GGB',
  })
  for (const who of [head, wang, zhang, elsewhere]) {
    expect((await who.get(`/staff/cases/${number}`)).statusCode).toBe(404)
    expect((await who.get('/staff')).body).not.toContain(number)
  }
  expect((await group.get(`/staff/cases/${number}`)).statusCode).toBe(200)
  await act(group, number, 'assign', { staff: String(head.id) })
  expect((await caseByNumber(database.db, number))!.handlerId).toBeNull()
  const upheld = await group.does(`/staff/cases/${number}/upheld`, { text: '已核实录音' })
  expect(upheld.body).toContain('已记为违诺')
})

test('markup in everything a page shows or takes is text', async () => {
  const number = await desk.opens({ text: MARKUP, kind: 'application', item: 'dibao', department: 'GGB' })
  await act(wang, number, 'claim')
  for (const [action, fields] of Object.entries({
    note: { text: MARKUP },
    progress: { text: MARKUP },
    contact: { text: MARKUP },
    supplement: { list: [MARKUP], more: MARKUP },
    supply: { text: MARKUP },
    accept: {},
    transfer: { staff: String(zhang.id), text: MARKUP },
    pause: { procedure: MARKUP, days: '3' },
    extend: { days: '2', text: MARKUP },
    decline: { text: MARKUP },
  })) {
    const version = await versionOf(number)
    const shown = await wang.post(`/staff/cases/${number}/preview`, { action, version, ...fields })
    const done = await act(wang, number, action, fields)
    for (const { body } of [shown, done]) {
      expect(body, action).not.toContain('<script>alert')
      expect(body, action).not.toContain('alert(1)</script>')
    }
  }
  expect((await zhang.get('/staff')).body).toContain('&lt;script&gt;alert(1)')
  const found = await wang.get(`/staff/find?number=${encodeURIComponent(MARKUP)}`)
  expect((await wang.get(String(found.headers.location))).body).not.toContain('<script>alert')
})

test('a file is handed out as an attachment to whom the case concerns, and every look is written down', async () => {
  const number = await desk.opens()
  const { id } = (await caseByNumber(database.db, number))!
  const sent = { name: '身份证 <照片>.html', type: 'image/png', bytes: new Uint8Array([1, 2, 3]) }
  const keys = { cipher: desk.setting().cipher, random: (n: number) => randomBytes(n) }
  const file = await storeFile(database, keys, sent, { now: desk.now, dropAfterMs: UNATTACHED_MS })
  await database.db.transaction((tx) => attachFiles(tx, id, [file], desk.now))
  expect((await wang.get(`/staff/cases/${number}`)).body).toContain('身份证 &lt;照片&gt;.html')
  const got = await wang.get(`/staff/cases/${number}/files/${file}`)
  expect(got.headers['content-disposition']).toMatch(/^attachment;/)
  expect(got.headers['content-security-policy']).toContain('sandbox')
  expect((await elsewhere.get(`/staff/cases/${number}/files/${file}`)).statusCode).toBe(404)
  const other = await desk.opens()
  expect((await wang.get(`/staff/cases/${other}/files/${file}`)).statusCode).toBe(404)
  const reads = await database.db.select().from(personalReads).where(eq(personalReads.caseId, id))
  expect(reads.map((r) => [r.staffId, r.what, r.fileId])).toEqual([
    [wang.id, 'case', null],
    [wang.id, 'file', file],
  ])
  await expect(database.db.update(personalReads).set({ staffId: zhang.id })).rejects.toThrow()
})

test('a recording is heard in place, in parts as players ask, and the hearing is written down once; a place is on the page', async () => {
  const number = await desk.opens({ village: '示例李庄村', place: { lat: 40.04, lon: 117.41, sent: 'wgs84' }, report: 'streetlight' }) // prettier-ignore
  const { id } = (await caseByNumber(database.db, number))!
  const keys = { cipher: desk.setting().cipher, random: (n: number) => randomBytes(n) }
  const kept = async (type: string, ends: string) => {
    const file = { name: `语音.${ends}`, type, bytes: new Uint8Array([1, 2, 3, 4, 5]) }
    const fileId = await storeFile(database, keys, file, { now: desk.now, dropAfterMs: UNATTACHED_MS })
    await database.db.transaction((tx) => attachFiles(tx, id, [fileId], desk.now))
    return fileId
  }
  const [opus, amr] = [await kept('audio/ogg', 'ogg'), await kept('audio/amr', 'amr')]
  const { body, headers } = await wang.get(`/staff/cases/${number}`)
  expect(headers['content-security-policy']).toContain("media-src 'self'")
  expect(body).toContain(`<audio controls preload="none" src="/staff/cases/${number}/files/${opus}?play=1"`)
  expect(body).toContain('浏览器放不了这种格式')
  expect(body).toContain('示例李庄村（包村：公共管理办公室）')
  expect(body).toContain('geo:40.04000,117.41000')
  const hears = (range?: string) => wang.get(`/staff/cases/${number}/files/${opus}?play=1`, range ? { range } : {}) // prettier-ignore
  expect((await hears()).rawPayload).toEqual(Buffer.from([1, 2, 3, 4, 5]))
  const part = await hears('bytes=1-2')
  expect([part.statusCode, part.headers['content-range'], [...part.rawPayload]]).toEqual([206, 'bytes 1-2/5', [2, 3]])
  expect([...(await hears('bytes=-2')).rawPayload]).toEqual([4, 5])
  expect((await hears('bytes=9-')).statusCode).toBe(416)
  expect((await wang.get(`/staff/cases/${number}/files/${amr}?play=1`)).headers['content-disposition']).toMatch(/^attachment/) // prettier-ignore
  expect((await elsewhere.get(`/staff/cases/${number}/files/${opus}?play=1`)).statusCode).toBe(404)
  const reads = await database.db.select().from(personalReads).where(eq(personalReads.caseId, id))
  expect(reads.filter((r) => r.fileId === opus)).toHaveLength(1)
})

test('who is stood in for is worked for', async () => {
  const number = await desk.opens()
  await act(wang, number, 'claim')
  const helper = await desk.clerk('钱伟', 'ZFD')
  expect((await helper.get(`/staff/cases/${number}`)).statusCode).toBe(404)
  await desk.says('王芳', '代理 钱伟 到 2026-11-30')
  const page = await helper.get('/staff')
  expect(page.body).toContain(number)
  expect(page.body).toContain('我代办')
  expect((await act(helper, number, 'progress', { text: '代王芳问过了' })).body).toContain('已进展')
  await desk.says('王芳', '代理 取消')
})

test('a part of a page, with what residents wrote, is kept by no cache', async () => {
  await desk.opens({ from: '村民九', text: '墙上有裂缝' })
  for (const page of ['/staff', '/staff?piece=1']) {
    const got = await wang.get(page)
    expect([page, got.body.includes('墙上有裂缝')]).toEqual([page, true])
    expect([page, got.headers['cache-control']]).toEqual([page, 'no-store'])
  }
})
