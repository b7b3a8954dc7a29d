/** What only a server can do to the desk: many first starts at once, and going away. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import { readJournal } from '../../db/migrate.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { quiet } from '../support/quiet.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.remove())

test('ten processes that start at once on an empty server migrate it once', async () => {
  const opened = await Promise.all(
    Array.from({ length: 10 }, () => openDb({ url: cluster.url }, { log: quiet, pool: 1 })),
  )
  const applied = await rows<{ n: number }>(opened[0]!.db, sql`select count(*) as n from drizzle.__drizzle_migrations`)
  expect(applied).toEqual([{ n: readJournal().length }])
  await Promise.all(opened.map((database) => database.close()))
})

test('a server that went away and came back is found again, and listeners are told to look', async () => {
  const database = await openDb({ url: cluster.url }, { log: quiet, pool: 3 })
  const heard: string[] = []
  let ring = () => {}
  const next = () => new Promise<void>((resolve) => (ring = resolve))
  await database.listen('outbox', (payload) => {
    heard.push(payload)
    ring()
  })
  await database.ping()
  await cluster.stop('immediate')
  await expect(database.ping()).rejects.toThrow()
  const relistened = next()
  await cluster.start()
  await expect
    .poll(
      () =>
        database.ping().then(
          () => 'up',
          () => 'down',
        ),
      { timeout: 5000 },
    )
    .toBe('up')
  await relistened
  expect(heard).toEqual([''])
  const heardAgain = next()
  await database.db.execute(sql`select pg_notify('outbox', 'again')`)
  await heardAgain
  expect(heard).toEqual(['', 'again'])
  await database.close()
})
