/** The page of a case as the office reads it: one conversation, pictures in place, ready replies, the next one. */
import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encryptContact } from '../../db/people/contact-details.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { attachFiles, storeFile, UNATTACHED_MS } from '../../db/files/files.ts'
import { cannedReplies, caseEvents, personalReads } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { PICTURES } from '../support/pictures.ts'
import { understanding } from '../support/web-rig.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
let wang: Clerk
let zhang: Clerk
let head: Clerk
let elsewhere: Clerk
let admin: Clerk
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  wang = await desk.clerk('王芳', 'GGB')
  zhang = await desk.clerk('张伟', 'GGB')
  head = await desk.clerk('赵建国', 'GGB', 'head')
  elsewhere = await desk.clerk('孙丽', 'NYB')
  admin = await desk.clerk('周敏', 'DZB', 'admin')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const act = async (who: Clerk, number: string, action: string, fields: Record<string, string> = {}) =>
  who.does(`/staff/cases/${number}/do`, { action, version: String((await caseByNumber(database.db, number))!.version), ...fields }) // prettier-ignore
const idOf = async (number: string): Promise<number> => (await caseByNumber(database.db, number))!.id

test('what was asked and answered before the case is told in it, a greeting is not', async () => {
  desk.understand = (text) =>
    understanding(text === '您好' ? { decision: 'smalltalk', smalltalk: 'thanks' } : { decision: 'handoff' })
  for (const text of ['您好', '村口的路灯谁修', '人工']) {
    await desk.says('问话的人', text)
    desk.now = new Date(desk.now.getTime() + 60_000)
  }
  const number = /BS\d+-\d+/.exec((await desk.seen('问话的人')).join('\n'))![0]
  desk.understand = () => understanding()
  const { body } = await admin.get(`/staff/cases/${number}`)
  const told = /<details class="before">([\s\S]*?)<\/details>/.exec(body)?.[1] ?? ''
  expect(told).toContain('登记以前问过 1 句')
  expect(told).toContain('村口的路灯谁修')
  expect(told).toContain('系统自动答')
})

test('a picture is shown in the page to whom the case concerns, as the picture it is, and a look is written down once', async () => {
  const number = await desk.opens()
  const keys = { cipher: desk.setting().cipher, random: (n: number) => randomBytes(n) }
  const store = (type: string) =>
    storeFile(database, keys, { name: '照片.png', type, bytes: PICTURES['image/png'] }, { now: desk.now, dropAfterMs: UNATTACHED_MS }) // prettier-ignore
  const [png, pdf] = [await store('image/png'), await store('application/pdf')]
  const id = await idOf(number)
  await database.db.transaction((tx) => attachFiles(tx, id, [png, pdf], desk.now))
  const at = `/staff/cases/${number}/photos/${png}`
  const shown = await wang.get(at)
  expect([shown.headers['content-type'], shown.headers['content-disposition']]).toEqual(['image/png', 'inline'])
  expect(shown.headers['content-security-policy']).toContain('sandbox')
  expect(shown.rawPayload.equals(PICTURES['image/png'])).toBe(true)
  expect((await wang.get(at, { 'if-none-match': String(shown.headers['etag']) })).statusCode).toBe(304)
  const other = await wang.get(`/staff/cases/${number}/photos/${pdf}`)
  expect(other.headers['content-disposition']).toMatch(/^attachment;/)
  // kept by the browser of somebody who signed out: asked for again, it is not there
  expect((await elsewhere.get(at, { 'if-none-match': String(shown.headers['etag']) })).statusCode).toBe(404)
  expect((await wang.get(`/staff/cases/${await desk.opens()}/photos/${png}`)).statusCode).toBe(404)
  const reads = await database.db.select().from(personalReads).where(eq(personalReads.fileId, png))
  expect(reads.map((r) => [r.staffId, r.what])).toEqual([[wang.id, 'file']])
})

