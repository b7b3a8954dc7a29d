/** The API from outside: what is public, what needs a token, and the life of a case brought by another desk. */
import { NOTHING_UNDERSTOOD } from '../../core/answer/understand.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { moveCase } from '../../db/cases/change-case.ts'
import { revokeToken, allClients } from '../../db/clients/clients.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { cases, changes, staff } from '../../db/schema.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { REQUESTS_PER_MINUTE } from '../../web/security.ts'
import type { Staff } from '../../core/case/case.ts'
import { type ApiRig, apiRig } from './rig.ts'

let rig: ApiRig
beforeAll(async () => {
  rig = await apiRig()
})
afterAll(() => rig.close())

const REPORT = { text: '李庄村口的路灯坏了三天', department: 'GGB', contact: { name: '王小明', phone: '13800138000' } }

describe('what is published', () => {
  test('is read without a token, and with one that is good for it', async () => {
    const token = await rig.token(['items:read', 'board:read'])
    for (const path of ['/items', '/items/dibao', '/departments', '/due?item=dibao', '/board/breaches', '/board/challenges', '/board/hearings', '/board/disclosures', '/board/assessment', '/board/anchors']) // prettier-ignore
      expect([path, (await rig.get(`/api/v1${path}`)).status, (await rig.get(`/api/v1${path}`, token)).status]).toEqual([path, 200, 200]) // prettier-ignore
  })

  test('every item is listed, and one of them is whole', async () => {
    const { body } = await rig.get('/api/v1/items')
    expect(body['items']).toHaveLength(rig.desk.world.catalog.items.length)
    const one = await rig.get('/api/v1/items/dibao')
    expect(one.body['item']).toEqual(rig.desk.world.catalog.items.find((i) => i.id === 'dibao'))
    expect((await rig.get('/api/v1/items?q=低保')).body['items']).toContainEqual(
      expect.objectContaining({ id: 'dibao' }),
    )
  })

  test('a due date says how it was counted, and whether it may still move', async () => {
    const item = rig.desk.world.catalog.items.find((i) => i.routing === 'town' && i.promisedLimit?.unit === 'working' && i.promisedLimit.days >= 5)! // prettier-ignore
    const soon = (await rig.get(`/api/v1/due?item=${item.id}&from=2026-11-23`)).body
    expect(soon).toMatchObject({ from: '2026-11-23', due: { amount: item.promisedLimit!.days, provisional: false } })
    expect(soon['explanation']).toContain('次日')
    const far = (await rig.get(`/api/v1/due?item=${item.id}&from=2031-12-20`)).body
    expect(far['due']).toMatchObject({ provisional: true })
    expect(far['explanation']).toContain('暂定')
  })

  test('an odd date and an unknown item are told in one sentence', async () => {
    expect(await rig.get('/api/v1/due?item=dibao&from=2026-02-30')).toMatchObject({ status: 400, body: { error: 'bad-request', message: expect.stringContaining('日期') as string } }) // prettier-ignore
    expect(await rig.get('/api/v1/due?item=dibao&from=tomorrow')).toMatchObject({ status: 400 })
    expect(await rig.get('/api/v1/due')).toMatchObject({ status: 400, body: { message: '缺少“item”，请补上再发。' } })
    expect(await rig.get('/api/v1/items/nothing')).toMatchObject({ status: 404, body: { error: 'no-item' } })
    expect(await rig.get('/api/v1/nothing')).toMatchObject({ status: 404, body: { error: 'no-record' } })
  })

  test('a question is answered, and its context carried back goes on from there', async () => {
    rig.desk.understand = (text, context) => ({ ...unsure, decision: 'answer', item: context?.item ?? 'dibao', facet: 'materials', why: [text] }) // prettier-ignore
    const first = await rig.post('/api/v1/ask', { text: '低保要什么材料' })
    expect(first).toMatchObject({ status: 200, body: { decision: 'answer', item: 'dibao', context: { item: 'dibao', facet: 'materials' } } }) // prettier-ignore
    const next = await rig.post('/api/v1/ask', { text: '要多久', context: { item: 'linshi', facet: 'time' } })
    expect(next.body).toMatchObject({ item: 'linshi' })
    rig.desk.understand = () => unsure
  })
})

