/** The OpenAPI document: every route is in it, and what is answered is what it says. */
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { apiRoutes } from '../../web/api/routes.ts'
import type { WebOptions } from '../../web/options.ts'
import { testWorld } from '../support/web-rig.ts'
import { type ApiRig, apiRig } from './rig.ts'

let rig: ApiRig
let token: string
beforeAll(async () => {
  rig = await apiRig()
  token = await rig.token(['cases:write', 'cases:read', 'items:read', 'board:read'])
})
afterAll(() => rig.close())

type Document = {
  openapi: string
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>>
}
const documentOf = async (): Promise<Document> => (await rig.get('/api/docs/json')).body as unknown as Document

test('every route of the API and of Open311 is in the document', async () => {
  const routes: string[] = []
  const app = fastify()
  app.addHook('onRoute', ({ method, url }) => {
    if (/^\/(api\/v1|open311)\//.test(url)) for (const m of [method].flat()) routes.push(`${m} ${url.replace(/:(\w+)(\(.*?\))?/g, '{$1}')}`) // prettier-ignore
  })
  await apiRoutes(app, { world: testWorld, database: {} } as unknown as WebOptions) // routes are made without asking either
  await app.ready()
  const { openapi, paths } = await documentOf()
  expect(openapi).toBe('3.1.0')
  const shown = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((m) => `${m.toUpperCase()} ${path}`)) // prettier-ignore
  const asked = routes.filter((r) => !r.startsWith('HEAD') && !r.startsWith('OPTIONS'))
  expect(asked.length).toBeGreaterThan(15)
  expect(asked.filter((r) => !shown.includes(r))).toEqual([])
})

test('answers are what the document says, good ones and refusals', async () => {
  const { paths } = await documentOf()
  const made = await rig.post('/api/v1/cases', { text: '路灯坏了', department: 'GGB', reference: 'D-1' }, token)
  const number = made.body['number'] as string
  const calls: [path: string, answer: Promise<{ status: number; body: unknown }>][] = [
    ['/api/v1/items', rig.get('/api/v1/items')],
    ['/api/v1/items/{id}', rig.get('/api/v1/items/dibao')],
    ['/api/v1/items/{id}', rig.get('/api/v1/items/nothing')],
    ['/api/v1/departments', rig.get('/api/v1/departments')],
    ['/api/v1/due', rig.get('/api/v1/due?item=dibao')],
    ['/api/v1/due', rig.get('/api/v1/due')],
    ['/api/v1/ask', rig.post('/api/v1/ask', { text: '低保' })],
    ['/api/v1/cases', Promise.resolve(made)],
    ['/api/v1/cases', rig.post('/api/v1/cases', { text: '路灯坏了', reference: 'D-1' }, token)],
    ['/api/v1/cases', rig.post('/api/v1/cases', { text: '路灯坏了' })],
    ['/api/v1/cases', rig.get('/api/v1/cases', token)],
    ['/api/v1/cases/{number}', rig.get(`/api/v1/cases/${number}`, token)],
    ['/api/v1/cases/{number}/actions', rig.post(`/api/v1/cases/${number}/actions`, { action: 'urge' }, token)],
    ['/api/v1/cases/{number}/actions', rig.post(`/api/v1/cases/${number}/actions`, { action: 'urge' }, token)],
    ['/api/v1/changes', rig.get('/api/v1/changes', token)],
    ['/api/v1/board/assessment', rig.get('/api/v1/board/assessment')],
    ['/api/v1/board/assessment', rig.get('/api/v1/board/assessment?period=2020-01')],
    ['/api/v1/board/anchors', rig.get('/api/v1/board/anchors')],
    ...['breaches', 'challenges', 'hearings', 'disclosures'].map((name): [string, Promise<{ status: number; body: unknown }>] => [`/api/v1/board/${name}`, rig.get(`/api/v1/board/${name}`)]), // prettier-ignore
  ]
  for (const [path, asked] of calls) {
    const { status, body } = await asked
    const says = Object.values(paths[path] ?? {}).map(
      (op) => op.responses[status]?.content?.['application/json']?.schema,
    )
    const read = says.filter((s) => s !== undefined).map((s) => z.fromJSONSchema(s as Parameters<typeof z.fromJSONSchema>[0]).safeParse(body)) // prettier-ignore
    expect([path, status, read.map((r) => r.success || z.prettifyError(r.error))]).toEqual([path, status, expect.arrayContaining([true])]) // prettier-ignore
  }
})

test('people read it as a page without scripts', async () => {
  const page = await rig.get('/api/docs', undefined, { accept: 'text/html' })
  expect(page.status).toBe(200)
  expect(page.text).toContain('/api/v1/cases/{number}')
  expect(page.text).not.toContain('<script')
})
