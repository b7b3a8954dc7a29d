/** Tells every process that the town has changed: catalogue, calendar or rules are read anew. */
import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../types.ts'

/** Heard when the transaction commits. */
export async function announceTownChanged(db: Db | Tx): Promise<void> {
  await db.execute(sql`select pg_notify('town', '')`)
}