describe('a token', () => {
  test('is asked for with 401, and one without the scope is told with 403, in one sentence', async () => {
    const reader = await rig.token(['items:read'])
    expect(await rig.post('/api/v1/cases', REPORT)).toMatchObject({ status: 401, body: { error: 'no-token', message: expect.stringContaining('令牌') as string } }) // prettier-ignore
    expect(await rig.post('/api/v1/cases', REPORT, 'sw_nonsense')).toMatchObject({ status: 401, body: { error: 'bad-token' } }) // prettier-ignore
    expect(await rig.post('/api/v1/cases', REPORT, reader)).toMatchObject({ status: 403, body: { error: 'no-scope', message: expect.stringContaining('cases:write') as string } }) // prettier-ignore
    expect(await rig.get('/api/v1/board/breaches', reader)).toMatchObject({ status: 403 })
    expect(await rig.get('/api/v1/items', 'sw_nonsense')).toMatchObject({ status: 401 })
  })

  test('is kept as its hash only, and ends at once when it is revoked', async () => {
    const token = await rig.token(['items:read'])
    expect((await rig.get('/api/v1/items', token)).status).toBe(200)
    const [row] = await allClients(rig.database.db)
    expect(JSON.stringify(row)).not.toContain(token)
    expect(row).toMatchObject({ tokenEnd: token.slice(-4), lastUsedAt: rig.desk.now })
    await rig.database.db.transaction((tx) => revokeToken(tx, row!.id, null, rig.desk.now))
    expect((await rig.get('/api/v1/items', token)).status).toBe(401)
  })

  test('that nobody issued is refused by pace before the database is asked; a good one of the same address is not', async () => {
    const paced = await apiRig({ rateLimit: true })
    const asked = vi.spyOn(paced.database.db, 'select')
    try {
      const token = await paced.token(['items:read'])
      const before = await paced.get('/api/v1/items/dibao', token)
      const most = REQUESTS_PER_MINUTE.refused - 1
      for (let i = 0; i < most; i++) expect((await paced.get('/api/v1/items/x', `sw_guess${i}`)).status).toBe(401)
      asked.mockClear()
      for (let i = 0; i < 50; i++) {
        const refused = await paced.get('/api/v1/items/x', i % 2 ? `sw_guess${i}` : 'sw_same')
        expect(refused).toMatchObject({ status: 429, body: { error: 'too-many' } })
        expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      }
      expect(asked).not.toHaveBeenCalled()
      expect([before.status, (await paced.get('/api/v1/items/dibao', token)).status]).toEqual([200, 200])
    } finally {
      asked.mockRestore()
      await paced.close()
    }
  })

  test('has a pace of its own', async () => {
    const paced = await apiRig({ rateLimit: true })
    try {
      const [slow, other] = [await paced.token(['items:read'], 2), await paced.token(['items:read'], 2)]
      const statuses = [1, 2, 3].map(async () => (await paced.get('/api/v1/departments', slow)).status)
      expect((await Promise.all(statuses)).sort()).toEqual([200, 200, 429])
      expect((await paced.get('/api/v1/departments', slow)).body['message']).toContain('请过一分钟再试')
      expect((await paced.get('/api/v1/departments', other)).status).toBe(200)
    } finally {
      await paced.close()
    }
  })
})

