import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Shown } from '../../db/queue/mailbox.ts'
import { inbox } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { understanding, webDesk, type WebDesk } from '../support/web-rig.ts'
import { PICTURES } from '../support/pictures.ts'

const PDF = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(2000, 7)])
const PNG = PICTURES['image/png']

let database: TestDb
let desk: WebDesk
let session: string
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())
beforeEach(async () => {
  desk = await webDesk(database, '2026-11-23T02:00:00Z', { heartbeatMs: 20 })
  session = await begin()
})
afterEach(() => desk.close())

async function begin(): Promise<string> {
  const made = await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })
  return made.json<{ session: string }>().session
}
const post = (payload: object | string, headers: Record<string, string> = {}) =>
  desk.app.inject({
    method: 'POST',
    url: '/api/chat/messages',
    headers: { 'x-session': session, 'content-type': 'application/json', ...headers },
    payload,
  })
const read = async (after?: number): Promise<Shown[]> => {
  await desk.settled()
  const answer = await desk.app.inject({
    url: `/api/chat/messages${after === undefined ? '' : `?after=${after}`}`,
    headers: { 'x-session': session },
  })
  expect(answer.statusCode).toBe(200)
  return answer.json<{ messages: Shown[] }>().messages
}

test('a session comes as a cookie that no script can read, and as a word for programs without cookies', async () => {
  const made = await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })
  expect(made.statusCode).toBe(201)
  const [cookie] = made.cookies
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
  const { session: word } = made.json<{ session: string }>()
  for (const headers of [
    { cookie: `${cookie!.name}=${cookie!.value}` },
    { authorization: `Bearer ${word}` },
    { 'x-session': word },
  ])
    expect((await desk.app.inject({ url: '/api/chat/messages', headers })).json()).toEqual({ messages: [] })
})

test.each(['', 'x', 'abc.def'])('an unknown session (%j) is told so in one sentence', async (word) => {
  const answer = await desk.app.inject({ url: '/api/chat/messages', headers: { 'x-session': word } })
  expect(answer.statusCode).toBe(401)
  expect(answer.json()).toEqual({ error: 'no-session', message: expect.stringContaining('请刷新页面') as string })
})

test('a session with another address under the same signature is refused', async () => {
  const [, signature] = session.split('.')
  const forged = `${'A'.repeat(32)}.${signature}`
  const answer = await desk.app.inject({ url: '/api/chat/messages', headers: { 'x-session': forged } })
  expect(answer.statusCode).toBe(401)
})

test('a question is answered in the mailbox, with taps, and a tap comes back as the line it showed', async () => {
  desk.understand = () => understanding({ decision: 'answer', item: 'dibao', facet: 'materials' })
  const sent = await post({ text: '办低保要什么材料' })
  expect(sent.statusCode).toBe(202)
  const [mine, reply] = await read()
  expect(mine).toMatchObject({
    id: sent.json<{ id: number }>().id,
    from: 'resident',
    text: '办低保要什么材料',
    choices: [],
  })
  expect(reply).toMatchObject({ from: 'desk', at: '2026-11-23T02:00:00.000Z' })
  expect(reply!.text).toContain('要带')
  const whole = reply!.choices.find((c) => c.label === '一次看全')!
  await post({ choice: whole.value })
  const [tapped, notice] = await read(reply!.id)
  expect(tapped).toMatchObject({ from: 'resident', text: '一次看全' })
  expect(notice!.text).toContain('一次性告知')
})

test('the same client id is one message however often it comes', async () => {
  const first = await post({ text: '您好', client: 'c1' })
  const [again, third] = await Promise.all([post({ text: '您好', client: 'c1' }), post({ text: '您好', client: 'c1' })])
  expect([again.json(), third.json()]).toEqual([first.json(), first.json()])
  expect((await read()).map((m) => m.from)).toEqual(['resident', 'desk'])
})

