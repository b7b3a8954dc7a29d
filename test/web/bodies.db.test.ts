/** What is in a body is not read before it is known who sends it, and never more of it than the table allows. */
import { connect } from 'node:net'
import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCatalogFile, writeCatalogFile } from '../../cli/catalog-file.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { issueToken } from '../../db/clients/clients.ts'
import { limitBodies } from '../../web/bodies.ts'
import { makeBodyBudget } from '../../web/body-budget.ts'
import { BODY_LIMITS, type BodyLimit, type Sender } from '../../web/body-limits.ts'
import { type Clerk, csrfIn, deskRig, type DeskRig } from '../desk/rig.ts'
import type { TextEndpoint } from '../../web/options.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { rawRequest } from '../support/raw-request.ts'

const signed: TextEndpoint = {
  admits: (query) => (query['signature'] === 'right' ? 'yes' : 'no'),
  handle: async () => ({ status: 200, body: 'ok' }),
}
let database: TestDb
let desk: DeskRig
let admin: Clerk
let head: Clerk
let clerk: Clerk
let token: string
/** The cookie of whoever has looked a case up. */
let pass: string
async function passOf(number: string): Promise<string> {
  const code = lookupCodeOf(desk.setting().cipher, (await caseByNumber(database.db, number))!)
  const payload = new URLSearchParams({ number, code }).toString()
  const headers = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }
  const { cookies } = await desk.app.inject({ method: 'POST', url: '/track', headers, payload })
  const [cookie] = cookies as { name: string; value: string }[]
  return `${cookie!.name}=${cookie!.value}`
}

beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z', {
    telegram: { admits: (secret) => secret === 'right', handleWebhook: async () => ({ status: 200 }) },
    ...{ wechatMp: signed, wecom: signed, wecomKf: signed },
    // as it is, but for machines that are slow at times: no body is told that it comes slowly
    bodyBudget: makeBodyBudget({ waitMs: 80_000, now: () => 0 }),
    catalogFiles: { read: readCatalogFile, write: writeCatalogFile },
  })
  admin = await desk.clerk('钱管', 'DZB', 'admin')
  head = await desk.clerk('孙丽', 'GGB', 'head')
  clerk = await desk.clerk('王芳', 'GGB')
  pass = await passOf(await desk.opens())
  const client = { name: '12345', scopes: ['cases:write'] as const, perMinute: 600, byStaffId: null }
  ;({ token } = await database.db.transaction((tx) => issueToken(tx, client, desk.now, desk.setting().random)))
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const session = async (): Promise<string> =>
  (await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })).json<{ session: string }>().session
const FORM = 'multipart/form-data; boundary=b'
const ROWS = Object.entries(BODY_LIMITS)
/** An address that the key of a row matches. */
const pathOf = (key: string): string => key.split(' ')[1]!.replace(':format', 'json').replace(/:\w+/g, '1').replace('*', 'nowhere') // prettier-ignore
const methodOf = (key: string): string => (/^(ALL|GET,POST) /.test(key) ? 'POST' : key.split(' ')[0]!)
/** Sends the head of a request and nothing of its body. */
const headOnly = (key: string, headers: Record<string, string | number>) =>
  rawRequest(desk.url, { method: methodOf(key), path: pathOf(key), headers })

