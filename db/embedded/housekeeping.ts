/** What a server does by itself and PGlite does not: checkpoints, so that the log stays small, and vacuum. */
import type { PGlite } from '@electric-sql/pglite'
import type { Log } from '../../core/log.ts'

// prettier-ignore
const EVERY = {
  look:       15_000,     // ms between looks at the write-ahead log
  checkpoint: 5 * 60_000, // ms after which any growth is checkpointed
  vacuum:     60 * 60_000,
}
const LOG_GROWTH = 32 * 1024 * 1024

/** Starts the timer and answers how to stop it; stopping waits for what is under way. */
export function keepHouse(client: PGlite, log: Log): () => Promise<void> {
  let busy = Promise.resolve()
  let idle = true
  const since = { checkpoint: 0, vacuum: 0, lsn: '0/0' }
  const timer = setInterval(() => {
    since.checkpoint += EVERY.look
    since.vacuum += EVERY.look
    if (!idle) return
    idle = false
    busy = look()
      .catch((error: unknown) =>
        log.error(
          { err: error instanceof Error ? error.name : typeof error },
          'housekeeping of the embedded database failed',
        ),
      )
      .finally(() => {
        idle = true
      })
  }, EVERY.look)
  timer.unref()

  async function look() {
    const grown = await growth(client, since.lsn)
    if (grown > LOG_GROWTH || (grown > 0 && since.checkpoint >= EVERY.checkpoint)) {
      await client.exec('checkpoint')
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
    await busy
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
