/** The one place a database is opened: a Postgres server by address, or an embedded one in a directory or in memory. */
import type { Log } from '../core/log.ts'
import { openDirectory, openMemory } from './embedded/open.ts'
import type { Database } from './handle.ts'
import { openPostgres } from './postgres.ts'

export type { Database, Db, Tx } from './handle.ts'
export { constraintOf, json, rows, sqlstate, wellFormed } from './handle.ts'
export { DirectoryInUse } from './embedded/lock.ts'

export type Where = { url: string } | { dir: string } | { memory: true; load?: Blob }

const PING_MS = 3000

/** Opens and, unless `migrate` is false, brings the tables up to date. `pool` counts connections to a server. */
export async function openDb(where: Where, o: { log: Log; migrate?: boolean; pool?: number }): Promise<Database> {
  const options = { log: o.log, migrate: o.migrate ?? true, pool: o.pool ?? 10 }
  const opened =
    'url' in where
      ? await openPostgres(where.url, options)
      : 'dir' in where
        ? await openDirectory(where.dir, options)
        : await openMemory({ ...where, migrate: options.migrate })
  return {
    ...opened,
    async listen(topic, fn) {
      // PGlite writes the topic into its SQL as it stands
      if (!/^[a-z_]+$/.test(topic)) throw new Error(`not a topic: ${topic}`)
      return opened.listen(topic, fn)
    },
    ping: () => within(PING_MS, opened.ping()),
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${ms} ms`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
