/** Drops what is sealed of links and codes that have expired, wherever the message waits or is shown. */
import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Tx } from '../types.ts'

/** Drops at most `most` of each table; resolves with how many. */
export async function dropExpiredSecrets(tx: Tx, now: Date, most: number): Promise<number> {
  let dropped = 0
  for (const table of ['outbox', 'mailbox'] as const) {
    const name = sql.identifier(table)
    // as the index on it says, word for word
    const found = await rows(
      tx,
      sql`update ${name} set message = message #- '{sealed,words}'
          where id in (
            select id from ${name}
            where message #> '{sealed,words}' is not null and message #>> '{sealed,until}' is not null
              and message #>> '{sealed,until}' <= ${now.toISOString()} limit ${most})
          returning 1`,
    )
    dropped += found.length
  }
  return dropped
}
