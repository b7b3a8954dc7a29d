/** Lists of many cases: read with as many statements as a list of a few. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ApiRig, apiRig } from './rig.ts'

let rig: ApiRig
let token: string
beforeAll(async () => {
  rig = await apiRig()
  token = await rig.token(['cases:write', 'cases:read', 'cases:all'])
})
afterAll(() => rig.close())

const open = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++)
    expect((await rig.post('/api/v1/cases', { text: `第${i}盏路灯不亮`, department: 'GGB' }, token)).status).toBe(201)
}

/** How many statements an answer takes. */
async function statementsOf(path: string): Promise<number> {
  // every statement of drizzle 0.45 is prepared by its session, on either database
  const { session } = rig.database.db as unknown as { session: { prepareQuery: () => unknown } }
  const prepared = vi.spyOn(session, 'prepareQuery')
  try {
    expect((await rig.get(path, token)).status).toBe(200)
    return prepared.mock.calls.length
  } finally {
    prepared.mockRestore()
  }
}

const LISTS = ['/open311/v2/requests.xml', '/open311/v2/requests.json', '/api/v1/cases', '/api/v1/changes', '/feed.xml']

test('a list of twelve takes as many statements as one of two', async () => {
  await open(2)
  for (const path of LISTS) await statementsOf(path) // what is looked up once, and what is numbered once
  const before: Record<string, number> = {}
  for (const path of LISTS) before[path] = await statementsOf(path)
  await open(10)
  await rig.get('/api/v1/changes', token)
  const after: Record<string, number> = {}
  for (const path of LISTS) after[path] = await statementsOf(path)
  expect(after).toEqual(before)
  expect(Math.min(...Object.values(before).slice(0, 4))).toBeGreaterThan(0)
})

test('each is told as it is by itself, in both lists', async () => {
  const { body } = await rig.get('/open311/v2/requests.json', token)
  expect(body).toHaveLength(12)
  for (const one of body as { service_request_id: string }[])
    expect((await rig.get(`/open311/v2/requests/${one.service_request_id}.json`, token)).body).toEqual([one])
  const list = (await rig.get('/api/v1/cases', token)).body['cases'] as { number: string; events: object[] }[]
  expect(list).toHaveLength(12)
  for (const one of list) {
    expect(one.events.length).toBeGreaterThan(0)
    expect((await rig.get(`/api/v1/cases/${one.number}`, token)).body).toEqual(one)
  }
})
