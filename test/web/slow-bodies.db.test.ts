/** Uploads that come byte by byte keep nobody else's photo out, on real sockets; only the clock of the budget is set by hand. */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeAll, afterAll, expect, test } from 'vitest'
import { makeBodyBudget } from '../../web/body-budget.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

const MB = 1024 * 1024
const BUSY = '现在发文件的人多，这次没有收下，请过一分钟再发。'
const clock = { now: 0 }
/** Looked at as often as it can be; whoever waits is refused only if nothing else ends the waiting. */
const budget = () => makeBodyBudget({ now: () => clock.now, lookMs: 1, waitMs: 60_000 })

let database: TestDb
let desk: WebDesk
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())

const open = async (): Promise<void> => {
  desk = await webDesk(database, '2026-11-23T02:00:00Z', { bodyBudget: budget() })
}
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await desk.close()
})

const session = async (): Promise<string> =>
  (await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })).json<{ session: string }>().session

interface Upload {
  readonly send: (bytes: Buffer) => Promise<void>
  /** What it was answered, once it is. */
  readonly answer: Promise<string>
}

type Kind = 'form' | 'json'
const BEGINS: Readonly<Record<Kind, { type: string; body: string }>> = {
  form: { type: 'multipart/form-data; boundary=b', body: '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4' }, // prettier-ignore
  json: { type: 'application/json', body: '{"file":{"name":"a.pdf","data":"' },
}

/** Declares ten megabytes and sends the beginning of them. */
async function upload(address: string, kind: Kind, length = 10 * MB): Promise<Upload> {
  const { type, body } = BEGINS[kind]
  const { hostname, port, host } = new URL(desk.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  socket.on('error', () => undefined)
  let text = ''
  const answer = new Promise<string>((done) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      if (text.includes('}')) done(text)
    })
  })
  const head = { host, 'x-forwarded-for': address, 'x-session': await session(), accept: 'application/json', 'content-type': type, 'content-length': length } // prettier-ignore
  const send = async (bytes: Buffer): Promise<void> => {
    if (!socket.write(bytes)) await once(socket, 'drain')
  }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`)
  await send(Buffer.from(`POST /api/chat/messages HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`))
  return { send, answer }
}

const PDF = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(9 * MB)])
async function photo(address: string): Promise<number> {
  const form = new FormData()
  form.append('file', new Blob([PDF]), 'a.pdf')
  const headers = { 'x-forwarded-for': address, 'x-session': await session() }
  return (await fetch(`${desk.url}/api/chat/messages`, { method: 'POST', headers, body: form })).status
}

/** What anybody may have to wait, by the clock that is set by hand: then it stands. */
const MOST_MS = 12_000

/** Lets the clock go on, but not for longer than anybody may have to wait, until there is an outcome. */
async function inGoodTime<T>(work: Promise<T>, each: () => Promise<void> = async () => {}): Promise<T> {
  let over = false
  const outcome = work.finally(() => (over = true))
  for (const end = clock.now + MOST_MS; !over;) {
    await each()
    // one round trip: what was sent before has been read
    await fetch(`${desk.url}/healthz`)
    clock.now = Math.min(end, clock.now + 200)
  }
  return outcome
}

test.each(['form', 'json'] as const)('forty uploads (%s) byte by byte from five addresses', async (kind) => {
  await open()
  const slow = await Promise.all(Array.from({ length: 40 }, (_, i) => upload(`10.0.0.${i % 5}`, kind)))
  const drip = async () => {
    for (const s of slow) await s.send(Buffer.from('A'))
  }
  const statuses = await inGoodTime(Promise.all([photo('10.1.0.1'), photo('10.1.0.2'), photo('10.1.0.3')]), drip)
  expect(statuses).toEqual([202, 202, 202])
})

test.each(['form', 'json'] as const)(
  'uploads (%s) that stop just before their end give way, and are told so',
  async (kind) => {
    await open()
    const most = await Promise.all(Array.from({ length: 6 }, (_, i) => upload(`10.0.1.${i}`, kind)))
    await Promise.all(most.map((s) => s.send(Buffer.alloc(9.5 * MB, 'A'))))
    expect(await inGoodTime(photo('10.1.0.1'))).toBe(202)
    const told = await Promise.race(most.map((s) => s.answer))
    expect(told).toMatch(/^HTTP\/1\.1 503 /)
    expect(told).toContain(BUSY)
    expect(told).toMatch(/retry-after: 60/i)
  },
)

test('a phone on a weak line has its photo taken while slow uploads stand and others send theirs', async () => {
  await open()
  await Promise.all(Array.from({ length: 12 }, (_, i) => upload(`10.0.0.${i % 6}`, 'form')))
  const { body } = BEGINS.form
  const END = '\r\n--b--\r\n'
  const SECONDS = 64
  const phone = await upload('10.2.0.1', 'form', body.length + MB + END.length)
  const others: number[] = []
  for (let second = 1; second <= SECONDS; second++) {
    await phone.send(Buffer.alloc(MB / SECONDS))
    await fetch(`${desk.url}/healthz`)
    clock.now += 1000
    if (second % 8 === 0) others.push(await inGoodTime(photo('10.1.0.1')))
  }
  await phone.send(Buffer.from(END))
  expect(await phone.answer).toMatch(/^HTTP\/1\.1 202 /)
  expect(new Set(others)).toEqual(new Set([202]))
})