/** Every route that takes a body, as the router has it: indented by what they share. */
function routesWithBody(printed: string): string[] {
  const at: string[] = []
  return printed.split('\n').flatMap((line) => {
    const [, indent, piece, methods] = /^((?:│ {3}| {4})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    if (indent === undefined || piece === undefined) return []
    // a wildcard is printed without the slash before it
    at.splice(indent.length / 4, Infinity, piece === '*' ? '/*' : piece)
    const taking = (methods?.split(', ') ?? []).filter((m) => !['GET', 'HEAD', 'TRACE'].includes(m))
    return taking.map((m) => `${m} ${at.join('')}`)
  })
}

describe('the table', () => {
  test('has a row for every route that takes a body, and none besides', () => {
    const rows = ROWS.flatMap(([key]) => {
      const [methods = '', url = ''] = key.split(' ')
      const all = ['DELETE', 'OPTIONS', 'PATCH', 'PUT', 'POST', 'QUERY']
      return (methods === 'ALL' ? all : methods.split(',').filter((m) => m !== 'GET')).map((m) => `${m} ${url}`)
    })
    const routes = routesWithBody(desk.app.printRoutes({ commonPrefix: false }))
    expect(routes.sort()).toEqual(rows.sort())
  })

  test('without a row a route that takes a body does not start', () => {
    const app = fastify()
    limitBodies(app, {})
    expect(() => app.post('/new', async () => 'x')).toThrow('POST /new')
    expect(() => app.get('/new', async () => 'x')).not.toThrow()
  })

  test('lets whoever is not known send little', () => {
    const large = ROWS.filter(([, row]) => row.sender === 'anybody' && (row.form || row.bytes > 512 * 1024))
    expect(large).toEqual([])
  })
})

// prettier-ignore
const REFUSED: Readonly<Record<Exclude<Sender, 'anybody'>, readonly number[]>> = {
  chat: [401], track: [401], staff: [401], client: [401], platform: [401, 403],
}
const typesOf = (row: BodyLimit) => ['application/json', 'application/x-www-form-urlencoded', ...(row.form ? [FORM] : [])] // prettier-ignore

describe('before anything of the body has come', () => {
  test.each(ROWS.filter(([, row]) => row.sender !== 'anybody'))('%s refuses who is not known', async (key, row) => {
    for (const type of typesOf(row))
      for (const length of [100, 80_000_000]) {
        const answer = await headOnly(key, { 'content-type': type, 'content-length': length })
        expect(REFUSED[row.sender as keyof typeof REFUSED]).toContain(answer.status)
        expect(answer.head).not.toMatch(/set-cookie/i)
      }
  })

  test.each(ROWS.filter(([key]) => !key.startsWith('ALL')))(
    '%s refuses a body longer than its row',
    async (key, row) => {
      const room = /^POST \/staff\/(assessment|breaches|challenges)\//.test(key) ? head : admin
      const known = {
        cookie: `${room.cookie}; ${pass}`,
        'x-session': await session(),
        authorization: row.sender === 'client' ? `Bearer ${token}` : '',
        'x-telegram-bot-api-secret-token': 'right',
      }
      for (const type of typesOf(row)) {
        const most = type === FORM ? row.form!.bytes : row.bytes
        const answer = await rawRequest(desk.url, {
          method: methodOf(key),
          path: `${pathOf(key)}?signature=right`,
          headers: { ...known, 'content-type': type, 'content-length': most + 1 },
        })
        // GeoReport v2 knows no 413
        expect([key, type, answer.status]).toEqual([key, type, key.includes('open311') ? 400 : 413])
      }
    },
  )

  test('a role that has no business there is refused', async () => {
    const headers = { cookie: clerk.cookie, 'content-type': FORM, 'content-length': 4_000_000 }
    expect((await headOnly('POST /staff/catalog/import', headers)).status).toBe(404)
  })

  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])("another site's page is refused at the desk: %j", async (from) => {
    const headers = { cookie: admin.cookie, 'content-type': FORM, 'content-length': 4_000_000, ...from }
    expect((await headOnly('POST /staff/catalog/import', headers)).status).toBe(403)
  })

  test('an address that is not there is told so, by the API in its own way', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 80_000_000 }
    expect((await headOnly('POST /nowhere', headers)).status).toBe(404)
    const api = await headOnly('POST /api/v1/nowhere', headers)
    expect(JSON.parse(api.body)).toMatchObject({ error: 'no-record' })
  })

  test('a form is refused where none is taken', async () => {
    for (const key of ['POST /track', 'POST /api/ask', 'POST /staff/calendar'])
      expect((await headOnly(key, { cookie: admin.cookie, 'content-type': FORM, 'content-length': 500 })).status).toBe(400) // prettier-ignore
  })
})

