/**
 * Two queues of rows, inbox and outbox, taken by lane: one lane is one conversation, and whoever holds its lease is the
 * only one to work on it, oldest row first. A claim reads an index range over lanes, never the rows behind them.
 */
import { sql } from 'drizzle-orm'
import type { Db, Tx } from './open.ts'
import { rows } from './open.ts'
import { lanes } from './schema.ts'

export type Queue = 'in' | 'out'
export const URGENCY = { answer: 0, push: 1, digest: 2 } as const
export type Urgency = keyof typeof URGENCY

export interface Lease {
  readonly lane: string
  readonly fence: number
}

/**
 * Says that a lane has something to do at `readyAt`. Where nobody waits in it yet and `holdUntil` is given, the caller
 * takes the lane at once and works on it after commit: that saves the claim's own commit. Returns the lease, or null.
 * Locks the lane's row until commit, so that ids within a lane are given out in the order of commits.
 */
export async function signal(
  tx: Db | Tx,
  queue: Queue,
  lane: string,
  o: { readyAt: Date; urgency: Urgency; holdUntil: Date | null },
): Promise<Lease | null> {
  const channel = lane.slice(0, lane.indexOf(':'))
  const rest = o.holdUntil ?? new Date(0)
  const ready = o.readyAt.toISOString()
  const [row] = await rows<{ mine: boolean; fence: number }>(
    tx,
    sql`insert into lanes (queue, lane, channel, ready_at, rest_until, fence, urgency)
        values (${queue}, ${lane}, ${channel}, ${ready}::timestamptz, ${rest.toISOString()}::timestamptz, nextval('lane_fence'), ${URGENCY[o.urgency]})
        on conflict (queue, lane) do update
          set ready_at = least(lanes.ready_at, excluded.ready_at), urgency = least(lanes.urgency, excluded.urgency)
        returning (xmax = 0) as mine, fence`,
  )
  return row?.mine && o.holdUntil ? { lane, fence: Number(row.fence) } : null
}

/** Takes up to `limit` lanes that are due, most urgent first, until `until`. Channels at rest are passed over. */
export async function claimLanes(db: Db, queue: Queue, now: Date, until: Date, limit: number): Promise<Lease[]> {
  const at = now.toISOString()
  const got = await rows<{ lane: string; fence: number }>(
    db,
    sql`with due as (
          select queue, lane from lanes
          where queue = ${queue} and greatest(ready_at, rest_until) <= ${at}::timestamptz
            and channel not in (select channel from channel_rest where until > ${at}::timestamptz and ${queue} = 'out')
          order by urgency, greatest(ready_at, rest_until) limit ${limit} for update skip locked)
        update lanes l set rest_until = ${until.toISOString()}::timestamptz, fence = nextval('lane_fence')
        from due where l.queue = due.queue and l.lane = due.lane
        returning l.lane, l.fence`,
  )
  return got.map((r) => ({ lane: r.lane, fence: Number(r.fence) }))
}

/** True, and the row locked, where the lease still holds: called first inside every transaction that works on a lane. */
export async function holds(tx: Tx, queue: Queue, lease: Lease): Promise<boolean> {
  const got = await rows(
    tx,
    sql`select 1 from lanes where queue = ${queue} and lane = ${lease.lane} and fence = ${lease.fence} for update`,
  )
  return got.length === 1
}

/** Ends a lease: the lane goes when nothing is left in it, rests where told to, or is due again at `readyAt`. */
export async function release(
  tx: Tx,
  queue: Queue,
  lease: Lease,
  next: { readyAt: Date; restUntil?: Date } | null,
): Promise<void> {
  if (next === null) {
    await tx.execute(
      sql`delete from ${lanes} where queue = ${queue} and lane = ${lease.lane} and fence = ${lease.fence}`,
    )
    return
  }
  await tx.execute(
    sql`update ${lanes} set ready_at = ${next.readyAt.toISOString()}::timestamptz, rest_until = ${(next.restUntil ?? new Date(0)).toISOString()}::timestamptz
        where queue = ${queue} and lane = ${lease.lane} and fence = ${lease.fence}`,
  )
}

/** The whole channel rests, in every process. */
export async function restChannel(db: Db | Tx, channel: string, until: Date): Promise<void> {
  await db.execute(
    sql`insert into channel_rest (channel, until) values (${channel}, ${until.toISOString()}::timestamptz)
        on conflict (channel) do update set until = greatest(channel_rest.until, excluded.until)`,
  )
}
