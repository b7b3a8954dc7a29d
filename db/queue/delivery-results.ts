/** Writes how sending went, for many lanes at once: under the fence, so that a late holder's word counts for nothing. */
import { sql } from 'drizzle-orm'
import { type Lease, URGENCY_RANK } from './leases.ts'
import { json, rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'

export interface DeliveryResult {
  readonly id: number
  /**
   * `waiting`: to be tried again. `parked`: held for the person's next message. `stale`: no longer so, not sent. The last
   * three are kept for a person.
   */
  readonly state: 'sent' | 'waiting' | 'parked' | 'stale' | 'refused' | 'unreachable' | 'dead'
  readonly error?: string
  /** True when a try was used up. */
  readonly counted?: boolean
  readonly maybeSent?: boolean
  /** Calls of this letter the platform has taken by now. */
  readonly partsSent: number
}

/** One lane's letters as they were sent under one lease. */
export interface DeliveryRound {
  readonly lease: Lease
  readonly results: readonly DeliveryResult[]
  /** The lane waits until then. */
  readonly rest?: Date
}

/** Between two calls of one letter: a process that dies now leaves word of what has gone. */
export async function recordPartsSent(db: Db, lease: Lease, id: number, partsSent: number): Promise<void> {
  await db.execute(
    sql`update outbox set parts_sent = ${partsSent} where id = ${id} and exists
          (select 1 from lanes where queue = 'out' and lane = ${lease.lane} and fence = ${lease.fence})`,
  )
}

/**
 * Writes how rounds went and ends their leases, whose lanes' rows the caller has locked. A lane with nothing left goes;
 * one that has is due again when its next letter may go, after its rest. Where more is due at once and `keepUntil` is
 * given, the lease is kept until then instead: those lanes are returned.
 */
export async function recordResults(
  tx: Tx,
  rounds: readonly DeliveryRound[],
  now: Date,
  keepUntil: Date | null,
): Promise<ReadonlySet<string>> {
  if (rounds.length === 0) return new Set()
  const at = sql`${now.toISOString()}::timestamptz`
  const keep = sql`${keepUntil?.toISOString() ?? null}::timestamptz`
  const ends = rounds.map(({ lease, rest }) => ({ lane: lease.lane, rest }))
  const outcomes = rounds.flatMap((r) => r.results)
  // what this statement writes it does not see: a letter settled here is looked up in the list
  const left = sql`o.lane = g.lane and o.state in ('waiting','sending')
              and not exists (select 1 from outcomes r where r.id = o.id and r.state <> 'waiting')`
  const got = await rows<{ lane: string }>(
    tx,
    sql`with outcomes as materialized (
          select * from jsonb_to_recordset(${json(outcomes)})
            as r(id bigint, state text, error text, counted boolean, "maybeSent" boolean, "partsSent" smallint)),
        ends as materialized (
          select g.lane, g.rest, coalesce(due.at, later.at) as at, coalesce(due.urgency, later.urgency)::smallint as urgency,
                 ${keep} is not null and g.rest is null and coalesce(due.at <= ${at}, false) as more
          from jsonb_to_recordset(${json(ends)}) as g(lane text, rest timestamptz)
            cross join lateral (
              select min(not_before) as at, min(${URGENCY_RANK}) as urgency from (
                select not_before, urgency from outbox o where ${left} and not_before <= ${at} order by o.id limit 20) first) due
            left join lateral (
              select min(not_before) as at, min(${URGENCY_RANK}) as urgency from outbox o where due.at is null and ${left}) later on true),
        written as (
          update outbox o set state = r.state, error = r.error, attempts = o.attempts + coalesce(r.counted, false)::int,
            maybe_sent = o.maybe_sent or coalesce(r."maybeSent", false), parts_sent = r."partsSent",
            settled_at = case when r.state = 'waiting' then null else ${at} end,
            -- what was said needs no secret any more; of what was not, one that soon expires is asked for anew
            message = case when o.message->'sealed' is null or r.state in ('waiting','parked') then o.message
              when r.state in ('sent','stale') or o.message#>'{sealed,until}' is not null then o.message #- '{sealed,words}'
              else o.message end
          from outcomes r where o.id = r.id and o.id = any(array(select id from outcomes))),
        gone as (
          delete from lanes where queue = 'out' and lane = any(array(select lane from ends where at is null))),
        again as (
          update lanes l set ready_at = e.at, rest_until = case when e.more then ${keep} else coalesce(e.rest, 'epoch') end,
            fence = case when e.more then l.fence else 0 end, urgency = e.urgency
          from ends e where l.queue = 'out' and l.lane = e.lane and e.at is not null
            and l.lane = any(array(select lane from ends)))
        select lane from ends where more`,
  )
  return new Set(got.map((g) => g.lane))
}
