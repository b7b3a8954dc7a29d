/**
 * Writes down that a file is being read, before it is. Whoever reads it and dies leaves the row, so a file that ends the
 * process is not read at every start for ever.
 */
import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Db } from '../types.ts'

/** One may have died of something else, as when the machine was turned off. */
const MOST_READINGS = 2

const keyOf = (message: string): string => `file-reading:${message.slice(0, 22)}`

/** `message`: a digest of the message the file came with. False where it was begun and never ended too often. */
export async function beginReading(db: Db, message: string, now: Date): Promise<boolean> {
  const begun = await rows(
    db,
    sql`insert into attempts (key, window_start, count) values (${keyOf(message)}, ${now.toISOString()}::timestamptz, 1)
        on conflict (key) do update set count = attempts.count + 1 where attempts.count < ${MOST_READINGS} returning count`,
  )
  return begun.length > 0
}

export async function endReading(db: Db, message: string): Promise<void> {
  await db.execute(sql`delete from attempts where key = ${keyOf(message)}`)
}
