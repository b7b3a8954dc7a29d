/** Downloads that nobody reads: how many are let in, what they hold, and when their lines are closed. */
import { connect, type Socket } from 'node:net'
import fastify from 'fastify'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { UserError } from '../../core/errors.ts'
import type { Shown } from '../../db/queue/mailbox.ts'
import type { Database } from '../../db/types.ts'
import { DOWNLOADS_PER_ADDRESS, limitDownloads } from '../../web/downloads.ts'
import type { WebOptions } from '../../web/options.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

const PDF = Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(10 * 1024 * 1024 - 100, 'A')])

let database: TestDb
let desk: WebDesk | null = null
const sockets: Socket[] = []
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await desk?.close()
  desk = null
})

/** A desk with one file of ten megabytes in one mailbox; `taken` counts the bytes read of files since. */
async function deskWithFile(changes: Partial<WebOptions> = {}) {
  let taken = 0
  const counting: Database = {
    ...database,
    fileParts: (db) => {
      const parts = database.fileParts(db)
      return {
        ...parts,
        write: (id, given) => parts.write(id, given),
        remove: (id) => parts.remove(id),
        async *read(id, lengths) {
          for await (const part of parts.read(id, lengths)) {
            taken += part.length
            yield part
          }
        },
      }
    },
  }
  desk = await webDesk(counting, '2026-11-23T02:00:00Z', changes)
  const { app } = desk
  const { session } = (await app.inject({ method: 'POST', url: '/api/chat/sessions' })).json<{ session: string }>()
  const headers = { 'x-session': session }
  const sent = await app.inject({
    method: 'POST',
    url: '/api/chat/messages',
    headers,
    payload: { file: { name: 'a.pdf', type: '', data: PDF.toString('base64') } },
  })
  expect(sent.statusCode).toBe(202)
  await desk.settled()
  const shown = (await app.inject({ url: '/api/chat/messages', headers })).json<{ messages: Shown[] }>().messages
  taken = 0
  return { desk, url: shown.find((m) => m.file)!.file!.url, session, taken: () => taken }
}

/** Asks and reads the first bytes of the answer, then nothing; resolves with them. */
function asks(
  desk: Pick<WebDesk, 'url'>,
  url: string,
  session: string,
  from: string,
): Promise<{ socket: Socket; head: string }> {
  const socket = connect({ port: Number(new URL(desk.url).port), host: '127.0.0.1' })
  sockets.push(socket)
  socket.write(`GET ${url} HTTP/1.1\r\nhost: x\r\nx-session: ${session}\r\nx-forwarded-for: ${from}\r\n\r\n`)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.once('data', (chunk: Buffer) => {
      socket.pause()
      resolve({ socket, head: chunk.subarray(0, 2000).toString('latin1') })
    })
  })
}

test('of one address so many are let out at once, read no further than they are taken; others get theirs', async () => {
  const { desk, url, session, taken } = await deskWithFile()
  const all = await Promise.all(Array.from({ length: 60 }, () => asks(desk, url, session, '203.0.113.5')))
  const refused = all.filter(({ head }) => head.startsWith('HTTP/1.1 429'))
  expect(all.filter(({ head }) => head.startsWith('HTTP/1.1 200'))).toHaveLength(DOWNLOADS_PER_ADDRESS)
  expect(refused).toHaveLength(60 - DOWNLOADS_PER_ADDRESS)
  expect(refused[0]!.head).toMatch(/retry-after: 60\r\n/i)
  expect(refused[0]!.head).toMatch(/content-type: application\/json/i)
  // what lies in the buffers of the system, two sockets' worth each, was read too
  expect(taken()).toBeLessThan((DOWNLOADS_PER_ADDRESS * PDF.length * 3) / 4)

  const headers = { 'x-session': session, 'x-forwarded-for': '203.0.113.6' }
  const whole = await fetch(desk.url + url, { headers })
  expect(Buffer.from(await whole.arrayBuffer()).equals(PDF)).toBe(true)

  for (const { socket } of all) socket.destroy()
  await expect.poll(async () => (await asks(desk, url, session, '203.0.113.5')).head).toMatch(/^HTTP\/1.1 200/)
})

test('text made for one answer is counted as well, once it is long', async () => {
  const app = fastify()
  limitDownloads(app)
  app.setErrorHandler((error, _, reply) => reply.code(503).send(error instanceof UserError ? error.code : 'another'))
  app.get('/', async () => 'x'.repeat(24 * 1024 * 1024))
  const url = await app.listen({ port: 0 })
  const lines = await Promise.all(Array.from({ length: 10 }, () => asks({ url }, '/', '', '203.0.113.7')))
  const refused = lines.filter(({ head }) => head.startsWith('HTTP/1.1 503'))
  expect(refused).toHaveLength(8)
  expect(refused[0]!.head).toMatch(/downloads-full$/)
  for (const { socket } of lines) socket.destroy()
  await app.close()
})

test('a line that takes nothing is closed after a while, one that reads gets it whole', async () => {
  const { desk, url, session } = await deskWithFile({ stallMs: 150 })
  const { socket } = await asks(desk, url, session, '203.0.113.5')
  const open = () => new Promise<number>((resolve, reject) => desk.app.server.getConnections((error, n) => (error ? reject(error) : resolve(n)))) // prettier-ignore
  expect(await open()).toBe(1)
  await expect.poll(open, { timeout: 5000 }).toBe(0)
  socket.destroy()

  // whoever reads is given longer than a busy machine rests
  const patient = await deskWithFile({ stallMs: 20_000 })
  const answer = await fetch(patient.desk.url + patient.url, { headers: { 'x-session': patient.session } })
  const pieces: Uint8Array[] = []
  for await (const piece of answer.body!) pieces.push(piece as Uint8Array)
  expect(Buffer.concat(pieces).equals(PDF)).toBe(true)
})

test('a file that is not what was stored is not sent to its end', async () => {
  const { desk, url, session } = await deskWithFile()
  await database.db.execute("update files set hash = 'another'")
  const answer = await fetch(desk.url + url, { headers: { 'x-session': session } })
  await expect(answer.arrayBuffer()).rejects.toThrow()
})
