/** Counts the requests of a window for all processes on one database. */
import { sql } from 'drizzle-orm'
import type { Db } from './types.ts'
import { rows } from './rows.ts'

/** Keys of these counters among the attempts: spent ones are dropped sooner than the rest (scheduler/jobs/retention.ts). */
export const RATE_KEYS = 'rate:'

/**
 * Adds `count` to the window that began at `since` and resolves with what it holds now. A window that is over begins
 * anew; a process whose clock is behind counts into the newer one.
 */
export async function addToWindow(db: Db, key: string, since: Date, count: number): Promise<number> {
  const [row] = await rows<{ count: number }>(
    db,
    sql`insert into attempts (key, window_start, count) values (${RATE_KEYS + key}, ${since.toISOString()}::timestamptz, ${count})
        on conflict (key) do update set
          count = case when attempts.window_start >= excluded.window_start then attempts.count + excluded.count else excluded.count end,
          window_start = greatest(attempts.window_start, excluded.window_start)
        returning count`,
  )
  return row!.count
}
