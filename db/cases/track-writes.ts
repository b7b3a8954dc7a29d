/** Counts what is written to one case from the page of its number: nobody fills a case by a program. */
import { sql } from 'drizzle-orm'
import { localDate } from '../../core/date.ts'
import { rows } from '../rows.ts'
import type { Tx } from '../types.ts'

/** Of one case, each local day. */
export const MOST_WRITES = 20

/** Takes one of the day's; false where they are used up, and then nothing is counted. */
export async function takeTrackWrite(tx: Tx, caseId: number, now: Date): Promise<boolean> {
  const key = `track-write:${caseId}:${localDate(now)}`
  const taken = await rows(
    tx,
    sql`insert into attempts (key, window_start, count) values (${key}, ${now.toISOString()}::timestamptz, 1)
        on conflict (key) do update set count = attempts.count + 1 where attempts.count < ${MOST_WRITES} returning count`,
  )
  return taken.length > 0
}
