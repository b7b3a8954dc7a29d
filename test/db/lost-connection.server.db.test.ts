/** A connection that dies under a transaction: the transaction fails, nothing of it happens, and the process lives. */
import net from 'node:net'
import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/types.ts'
import { rows } from '../../db/rows.ts'
import { openDb } from '../../db/open-database.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { quiet } from '../support/quiet.ts'

let direct: TestDb
let through: Database
let wire: Awaited<ReturnType<typeof startWire>>

/** A wire to the server that can be cut. */
async function startWire(to: URL) {
  const ends = new Set<net.Socket>()
  const server = net.createServer((near) => {
    const far = net.connect(Number(to.port), to.hostname)
    near.pipe(far)
    far.pipe(near)
    for (const end of [near, far]) {
      ends.add(end)
      end.on('error', () => end.destroy())
      end.on('close', () => {
        ends.delete(end)
        near.destroy()
        far.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as net.AddressInfo).port,
    cut(how: 'reset' | 'end') {
      for (const end of ends)
        if (how === 'reset') end.resetAndDestroy()
        else end.destroy()
    },
    async close() {
      for (const end of ends) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

beforeEach(async () => {
  direct = await openTestDb()
  const url = new URL(direct.url!)
  wire = await startWire(new URL(direct.url!))
  url.port = String(wire.port)
  // one connection: what leaked out of a lost transaction would land in the next one
  through = await openDb({ url: url.href }, { log: quiet, migrate: false, pool: 1 })
  await direct.db.execute(sql`create table written (what text)`)
})
afterEach(async () => {
  await through.close()
  await wire.close()
  await direct.drop()
})

const written = async () =>
  (await rows<{ what: string }>(direct.db, sql`select what from written order by 1`)).map((r) => r.what)
const write = (what: string) => sql`insert into written values (${what})`

test.each(['reset', 'end'] as const)('%s: under a statement', async (how) => {
  const lost = through.db.transaction(async (tx) => {
    await tx.execute(write('first'))
    await tx.execute(sql`select pg_sleep(30)`)
  })
  const failed = lost.then(
    () => expect.unreachable('it was committed'),
    () => 'failed',
  )
  await expect
    .poll(
      async () =>
        (
          await rows(
            direct.db,
            sql`select 1 from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid()`,
          )
        ).length,
    )
    .toBe(1)
  wire.cut(how)
  expect(await failed).toBe('failed')
  await through.db.transaction((tx) => tx.execute(write('next')))
  expect(await written()).toEqual(['next'])
})

test.each(['reset', 'end'] as const)(
  '%s: between two statements, and the first goes on as if nothing were',
  async (how) => {
    let go = () => {}
    const gate = new Promise<void>((done) => (go = done))
    let stopped = (_: unknown) => {}
    const second = new Promise((done) => (stopped = done))
    let begun = () => {}
    const ready = new Promise<void>((done) => (begun = done))
    const lost = through.db.transaction(async (tx) => {
      await tx.execute(write('first'))
      begun()
      await gate
      await tx.transaction((inner) => inner.execute(write('leaked'))).catch(stopped)
      await tx.execute(write('leaked')).catch(stopped)
    })
    await ready
    wire.cut(how)
    await expect(lost).rejects.toThrow()
    await through.db.transaction(async (tx) => {
      await tx.execute(write('next'))
      go()
      await second
      await tx.execute(write('next too'))
    })
    expect(await written()).toEqual(['next', 'next too'])
  },
)

test.each(['reset', 'end'] as const)('%s: while its work is being done elsewhere and nothing is asked', async (how) => {
  const lost = through.db.transaction(async (tx) => {
    await tx.execute(write('first'))
    wire.cut(how)
    // fails by itself, as work does that waits for what is gone
    throw new Error('its own')
  })
  await expect(lost).rejects.toThrow()
  await through.db.transaction((tx) => tx.execute(write('next')))
  expect(await written()).toEqual(['next'])
})

test('many at once, again and again', async () => {
  for (let round = 0; round < 20; round++) {
    const all = Array.from({ length: 5 }, (_, i) =>
      through.db.transaction(async (tx) => {
        for (let n = 0; n < 5; n++) await tx.execute(write(`${round} ${i} ${n}`))
      }),
    )
    const ends = Promise.allSettled(all)
    await new Promise((done) => setTimeout(done, round))
    wire.cut(round % 2 ? 'reset' : 'end')
    await ends
  }
  const whole = new Map<string, number>()
  for (const what of await written()) {
    const one = what.slice(0, what.lastIndexOf(' '))
    whole.set(one, (whole.get(one) ?? 0) + 1)
  }
  expect([...whole.values()].filter((n) => n !== 5)).toEqual([])
})
