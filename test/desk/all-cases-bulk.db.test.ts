/** Many cases at once: each decided as if it were alone, by whoever acts at the same time; and what is late is counted once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { verifyAudit } from '../../db/audit/verify-audit.ts'
import { inArray } from 'drizzle-orm'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { breaches, breachFlows, cases, promises } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
let wang: Clerk
let li: Clerk
let head: Clerk
let group: Clerk
let elsewhere: Clerk
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T01:00:00Z')
  wang = await desk.clerk('王芳', 'GGB')
  li = await desk.clerk('李强', 'GGB')
  head = await desk.clerk('赵建国', 'GGB', 'head')
  group = await desk.clerk('陈书记', 'DZB', 'group')
  elsewhere = await desk.clerk('孙丽', 'NYB')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

let six: string[]
beforeEach(async () => {
  six = []
  for (let i = 0; i < 6; i++) six.push(await desk.opens({ text: `路灯坏了，第${i + 1}盏` }))
})

const stateOf = async (number: string) => {
  const { state, version, handlerId, firstResponderId } = (await caseByNumber(database.db, number))!
  return { state, version, handlerId, firstResponderId }
}
const picked = async (numbers: readonly string[]): Promise<string[]> =>
  Promise.all(numbers.map(async (n) => `${n}:${(await stateOf(n)).version}`))
const bulk = async (who: Clerk, numbers: readonly string[], fields: Record<string, string>) =>
  who.does('/staff/cases/bulk', { case: await picked(numbers), back: 'item=huanjing', ...fields })

describe('acts on what is ticked', () => {
  test('the page has what it posts: a tick for each case, with the version that was seen', async () => {
    const { body } = await wang.get('/staff/cases')
    for (const number of six) expect(body).toContain(`name="case" value="${number}:0"`)
    expect(body).toContain('value="claim"')
    expect(body).not.toContain('value="assign"') // a clerk never may
    expect((await head.get('/staff/cases')).body).toContain('value="assign"')
  })

  test('claims each, and each resident hears of theirs', async () => {
    const { body } = await bulk(wang, six, { action: 'claim' })
    expect(body).toContain('选了 6 件，认领了 6 件')
    for (const number of six) expect(await stateOf(number)).toMatchObject({ state: 'assigned', handlerId: wang.id })
    expect((await desk.seen('resident')).filter((m) => six.some((n) => m.includes(n))).length).toBeGreaterThanOrEqual(6)
  })

  test('what is refused says why, and the rest is done', async () => {
    await bulk(li, six.slice(0, 2), { action: 'claim' })
    const foreign = await desk.opens({ department: 'NYB', text: '地界' })
    const { body } = await bulk(wang, [...six, foreign], { action: 'claim' })
    expect(body).toContain('选了 7 件，认领了 4 件，3 件没有做')
    expect(body).toContain(`${six[0]} 已由李强接单，不用再认领`)
    expect(body).toContain('没有这件，或者不归您看')
    expect(await stateOf(foreign)).toMatchObject({ state: 'received', version: 0 })
  })

  test('what changed since it was seen is left as it is', async () => {
    const seen = await picked(six)
    await bulk(li, six.slice(0, 1), { action: 'note', note: '看过现场' })
    const { body } = await wang.does('/staff/cases/bulk', { case: seen, action: 'claim', back: '' })
    expect(body).toContain('认领了 5 件，1 件没有做')
    expect(body).toContain(`${six[0]} 刚刚有变化`)
    expect(await stateOf(six[0]!)).toMatchObject({ state: 'received', handlerId: null })
  })

  test('assigns by whoever may, transfers to a colleague who must take it, notes without telling the resident', async () => {
    expect((await bulk(wang, six, { action: 'assign', staff: String(li.id) })).body).toContain('6 件没有做')
    expect((await bulk(head, six, { action: 'assign', staff: String(li.id) })).body).toContain('指派了 6 件')
    expect((await bulk(li, six, { action: 'transfer', staff: String(elsewhere.id), text: '该农业办管' })).body).toContain('转办了 6 件') // prettier-ignore
    for (const number of six) expect((await stateOf(number)).handlerId).toBe(li.id)
    const before = (await desk.seen('resident')).length
    expect((await bulk(li, six, { action: 'note', note: '电工周五来' })).body).toContain('备注了 6 件')
    expect(await desk.seen('resident')).toHaveLength(before)
  })

  test.each([
    ['nothing ticked', [], { action: 'claim' }, '还没有选办件'],
    ['nobody chosen', ['x:0'], { action: 'assign' }, '还没有选同事'],
    ['no reason', ['x:0'], { action: 'transfer', staff: '1' }, '没有动'],
    ['no words', ['x:0'], { action: 'note', note: '  ' }, '还没有写内容'],
    ['more than a page', Array.from({ length: 51 }, (_, i) => `x${i}:0`), { action: 'claim' }, '一次最多选 50 件'],
  ])('%s is one sentence, and nothing is done', async (_, ticked, fields, says) => {
    expect((await wang.does('/staff/cases/bulk', { ...fields, case: ticked })).body).toContain(says)
  })

  test('what is no act of these, and made-up ticks, do nothing', async () => {
    expect((await wang.post('/staff/cases/bulk', { case: await picked(six), action: 'complete' })).statusCode).toBe(400)
    const odd = await wang.does('/staff/cases/bulk', { action: 'claim', case: ['<b>:0', ':', `${six[0]}:-1`] })
    expect(odd.body).toContain('认领了 0 件，3 件没有做')
    expect(odd.body).not.toContain('<b>:')
    expect((await stateOf(six[0]!)).state).toBe('received')
  })

  test('two at once: each case goes to one of them, nothing is lost, both logs are whole', async () => {
    const seen = await picked(six)
    const [a, b] = await Promise.all([
      wang.does('/staff/cases/bulk', { case: seen, action: 'claim', back: '' }),
      li.does('/staff/cases/bulk', { case: seen.toReversed(), action: 'claim', back: '' }),
    ])
    const done = [a, b].map(({ body }) => Number(/认领了 (\d+) 件/.exec(body)![1]))
    expect(done[0]! + done[1]!).toBe(6)
    for (const number of six) {
      const now = await stateOf(number)
      expect(now).toMatchObject({ state: 'assigned', version: 1 })
      expect(now.firstResponderId).toBe(now.handlerId)
    }
    expect((await verifyAudit(database.db)).firstBroken).toBeUndefined()
  })
})

describe('breaches judged with one reason', () => {
  const judge = (who: Clerk, breach: string[], fields: Record<string, string> = {}) =>
    who.does('/staff/breaches/judge', { breach, action: 'uphold', text: '逾期未办，没有申请延期', ...fields })
  const states = async () => new Map((await database.db.select().from(breachFlows)).map((b) => [b.breachId, b.state]))

  test('all that wait for the group at once; what does not, or is one’s own, says why', async () => {
    const ids = await database.db.transaction(async (tx) => {
      const ctx = desk.setting()
      for (let i = 0; i < 5; i++) await recordBreach(tx, ctx, { key: `judge:${i}`, kind: 'late-completion', caseId: null, promiseId: null, department: i === 4 ? 'DZB' : 'GGB', ownerId: i === 4 ? group.id : wang.id, dueDate: '2026-11-20', detail: `第${i}件` }) // prettier-ignore
      await advanceBreaches(tx, ctx)
      const found = (await tx.select().from(breaches)).filter((b) => b.key.startsWith('judge:')).map((b) => b.id)
      await tx.update(breachFlows).set({ state: 'commented' }).where(inArray(breachFlows.breachId, found.filter((_, i) => i !== 3))) // prettier-ignore
      return found
    })
    const page = (await group.get('/staff/breaches')).body
    const offered = [...page.matchAll(/name="breach"\s+value="(\d+):(\d+)"/g)].map((m) => Number(m[1]))
    expect(offered).toEqual(ids.slice(0, 3))
    expect((await wang.get('/staff/breaches')).body).not.toContain('一起认定')

    const versions = new Map((await database.db.select().from(breachFlows)).map((b) => [b.breachId, b.version]))
    const ticks = ids.map((id) => `${id}:${versions.get(id)}`)
    const before = await states()
    for (const [who, breach, fields, says] of [
      [group, [], {}, '还没有选违诺'],
      [group, ticks, { text: ' ' }, '还没有写理由'],
      [wang, ticks, {}, '认定了 0 件'],
    ] as const)
      expect((await judge(who, [...breach], fields)).body).toContain(says)
    expect((await judge(wang, ticks)).body).toMatch(/<p class="note bad"[^>]*>选了 5 件，认定了 0 件/)
    expect(await states()).toEqual(before)

    const { body } = await judge(group, [...ticks, `${ids[0]}:99`, '9999:0', 'x'])
    expect(body).toMatch(/<p class="note"[^>]*>选了 8 件，认定了 3 件，5 件没有动/)
    expect(body).toContain(`${ids[3]} 号：现在是“待说明”，不能成立`)
    const after = await states()
    expect(ids.map((id) => after.get(id))).toEqual(['upheld', 'upheld', 'upheld', 'found', 'commented'])
    expect((await judge(group, ticks)).body).toContain('刚刚有变化')
    expect((await verifyAudit(database.db)).firstBroken).toBeUndefined()
  })
})

describe('late, said once', () => {
  const rowsOf = (body: string): number => [...body.matchAll(/data-row\s+id="case-/g)].length
  const number = (pattern: RegExp, body: string): number => Number(pattern.exec(body)?.[1] ?? NaN)
  /** The tally's two links, as its page has them. */
  const tally = async (who: Clerk) => {
    const { body } = await who.get('/staff')
    const [late, today] = [...body.matchAll(/class="due (?:late|today) (?:nil)?"\s+href="([^"]+)"\s*><b>(\d+)<\/b>/g)].map((m) => ({ href: m[1]!.replaceAll('&amp;', '&'), count: Number(m[2]) })) // prettier-ignore
    return { late: late!, today: today! }
  }
  const whole = async (who: Clerk, href: string): Promise<number> => {
    const first = (await who.get(href)).body
    let found = rowsOf(first)
    for (let page = 2; found > 0 && found % 50 === 0; page++)
      found += rowsOf((await who.get(`${href}&page=${page}`)).body)
    expect(first).toContain(`共 ${found} 件`)
    return found
  }

  test('home, its list, the desk’s counts and the lists behind them agree', async () => {
    await bulk(wang, six.slice(0, 3), { action: 'claim' })
    await desk.opens({ kind: 'complaint', department: 'DZB', text: '态度', accusedDepartment: 'GGB' })
    desk.now = new Date('2026-12-14T02:00:00Z')
    for (const clerk of ['王芳', '赵建国', '陈书记'] as const) {
      const again = await desk.app.inject({ method: 'POST', url: await desk.link(clerk) })
      const who = { 王芳: wang, 赵建国: head, 陈书记: group }[clerk]
      who.cookie = again.cookies.map((c) => `${c.name}=${c.value}`).join('; ')
    }
    const home = await desk.app.inject({ url: '/', headers: { accept: 'text/html' } })
    const shown = number(/href="\/breaches\/late">(\d+)</, home.body)
    const open = await database.db.select().from(promises)
    const late = new Set(open.filter((p) => p.state === 'open' && p.dueAt <= desk.now && !['supply', 'confirm', 'publish', 'consult', 'idle'].includes(p.purpose)).map((p) => p.caseId)) // prettier-ignore
    expect(late.size).toBeGreaterThan(10)
    expect(shown).toBe(late.size)
    const list = await desk.app.inject({ url: '/breaches/late', headers: { accept: 'text/html' } })
    expect(number(/共 (\d+) 件/, list.body)).toBe(late.size)
    expect([...list.body.matchAll(/<b class="mark">/g)]).toHaveLength(Math.min(50, late.size))
    expect(list.body).not.toMatch(/路灯坏了|态度|王芳|BS2026/)

    // the group sees all of them, the accused's department all but the complaint
    const above = await tally(group)
    expect(above.late.count).toBe(late.size)
    expect(await whole(group, above.late.href)).toBe(late.size)
    expect((await group.get('/staff')).body).toMatch(new RegExp(`全镇超期的<span class="count">${late.size}<`))
    for (const who of [wang, head]) {
      const { late, today } = await tally(who)
      expect(await whole(who, late.href)).toBe(late.count)
      expect(today.count === 0 || (await whole(who, today.href)) === today.count).toBe(true)
    }
    expect(await whole(head, '/staff/cases?due=late')).toBe((await database.db.select().from(cases)).filter((c) => late.has(c.id) && c.department === 'GGB').length) // prettier-ignore
  })
})
