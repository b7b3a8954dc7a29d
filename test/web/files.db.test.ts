/** Files people send through the web's doors: counted, freed of what a camera wrote, named without numbers. */
import { eq, sql } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Shown } from '../../db/queue/mailbox.ts'
import { FILE_QUOTAS } from '../../core/file-quota.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { makeFileQuota } from '../../db/files/file-quota.ts'
import { attempts, conversations, files, persons } from '../../db/schema.ts'
import { REQUESTS_PER_MINUTE } from '../../web/security.ts'
import { tablesHolding } from '../dialogue/rig.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { GPS_BYTES, phoneJpeg } from '../support/pictures.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

const ID = '120225198001015678'
let database: TestDb
let desk: WebDesk
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.execute(sql`truncate attempts`)
  const fileQuota = makeFileQuota({ db: database.db, cipher: makeCipher('a key'), maxMegabytes: 10_000 })
  desk = await webDesk(database, '2026-11-23T02:00:00Z', { fileQuota })
})
afterEach(() => desk.close())

async function begin(): Promise<string> {
  const made = await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })
  return made.json<{ session: string }>().session
}
const post = (session: string, payload: object | string, from = '203.0.113.5') =>
  desk.app.inject({
    method: 'POST',
    url: '/api/chat/messages',
    headers: { 'x-session': session, 'content-type': 'application/json', 'x-forwarded-for': from },
    payload,
  })
const fileOf = (bytes: Uint8Array, name = 'a.jpg') => ({ file: { name, type: '', data: Buffer.from(bytes).toString('base64') } }) // prettier-ignore
const read = async (session: string): Promise<Shown[]> => {
  await desk.settled()
  const answer = await desk.app.inject({ url: '/api/chat/messages', headers: { 'x-session': session } })
  return answer.json<{ messages: Shown[] }>().messages
}
async function download(session: string): Promise<Buffer> {
  const [mine] = await read(session)
  return (await desk.app.inject({ url: mine!.file!.url, headers: { 'x-session': session } })).rawPayload
}
const sendForm = async (session: string, bytes: Buffer, name = 'a.jpg', url = '/api/chat/messages') => {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  return fetch(desk.url + url, { method: 'POST', headers: { 'x-session': session }, body: form, redirect: 'manual' })
}

test.each([
  ['as JSON', async (session: string, bytes: Buffer) => (await post(session, fileOf(bytes))).statusCode],
  ['as a form', async (session: string, bytes: Buffer) => (await sendForm(session, bytes)).status],
  ['on the plain page', async (session: string, bytes: Buffer) => (await sendForm(session, bytes, 'a.jpg', '/chat/plain')).status], // prettier-ignore
] as const)(
  'a photo sent %s is kept without the place it was taken at, and still says which way up it is',
  async (_, send) => {
    const session = await begin()
    expect([202, 303]).toContain(await send(session, phoneJpeg(6)))
    const kept = await download(session)
    expect(phoneJpeg(6).includes(GPS_BYTES)).toBe(true)
    expect(kept.includes(GPS_BYTES)).toBe(false)
    expect(kept.includes('PhoneMaker')).toBe(false)
    expect(kept.includes(Buffer.from('Exif\0\0MM', 'latin1'))).toBe(true)
    expect(kept.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]))
  },
)

test.each([
  ['as JSON', (session: string, name: string) => post(session, fileOf(phoneJpeg(), name))],
  ['as a form', (session: string, name: string) => sendForm(session, phoneJpeg(), name)],
])('an identity number in a file name sent %s is in no table, and the person is told', async (_, send) => {
  const session = await begin()
  await send(session, `赵小花身份证${ID}.jpg`)
  const shown = await read(session)
  expect(shown[0]!.file!.name).toBe('赵小花身份证120xxxxxxxxxxx78.jpg')
  expect(shown.map((m) => m.text).join()).toContain('身份证号我遮住了')
  await send(session, `电话138-0013-8000，证 12022519<>80?0101|5678.jpg`)
  await read(session)
  expect(await tablesHolding(database, [ID, '138-0013-8000', '13800138000', '12022519'])).toEqual([])
})

test('thirty bytes that call themselves a photo are refused at once and counted for nobody', async () => {
  const session = await begin()
  const nothing = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(26)])
  for (const refused of [
    (await post(session, fileOf(nothing))).json<unknown>(),
    await (await sendForm(session, nothing)).json(),
  ])
    expect(refused).toEqual({ error: 'wrong-type', message: expect.stringContaining('重新拍一张') as string })
  expect(await database.db.$count(attempts)).toBe(0)
})

