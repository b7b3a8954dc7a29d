/** Opens the database on a Postgres server: a pool, migrations one process at a time, notifications that survive a restart. */
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres, { type Sql } from 'postgres'
import type { Log } from '../../../core/log.ts'
import { alive, over, whileConnected } from './lost-connections.ts'
import { repeated } from './repeat.ts'
import { spill, type StorageWatch, watchStorage } from './storage-watch.ts'
import { partsInTable } from '../../files/file-parts.ts'
import { transactionGuard } from '../transaction-guard.ts'
import type { Database, Db, StorageState } from '../../types.ts'
import { requireOne } from '../../rows.ts'
import { MIGRATIONS, refuseNewer } from '../../migrate.ts'
import * as schema from '../../schema.ts'

/** Any fixed number: whoever holds it migrates. */
const MIGRATION_LOCK = 727_001

const settings = {
  connect_timeout: 5,
  idle_timeout: 60,
  max_lifetime: 30 * 60,
  keep_alive: 30,
  // the driver's own grows to 20 s: a server that is back must be found within a second
  backoff: (tries: number) => Math.min(0.05 * 2 ** tries, 1),
  connection: {
    application_name: 'shouwen',
    TimeZone: 'UTC',
    // a process that froze inside a transaction must not hold its rows for ever
    idle_in_transaction_session_timeout: 60_000,
  },
}

export async function openPostgres(url: string, o: { log: Log; migrate: boolean; pool: number }): Promise<Database> {
  const onnotice = (notice: { code?: string }) => o.log.debug({ code: notice.code }, 'postgres notice')
  if (o.migrate) {
    // drizzle's migrator takes no lock; a session lock on a connection of its own ends with the connection
    const one = postgres(url, { ...settings, max: 1, idle_timeout: 0, onnotice })
    try {
      await one`select pg_advisory_lock(${MIGRATION_LOCK})`
      const db = drizzle(one, { schema })
      await refuseNewer(db)
      await migrate(db, { migrationsFolder: MIGRATIONS })
    } finally {
      await one.end({ timeout: 5 })
    }
  }
  const client = postgres(url, { ...settings, max: o.pool, onnotice })
  const storage = watchStorage({
    attempt: (megabytes) => whileConnected((life) => client.begin((tx) => alive(life, (t) => spill(t, megabytes), tx))) as Promise<StorageState>, // prettier-ignore
    log: o.log,
  })
  const db = drizzle(guarded(client, storage), { schema })
  alike(client)
  return {
    db: db as unknown as Db, // PostgresJsDatabase differs from Db only in what `execute` answers, which `rows` reads
    kind: 'postgres',
    fileParts: partsInTable,
    storage,
    async listen(topic, fn) {
      let again = false
      const heard = await client.listen(topic, fn, () => {
        if (again) fn('')
        again = true
      })
      return () => heard.unlisten()
    },
    async ping() {
      requireOne(await client.unsafe<{ one: number }[]>('select 1 as one'))
    },
    close: () => client.end({ timeout: 5 }),
  }
}

/** drizzle turns the client's own date parameters off; hand-written SQL may hold a Date as it may on PGlite. */
function alike(client: Sql) {
  const write = (v: unknown) => (v instanceof Date ? v.toISOString() : v)
  for (const type of [1082, 1114, 1184]) client.options.serializers[type] = write
}

/**
 * What drizzle is given: the root refused inside a transaction, every statement prepared once a connection, and what the
 * server refuses heard.
 */
function guarded(client: Sql, storage: StorageWatch): Sql {
  // whoever asked hears it too
  const heard = <T extends Promise<unknown>>(asked: T): T => (asked.catch(storage.noted), asked)
  const guard = transactionGuard()
  return over(client, {
    begin: (body) => {
      guard.check()
      return heard(
        repeated(() => whileConnected((life) => client.begin((tx) => guard.inside(() => alive(life, body, tx))))),
      )
    },
    unsafe: (text, values) => {
      guard.check()
      return heard(client.unsafe(text, values, { prepare: true }))
    },
  })
}
