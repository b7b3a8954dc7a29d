/** The desk without a server: Postgres in the process, in a directory it alone holds, or in memory for tests. */
import fs from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import type { Log } from '../../core/log.ts'
import { transactionGuard } from '../guard.ts'
import type { Database, Db } from '../handle.ts'
import { MIGRATIONS, refuseNewer } from '../migrate.ts'
import * as schema from '../schema.ts'
import { openDurable } from './durable.ts'
import { keepHouse } from './housekeeping.ts'
import { lockDirectory } from './lock.ts'

/** What a data directory holds of the database. */
export const filesOf = (dir: string) => ({
  database: path.join(dir, 'postgres'),
  lock: path.join(dir, 'desk.lock'),
  socket: path.join(dir, 'desk.sock'),
})

/** Opens the database in a data directory; throws DirectoryInUse while another process has it. */
export async function openDirectory(where: string, o: { log: Log; migrate: boolean }): Promise<Database> {
  const dir = path.resolve(where)
  const files = filesOf(dir)
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  const unlock = await lockDirectory(dir, files)
  try {
    const client = await openDurable(files.database)
    const database = await face(client, o.migrate)
    const stopHousekeeping = keepHouse(client, o.log)
    return {
      ...database,
      async close() {
        await stopHousekeeping()
        await client.exec('checkpoint')
        await client.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** A database that is gone when closed; `load` is a dump of another (`dumpDataDir`). Nothing is synced. */
export async function openMemory(o: { load?: Blob; migrate: boolean }): Promise<Database & { dump(): Promise<Blob> }> {
  const client = await PGlite.create({
    ...(o.load && { loadDataDir: o.load }),
    startParams: [...PGlite.defaultStartParams, '-c', 'timezone=UTC'],
  })
  return { ...(await face(client, o.migrate)), dump: () => client.dumpDataDir('none') }
}

async function face(client: PGlite, migrating: boolean): Promise<Database> {
  const inner = drizzle(guarded(client), { schema })
  // PgliteDatabase differs from Db only in what `execute` answers, which `rows` reads
  const db = inner as unknown as Db
  if (migrating) {
    await refuseNewer(db)
    await migrate(inner, { migrationsFolder: MIGRATIONS })
  }
  return {
    db,
    kind: 'embedded',
    async listen(topic, fn) {
      const unlisten = await client.listen(topic, fn)
      return () => unlisten()
    },
    async ping() {
      await client.query('select 1')
    },
    close: () => client.close(),
  }
}

/** The part of PGlite that drizzle uses, with the root refused inside a transaction. */
function guarded(client: PGlite): PGlite {
  const guard = transactionGuard()
  const part: Pick<PGlite, 'query' | 'transaction'> = {
    async query<T>(...args: Parameters<PGlite['query']>) {
      guard.check()
      return client.query<T>(...args)
    },
    async transaction(body) {
      guard.check()
      return client.transaction((tx) => guard.inside(() => body(tx)))
    },
  }
  return part as PGlite // drizzle 0.45's session calls these two and no other
}
