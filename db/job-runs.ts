/** Claims a run of a scheduled job for one process, and remembers when it last ran. */
import { sql } from 'drizzle-orm'
import type { Db, Tx } from './types.ts'
import { rows } from './rows.ts'

/** When a job last ran; null before the first time. Keys of one job sort as they ran. */
export async function lastRun(tx: Db | Tx, job: string): Promise<{ slot: string; at: Date } | null> {
  const [row] = await rows<{ key: string; at: Date }>(
    tx,
    sql`select key, at from job_runs where starts_with(key, ${`${job}:`}) order by key collate "C" desc limit 1`,
  )
  return row ? { slot: row.key.slice(job.length + 1), at: row.at } : null
}

/** True where this process is the one to do it. Held until commit: the rows of the run are written in the same transaction. */
export async function claimRun(tx: Tx, key: string, now: Date): Promise<boolean> {
  const made = await rows(
    tx,
    sql`insert into job_runs (key, at) values (${key}, ${now.toISOString()}::timestamptz) on conflict (key) do nothing returning key`,
  )
  return made.length === 1
}

/** Gives a claimed run back: there is more to do at the next tick. */
export async function releaseRun(tx: Tx, key: string): Promise<void> {
  await tx.execute(sql`delete from job_runs where key = ${key}`)
}

export async function ranIn(tx: Tx, key: string, ms: number): Promise<void> {
  await tx.execute(sql`update job_runs set took_ms = ${ms} where key = ${key}`)
}