test('nobody reads the mailbox or the files of another', async () => {
  await post({ file: { name: 'a.pdf', type: 'application/pdf', data: PDF.toString('base64') } })
  const [mine] = await read()
  session = await begin()
  expect(await read()).toEqual([])
  const stolen = await desk.app.inject({ url: mine!.file!.url, headers: { 'x-session': session } })
  expect(stolen.statusCode).toBe(404)
})

test('a page that listens is told of a reply, and hears what it missed when it comes back', async () => {
  const listen = async (headers: Record<string, string> = {}) => {
    const stop = new AbortController()
    const stream = await fetch(`${desk.url}/api/chat/events`, {
      headers: { authorization: `Bearer ${session}`, ...headers },
      signal: stop.signal,
    })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    let text = ''
    const reading = (async () => {
      for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) text += chunk
    })().catch(() => undefined)
    return { heard: () => text, end: async () => (stop.abort(), reading) }
  }
  const page = await listen()
  await vi.waitFor(() => expect(page.heard()).toContain('\n: \n'))
  await post({ text: '您好' })
  const all = await read()
  const last = all.at(-1)!.id
  await vi.waitFor(() => expect(page.heard()).toContain(`id: ${last}\ndata: {"last":${last}}\n\n`))
  await page.end()
  const back = await listen({ 'last-event-id': String(all[0]!.id) })
  await vi.waitFor(() => expect(back.heard()).toContain(`id: ${last}\n`))
  await back.end()
  const current = await listen({ 'last-event-id': String(last) })
  await vi.waitFor(() => expect(current.heard()).toContain('\n: \n'))
  expect(current.heard()).not.toContain('data:')
  await current.end()
})

test('a page that listens does not hold up the closing', async () => {
  const stream = await fetch(`${desk.url}/api/chat/events`, { headers: { authorization: `Bearer ${session}` } })
  const began = performance.now()
  await desk.close()
  expect(performance.now() - began).toBeLessThan(3000)
  await stream.text()
})

test.each([
  [
    'as JSON',
    () => post({ file: { name: '../../户口本.exe', type: 'x', data: PDF.toString('base64') }, caption: '户口本' }),
  ],
  [
    'as a form',
    () => {
      const form = new FormData()
      form.append('caption', '户口本')
      form.append('file', new Blob([PDF]), '../../户口本.exe')
      return fetch(`${desk.url}/api/chat/messages`, {
        method: 'POST',
        headers: { 'x-session': session },
        body: form,
      }).then((r) => ({ statusCode: r.status }))
    },
  ],
])('a document sent %s reaches the desk whole, its name made harmless', async (_, send) => {
  expect((await send()).statusCode).toBe(202)
  const [mine] = await read()
  expect(mine).toMatchObject({ text: '户口本', file: { name: '户口本.pdf', type: 'application/pdf' } })
  const file = await desk.app.inject({ url: mine!.file!.url, headers: { 'x-session': session } })
  expect(file.rawPayload.equals(PDF)).toBe(true)
  expect(file.headers['content-disposition']).toMatch(/^attachment;/)
  expect(file.headers['content-security-policy']).toContain('sandbox')
  const heard = (await database.db.select().from(inbox)).filter((row) => row.updateId === `m${mine!.id}`)
  expect(heard[0]).toMatchObject({ message: { body: { kind: 'file', size: PDF.length, caption: '户口本' } } })
})

test('what is not a photo or a document is refused whatever it says it is', async () => {
  for (const bytes of [
    Buffer.from('<html><script>alert(1)</script>'),
    Buffer.from('MZ\x90'),
    Buffer.from('PK\x03\x04zip'),
  ]) {
    const answer = await post({ file: { name: 'a.png', type: 'image/png', data: bytes.toString('base64') } })
    expect(answer.statusCode).toBe(415)
    expect(answer.json<{ message: string }>().message).toContain('请发照片')
  }
  expect(await read()).toEqual([])
})

test('a file of more than ten megabytes is refused either way, and nothing of it is kept', async () => {
  const big = Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)])
  const json = await post({ file: { name: 'a.png', type: 'image/png', data: big.toString('base64') } })
  expect(json.statusCode).toBe(413)
  expect(json.json<{ message: string }>().message).toContain('10MB')
  const form = new FormData()
  form.append('file', new Blob([big]), 'a.png')
  const answer = await fetch(`${desk.url}/api/chat/messages`, {
    method: 'POST',
    headers: { 'x-session': session },
    body: form,
  })
  expect(answer.status).toBe(413)
  expect(await read()).toEqual([])
})

