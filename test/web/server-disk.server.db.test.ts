/** A server whose disk is full, or that is only read: said in one sentence, told by /readyz, and over by itself. A real one, on a small file system. */
import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spaceOnServer } from '../../db/drivers/postgres/storage-watch.ts'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import type { Database } from '../../db/types.ts'
import type { Log } from '../../core/log.ts'
import { smallDisk } from '../faults/disk-full.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

const MB = 1024 * 1024
const SENTENCE = '系统的存储空间不够了，这次没有收下。请过几分钟再发一次，急事请打电话或者直接到窗口。'
const lines: { level: string; fields: object; text: string }[] = []
const write = (level: string) => (fields: object, text: string) => void lines.push({ level, fields, text })
const log: Log = { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') }

const disk = smallDisk(700)
let cluster: Cluster
let database: Database
let desk: WebDesk

describe.skipIf(disk === null)('with a small file system of its own (needs root to mount one)', () => {
  beforeAll(async () => {
    cluster = await startCluster({ under: disk!.base })
    database = await openDb({ url: cluster.url }, { log, pool: 4 })
    desk = await webDesk(database, '2026-11-23T02:00:00Z', { log, disk: spaceOnServer(database.storage!) })
  })
  afterAll(async () => {
    await desk.close()
    await database.close()
    await cluster.remove()
    disk!.remove()
  })

  async function chat() {
    const made = await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })
    const headers = { 'x-session': made.json<{ session: string }>().session, accept: 'application/json' }
    return (payload: object) => desk.app.inject({ method: 'POST', url: '/api/chat/messages', headers, payload })
  }
  const photo = (megabytes: number) => ({ file: { name: 'a.pdf', type: '', data: Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(megabytes * MB)]).toString('base64') } }) // prettier-ignore
  const page = () => desk.app.inject({ url: '/chat/plain', headers: { accept: 'text/html' } })
  const ready = async () => {
    const answer = await desk.app.inject({ url: '/readyz' })
    return { status: answer.statusCode, ...answer.json<{ ready: boolean; storage?: { state: string; since?: string } }>() } // prettier-ignore
  }
  /** Asked again and again, as a probe does. */
  async function until(status: number) {
    const end = performance.now() + 20_000
    let last = await ready()
    while (last.status !== status && performance.now() < end) last = await ready()
    return last
  }

  const kept = () => rows<{ files: number; parts: number; texts: number }>(database.db, sql`select (select count(*) from files) as files, (select count(*) from file_parts) as parts, (select count(*) from inbox) as texts`) // prettier-ignore

  test('is told by /readyz within seconds though nobody wrote, and takes it back by itself', async () => {
    expect(await ready()).toMatchObject({ status: 200, ready: true, storage: { state: 'ready' } })
    disk!.leave(0)
    expect(await until(503)).toMatchObject({ status: 503, ready: false, storage: { state: 'full', since: desk.now.toISOString() } }) // prettier-ignore
    disk!.leave(100)
    expect(await until(200)).toMatchObject({ ready: true, storage: { state: 'ready' } })
    expect(lines.map((l) => l.level)).toEqual(['error', 'info'])
  })

  test('a photo that finds no room, and a text that finds none, is answered in a sentence with 503; nothing half is kept', async () => {
    lines.length = 0
    disk!.leave(3)
    const send = await chat()
    const refused = await send(photo(6))
    expect([refused.statusCode, refused.json(), refused.headers['retry-after']]).toEqual([503, { error: 'no-storage', message: SENTENCE }, '60']) // prettier-ignore
    expect(await kept()).toMatchObject([{ files: 0, parts: 0 }])
    // the next is refused before anything is written
    expect((await send(photo(6))).json()).toMatchObject({ error: 'no-storage' })
    expect((await ready()).status).toBe(503)

    disk!.leave(1)
    let taken = 0
    let last = await send({ text: '您好' })
    for (let i = 0; i < 3000 && last.statusCode === 202; i++, taken++) last = await send({ text: `${i} `.repeat(2000) })
    expect([last.statusCode, last.json()]).toEqual([503, { error: 'no-storage', message: SENTENCE }])
    expect((await page()).statusCode).toBe(200)
    expect((await kept())[0]!.texts).toBe(taken)

    disk!.leave(200)
    expect((await until(200)).status).toBe(200)
    expect((await send({ text: '您好' })).statusCode).toBe(202)
    expect((await send(photo(6))).statusCode).toBe(202)
    await desk.settled()
    expect(lines.filter((l) => l.level === 'error')).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toMatch(/\bat .+:\d+:\d+|您好/)
  })

  test('a database that may only be read is told the same way', async () => {
    const send = await chat()
    await database.db.execute(sql`alter system set default_transaction_read_only = on`)
    await database.db.execute(sql`select pg_reload_conf()`)
    expect(await until(503)).toMatchObject({ storage: { state: 'read-only' } })
    expect((await send({ text: '您好' })).json()).toEqual({ error: 'no-storage', message: SENTENCE })
    expect((await page()).statusCode).toBe(200)
    await database.db.execute(sql`alter system reset default_transaction_read_only`)
    await database.db.execute(sql`select pg_reload_conf()`)
    expect((await until(200)).status).toBe(200)
    expect((await send({ text: '您好' })).statusCode).toBe(202)
  })
})
