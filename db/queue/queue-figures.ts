/** Counts what waits in the queues, for the operator's figures. */
import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Db } from '../types.ts'

export interface QueueFigures {
  /** Letters to be sent, and of these the age of the oldest that is due, in seconds. */
  readonly waiting: number
  readonly oldest: number
  /** Letters kept for a person, and letters held until theirs writes again. */
  readonly dead: number
  readonly parked: number
  readonly unhandled: number
  /** Open promises past their day. */
  readonly overdue: number
}

export async function queueFigures(db: Db, now: Date): Promise<QueueFigures> {
  const [figures] = await rows<QueueFigures>(
    db,
    sql`select
          (select count(*) from outbox where state in ('waiting','sending')) as waiting,
          (select count(*) from outbox where state in ('refused','unreachable','dead')) as dead,
          (select count(*) from outbox where state = 'parked') as parked,
          (select count(*) from inbox where done_at is null) as unhandled,
          (select count(*) from promises where state = 'open' and passed_at is not null) as overdue,
          (select coalesce(greatest(extract(epoch from ${now.toISOString()}::timestamptz - min(not_before)), 0), 0)::float8 from outbox where state in ('waiting','sending')) as oldest`,
  )
  return figures!
}