test.each([
  ['{bad', 400],
  ['{}', 400],
  ['[]', 400],
  ['null', 400],
  ['{"text":5}', 400],
  ['{"choice":""}', 400],
])('a message that makes no sense (%s) is answered with one sentence', async (payload, status) => {
  const answer = await post(payload)
  expect(answer.statusCode).toBe(status)
  expect(answer.json<{ message: string }>().message).toMatch(/再发。$/)
  expect(answer.body).not.toMatch(/at |Error|stack/)
})

test.each([
  ['', '没看到文字'],
  ['a\0b\ud800c😀', '答不准'],
  ['长'.repeat(20_000), '答不准'],
])('odd words %# are taken and answered', async (text, says) => {
  expect((await post({ text })).statusCode).toBe(202)
  expect((await read()).at(-1)!.text).toContain(says)
})

test('a choice that was never offered is taken and answered', async () => {
  expect((await post({ choice: 'i:nonsense:general' })).statusCode).toBe(202)
  expect((await read()).at(-1)!.text).toContain('已经过期')
})

test('while the database is away a message is not taken, and the page is told to try again', async () => {
  desk.database.down = true
  const away = await post({ text: '您好', client: 'c9' })
  expect(away.statusCode).toBe(503)
  expect(away.headers['retry-after']).toBe('60')
  expect(away.json()).toMatchObject({ error: 'away' })
  await vi.waitFor(() => expect(desk.web.health().state).toBe('down'))
  const ready = await desk.app.inject({ url: '/readyz' })
  expect(ready.statusCode).toBe(503)
  expect(ready.json()).toMatchObject({
    ready: false,
    channels: { web: { state: 'down', since: '2026-11-23T02:00:00.000Z' } },
  })
  desk.database.down = false
  expect((await post({ text: '您好', client: 'c9' })).statusCode).toBe(202)
  expect((await read()).map((m) => m.from)).toEqual(['resident', 'desk'])
})

test('a mailbox of long messages comes in parts that lead to all of it, the newest first to whoever names no id', async () => {
  const address = session.split('.')[0]!
  for (let i = 0; i < 60; i++)
    await desk.web.send({ channel: 'web', id: address }, { text: `${i} ${'长'.repeat(4000)}` })
  type Page = { messages: Shown[]; more?: number }
  const ask = async (query: string): Promise<Page> => {
    const answer = await desk.app.inject({ url: `/api/chat/messages${query}`, headers: { 'x-session': session } })
    expect(answer.rawPayload.length).toBeLessThan(257 * 1024)
    return answer.json()
  }
  const newest = await ask('')
  expect(newest.messages.at(-1)!.text).toMatch(/^59 /)
  const found: string[] = []
  let parts = 0
  for (let { more } = newest; more !== undefined; parts++) {
    const page = await ask(`?after=${more}`)
    found.push(...page.messages.map((m) => m.text.split(' ')[0]!))
    more = page.more
  }
  expect(found).toEqual(Array.from({ length: 60 }, (_, i) => String(i)))
  expect(parts).toBe(3)
})

test('after an id come only later messages, two hundred at a time', async () => {
  const { address } = { address: session.split('.')[0]! }
  for (let i = 0; i < 205; i++) await desk.web.send({ channel: 'web', id: address }, { text: String(i) })
  const newest = await read()
  expect(newest).toHaveLength(200)
  expect(newest.at(-1)!.text).toBe('204')
  expect((await read(0)).map((m) => m.text).slice(0, 2)).toEqual(['0', '1'])
  expect(await read(newest.at(-1)!.id)).toEqual([])
  const odd = await desk.app.inject({ url: '/api/chat/messages?after=x', headers: { 'x-session': session } })
  expect(odd.statusCode).toBe(400)
})
