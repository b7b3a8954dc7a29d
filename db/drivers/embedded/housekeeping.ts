/**
 * Does what a server does by itself and PGlite does not: checkpoints, so that the log stays small, and vacuum. Also looks
 * whether the database still answers at all.
 */
import type { PGlite } from '@electric-sql/pglite'
import type { Log } from '../../../core/log.ts'
import type { Backend } from './backend.ts'
import { DatabaseLost } from './lost.ts'

// prettier-ignore
const EVERY = {
  look:       15_000,     // ms between looks at the write-ahead log
  checkpoint: 5 * 60_000, // ms after which any growth is checkpointed
  vacuum:     60 * 60_000,
}
const LOG_GROWTH = 32 * 1024 * 1024
/**
 * While a look waits and no statement at all is answered for so long, the database is held by a transaction that will
 * never end. A backup or a restore holds it longer, but answers all the while.
 */
const SILENT_MS = 5 * 60_000

/** Starts the timer and answers how to stop it; stopping waits for what is under way. */
export function keepHouse(client: PGlite, backend: Backend, log: Log): () => Promise<void> {
  let busy = Promise.resolve()
  let idle = true
  const since = { checkpoint: 0, vacuum: 0, lsn: '0/0' }
  const timer = setInterval(() => {
    since.checkpoint += EVERY.look
    since.vacuum += EVERY.look
    if (!idle) {
      if (performance.now() - backend.answeredAt > SILENT_MS)
        backend.giveUp(`no statement was answered for ${SILENT_MS / 60_000} minutes`)
      return
    }
    idle = false
    busy = look()
      .catch((error: unknown) => {
        if (error instanceof DatabaseLost) return // said already
        log.error(
          { err: error instanceof Error ? error.name : typeof error },
          'housekeeping of the embedded database failed',
        )
      })
      .finally(() => {
        idle = true
      })
  }, EVERY.look)
  timer.unref()

  async function look() {
    const grown = await growth(client, since.lsn)
    if (grown > LOG_GROWTH || (grown > 0 && since.checkpoint >= EVERY.checkpoint)) {
      await checkpoint(client, backend)
      since.checkpoint = 0
      since.lsn = await position(client)
    }
    if (since.vacuum >= EVERY.vacuum) {
      since.vacuum = 0
      await vacuum(client)
    }
  }
  return async () => {
    clearInterval(timer)
    if (!backend.lost) await busy
  }
}

/** Writes everything to the data files. One that fails, for whatever reason, leaves a backend that cannot be used. */
export async function checkpoint(client: PGlite, backend: Backend): Promise<void> {
  try {
    await client.exec('checkpoint')
  } catch {
    throw backend.giveUp('a checkpoint failed')
  }
}

/** Table by table: each blocks everything while it runs, and between two of them messages get their turn. */
export async function vacuum(client: PGlite): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(relname) as name from pg_stat_user_tables order by 1`,
  )
  for (const { name } of rows) await client.exec(`vacuum (analyze) ${name}`)
}

async function position(client: PGlite): Promise<string> {
  const { rows } = await client.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')
  return rows[0]?.lsn ?? '0/0'
}

async function growth(client: PGlite, lsn: string): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(
    'select pg_wal_lsn_diff(pg_current_wal_lsn(), $1)::float8 as bytes',
    [lsn],
  )
  return rows[0]?.bytes ?? 0
}