describe('quotas', () => {
  test('whoever has sent enough today is told so in one sentence, and can still write', async () => {
    const session = await begin()
    for (let i = 0; i < FILE_QUOTAS.conversation.files; i++)
      expect((await post(session, fileOf(phoneJpeg()))).statusCode).toBe(202)
    const before = await database.db.$count(files)
    const asJson = (await post(session, fileOf(phoneJpeg()))).json<unknown>()
    const asForm = await (await sendForm(session, phoneJpeg())).json()
    for (const refused of [asJson, asForm]) {
      expect(refused).toEqual({
        error: 'files-conversation',
        message: expect.stringMatching(/明天再发.*窗口。$/) as string,
      })
    }
    expect(await database.db.$count(files)).toBe(before)
    expect((await post(session, { text: '那我怎么办' })).statusCode).toBe(202)
    expect((await post(await begin(), fileOf(phoneJpeg()))).statusCode).toBe(202)
  })

  test('new sessions do not help an address, and another address is not touched', async () => {
    const { files: most } = FILE_QUOTAS.address
    const [one] = [await begin()]
    const charge = (lane: string) => desk_quota.charge({ lane, address: '203.0.113.5' }, 1, desk.now)
    const desk_quota = makeFileQuota({ db: database.db, cipher: makeCipher('a key'), maxMegabytes: 10_000 })
    for (let i = 0; i < most; i++) expect(await charge(`web:${i}`)).toBeNull()
    const refused = await post(one, fileOf(phoneJpeg()))
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ error: 'files-address' })
    expect((await post(one, fileOf(phoneJpeg()), '203.0.113.6')).statusCode).toBe(202)
  })

  test('the networks of one IPv6 line are counted together too, by 48 bits', async () => {
    const q = makeFileQuota({ db: database.db, cipher: makeCipher('a key'), maxMegabytes: 10_000 })
    for (let i = 0; i < FILE_QUOTAS.wide.files; i++)
      expect(await q.charge({ lane: `web:w${i}`, address: `2001:db8:7:${i.toString(16)}::`, wide: '2001:db8:7::' }, 4, desk.now)).toBeNull() // prettier-ignore
    const refused = await post(await begin(), fileOf(phoneJpeg()), '2001:db8:7:ffff::1')
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ error: 'files-wide' })
    expect((await post(await begin(), fileOf(phoneJpeg()), '2001:db8:8:ffff::1')).statusCode).toBe(202)
  })

  test('strangers cannot use up the day of those who are known', async () => {
    const q = makeFileQuota({ db: database.db, cipher: makeCipher('a key'), maxMegabytes: 10_000 })
    const [known, unknown] = [await begin(), await begin()]
    for (const session of [known, unknown]) await post(session, { text: '您好' })
    await read(known)
    const { strangers } = FILE_QUOTAS
    for (let i = 0; i < strangers.megabytes / 100; i++)
      expect(await q.charge({ lane: `web:s${i}`, stranger: true }, 100 * 1024 * 1024, desk.now)).toBeNull() // prettier-ignore
    const refused = await post(unknown, fileOf(phoneJpeg()))
    expect(refused.statusCode).toBe(507)
    expect(refused.json()).toMatchObject({ error: 'files-strangers', message: expect.stringMatching(/微信.*窗口/) as string }) // prettier-ignore
    // the two are heard at once: which is written first is chance
    const [first] = await database.db.select().from(conversations).where(eq(conversations.address, known.split('.')[0]!)) // prettier-ignore
    await database.db.update(persons).set({ confirmedBy: 'counter', confirmedAt: desk.now }).where(eq(persons.id, first!.personId!)) // prettier-ignore
    expect((await post(known, fileOf(phoneJpeg()))).statusCode).toBe(202)
    expect((await post(unknown, fileOf(phoneJpeg()))).statusCode).toBe(507)
    expect(await q.charge({ lane: 'telegram:1' }, 4, desk.now)).toBeNull()
  })

  test('a desk that is full says so and keeps answering words', async () => {
    const full = await webDesk(database, '2026-11-23T02:00:00Z', {
      fileQuota: makeFileQuota({ db: database.db, cipher: makeCipher('a key'), maxMegabytes: 0 }),
    })
    try {
      const made = await full.app.inject({ method: 'POST', url: '/api/chat/sessions' })
      const headers = { 'x-session': made.json<{ session: string }>().session }
      const send = (payload: object) => full.app.inject({ method: 'POST', url: '/api/chat/messages', headers, payload })
      const refused = await send(fileOf(phoneJpeg()))
      expect(refused.statusCode).toBe(507)
      expect(refused.json()).toMatchObject({
        error: 'files-storage',
        message: expect.stringContaining('窗口') as string,
      })
      expect((await send({ text: '您好' })).statusCode).toBe(202)
    } finally {
      await full.close()
    }
  })
})

