/** Both databases answer alike: types, errors, notifications, and the traps that must be loud. */
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { constraintOf, rows, sqlstate } from '../../db/rows.ts'
import { conversations, files, persons } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'

let database: TestDb
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())

const AT = new Date('2026-09-30T16:00:00.123Z')

describe('hand-written SQL', () => {
  test('reads every type the desk uses alike', async () => {
    const [row] = await rows(
      database.db,
      sql`select ${AT}::timestamptz as at, null::timestamptz as never, 7::bigint as small,
            9007199254740993::bigint as large, count(*) as counted, 1.50::numeric as exact, 2.5::float8 as float,
            true as yes, '{"天":[1,null]}'::jsonb as shape, '"字"'::json as word, '2026-10-01'::date as day,
            array['甲','a,b"c']::text[] as words, array[1,2]::int[] as numbers, '\\x00ff'::bytea as raw,
            'bb2f4b3c-7f65-4a3e-9d3a-6a3c3a0f8f11'::uuid as uuid, current_setting('timezone') as zone`,
    )
    expect(row).toStrictEqual({
      at: AT,
      never: null,
      small: 7,
      large: 9007199254740993n,
      counted: 1,
      exact: '1.50',
      float: 2.5,
      yes: true,
      shape: { 天: [1, null] },
      word: '字',
      day: '2026-10-01',
      words: ['甲', 'a,b"c'],
      numbers: [1, 2],
      raw: new Uint8Array([0, 255]),
      uuid: 'bb2f4b3c-7f65-4a3e-9d3a-6a3c3a0f8f11',
      zone: 'UTC',
    })
  })

  test('takes the same parameters', async () => {
    const [row] = await rows(
      database.db,
      sql`select ${'乙'} = any(${sql.param(['甲', '乙'])}::text[]) as word, 3 = any(${sql.param([1, 3])}::bigint[]) as number,
            ${JSON.stringify({ 天: 1 })}::jsonb as shape, ${5}::int + 1 as sum, ${null}::text as nothing, ${true}::boolean as yes,
            ${AT}::timestamptz > ${new Date(0)}::timestamptz as later, ${1.5}::float8 as half, ${9007199254740993n}::bigint as large`,
    )
    expect(row).toStrictEqual({
      word: true,
      number: true,
      shape: { 天: 1 },
      sum: 6,
      nothing: null,
      yes: true,
      later: true,
      half: 1.5,
      large: 9007199254740993n,
    })
  })
})

test('tables give back what was put in', async () => {
  const [made] = await database.db
    .insert(conversations)
    .values({ channel: 'web', address: 'types', memory: { 步: ['一', null, 1.5, { 二: true }] }, createdAt: AT })
    .returning()
  const [read] = await database.db.select().from(conversations).where(eq(conversations.id, made!.id))
  expect(read).toStrictEqual(made)
  expect(read).toMatchObject({
    isGroup: false,
    personId: null,
    createdAt: AT,
    memory: { 步: ['一', null, 1.5, { 二: true }] },
  })
  expect(typeof read!.id).toBe('number')
})

test('bytes come back as bytes', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const file = { name: 'a.jpg', type: 'image/jpeg', size: 256, hash: '', bytes, createdAt: AT }
  const [made] = await database.db.insert(files).values(file).returning()
  const [raw] = await rows<{ b: Uint8Array }>(
    database.db,
    sql`select bytes as b from files where bytes = ${Buffer.from(bytes)}`,
  )
  expect([made!.bytes, raw!.b]).toStrictEqual([bytes, bytes])
})

test('what the database refused is read by code and constraint', async () => {
  const row = { channel: 'web', address: 'twice', createdAt: AT }
  await database.db.insert(conversations).values(row)
  const error: unknown = await database.db
    .insert(conversations)
    .values(row)
    .then(String, (e: unknown) => e)
  expect([sqlstate(error), constraintOf(error)]).toEqual(['23505', 'conversations_address'])
  expect(sqlstate(Object.assign(new Error('gone'), { code: 'EPIPE' }))).toBeUndefined()
})

describe('transactions', () => {
  const count = async () =>
    (await rows<{ n: number }>(database.db, sql`select count(*) as n from persons`)).map((r) => r.n)[0]!

  test('leave nothing behind when they fail, a savepoint only its own part', async () => {
    const before = await count()
    const failed = database.db.transaction(async (tx) => {
      await tx.insert(persons).values({ createdAt: AT })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await count()).toBe(before)
    await database.db.transaction(async (tx) => {
      await tx.insert(persons).values({ createdAt: AT })
      const inner = tx.transaction(async (deeper) => {
        await deeper.insert(persons).values({ createdAt: AT })
        throw new Error('inner')
      })
      await expect(inner).rejects.toThrow('inner')
    })
    expect(await count()).toBe(before + 1)
  })

  test('refuse the root handle inside, instead of hanging or writing beside them', async () => {
    const wrong = database.db.transaction(async () => database.db.insert(persons).values({ createdAt: AT }))
    await expect(wrong).rejects.toSatisfy((e: Error) =>
      /hand the transaction on/.test(`${e.message} ${String(e.cause)}`),
    )
    const nested = database.db.transaction(async () => database.db.transaction(async () => 1))
    await expect(nested).rejects.toThrow('hand the transaction on')
    let after: Promise<number> | undefined
    let commit = () => {}
    const committed = new Promise<void>((resolve) => (commit = resolve))
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`select 1`)
      after = committed.then(count)
    })
    commit()
    await expect(after).resolves.toBeTypeOf('number')
  })
})

test('a notification is heard after its commit, and no longer once unlistened', async () => {
  const heard: string[] = []
  let ring = () => {}
  const first = new Promise<void>((resolve) => (ring = resolve))
  const unlisten = await database.listen('outbox', (payload) => {
    heard.push(payload)
    ring()
  })
  const rolledBack = database.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_notify('outbox', 'never')`)
    throw new Error('back')
  })
  await expect(rolledBack).rejects.toThrow('back')
  await database.db.execute(sql`select pg_notify('outbox', '甲')`)
  await first
  expect(heard).toEqual(['甲'])
  await unlisten()
  await database.db.execute(sql`select pg_notify('outbox', '乙')`)
  await database.ping()
  expect(heard).toEqual(['甲'])
  await expect(database.listen('a; drop', () => undefined)).rejects.toThrow('not a topic')
})
