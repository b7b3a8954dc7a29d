/** A message that ends the process is set aside once it has done so three times, and those behind it are handled. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'drizzle-orm'
import type { Incoming } from '../../core/channel.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { makeInbox } from '../../bot/inbound/receive.ts'
import { rows } from '../../db/rows.ts'
import type { Database } from '../../db/types.ts'
import { openTestDb } from '../support/db.ts'

const KILLER = '这句话一读就完'
const LEASE_MS = 20_000
const silent = { debug() {}, info() {}, warn() {}, error() {} }
let database: Database
let now = new Date('2026-11-23T02:00:00Z')

beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.close())

const textOf = ({ body }: Incoming): string => (body.kind === 'text' ? body.text : '')

/** One life of a process: at the sight of the killer it is gone, and writes nothing any more. */
function life() {
  let dead = false
  const read: string[] = []
  const db = new Proxy(database.db, {
    get: (target, key) => {
      if (key === 'transaction' && dead) return () => Promise.reject(new Error('this process is gone'))
      return Reflect.get(target, key) as unknown
    },
  })
  const inbox = makeInbox({
    database: { ...database, db },
    files: { cipher: makeCipher('a secret of this test'), random: (n) => new Uint8Array(n), quota: null, disk: null },
    handle: (_tx, { message }) => {
      read.push(textOf(message))
      if (textOf(message) === KILLER) {
        dead = true
        throw new Error('this process is gone')
      }
      return Promise.resolve({ letters: [], memory: null, privacyTold: false, inquiry: null, typedSecrets: [] })
    },
    danger: function* () {
      return null
    },
    send: () => undefined,
    now: () => now,
    log: silent,
  })
  return { inbox, read }
}

const says = (id: string, who: string, text: string): Incoming => ({ id, from: { channel: 'web', id: who }, sender: who, group: false, sentAt: now, body: { kind: 'text', text } }) // prettier-ignore

/** Starts again when the leases of the dead are over. */
async function again() {
  now = new Date(now.getTime() + LEASE_MS + 1000)
  const next = life()
  await next.inbox.tick()
  await next.inbox.drain()
  return next.read
}

test('what ends the process three times is set aside; nothing else is, and nothing is lost', async () => {
  const first = life()
  await first.inbox.receive(says('1', '甲', KILLER))
  await first.inbox.receive(says('2', '甲', '后面这句'))
  await first.inbox.drain()
  expect(first.read).toEqual([KILLER])

  const seen = [...(await again()), ...(await again())]
  expect(seen.filter((text) => text === KILLER)).toHaveLength(2)

  // set aside before it is read again, and what stood behind it is handled
  expect(await again()).not.toContain(KILLER)
  await again()
  const left = await rows<{ text: string; failed: string | null; done: boolean }>(
    database.db,
    sql`select message->'body'->>'text' as text, failed, done_at is not null as done from inbox order by id`,
  )
  expect(left.map(({ failed, done }) => [failed, done])).toEqual([
    ['ended the process', true],
    [null, true],
  ])
})

test('who only waited while another message ended the process is handled at the next start', async () => {
  const first = life()
  await first.inbox.receive(says('3', '乙', KILLER))
  await first.inbox.drain()
  await life().inbox.receive(says('4', '丙', '路灯坏了'))
  for (let n = 0; n < 3; n++) await again()
  const [row] = await rows<{ failed: string | null; done: boolean }>(
    database.db,
    sql`select failed, done_at is not null as done from inbox where lane = 'web:丙'`,
  )
  expect(row).toEqual({ failed: null, done: true })
})
