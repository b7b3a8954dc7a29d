/** The embedded database works or is given up: never an acknowledgement for what was not stored, never a spin. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { isPoisonMessage } from '../../db/errors.ts'
import { watchBackend } from '../../db/drivers/embedded/backend.ts'
import { openDurable } from '../../db/drivers/embedded/durable.ts'
import { checkpoint, keepHouse } from '../../db/drivers/embedded/housekeeping.ts'
import { DatabaseLost } from '../../db/drivers/embedded/lost.ts'
import { requireOne, rows } from '../../db/rows.ts'
import type { Db } from '../../db/types.ts'
import { storeIncoming } from '../../db/queue/inbox.ts'
import { openDb } from '../../db/open-database.ts'
import { quiet } from '../support/quiet.ts'

let made: string
let copies = 0
beforeAll(async () => {
  made = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-lost-'))
  await (await openDb({ dir: path.join(made, 'whole') }, { log: quiet })).close()
})
/** A data directory of its own, migrated. */
function directory(): string {
  const dir = path.join(made, `copy${++copies}`)
  fs.cpSync(path.join(made, 'whole'), dir, { recursive: true })
  return dir
}
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})
afterAll(() => fs.rmSync(made, { recursive: true, force: true }))

/** From now on the disk takes nothing more; what is named may still be written. */
function fillDisk() {
  const write = fs.writeSync.bind(fs)
  const full = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 })
  }
  const spy = vi
    .spyOn(fs, 'writeSync')
    .mockImplementation((...args: unknown[]) =>
      Number(args[0]) <= 2 ? (write as (...a: unknown[]) => number)(...args) : full(),
    )
  return { empty: () => spy.mockRestore() }
}

describe('a disk that fills', () => {
  test('a checkpoint that fails ends the database: nothing is answered from then on, with room or without', async () => {
    const client = await openDurable(path.join(directory(), 'postgres'))
    const heard: DatabaseLost[] = []
    const backend = watchBackend(client, (lost) => heard.push(lost))
    await client.exec('create table t (n int)')
    await client.exec('checkpoint')
    await client.exec('insert into t select generate_series(1, 1000)')
    const disk = fillDisk()
    await expect(checkpoint(client, backend)).rejects.toThrow(DatabaseLost)
    disk.empty()
    // unwatched, these answer nothing without an error, or never return
    for (let i = 0; i < 4; i++) {
      await expect(client.query('insert into t values (77) returning n')).rejects.toThrow(DatabaseLost)
      await expect(client.query('select 1')).rejects.toThrow(DatabaseLost)
      await expect(client.exec('checkpoint')).rejects.toThrow(DatabaseLost)
    }
    await expect(client.transaction((tx) => tx.query('insert into t values (78)'))).rejects.toThrow(DatabaseLost)
    expect(heard).toHaveLength(1)
    expect(heard[0]!.why).toBe('SQLSTATE 53100, disk full')
  })

  test('a write that finds no room ends it too, and what was acknowledged is there after a start', async () => {
    const lost = vi.fn()
    const dir = directory()
    const database = await openDb({ dir }, { log: quiet, onLost: lost })
    await database.db.execute(sql`create table t (n int, pad text)`)
    await database.db.execute(sql`insert into t values (1, 'kept')`)
    const disk = fillDisk()
    let last = 1
    const writing = async () => {
      for (let n = 2; n < 100; n++) {
        await database.db.execute(sql`insert into t values (${n}, ${'x'.repeat(1_000_000)})`)
        last = n
      }
    }
    const error = await writing().then(
      () => null,
      (e: unknown) => e,
    )
    expect(isPoisonMessage(error), 'no message is to blame').toBe(false)
    await expect(database.ping()).rejects.toThrow()
    expect(lost).toHaveBeenCalledTimes(1)
    disk.empty()
    await database.close()
    const again = await openDb({ dir }, { log: quiet })
    const found = await rows<{ n: number }>(again.db, sql`select n from t order by n`)
    expect(found.map((r) => r.n)).toEqual(Array.from({ length: last }, (_, i) => i + 1))
    await again.close()
  })

  test('no room to start is said in words, and the directory is left alone', async () => {
    const dir = directory()
    const before = fs.readdirSync(path.join(dir, 'postgres')).sort()
    vi.spyOn(fs, 'statfsSync').mockReturnValue({ bavail: 10, bsize: 4096 } as never)
    await expect(openDb({ dir }, { log: quiet })).rejects.toThrow(/磁盘快满了.*请先腾出空间/)
    vi.restoreAllMocks()
    expect(fs.readdirSync(path.join(dir, 'postgres')).sort()).toEqual(before)
    await (await openDb({ dir }, { log: quiet })).close()
  })
})

test('a transaction that never ends is found by the look that waits for it; one that answers is not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  const client = await openDurable(path.join(directory(), 'postgres'))
  const heard: string[] = []
  const backend = watchBackend(client, ({ why }) => heard.push(why))
  const stop = keepHouse(client, backend, quiet)
  let tx!: { query(text: string): Promise<unknown> }
  let end!: () => void
  const began = new Promise<void>((begun) => {
    void client
      .transaction(async (inner) => {
        tx = inner
        begun()
        await new Promise<void>((done) => (end = done))
      })
      .catch(() => undefined)
  })
  await began
  // as a backup: longer than the limit, but never silent
  for (let minute = 0; minute < 8; minute++) {
    vi.advanceTimersByTime(60_000)
    await tx.query('select 1')
  }
  expect(heard).toEqual([])
  vi.advanceTimersByTime(5 * 60_000 + 30_000)
  expect(heard).toEqual(['no statement was answered for 5 minutes'])
  end()
  await expect(client.query('select 1')).rejects.toThrow(DatabaseLost)
  await stop()
})

