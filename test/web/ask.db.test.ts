import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '../../core/answer/understand.ts'
import { inquiries, mailbox, conversations } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { understanding, webDesk, type WebDesk } from '../support/web-rig.ts'

let database: TestDb
let desk: WebDesk
let given: { text: string; context: Context | undefined }[] = []
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, '2026-11-23T02:00:00Z')
  desk.understand = (text, context) => {
    given.push({ text, context })
    if (text.includes('低保'))
      return understanding({
        decision: 'answer',
        item: 'dibao',
        facet: 'materials',
        candidates: [{ id: 'dibao', score: 0.98 }],
        why: ['name'],
      })
    if (text.includes('补贴'))
      return understanding({
        decision: 'choose',
        offer: 2,
        candidates: [
          { id: 'dibao', score: 0.4 },
          { id: 'dibian', score: 0.3 },
        ],
      })
    if (text.includes('着火')) return understanding({ decision: 'urgent', danger: 'fire' })
    return understanding()
  }
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})
const ask = (payload: object | string) =>
  desk.app.inject({
    method: 'POST',
    url: '/api/ask',
    headers: { 'content-type': 'application/json' },
    payload,
  })

test('an answer holds exactly what is promised', async () => {
  const answer = (await ask({ text: '办低保要什么材料' })).json<Record<string, unknown>>()
  expect(Object.keys(answer)).toEqual(['decision', 'item', 'facet', 'fact', 'candidates', 'reply', 'session'])
  expect(answer).toMatchObject({
    decision: 'answer',
    item: 'dibao',
    facet: 'materials',
    candidates: [{ id: 'dibao', score: 0.98 }],
    reply: expect.stringContaining('身份证') as string,
    session: expect.stringMatching(/^[\w-]{32}$/) as string,
  })
})

test('a question asked back prints its choices, and the next question knows them', async () => {
  const first = (await ask({ text: '有什么补贴', session: 's1' })).json<{ reply: string; session: string }>()
  expect(first.session).toBe('s1')
  expect(first.reply).toMatch(/1\. 低保[\s\S]*2\. /)
  given = []
  await ask({ text: '第一个', session: 's1' })
  expect(given[0]!.context).toEqual({ offered: ['dibao', 'dibian'] })
})

test('a topic is forgotten after the town’s time, and never leaks into another session', async () => {
  await ask({ text: '低保', session: 's2' })
  given = []
  await ask({ text: '那要多久', session: 's2' })
  await ask({ text: '那要多久', session: 's3' })
  desk.now = new Date(desk.now.getTime() + (desk.world.town.rules.contextMinutes + 1) * 60_000)
  await ask({ text: '那要多久', session: 's2' })
  expect(given.map((g) => g.context)).toEqual([{ item: 'dibao', facet: 'materials' }, undefined, undefined])
})

test('a topic is known up to the last moment of the town’s time, and every question begins it anew', async () => {
  const limit = desk.world.town.rules.contextMinutes * 60_000
  const topic = { item: 'dibao', facet: 'materials' }
  const askAfter = async (ms: number) => {
    desk.now = new Date(desk.now.getTime() + ms)
    await ask({ text: '那要多久', session: 's4' })
    return given.at(-1)!.context
  }
  await ask({ text: '低保', session: 's4' })
  expect(await askAfter(limit)).toEqual(topic)
  expect(await askAfter(limit)).toEqual(topic)
  expect(await askAfter(limit + 1)).toBeUndefined()
})

test('ten thousand sessions are remembered; one more, and the one that has rested longest is forgotten alone', async () => {
  const full = await webDesk(database, '2026-11-23T02:00:00Z')
  try {
    const known: (Context | undefined)[] = []
    full.understand = (text, context) => {
      if (text === '还知道吗') known.push(context)
      return understanding({ decision: 'answer', item: 'dibao', facet: 'time' })
    }
    const asks = (session: string, text = '低保') =>
      full.app.inject({ method: 'POST', url: '/api/ask', payload: { text, session } })
    await asks('first')
    await asks('second')
    await asks('third')
    for (let n = 4; n <= 10_000; n += 100)
      await Promise.all(Array.from({ length: Math.min(100, 10_001 - n) }, (_, k) => asks(`other-${n + k}`)))
    // full, and nobody forgotten: whoever asks again goes to the end of the line
    await asks('first', '还知道吗')
    expect(known).toEqual([{ item: 'dibao', facet: 'time' }])
    await asks('one too many')
    for (const session of ['first', 'third', 'second']) await asks(session, '还知道吗')
    expect(known.slice(1).map((c) => c?.item)).toEqual(['dibao', 'dibao', undefined])
  } finally {
    await full.close()
  }
})

test('danger is answered with the number to ring first', async () => {
  expect((await ask({ text: '着火了' })).json<{ reply: string }>().reply).toContain('119')
})

test('personal data is masked before it is read, and nothing of the question is stored', async () => {
  given = []
  await ask({ text: '我的身份证号是 110101199003072316，电话 13800138000' })
  expect(given[0]!.text).not.toMatch(/110101199003072316|13800138000/)
  for (const table of [inquiries, mailbox, conversations]) expect(await database.db.select().from(table)).toEqual([])
})

test.each(['{bad', '{}', '[]', '{"text":1}', '{"text":"a","session":5}'])('%s is a bad request', async (payload) => {
  const answer = await ask(payload)
  expect(answer.statusCode).toBe(400)
  expect(answer.json<{ message: string }>().message).toMatch(/。$/)
})

test.each(['', '😀', 'a\0\ud800', '长'.repeat(100_000)])('odd words %# are answered', async (text) => {
  expect((await ask({ text })).json()).toMatchObject({ decision: 'handoff' })
})

test('whoever asks too fast is told how long to wait, and where to turn in danger', async () => {
  const limited = await webDesk(database, '2026-11-23T02:00:00Z', { rateLimit: true })
  try {
    const ask = () => limited.app.inject({ method: 'POST', url: '/api/ask', payload: { text: '您好' } })
    for (let i = 0; i < 60; i++) {
      const { statusCode, headers } = await ask()
      expect([statusCode, headers.connection]).toEqual([200, 'keep-alive'])
    }
    const refused = await ask()
    expect([refused.statusCode, refused.headers.connection]).toEqual([429, 'close'])
    expect(refused.json()).toMatchObject({ error: 'too-many', message: expect.stringContaining('110') as string })
    expect((await limited.app.inject({ url: '/healthz' })).json()).toEqual({ ok: true })
  } finally {
    await limited.close()
  }
})

test('of what is written at once on one line nothing behind the first refusal is answered', async () => {
  const limited = await webDesk(database, '2026-11-23T02:00:00Z', { rateLimit: true })
  try {
    const port = Number(new URL(limited.url).port)
    const body = '{"text":"hello"}'
    const one = `POST /api/ask HTTP/1.1\r\nhost: desk\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    const answered = await new Promise<string>((done, fail) => {
      let said = ''
      const line = connect(port, '127.0.0.1', () => line.write(one.repeat(500)))
      line.on('data', (part) => (said += part.toString()))
      line.on('close', () => done(said))
      line.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : fail(error),
      )
    })
    const statuses = [...answered.matchAll(/HTTP\/1\.1 (\d{3}) /gu)].map((found) => found[1])
    // on a server the minute is counted for all desks together: what was asked above may count too
    expect(statuses.length).toBeLessThanOrEqual(61)
    expect(statuses.indexOf('429')).toBe(statuses.length - 1)
  } finally {
    await limited.close()
  }
})