test('a ready reply is somebody’s own or shared, changed by who may, and goes out filled in with the case it answers', async () => {
  await wang.does('/staff/canned', { title: '问候', text: '{姓氏}同志，您好：{编号}已收到。' })
  await head.does('/staff/canned', { title: '派人', text: '已经派人。', scope: 'department' })
  expect((await wang.post('/staff/canned', { title: 'x', text: 'x', scope: 'department' })).statusCode).toBe(404)
  expect((await wang.does('/staff/canned', { title: '', text: '  ' })).body).toContain('还没有写内容')
  const all = await database.db.select().from(cannedReplies)
  const [own, shared] = [all.find((r) => r.title === '问候')!, all.find((r) => r.title === '派人')!]
  for (const who of [zhang, elsewhere]) expect((await who.get('/staff/canned')).body).not.toContain('问候')
  expect((await zhang.get('/staff/canned')).body).toContain('已经派人。')
  expect((await elsewhere.get('/staff/canned')).body).not.toContain('已经派人。')
  for (const [who, id] of [[zhang, own.id], [head, own.id], [wang, shared.id], [wang, 999_999]] as const)
    for (const path of ['', '/delete'])
      expect((await who.post(`/staff/canned/${id}${path}`, { title: 'x', text: 'x' })).statusCode).toBe(404) // prettier-ignore
  const named = await desk.opens({ particulars: encryptContact(desk.setting(), { name: '欧阳小明', phone: '' }) })
  await act(wang, named, 'claim')
  // picked without a script: what is in the list goes where nothing is typed
  const done = await act(wang, named, 'progress', { text: '', canned: String(own.id) })
  expect(done.body).toContain('已进展')
  const [said] = await database.db.select().from(caseEvents).where(eq(caseEvents.caseId, await idOf(named))).orderBy(caseEvents.seq).offset(2) // prettier-ignore
  expect(said!.text).toBe(`欧阳同志，您好：${named}已收到。`)
  const nameless = await desk.opens()
  await act(wang, nameless, 'claim')
  const refused = await act(wang, nameless, 'progress', { text: '{姓氏}同志' })
  expect([refused.statusCode, (await caseByNumber(database.db, nameless))!.version]).toEqual([422, 1])
  expect(refused.body).toContain('本人没留姓名')
  expect(refused.body).toMatch(/<textarea[^>]*>\{姓氏\}同志<\/textarea>/)
  // who may not be shown the name is not shown it by this way either
  expect((await zhang.post(`/staff/cases/${named}/preview`, { action: 'note', version: '2', text: '{姓氏}' }, { 'x-desk': 'script' })).body).not.toContain('欧阳') // prettier-ignore
  await wang.does(`/staff/canned/${own.id}`, { title: '问候', text: '改过的' })
  expect((await wang.get('/staff/canned')).body).toContain('改过的')
  expect((await head.does(`/staff/canned/${shared.id}/delete`)).body).not.toContain('已经派人。')
})

test('the next case is the one due after this, once round, then what nobody has taken', async () => {
  const one = await desk.clerk('钱伟', 'ZFD')
  const next = async (number: string) => String((await one.get(`/staff/cases/${number}/next`)).headers.location)
  const [a, b] = [await desk.opens({ department: 'ZFD' }), await desk.opens({ department: 'ZFD' })]
  for (const number of [a, b]) await act(one, number, 'claim')
  expect([await next(a), await next(b)]).toEqual([`/staff/cases/${b}`, `/staff/cases/${a}`])
  await act(one, a, 'reply', { text: '修好了' })
  await act(one, b, 'reply', { text: '修好了' })
  desk.now = new Date(desk.now.getTime() + 60_000)
  const free = await desk.opens({ department: 'ZFD' })
  expect(await next(a)).toBe(`/staff/cases/${free}`)
  await act(one, free, 'claim')
  await act(one, free, 'reply', { text: '修好了' })
  expect(await next(free)).toBe('/staff')
  expect((await one.get('/staff')).body).toContain('手上没有别的要办的了')
})