describe('an answer that does not fit', () => {
  type Replies = { name: string; text?: string; fields?: string[] }[]
  /** A backend that answers what it is told to. */
  function backendThat(answer: (code: string, text: string) => Replies) {
    const heard: string[] = []
    const client = {
      Module: {
        _PostgresMainLoopOnce() {},
        _PostgresSendReadyForQueryIfNecessary() {},
        _pgl_pq_flush() {},
        _IsTransactionBlock: () => 0,
        stackRestore() {},
      },
      execProtocolStream: async (message: Uint8Array) =>
        answer(String.fromCharCode(message[0]!), Buffer.from(message).toString()),
    }
    const backend = watchBackend(client as unknown as PGlite, ({ why }) => heard.push(why))
    return { backend, heard, say: (code: string) => client.execProtocolStream(Buffer.from(code)) }
  }

  test.each([
    ['E', [], 'no commandComplete or emptyQuery in answer to E'],
    ['P', [], 'no parseComplete in answer to P'],
    ['B', [], 'no bindComplete in answer to B'],
    ['D', [], 'no rowDescription or noData in answer to D'],
    ['S', [], 'no readyForQuery in answer to S'],
    ['Q', [{ name: 'readyForQuery' }], 'no commandComplete or emptyQuery in answer to Q'],
    ['E', [{ name: 'commandComplete', text: 'SELECT 1' }], 'fewer rows than PostgreSQL counted'],
    ['E', [{ name: 'dataRow' }, { name: 'commandComplete', text: 'INSERT 0 2' }], 'fewer rows than PostgreSQL counted'],
  ])('%s answered with %j', async (code, replies, why) => {
    const { say, heard, backend } = backendThat(() => replies)
    await expect(say(code)).rejects.toThrow(DatabaseLost)
    await expect(say('S')).rejects.toThrow(DatabaseLost)
    expect(heard).toEqual([why])
    expect(backend.lost?.why).toBe(why)
  })

  test('after an internal error the database is asked, and given up where it does not answer 1', async () => {
    let asked = 0
    const { say, heard } = backendThat((code) => {
      if (code === 'P') throw Object.assign(new Error('internal'), { severity: 'ERROR', code: 'XX000' })
      if (code === 'Q') return [...(++asked % 2 ? [{ name: 'dataRow', fields: ['1'] }] : []), { name: 'commandComplete', text: 'SHOW' }, { name: 'readyForQuery' }] // prettier-ignore
      return [{ name: 'readyForQuery' }]
    })
    await expect(say('P')).rejects.toMatchObject({ code: 'XX000' })
    await expect(say('S')).rejects.toThrow(DatabaseLost)
    expect(heard).toEqual(['select 1 did not answer 1'])
  })

  test.each(['FATAL', 'PANIC'])('what PostgreSQL calls %s ends it, whatever its code', async (severity) => {
    const { say, heard } = backendThat(() => {
      throw Object.assign(new Error('over'), { severity, code: '57P01' })
    })
    await expect(say('E')).rejects.toThrow(DatabaseLost)
    expect(heard).toEqual(['SQLSTATE 57P01'])
  })
})

test('a store that is not answered for every conversation is no store', async () => {
  const mute = { execute: async () => ({ rows: [], fields: [] }) } as unknown as Db
  const message = { id: '1', from: { channel: 'web', id: 'a' }, sender: 'a', group: false, sentAt: new Date(), body: { kind: 'text', text: '您好' } } as const // prettier-ignore
  await expect(storeIncoming(mute, [{ message }], new Date(), new Date())).rejects.toThrow('not answered')
})

test.each([[[]], [[{ one: 2 }]], [[{ one: 1 }, { one: 1 }]]])('a ping answered %j is no answer', (answer) => {
  expect(() => requireOne(answer)).toThrow('select 1')
})

test('errors of statements leave it as it is, an internal one among them', async () => {
  const lost = vi.fn()
  const database = await openDb({ dir: directory() }, { log: quiet, onLost: lost })
  const { db } = database
  await db.execute(sql`create table t (n int primary key)`)
  const wrong = [
    sql`insert into t values (1), (1)`,
    sql`select 1/0`,
    sql`select * from nowhere`,
    sql`select ${'\\x'}::jsonb`,
    sql`do $$ begin raise exception 'x' using errcode = 'XX000'; end $$`,
  ]
  for (const statement of wrong) {
    await expect(db.execute(statement)).rejects.toThrow()
    await expect(db.transaction((tx) => tx.execute(statement))).rejects.toThrow()
    expect(await rows(db, sql`select 1 as one`)).toEqual([{ one: 1 }])
  }
  // what has rows, none, many, or none to return
  expect(await rows(db, sql`insert into t select generate_series(1, 500) returning n`)).toHaveLength(500)
  expect(await rows(db, sql`update t set n = n + 1000`)).toEqual([])
  expect(await rows(db, sql`with gone as (delete from t returning n) select count(*) as n from gone`)).toEqual([{ n: 500 }]) // prettier-ignore
  await db.execute(sql``)
  await database.ping()
  expect(lost).not.toHaveBeenCalled()
  await database.close()
})
