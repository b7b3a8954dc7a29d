/** The embedded database in a directory: what was acknowledged is on the disk, and one process has it. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { serveControl } from '../../db/drivers/embedded/control-socket.ts'
import { watchBackend } from '../../db/drivers/embedded/backend.ts'
import { openDurable } from '../../db/drivers/embedded/durable.ts'
import { keepHouse, vacuum } from '../../db/drivers/embedded/housekeeping.ts'
import { filesOf } from '../../db/drivers/embedded/open-embedded.ts'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import type { Database } from '../../db/types.ts'
import { quiet } from '../support/quiet.ts'
import { startWriter } from '../support/written.ts'

let dir: string
let opened: Database[]
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-dir-'))
  opened = []
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  for (const database of opened) await database.close()
  fs.rmSync(dir, { recursive: true, force: true })
})

async function open() {
  const database = await openDb({ dir }, { log: quiet })
  opened.push(database)
  return database
}
async function close() {
  await opened.pop()?.close()
}
const written = async ({ db }: Database) =>
  (await rows<{ n: number }>(db, sql`select n from written order by n`)).map((row) => row.n)

test('every commit is one fsync, before it is acknowledged', async () => {
  const { db } = await open()
  await db.execute(sql`create table t (n int)`)
  await db.execute(sql`checkpoint`)
  const synced = vi.spyOn(fs, 'fsyncSync')
  for (let n = 1; n <= 25; n++) {
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into t values (${n})`)
      await tx.execute(sql`insert into t values (${-n})`)
    })
    expect(synced).toHaveBeenCalledTimes(n)
  }
  await db.execute(sql`select count(*) from t`)
  expect(synced).toHaveBeenCalledTimes(25)
})

test('a second process is refused with a sentence that names the first', async () => {
  await open()
  const second = startWriter(dir)
  await expect(second.reached(1)).rejects.toThrow(`正被进程 ${process.pid} 使用`)
  await expect(openDb({ dir }, { log: quiet })).rejects.toMatchObject({ name: 'DirectoryInUse', pid: process.pid })
  await close()
  await expect(open()).resolves.toBeDefined()
})

test('a desk whose process number means nothing here is still found by its socket', async () => {
  const control = await serveControl(filesOf(dir).socket, {})
  await expect(open()).rejects.toThrow('正被另一个正在运行的程序使用')
  await control.close()
})

test('what a killed process had acknowledged is there when it is opened again', async () => {
  let before = 0
  for (let round = 1; round <= 3; round++) {
    const writer = startWriter(dir)
    await writer.reached(before + 40)
    await writer.kill()
    before = writer.acknowledged()
    const found = await written(await open())
    expect(found.length).toBeGreaterThanOrEqual(before)
    expect(found).toEqual(found.map((_, i) => i + 1))
    before = found.length
    await close()
  }
})

test('a first start that was killed half way does not spoil the next', async () => {
  fs.mkdirSync(`${filesOf(dir).database}.new`)
  fs.writeFileSync(`${filesOf(dir).database}.new/PG_VERSION`, '18\n')
  await expect(open()).resolves.toBeDefined()
  expect(fs.readdirSync(dir).sort()).toEqual(['desk.lock', 'postgres'])
})

test('a lock left by a process number that now belongs to another is taken over', async () => {
  fs.writeFileSync(filesOf(dir).lock, `${process.ppid} 1@another-boot`)
  await expect(open()).resolves.toBeDefined()
})

test('a database a newer version wrote is left alone', async () => {
  const { db } = await open()
  await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('', 9999999999999)`)
  await close()
  await expect(open()).rejects.toThrow('由更新版本的程序写过')
  await expect(open()).rejects.toThrow('由更新版本的程序写过')
})

test('the write-ahead log stays small however much is written', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const client = await openDurable(path.join(dir, 'postgres'))
  const stop = keepHouse(
    client,
    watchBackend(client, () => undefined),
    quiet,
  )
  await client.exec('create table t (pad text)')
  const fill = `insert into t select string_agg(md5(i::text || j), '') from generate_series(1, 600) i, generate_series(1, 150) j group by i`
  const log = path.join(dir, 'postgres/pg_wal')
  const size = () => fs.readdirSync(log).reduce((sum, name) => sum + fs.statSync(path.join(log, name)).size, 0)
  const sizes: number[] = []
  for (let i = 0; i < 48; i++) {
    await client.exec(fill)
    if (i % 6 === 5) vi.advanceTimersByTime(15_000)
    await client.exec('select 1')
    sizes.push(size() / 2 ** 20)
  }
  await stop()
  expect(Math.max(...sizes)).toBeLessThanOrEqual(96)
  await vacuum(client)
  await client.close()
})
