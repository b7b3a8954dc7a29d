/** Opens the embedded database: Postgres in the process, in a directory it alone holds, or in memory for tests. */
import fs from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import type { Log } from '../../../core/log.ts'
import { partsInFolder, partsInTable } from '../../files/file-parts.ts'
import { transactionGuard } from '../transaction-guard.ts'
import type { Database, Db } from '../../types.ts'
import { requireOne } from '../../rows.ts'
import { MIGRATIONS, refuseNewer } from '../../migrate.ts'
import * as schema from '../../schema.ts'
import { watchBackend } from './backend.ts'
import { refuseDamaged } from './damage.ts'
import { openDurable } from './durable.ts'
import { checkpoint, keepHouse } from './housekeeping.ts'
import { lockDirectory } from './lock.ts'
import type { DatabaseLost } from './lost.ts'

/** What a data directory holds of the database. */
export const filesOf = (dir: string) => ({
  database: path.join(dir, 'postgres'),
  lock: path.join(dir, 'desk.lock'),
  socket: path.join(dir, 'desk.sock'),
  /** Bytes of files people sent, sealed. */
  sent: path.join(dir, 'files'),
})

export interface DirectoryOptions {
  readonly log: Log
  readonly migrate: boolean
  /** False: damaged pages are found only when they are read, and do not end the database. */
  readonly checkPages: boolean
  /** Hears once that the database is lost: the process must end. Without it every statement rejects from then on. */
  readonly onLost: (lost: DatabaseLost) => void
}

/**
 * Opens the database in a data directory. Throws DirectoryInUse while another process has it, and DirectoryUnusable
 * where it cannot be opened or pages of it are damaged.
 */
export async function openDirectory(where: string, o: DirectoryOptions): Promise<Database> {
  const dir = path.resolve(where)
  const files = filesOf(dir)
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  const unlock = await lockDirectory(dir, files)
  try {
    const client = await openDurable(files.database)
    let serving = false
    const backend = watchBackend(client, (lost) => serving && o.onLost(lost), { damageEnds: o.checkPages })
    if (o.checkPages) await refuseDamaged(client, backend, files.database, o.log)
    serving = true
    const database = await face(client, files.sent, o.migrate)
    const stopHousekeeping = keepHouse(client, backend, o.log)
    return {
      ...database,
      async close() {
        await stopHousekeeping()
        // a lost backend may never return from a call; what it acknowledged is on the disk
        if (!backend.lost) {
          await checkpoint(client, backend)
          await client.close()
        }
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** A database that is gone when closed; `load` is a dump of another (`dumpDataDir`), `files` a folder for bytes. Nothing is synced. */
export async function openMemory(o: {
  load?: Blob
  files?: string
  migrate: boolean
}): Promise<Database & { dump(): Promise<Blob> }> {
  const client = await PGlite.create({
    ...(o.load && { loadDataDir: o.load }),
    startParams: [...PGlite.defaultStartParams, '-c', 'timezone=UTC'],
  })
  watchBackend(client, () => undefined)
  return { ...(await face(client, o.files ?? null, o.migrate)), dump: () => client.dumpDataDir('none') }
}

async function face(client: PGlite, sent: string | null, migrating: boolean): Promise<Database> {
  const inner = drizzle(guarded(client), { schema })
  // PgliteDatabase differs from Db only in what `execute` answers, which `rows` reads
  const db = inner as unknown as Db
  if (migrating) {
    await refuseNewer(db)
    await migrate(inner, { migrationsFolder: MIGRATIONS })
  }
  const parts = sent === null ? null : partsInFolder(sent)
  return {
    db,
    kind: 'embedded',
    fileParts: (on) => parts ?? partsInTable(on),
    storage: null,
    async listen(topic, fn) {
      const unlisten = await client.listen(topic, fn)
      return () => unlisten()
    },
    async ping() {
      const { rows } = await client.query<{ one: number }>('select 1 as one')
      requireOne(rows)
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
