/** Opens a database, the one place that does: a Postgres server by address, or an embedded one in a directory or in memory. */
import type { Log } from '../core/log.ts'
import type { DatabaseLost } from './drivers/embedded/lost.ts'
import { openDirectory, openMemory } from './drivers/embedded/open-embedded.ts'
import type { Database } from './types.ts'
import { openPostgres } from './drivers/postgres/open-postgres.ts'

export type Where = { url: string } | { dir: string } | { memory: true; load?: Blob; files?: string }

const PING_MS = 3000

/**
 * `pool` counts connections to a server. `checkPages: false` leaves out the look at every page of an embedded database,
 * and `onLost` hears when that cannot be used any more in this process.
 */
export interface OpenOptions {
  readonly log: Log
  readonly migrate?: boolean
  readonly pool?: number
  readonly checkPages?: boolean
  readonly onLost?: (lost: DatabaseLost) => void
}

/** Opens and, unless `migrate` is false, brings the tables up to date. */
export async function openDb(where: Where, o: OpenOptions): Promise<Database> {
  const { log, migrate = true, pool = 10, checkPages = true, onLost = () => undefined } = o
  const options = { log, migrate, pool, checkPages, onLost }
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