describe('a form with a file', () => {
  const field = (name: string, value: string) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const file = (bytes: string) => `--b\r\ncontent-disposition: form-data; name="file"; filename="a.yaml"\r\ncontent-type: text/yaml\r\n\r\n${bytes}\r\n` // prettier-ignore
  const END = '--b--\r\n'
  let csrf: string
  let known: Record<string, string>
  beforeAll(async () => {
    csrf = csrfIn((await admin.get('/staff/catalog')).body)
    known = { cookie: admin.cookie, 'x-session': await session() }
  })
  const send = (path: string, body: string, more: Record<string, string | number> = {}) =>
    rawRequest(desk.url, { path, headers: { ...known, 'content-type': FORM, 'content-length': Buffer.byteLength(body), ...more }, body: Buffer.from(body) }) // prettier-ignore

  test.each([
    ['a wrong token', () => field('csrf', 'wrong') + file('abc')],
    ['no token before it', () => file('abc')],
  ])('with %s is refused before the file has come', async (_, begins) => {
    const answer = await send('/staff/catalog/import', begins(), { 'content-length': 4_000_000 })
    expect(answer.status).toBe(403)
  })

  test('with the right token first is read, and what it would change is shown', async () => {
    const yaml = Buffer.from(await writeCatalogFile('a.yaml', desk.world.catalog)).toString('utf8')
    const answer = await send('/staff/catalog/import', field('csrf', csrf) + file(yaml) + END)
    expect([answer.status, /新增|没有改动/.test(answer.body)]).toEqual([200, true])
  })

  const broken: [string, string, Record<string, string>][] = [
    ['that names no boundary', 'x', { 'content-type': 'multipart/form-data' }],
    ['whose boundary never comes', 'x', {}],
    ['cut short in a part', field('text', '您好'), {}],
    ['cut short in the head of a part', '--b\r\ncontent-disposition: form-d', {}],
    ['with a field named as no field may be', field('__proto__', 'x') + END, {}],
  ]
  test.each(broken)('%s is refused with 400, and nothing is logged as our own fault', async (_, body, more) => {
    for (const path of ['/chat/plain', '/api/chat/messages', '/staff/catalog/import'])
      expect([path, (await send(path, body, more)).status]).toEqual([path, 400])
  })

  test.each([
    ['more fields', field('a', 'x').repeat(6) + END],
    ['a longer field', field('text', 'x'.repeat(70_000)) + END],
    ['a second file', file('%PDF-1') + file('%PDF-2') + END],
  ])('with %s than its row allows is refused with 413', async (_, body) => {
    for (const path of ['/chat/plain', '/api/chat/messages'])
      expect([path, (await send(path, body)).status]).toEqual([path, 413])
  })

  test('that never says how long it is, and is nothing but what stands before the first part, ends at the total', async () => {
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`
    const answer = await rawRequest(desk.url, {
      path: '/api/chat/messages',
      headers: { ...known, 'content-type': FORM, 'transfer-encoding': 'chunked' },
      body: Buffer.from(chunk.repeat(12)),
    })
    expect(answer.status).toBe(413)
    expect(answer.head).toMatch(/connection: close/i)
  })
})

test('two photos of one address are taken at once; a third waits unread, and what is said in words does not wait', async () => {
  const known = { 'x-session': await session(), 'content-type': 'application/json' }
  const { hostname, port, host } = new URL(desk.url)
  const holding = [1, 2].map(() => {
    const socket = connect(Number(port), hostname)
    const head = { host, ...known, 'content-length': 13 * 1024 * 1024 }
    socket.write(`POST /api/chat/messages HTTP/1.1\r\n${Object.entries(head).map(([k, v]) => `${k}: ${v}`).join('\r\n')}\r\n\r\n{`) // prettier-ignore
    return socket
  })
  const post = (payload: object) =>
    fetch(`${desk.url}/api/chat/messages`, { method: 'POST', headers: known, body: JSON.stringify(payload) })
  // both are being read by the time something sent after them is answered
  expect((await post({ text: '您好' })).status).toBe(202)
  const pdf = Buffer.concat([Buffer.from('%PDF-1.4'), Buffer.alloc(3 * 1024 * 1024)]).toString('base64')
  let answered = false
  const third = post({ file: { name: 'a.pdf', type: '', data: pdf } }).then((answer) => {
    answered = true
    return answer.status
  })
  for (let i = 0; i < 10; i++) expect((await post({ text: '还在吗' })).status).toBe(202)
  expect(answered).toBe(false)
  holding[0]!.destroy()
  expect(await third).toBe(202)
  holding[1]!.destroy()
})

test('the page without a script brings a session, and what is sent without one is not taken', async () => {
  const fresh = await desk.app.inject({ url: '/chat/plain', headers: { accept: 'text/html' } })
  const [cookie] = fresh.cookies
  const say = (headers: Record<string, string>) =>
    desk.app.inject({
      method: 'POST',
      url: '/chat/plain',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: 'text=%E6%82%A8%E5%A5%BD',
    })
  expect((await say({})).statusCode).toBe(401)
  expect((await say({ cookie: `${cookie!.name}=${cookie!.value}` })).statusCode).toBe(303)
})
