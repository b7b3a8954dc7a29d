/** Behind proxies each resident is counted alone, and nobody can pretend to be somebody else. */
import { createServer, request, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attempts } from '../../db/schema.ts'
import type { WebOptions } from '../../web/options.ts'
import { REQUESTS_PER_MINUTE } from '../../web/security.ts'
import { readTrustProxy } from '../../web/trusted-proxies.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { makeLogbook } from '../support/wechat-rig.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

let database: TestDb
const open: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(async () => {
  for (const close of open) await close()
  await database.drop()
})

async function desk(trust: string | null, changes: Partial<WebOptions> = {}): Promise<WebDesk> {
  const read = trust === null ? null : readTrustProxy(trust)
  const made = await webDesk(database, '2026-11-23T02:00:00Z', {
    rateLimit: true,
    ...(read?.ok ? { trustProxy: read.trusts } : {}),
    ...changes,
  })
  open.push(() => made.close())
  return made
}

/** Sessions begun by so many residents, each with an address of their own, through a proxy at `peer`. */
async function residents(at: WebDesk, peer: string, count: number): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {}
  for (let i = 0; i < count; i++) {
    const headers = { 'x-forwarded-for': `198.51.100.99, 203.0.113.${i}` }
    const { statusCode } = await at.app.inject({ method: 'POST', url: '/api/chat/sessions', remoteAddress: peer, headers }) // prettier-ignore
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1
  }
  return statuses
}

test('behind a proxy that is named, sixty residents begin sixty sessions', async () => {
  expect(await residents(await desk('uniquelocal,1'), '172.18.0.1', 60)).toEqual({ 201: 60 })
})

test('behind one that is not, they count as one, which the log says once and /readyz says on', async () => {
  const log = makeLogbook()
  const behind = await desk(null, { log })
  const ready = async () => (await behind.app.inject('/readyz')).json<{ ready: boolean; proxies: object }>()
  expect(await ready()).toMatchObject({ ready: true, proxies: { state: 'ready' } })
  expect(await residents(behind, '172.18.0.1', 60)).toEqual({
    201: REQUESTS_PER_MINUTE.session,
    429: 60 - REQUESTS_PER_MINUTE.session,
  })
  const said = log.lines.filter((line) => line.includes('TRUST_PROXY'))
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('172.18.0.1')
  // nothing is wrong with the desk itself: whoever restarts what is not ready must not restart it
  expect(await ready()).toMatchObject({ ready: true, proxies: { state: 'not-believed', since: '2026-11-23T02:00:00.000Z', inner: true } }) // prettier-ignore
})

test('a header from somewhere on the internet is noted without the address, and an inner proxy still found after it', async () => {
  const log = makeLogbook()
  const behind = await desk(null, { log })
  await residents(behind, '203.0.113.77', 2)
  expect((await behind.app.inject('/readyz')).json()).toMatchObject({ proxies: { state: 'not-believed', inner: false } }) // prettier-ignore
  expect(log.lines.join('\n')).not.toContain('203.0.113')
  await residents(behind, '10.0.0.9', 2)
  expect((await behind.app.inject('/readyz')).json()).toMatchObject({ proxies: { inner: true } })
  expect(log.lines.filter((line) => line.includes('TRUST_PROXY'))).toHaveLength(2)
})

/** A reverse proxy as nginx is: adds the address of its peer to what the peer says. */
async function proxyTo(port: number): Promise<number> {
  const server: Server = createServer((from, answer) => {
    const said = from.headers['x-forwarded-for']
    const headers = { ...from.headers, 'x-forwarded-for': [said, from.socket.remoteAddress].filter(Boolean).join(', ') }
    const onward = request({ port, host: '127.0.0.1', path: from.url, method: from.method, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 502, back.headers)
      back.pipe(answer)
    })
    from.pipe(onward)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(async () => server.close())
  return (server.address() as AddressInfo).port
}

test.each([
  ['loopback,2', REQUESTS_PER_MINUTE.session],
  // everybody in the row is on this machine: without the number what was forged before the row would be believed
  ['loopback', 60],
])(
  'through two proxies on this machine with %s, one sender with forged addresses begins %i sessions',
  async (trust, begun) => {
    const behind = await desk(trust)
    const outer = await proxyTo(await proxyTo(Number(new URL(behind.url).port)))
    let through = 0
    for (let i = 0; i < 60; i++) {
      const headers = { 'x-forwarded-for': `203.0.113.${i}` }
      const answer = await fetch(`http://127.0.0.1:${outer}/api/chat/sessions`, { method: 'POST', headers })
      if (answer.status === 201) through++
    }
    expect(through).toBe(begun)
  },
)

test('of an IPv6 network all addresses are one sender, for pages, look-ups and the API', async () => {
  const behind = await desk('loopback')
  const from = (i: number) => ({ 'x-forwarded-for': `2001:db8:1:2:${i.toString(16)}::1` })
  const statuses = new Set<number>()
  for (let i = 0; i <= REQUESTS_PER_MINUTE.session; i++)
    statuses.add((await behind.app.inject({ method: 'POST', url: '/api/chat/sessions', headers: from(i) })).statusCode)
  expect([...statuses]).toEqual([201, 429])
  const tried = []
  for (let i = 0; i < REQUESTS_PER_MINUTE.track + 2; i++)
    tried.push(
      await behind.app.inject({
        method: 'POST',
        url: '/track',
        headers: { ...from(i), accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
        payload: `number=BS20260101-${1000 + i}&code=AAAAAA`,
      }),
    )
  expect(tried.map((t) => t.statusCode).slice(-3)).toEqual([404, 429, 429])
})

test('pages below the limit write nothing to the database, and what is not there is counted too', async () => {
  const counted = await desk('loopback')
  const rows = () => database.db.$count(attempts)
  const before = await rows()
  for (let i = 0; i < 200; i++) {
    const headers = { accept: 'text/html', 'x-forwarded-for': `203.0.113.${i % 50}` }
    expect((await counted.app.inject({ url: i % 2 ? '/' : '/items', headers })).statusCode).toBe(200)
  }
  expect(await rows()).toBe(before)
  const guess = async () => (await counted.app.inject({ url: '/wp-admin', headers: { 'x-forwarded-for': '203.0.113.200' } })).statusCode // prettier-ignore
  const guesses = []
  for (let i = 0; i <= REQUESTS_PER_MINUTE.page; i++) guesses.push(await guess())
  expect([guesses.at(-2), guesses.at(-1)]).toEqual([404, 429])
})
