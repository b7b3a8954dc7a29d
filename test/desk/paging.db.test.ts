/** Lists that are longer than a page: nothing is cut off silently, every list says how many there are and turns by itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { registerChallenge } from '../../db/challenges/challenges.ts'
import { issueToken, revokeToken } from '../../db/clients/clients.ts'
import { publish } from '../../db/disclosures/disclosures.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { staffById } from '../../db/people/staff.ts'
import { cases, catalogVersions, inquiries, outbox, personalReads } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

/** One more than a page holds. */
const MANY = 51
const times = Array.from({ length: MANY }, (_, i) => i)

let database: TestDb
let desk: DeskRig
let clerk: Clerk
let group: Clerk
let admin: Clerk
let someCase: { number: string; id: number }
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
  clerk = await desk.clerk('王芳', 'GGB')
  group = await desk.clerk('陈书记', 'DZB', 'group')
  admin = await desk.clerk('钱管', 'DZB', 'admin')
  const { db } = database
  for (const i of times) await desk.opens({ text: `路灯坏了，第${i + 1}处` })
  const number = await desk.opens({ text: '各样的消息' })
  const c = (await caseByNumber(db, number))!
  someCase = { number, id: c.id }
  await clerk.post(`/staff/cases/${number}/do`, { action: 'claim', version: '0' })
  const letter = { lane: 'wechat:gone', conversationId: c.conversationId!, message: { text: '已报修' }, urgency: 'push', caseId: c.id, about: 'case', notBefore: desk.now, createdAt: desk.now } // prettier-ignore
  await db.insert(outbox).values(times.flatMap(() => [{ ...letter, state: 'dead', settledAt: desk.now }, { ...letter, state: 'parked', settledAt: desk.now }])) // prettier-ignore
  await db.insert(inquiries).values(times.map((i) => ({ channel: 'web', decision: 'handoff', facet: 'general', candidates: [], why: [], catalogVersion: 'x', at: desk.now, text: `第${i}问` }))) // prettier-ignore
  await db.insert(personalReads).values(times.map(() => ({ staffId: clerk.id, caseId: c.id, what: 'case', at: desk.now }))) // prettier-ignore
  await db.insert(catalogVersions).values(times.map((i) => ({ version: `v${i}`, items: [], hash: `h${i}`, source: 'test', createdAt: new Date(0) }))) // prettier-ignore
  await db.transaction(async (tx) => {
    const ctx = desk.setting()
    const chief = (await staffById(tx, group.id))!
    for (const i of times) {
      await recordBreach(tx, ctx, { key: `k${i}`, kind: 'late-completion', caseId: c.id, promiseId: null, department: 'GGB', ownerId: clerk.id, dueDate: '2026-11-20', detail: `第${i}件` }) // prettier-ignore
      await publish(tx, ctx, chief, { department: 'GGB', category: '其他', title: `公开${i}`, body: '正文' })
      const { id } = await issueToken(tx, { name: `旧${i}`, scopes: ['items:read'], perMinute: 60, byStaffId: null }, ctx.now, ctx.random) // prettier-ignore
      await revokeToken(tx, id, null, ctx.now)
    }
    await advanceBreaches(tx, ctx)
  })
  for (const i of times) {
    const asked = await desk.opens({ kind: 'challenge', text: `问${i}`, department: 'NYB' })
    const at = (await caseByNumber(db, asked))!
    await db.transaction((tx) => registerChallenge(tx, at.id, 'town', ''))
  }
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const turning = (body: string, title: string): string =>
  new RegExp(`<nav class="pager" aria-label="${title}翻页">.*?</nav>`, 's').exec(body)?.[0] ?? ''
const hrefIn = (nav: string, rel: string): string =>
  (new RegExp(`rel="${rel}"\\s+href="([^"#]+)`).exec(nav)?.[1] ?? '').replaceAll('&amp;', '&')

// prettier-ignore
const LISTS: readonly (readonly [title: string, path: () => string, who: () => Clerk])[] = [
  ['本科室没人接的', () => '/staff', () => clerk],
  ['全镇没人接的', () => '/staff', () => group],
  ['没送到', () => '/staff/delivery', () => group],
  ['等本人下次来信再发', () => '/staff/delivery', () => group],
  ['等处理', () => '/staff/questions', () => admin],
  ['等我办', () => '/staff/breaches', () => clerk],
  ['其他能看到的', () => '/staff/breaches', () => group],
  ['等答复', () => '/staff/challenges', () => group],
  ['登记簿', () => '/staff/disclosures', () => group],
  ['监督记录', () => '/staff/audit', () => group],
  ['谁看过个人信息', () => '/staff/audit', () => admin],
  ['版本', () => '/staff/catalog', () => admin],
  ['已停用', () => '/staff/clients', () => admin],
  ['发给本人的消息', () => `/staff/cases/${someCase.number}`, () => clerk],
]

test.each(LISTS)('%s: says how many there are, goes on and back, and shows each once', async (title, path, who) => {
  // prettier-ignore
  const first = (await who().get(path())).body
  const nav = turning(first, title)
  const [, count, last] = /共 (\d+) 条，第 1 页，共 (\d+) 页/.exec(nav)!.map(Number)
  expect(count).toBeGreaterThanOrEqual(MANY)
  expect(last).toBe(Math.ceil(count! / 50))
  expect(hrefIn(nav, 'prev')).toBe('')
  const second = await who().get(hrefIn(nav, 'next'))
  expect(second.statusCode).toBe(200)
  expect(turning(second.body, title)).toContain('第 2 页')
  expect(hrefIn(turning(second.body, title), 'prev')).not.toBe('')
})

describe('the list of nobody’s cases', () => {
  const numbers = (body: string) => [...body.matchAll(/data-row\s+id="case-(\d+)"/g)].map((m) => m[1])

  test('shows each case on exactly one of its pages, and counts them all on top', async () => {
    const seen: (string | undefined)[] = []
    let at = '/staff'
    while (at) {
      const { body } = await group.get(at)
      expect(body).toMatch(/<b>102<\/b> 件在办和等接/)
      seen.push(...numbers(body))
      at = hrefIn(turning(body, '全镇没人接的'), 'next')
    }
    const waiting = (await database.db.select().from(cases)).filter((c) => c.state === 'received')
    expect(seen.toSorted()).toEqual(waiting.map((c) => String(c.id)).toSorted())
  })

  test('past its end is its first page again; the piece that renews itself is of the page that is open', async () => {
    expect(turning((await clerk.get('/staff?free=99')).body, '本科室没人接的')).toContain('第 1 页')
    expect(turning((await clerk.get('/staff?free=x')).body, '本科室没人接的')).toContain('第 1 页')
    const { body } = await clerk.get('/staff?free=2')
    const live = /data-live="([^"]+)"/.exec(body)![1]!.replaceAll('&amp;', '&')
    expect(numbers((await clerk.get(live)).body)).toEqual(numbers(body))
  })
})

test('turning one list leaves the other where it is', async () => {
  const { body } = await group.get('/staff/delivery?dead=2&parked=2')
  expect(turning(body, '没送到')).toContain('第 2 页')
  expect(hrefIn(turning(body, '没送到'), 'prev')).toBe('/staff/delivery?dead=1&parked=2')
})
