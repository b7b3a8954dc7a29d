/** Transactions beside each other on a server: one in another's way runs again, and what failed first is what is told. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { conversationsAt } from '../../db/people/conversations.ts'
import { enqueue } from '../../db/queue/outbox.ts'
import { rows, sqlstate } from '../../db/rows.ts'
import type { Tx } from '../../db/types.ts'
import { openTestDb, type TestDb } from '../support/db.ts'

const NOW = new Date('2026-11-23T02:00:00Z')
let database: TestDb
beforeAll(async () => {
  database = await openTestDb()
  await database.db.execute(sql`create table counted (name text primary key, n int not null)`)
  await database.db.execute(sql`insert into counted values ('a', 0), ('b', 0)`)
})
afterAll(() => database.drop())

const add = (tx: Tx, name: string) => tx.execute(sql`update counted set n = n + 1 where name = ${name}`)
const counted = async () => (await rows<{ n: number }>(database.db, sql`select n from counted order by name`)).map((r) => r.n) // prettier-ignore

function latch() {
  let open!: () => void
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { passed, open }
}

/** Resolves for all once it has been called so often; later calls wait for nobody. */
function meeting(of: number): () => Promise<void> {
  let here = 0
  const all = latch()
  return () => {
    if (++here === of) all.open()
    return all.passed
  }
}

test('two that each wait for the other are both done, each once', async () => {
  const met = meeting(2)
  let tries = 0
  const both = (first: string, second: string) =>
    database.db.transaction(async (tx) => {
      tries++
      await add(tx, first)
      await met()
      await add(tx, second)
      return first
    })
  expect(await Promise.all([both('a', 'b'), both('b', 'a')])).toEqual(['a', 'b'])
  expect(tries).toBe(3)
  expect(await counted()).toEqual([2, 2])
})

test('of statements sent together the one that failed is told, not those it took with it', async () => {
  const deep = async (tx: Tx): Promise<unknown> => rows(tx, sql`insert into counted values ('a', 1)`)
  const deeper = async (tx: Tx): Promise<unknown> => (await deep(tx)) ?? null
  const failed = database.db.transaction((tx) => Promise.all([deeper(tx), tx.execute(sql`select 1`)]))
  expect(sqlstate(await failed.catch((error: unknown) => error))).toBe('23505')
})

test('what a savepoint undid is not told of what fails later', async () => {
  const failed = database.db.transaction(async (tx) => {
    await tx.transaction((inner) => inner.execute(sql`insert into counted values ('a', 1)`)).catch(() => undefined)
    await tx.execute(sql`select 1 / 0`).catch(() => undefined)
    await tx.execute(sql`select 1`)
  })
  expect(sqlstate(await failed.catch((error: unknown) => error))).toBe('22012')
})

test('a letter to somebody is written while something that they wrote is handled', async () => {
  const place = { channel: 'telegram', id: '41', isGroup: false } as const
  const [known] = [...(await database.db.transaction((tx) => conversationsAt(tx, [place], NOW))).values()]
  const written = latch()
  const locked = latch()
  const handling = database.db.transaction(async (tx) => {
    await conversationsAt(tx, [place], NOW)
    locked.open()
    await written.passed
  })
  await locked.passed
  try {
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`set local lock_timeout = '500ms'`)
      await enqueue(tx, [{ conversationId: known!.id, message: { text: '新办件' }, urgency: 'push', about: 'card' }], NOW) // prettier-ignore
    })
  } finally {
    written.open()
    await handling
  }
  expect(await database.db.execute(sql`select 1 from outbox where conversation_id = ${known!.id}`)).toHaveLength(1)
})