describe('a case brought by a client', () => {
  test('comes in by the one way: number, look-up code, due date; contact sealed, personal data masked', async () => {
    const token = await rig.token(['cases:write'])
    const made = await rig.post('/api/v1/cases', { ...REPORT, text: `${REPORT.text}，我电话13800138000` }, token)
    expect(made).toMatchObject({
      status: 201,
      body: {
        number: expect.stringMatching(/^BS20261123-\d{4}$/) as string,
        lookupCode: expect.stringMatching(/^[A-Z0-9]{6}$/) as string,
        department: { code: 'GGB' },
        due: { date: '2026-11-30', provisional: false },
      },
    })
    expect(made.body['message']).toContain(made.body['number'])
    const [row] = await rig.database.db
      .select()
      .from(cases)
      .where(eq(cases.number, made.body['number'] as string))
    expect(row).toMatchObject({ origin: 'api', state: 'received', kind: 'report' })
    expect(row!.text).not.toContain('13800138000')
    expect(row!.particulars).not.toContain('王小明')
    expect(makeCipher('a-secret-key-of-the-tests').decrypt(row!.particulars!)).toBe(JSON.stringify(REPORT.contact))
  })

  test('what is not named in a body is dropped, whatever it is', async () => {
    const token = await rig.token(['cases:write'])
    for (const odd of [false, 7, ['x'], { a: 1 }, 'x'.repeat(5_000)]) {
      const made = await rig.post('/api/v1/cases', { ...REPORT, odd, contact: { ...REPORT.contact, odd } }, token)
      expect(made.status).toBe(201)
      const [row] = await rig.database.db
        .select()
        .from(cases)
        .where(eq(cases.number, made.body['number'] as string))
      expect(makeCipher('a-secret-key-of-the-tests').decrypt(row!.particulars!)).toBe(JSON.stringify(REPORT.contact))
    }
  })

  test('under the same reference is the same case', async () => {
    const [token, other] = [await rig.token(['cases:write']), await rig.token(['cases:write'])]
    const first = await rig.post('/api/v1/cases', { ...REPORT, reference: 'GD-1' }, token)
    const again = await rig.post('/api/v1/cases', { ...REPORT, reference: 'GD-1' }, token)
    expect([first.status, again.status, again.body['number']]).toEqual([201, 200, first.body['number']])
    const theirs = await rig.post('/api/v1/cases', { ...REPORT, reference: 'GD-1' }, other)
    expect(theirs.body['number']).not.toBe(first.body['number'])
  })

  test('many at once under one reference are one case', async () => {
    const token = await rig.token(['cases:write'])
    const all = await Promise.all([1, 2, 3, 4].map(() => rig.post('/api/v1/cases', { ...REPORT, reference: 'GD-2' }, token))) // prettier-ignore
    expect(new Set(all.map((a) => a.body['number'])).size).toBe(1)
    expect(all.map((a) => a.status).sort()).toEqual([200, 200, 200, 201])
  })

  test('is shown to who brought it and to who has its look-up code; its state alone to who may see all', async () => {
    const [token, other, overseer] = [await rig.token(['cases:write', 'cases:read']), await rig.token(['cases:read']), await rig.token(['cases:all'])] // prettier-ignore
    const { number, lookupCode } = (await rig.post('/api/v1/cases', { ...REPORT, reference: 'GD-3' }, token)).body as unknown as Record<string, string> // prettier-ignore
    const path = `/api/v1/cases/${number}`
    expect((await rig.get(path, token)).body).toMatchObject({ reach: 'own', reference: 'GD-3', text: REPORT.text, state: 'received', open: true }) // prettier-ignore
    expect((await rig.get(path, undefined, { 'x-lookup-code': lookupCode! })).body).toMatchObject({ reach: 'own' })
    expect((await rig.get(`${path}?code=${lookupCode}`)).status).toBe(200)
    expect((await rig.get(path, overseer)).body).toMatchObject({ reach: 'state', text: null, reference: null, handler: null, actions: [] }) // prettier-ignore
    expect((await rig.get(path, other)).status).toBe(404)
    expect((await rig.get(path)).status).toBe(401)
    expect((await rig.get('/api/v1/cases?limit=1', token)).body['cases']).toHaveLength(1)
    expect((await rig.get('/api/v1/cases', other)).body).toMatchObject({ cases: [], next: null })
  })

  test('guessing the look-up code is slowed', async () => {
    const token = await rig.token(['cases:write'])
    const { number } = (await rig.post('/api/v1/cases', REPORT, token)).body as unknown as Record<string, string>
    const guess = () => rig.get(`/api/v1/cases/${number}`, undefined, { 'x-lookup-code': 'AAAAAA' })
    for (let i = 0; i < 3; i++) expect((await guess()).status).toBe(404)
    expect(await guess()).toMatchObject({ status: 429, body: { error: 'locked' } })
  })

  test('may be urged, withdrawn and rated for its resident, as the lifecycle says', async () => {
    const token = await rig.token(['cases:write', 'cases:read'])
    const { number } = (await rig.post('/api/v1/cases', REPORT, token)).body as unknown as Record<string, string>
    const act = (body: object) => rig.post(`/api/v1/cases/${number}/actions`, body, token)
    expect(await act({ action: 'rate', score: 5 })).toMatchObject({ status: 409, body: { error: 'not-now' } })
    expect(await act({ action: 'urge' })).toMatchObject({ status: 200 })
    expect(await act({ action: 'urge' })).toMatchObject({
      status: 409,
      body: { message: '今天已经催过，承办人已收到。' },
    })
    expect(await act({ action: 'complete', text: 'x' })).toMatchObject({ status: 400 })
    expect(await act({ action: 'withdraw' })).toMatchObject({ status: 200, body: { state: 'withdrawn', open: false } })
  })

  test('what the office answers reaches the feed, of its own client with the words, of others without', async () => {
    const [token, overseer, none] = [await rig.token(['cases:write', 'cases:read']), await rig.token(['cases:all']), await rig.token(['cases:read'])] // prettier-ignore
    const start = (await rig.get('/api/v1/changes', token)).body['next'] as number
    const { number } = (await rig.post('/api/v1/cases', { ...REPORT, reference: 'GD-9' }, token)).body as unknown as Record<string, string> // prettier-ignore
    const c = (await caseByNumber(rig.database.db, number!))!
    await rig.database.db.transaction(async (tx) => {
      const [clerk] = await tx.insert(staff).values({ name: '赵办', department: 'GGB', role: 'clerk', createdAt: rig.desk.now }).returning() // prettier-ignore
      const actor = { kind: 'staff', staff: clerk as Staff, standsFor: [] } as const
      expect(await moveCase(tx, rig.desk.setting(), c.id, 'note', actor, { text: '内部的话' })).toMatchObject({
        ok: true,
      })
      expect(await moveCase(tx, rig.desk.setting(), c.id, 'reply', actor, { text: '今天下午修好' })).toMatchObject({ ok: true }) // prettier-ignore
    })
    const mine = await rig.get(`/api/v1/changes?after=${start}`, token)
    expect(mine.body['changes']).toMatchObject([
      { event: 'case.opened', number, reference: 'GD-9' },
      { event: 'case.answered', number, state: 'answered', text: '今天下午修好' },
    ])
    const theirs = await rig.get(`/api/v1/changes?after=${start}`, overseer)
    expect(theirs.body['changes']).toMatchObject([{ event: 'case.opened', reference: null }, { event: 'case.answered', text: null }]) // prettier-ignore
    expect((await rig.get(`/api/v1/changes?after=${start}`, none)).body['changes']).toEqual([])
    expect(mine.text + theirs.text).not.toContain('内部的话')
    const next = mine.body['next'] as number
    expect((await rig.get(`/api/v1/changes?after=${next}`, token)).body).toMatchObject({
      changes: [],
      next,
      more: false,
    })
  })

  test('a confidential case is nobody else’s', async () => {
    const overseer = await rig.token(['cases:all'])
    const token = await rig.token(['cases:write'])
    const { number } = (await rig.post('/api/v1/cases', REPORT, token)).body as unknown as Record<string, string>
    await rig.database.db.update(cases).set({ privacy: 'confidential' }).where(eq(cases.number, number!))
    expect((await rig.get(`/api/v1/cases/${number}`, overseer)).status).toBe(404)
    expect((await rig.get('/api/v1/changes?limit=500', overseer)).text).not.toContain(number)
  })

  test('bad input gets one plain sentence', async () => {
    const token = await rig.token(['cases:write'])
    for (const [body, says] of [
      [{}, '缺少“text”，请补上再发。'],
      [{ text: '' }, '“text”不能空着。'],
      [{ text: '  ' }, '“text”不能空着。'],
      [{ text: '\u200b\ufeff' }, '“text”不能空着。'],
      [{ text: 'x'.repeat(5001) }, '“text”太长，最多 5000 个字。'],
      [{ ...REPORT, kind: 'complaint' }, '“kind”只能是：consultation、report、application。'],
      [{ ...REPORT, department: 'XXX' }, '没有这个科室，请用 /api/v1/departments 查代码。'],
      [{ ...REPORT, kind: 'application' }, '办件（application）要写“item”，而且是镇里办的事项。'],
    ] as const)
      expect([body, (await rig.post('/api/v1/cases', body, token)).body['message']]).toEqual([body, says])
    const response = await fetch(`${rig.desk.url}/api/v1/cases`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } }) // prettier-ignore
    expect(response.status).toBe(400)
  })
})

test('changes are numbered once and in order, however many hands number them', async () => {
  const seqs = (await rig.database.db.select({ seq: changes.seq }).from(changes)).map((r) => r.seq).filter((s) => s !== null) // prettier-ignore
  expect(new Set(seqs).size).toBe(seqs.length)
  expect(Math.max(...seqs)).toBe(seqs.length)
})

const unsure = { ...NOTHING_UNDERSTOOD, } as const // prettier-ignore
