/** Tells where both logs end: every change of a case or of what the town answers for adds to one of them. */
import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Db } from '../types.ts'

/** A text that differs whenever something was logged. */
export async function endOfLogs(db: Db): Promise<string> {
  const [row] = await rows<{ cases: number; accounts: number }>(
    db,
    sql`select coalesce((select max(id) from case_events), 0) as cases, coalesce((select max(id) from account_events), 0) as accounts`,
  )
  return `${row!.cases}.${row!.accounts}`
}
