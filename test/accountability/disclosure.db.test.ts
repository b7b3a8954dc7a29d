/** What the town publishes, what it withholds and why, and who is told. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Staff } from '../../core/case/case.ts'
import { parseWithholding } from '../../core/disclosure/articles.ts'
import { composeReply, REPLY_TYPES, type ReplyName } from '../../core/disclosure/replies.ts'
import { registerChallenge } from '../../db/challenges/challenges.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { ownDisclosure, publicDisclosures, versionsOf } from '../../db/disclosures/public-disclosures.ts'
import { remindPublicationDuties, addPublicationDuty } from '../../db/disclosures/publication-duties.ts'
import { publish, withdrawPublication, withhold } from '../../db/disclosures/disclosures.ts'
import type { Tx } from '../../db/types.ts'
import { enqueue } from '../../db/queue/outbox.ts'
import { allStaff } from '../../db/people/staff.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
let head: Staff
let clerk: Staff
const act = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => desk.database.db.transaction(fn)
const notice = { department: 'GFB', category: '社会救助', title: '低保公示', body: '本月新增3户，联系13812345678' }

beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  await desk.staff('科长甲', 'GFB', 'head')
  await desk.staff('办件员', 'GFB')
  const people = await allStaff(desk.database.db)
  head = people.find((s) => s.name === '科长甲')!
  clerk = people.find((s) => s.name === '办件员')!
})
afterAll(() => desk.stop())

test('a publication stands in the register with every version it had, personal data masked', async () => {
  expect(await act((tx) => publish(tx, desk.requestContext(), clerk, notice))).toMatchObject({ ok: false })
  const first = await act((tx) => publish(tx, desk.requestContext(), head, notice))
  expect(first).toMatchObject({ ok: true, id: 1, version: 1 })
  await act((tx) => publish(tx, desk.requestContext(), head, { ...notice, body: '本月新增4户' }, { id: 1 }))
  expect(await publicDisclosures(desk.database.db, { department: 'GFB' })).toMatchObject([{ version: 2, body: '本月新增4户', state: 'published' }]) // prettier-ignore
  const versions = await versionsOf(desk.database.db, 1)
  expect(versions.map((v) => v.body)).toEqual(['本月新增3户，联系138****5678', '本月新增4户'])
})

test.each([
  [{ article: '15', reviewOn: '2027-01-04', reason: '暂时不宜公开' }, '不是法定理由'],
  [{ article: '15', reviewOn: '2027-01-04', reason: '领导说暂不宜公开' }, '不是法定理由'],
  [{ article: '13', reviewOn: '2027-01-04', reason: '涉及隐私' }, '哪一条'],
  [{ article: '15', reviewOn: '2026-11-23', reason: '涉及隐私' }, '复核日期'],
  [{ article: '15', reviewOn: '2027-01-04', reason: ' ' }, '为什么'],
])('nothing is withheld without an article, a reason and a day to look again', (given, says) => {
  expect(parseWithholding(given, '2026-11-23')).toContain(says)
})

test('what is withheld is public as such, and its day brings it back to the head', async () => {
  const put = await act(
    (tx) =>
    withhold(tx, desk.requestContext(), head, { department: 'GFB', category: '社会救助', title: '救助对象名册' }, { article: '15', reviewOn: '2026-12-01', reason: '含病情和账号' }), // prettier-ignore
  )
  expect(put).toMatchObject({ ok: true })
  expect((await publicDisclosures(desk.database.db)).find((d) => d.title === '救助对象名册')).toMatchObject({ state: 'withheld', article: '15', reviewOn: '2026-12-01', body: '', reason: '含病情和账号' }) // prettier-ignore
  expect(await act((tx) => remindPublicationDuties(tx, desk.requestContext()))).toEqual([])
  const later = { ...desk.requestContext(), now: new Date('2026-12-01T09:00:00+08:00') }
  expect((await act((tx) => remindPublicationDuties(tx, later)))[0]?.message.text).toContain('复核日到了')
})

test('a publication with a question waiting is not withdrawn', async () => {
  const ctx = desk.requestContext()
  const c = await act(async (tx) => {
    const caseContext = await openCase(tx, ctx, { kind: 'challenge', item: null, department: 'GFB', text: '为什么是4户？', residentId: null, conversationId: null }) // prettier-ignore
    await registerChallenge(tx, caseContext.case.id, 'disclosure', '1')
    return caseContext.case
  })
  expect(await act((tx) => withdrawPublication(tx, ctx, head, 1, '数字有误'))).toMatchObject({ ok: false, because: expect.stringContaining('1 个质询') as string }) // prettier-ignore
  await desk.says('科长甲', `认领 ${c.number}`)
  await desk.says('科长甲', `答复 ${c.number} 数字已核对`)
  expect(await act((tx) => withdrawPublication(tx, ctx, head, 1, '数字有误'))).toMatchObject({ ok: true, version: 3 })
  expect(await versionsOf(desk.database.db, 1)).toHaveLength(3)
})

test('what changed must be public in 20 working days, and publishing it meets the duty', async () => {
  const ctx = desk.requestContext()
  await act((tx) => addPublicationDuty(tx, ctx, { key: 'item:dibao:2', department: 'GFB', what: '低保办事指南' }))
  expect(await act((tx) => addPublicationDuty(tx, ctx, { key: 'item:dibao:2', department: 'GFB', what: '低保办事指南' }))).toBe(false) // prettier-ignore
  const texts = async (at: string) =>
    (await act((tx) => remindPublicationDuties(tx, { ...ctx, now: new Date(`${at}T09:00:00+08:00`) }))).map((l) => l.message.text).filter((t) => t.includes('指南')) // prettier-ignore
  expect(await texts('2026-11-24')).toEqual([])
  expect((await texts('2026-12-21'))[0]).toContain('2026-12-21前')
  expect((await texts('2026-12-22'))[0]).toContain('已超过')
  await act((tx) => publish(tx, ctx, head, { ...notice, title: '低保办事指南' }, { dutyKey: 'item:dibao:2' }))
  expect(await texts('2026-12-22')).toEqual([])
})

test('who follows a topic is told of each publication until they stop', async () => {
  await desk.says('居民', '订阅 社会救助')
  expect(desk.last('居民')).toContain('退订')
  const send = async (title: string) => {
    await act(async (tx) => {
      const put = await publish(tx, desk.requestContext(), head, { ...notice, title })
      if (put.ok) await enqueue(tx, put.letters, desk.now)
    })
    await desk.tick()
  }
  await send('冬季救助')
  expect(desk.last('居民')).toContain('新公开：冬季救助')
  await desk.says('居民', '退订')
  await send('春季救助')
  expect(desk.last('居民')).not.toContain('春季救助')
})

test.each(Object.keys(REPLY_TYPES) as ReplyName[])(
  'reply %s says what the law asks for and carries the right remedy',
  (type) => {
    const { town } = desk.townContext
    const given = { where: '镇政府网站', when: '三日内', article: '15', reason: '涉及他人隐私', searched: '查了档案室2020年以来目录', agency: '区档案馆', law: '《不动产登记暂行条例》' } // prettier-ignore
    const reply = composeReply(type, given, town)
    expect(reply.ok).toBe(true)
    if (!reply.ok) return
    expect(reply.text).not.toMatch(/[{}]|undefined/)
    expect(reply.remedy.includes('应当先自收到之日起60日内')).toBe(REPLY_TYPES[type].refusal)
    expect(composeReply(type, {}, town).ok).toBe(false)
  },
)

test('the result of a request is shown only to the person who made it', async () => {
  const ctx = desk.requestContext()
  await desk.says('申请人', '你好')
  const { id: conversationId, personId } = (await desk.database.db.query.conversations.findMany()).find((c) => c.address === '申请人')! // prettier-ignore
  const c = await act(async (tx) => (await openCase(tx, ctx, { kind: 'disclosure', item: null, department: 'GFB', text: '申请公开我家的评议记录', residentId: personId, conversationId })).case) // prettier-ignore
  await desk.says('办件员', `认领 ${c.number}`)
  await desk.says('办件员', `答复 ${c.number} 予以公开 途径：评议记录见附件；时间：今天`)
  expect(await ownDisclosure(desk.database.db, c.number, personId!)).toBe(
    '您要的信息予以公开。获取方式、途径：评议记录见附件；时间：今天。',
  )
  expect(await ownDisclosure(desk.database.db, c.number, personId! + 1)).toBeNull()
})
