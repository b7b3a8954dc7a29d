/** Mends the rows of a clock that ran ahead and was set back: what it wrote lies in the future, and would wait there for it. */
import { sql } from 'drizzle-orm'
import type { Db } from '../types.ts'

/** Clocks of several machines differ by this much without anything being wrong. */
const SKEW_MS = 5 * 60_000
/** Longer than any back-off: what rests beyond that was written by another time. */
const LONGEST_REST_MS = 6 * 3_600_000

/**
 * Brings leases, rests and letters written by a later clock back to `now`. Safe at any time and in any process: at worst
 * one call is made earlier than it need be, and a platform says once more that it wants a pause.
 */
export async function clearFutureTimes(db: Db, now: Date): Promise<void> {
  const at = (ms: number) => sql`${new Date(now.getTime() + ms).toISOString()}::timestamptz`
  await db.transaction(async (tx) => {
    await tx.execute(
      sql`update lanes set rest_until = 'epoch', fence = 0
          where (rest_until > ${at(SKEW_MS)} and (fence > 0 or queue = 'in')) or rest_until > ${at(LONGEST_REST_MS)}`,
    )
    await tx.execute(sql`update lanes set ready_at = ${at(0)} where queue = 'in' and ready_at > ${at(0)}`)
    // a letter held for the morning stays held for as long as it was
    await tx.execute(
      sql`with late as (
            update outbox set not_before = not_before - (created_at - ${at(0)}), created_at = ${at(0)}
            where state in ('waiting','sending') and created_at > ${at(SKEW_MS)} returning lane, not_before)
          update lanes l set ready_at = least(l.ready_at, f.first)
          from (select lane, min(not_before) as first from late group by lane) f
          where l.queue = 'out' and l.lane = f.lane`,
    )
    await tx.execute(sql`delete from channel_rest where until > ${at(LONGEST_REST_MS)}`)
  })
}