test('files have a pace of their own, told before they are read, and words go on at theirs', async () => {
  const paced = await webDesk(database, '2026-11-23T02:00:00Z', { rateLimit: true })
  try {
    const made = await paced.app.inject({ method: 'POST', url: '/api/chat/sessions' })
    const headers = { 'x-session': made.json<{ session: string }>().session }
    const send = (payload: object) => paced.app.inject({ method: 'POST', url: '/api/chat/messages', headers, payload })
    const photo = fileOf(Buffer.concat([phoneJpeg(), randomBytes(100_000)]))
    for (let i = 0; i < REQUESTS_PER_MINUTE.upload; i++) expect((await send(photo)).statusCode).toBe(202)
    const refused = await send(photo)
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({
      error: 'too-many-files',
      message: expect.stringContaining('过一分钟') as string,
    })
    expect((await send({ text: '您好' })).statusCode).toBe(202)
  } finally {
    await paced.close()
  }
})

describe('a long JSON body', () => {
  const LONG = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(700_000)])
  const base64 = LONG.toString('base64')

  test.each([
    ['as it is usually written', `{"file":{"name":"a.pdf","data":"${base64}"},"caption":"“data”:\\"data\\":\\"x"}`],
    ['with spaces and the name first', `{ "caption" : "data" , "file" : { "data" : "${base64}" , "name" : "data" } }`],
    ['with slashes escaped, as PHP does', `{"file":{"name":"a.pdf","data":"${base64.replaceAll('/', '\\/')}"}}`],
    ['with lines broken', `{"file":{"name":"a.pdf","data":"${base64.replace(/.{76}/g, '$&\\r\\n')}"}}`],
    ['in the alphabet for addresses', `{"file":{"name":"a.pdf","data":"${LONG.toString('base64url')}"}}`],
  ])('%s brings the file whole', async (_, payload) => {
    const session = await begin()
    expect((await post(session, payload)).statusCode).toBe(202)
    expect((await download(session)).equals(LONG)).toBe(true)
  })

  test.each([
    ['no base64', `{"file":{"name":"a.pdf","data":"${base64}%"}}`],
    ['padding in the middle', `{"file":{"name":"a.pdf","data":"${base64}==${base64}"}}`],
    ['cut off', `{"file":{"name":"a.pdf","data":"${base64}`],
    ['not closed', `{"file":{"name":"a.pdf","data":"${base64}"`],
    ['a quote within', `{"file":{"name":"a.pdf","data":"${base64}\\"${base64}"}}`],
  ])('that is wrong (%s) is refused in one sentence', async (_, payload) => {
    const answer = await post(await begin(), payload)
    expect(answer.statusCode).toBe(400)
    expect(answer.json<{ message: string }>().message).toMatch(/再发。$/)
  })

  const MOST = 13 * 1024 * 1024
  const times = (piece: string, length = MOST): string => piece.repeat(length / piece.length)
  // a file is decoded in pieces and the rest is 64 KB: no turn of the loop comes near what a quick machine took before, 0.8 to 12 s
  test.each([
    ['deep lists', () => times('[') + times(']', 1000), 413],
    ['deep lists in a file', () => `{"file":{"data":"${base64}","name":${times('[', 1_000_000)}}}`, 413],
    ['many keys', () => `{"text":"x"${Array.from({ length: 800_000 }, (_, i) => `,"k${i}":1`).join('')}}`, 413],
    ['many names of a file', () => `{"file":{${times('"data":"",')}}}`, 413],
    ['__proto__ again and again', () => `{${times('"__proto__":{},')}"text":"x"}`, 413],
    ['a long text', () => `{"text":"${times('\u200b１')}"}`, 413],
    ['a file of blanks', () => `{"file":{"data":"${times(' ')}"}}`, 400],
    ['a short file of blanks', () => `{"file":{"data":"${times(' ', 60_000)}!"}}`, 400],
    ['a file nobody asked for', () => `{"text":"x","data":"${times('A')}"}`, 400],
  ])('of %s is refused without holding anybody up', async (_, made, status) => {
    const session = await begin()
    const payload = made()
    const loop = monitorEventLoopDelay({ resolution: 5 })
    loop.enable()
    const answer = await post(session, payload)
    loop.disable()
    expect(answer.statusCode).toBe(status)
    expect(loop.max / 1e6).toBeLessThan(500)
  })

  test('a photo and as many words as a form takes are taken', async () => {
    const session = await begin()
    const caption = '路灯不亮。'.repeat(4000)
    expect((await post(session, { file: { name: 'a.pdf', data: base64 }, caption })).statusCode).toBe(202)
    expect((await download(session)).equals(LONG)).toBe(true)
    const long = await post(session, { file: { name: 'a.pdf', data: base64 }, caption: caption.repeat(2) })
    expect([long.statusCode, long.json<{ error: string }>().error]).toEqual([413, 'too-long'])
  })
})
