/** Empties texts and counters whose period of keeping is over. */
import { sql } from 'drizzle-orm'
import { addDays, instant, type LocalDate } from '../../core/date.ts'
import { RATE_KEYS } from '../rate-limit-windows.ts'
import { rows } from '../rows.ts'
import type { Tx } from '../types.ts'

const TEXT_DAYS = 365
const COUNTER_DAYS = 40
/** Rows of one table a tick touches, so that no one waits for the others. */
const BATCH = 2000

/** One batch of each table. True when nothing more is left to do. */
export async function emptyOldTexts(tx: Tx, now: Date, today: LocalDate): Promise<boolean> {
  const old = sql`${instant(addDays(today, -TEXT_DAYS)).toISOString()}::timestamptz`
  const spent = sql`${instant(addDays(today, -COUNTER_DAYS)).toISOString()}::timestamptz`
  // a window is a minute; an hour leaves room for clocks that differ
  const over = sql`${new Date(now.getTime() - 3_600_000).toISOString()}::timestamptz`
  const limit = sql`limit ${BATCH}`
  const steps = [
    sql`update inbox set message = '{}'::jsonb where id in (select id from inbox where received_at < ${old} and done_at is not null and message <> '{}'::jsonb ${limit}) returning 1`,
    sql`delete from mailbox where id in (select id from mailbox where at < ${old} ${limit}) returning 1`,
    sql`update outbox set message = '{"text":""}'::jsonb where id in (select id from outbox where settled_at < ${old} and state in ('sent','stale','refused','unreachable','dead') and message <> '{"text":""}'::jsonb ${limit}) returning 1`,
    sql`update inquiries set text = '', candidates = '[]'::jsonb, why = '[]'::jsonb, conversation_id = null where id in (select id from inquiries where at < ${old} and (text <> '' or conversation_id is not null) ${limit}) returning 1`,
    sql`update conversations set memory = '{}'::jsonb where id in (select id from conversations where last_inbound_at < ${old} and memory <> '{}'::jsonb ${limit}) returning 1`,
    sql`delete from attempts where key in (select key from attempts where window_start < ${spent} or (starts_with(key, ${RATE_KEYS}) and window_start < ${over}) ${limit}) returning 1`,
    sql`delete from job_runs where key in (select key from job_runs where at < ${spent} and not starts_with(key, 'calendar:') ${limit}) returning 1`,
  ]
  let finished = true
  for (const step of steps) if ((await rows(tx, step)).length === BATCH) finished = false
  return finished
}
