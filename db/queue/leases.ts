/**
 * Leases lanes of the two queues of rows, inbox and outbox: one lane is one conversation, and whoever holds its lease is the
 * only one to work on it, oldest row first. A claim reads an index range over lanes, never the rows behind them.
 * Fence 0: nobody holds the lane. A holder that died keeps its fence; its lane is due again when the lease is over.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '../types.ts'
import { json, rows } from '../rows.ts'
import { lanes } from '../schema.ts'

export type Queue = 'in' | 'out'
/** Highest first; an alarm goes before answers that wait in their thousands. */
export const URGENCY = { alarm: -1, answer: 0, push: 1, digest: 2 } as const
export type Urgency = keyof typeof URGENCY
/** The same in SQL, of a column `urgency`. */
export const URGENCY_RANK = sql.raw(
  `case urgency ${Object.entries(URGENCY)
    .map(([name, rank]) => `when '${name}' then ${rank}`)
    .join(' ')} end`,
)

/** How long a conversation's letters are one sender's: a round of calls, the longest of them and time to spare. */
export const SEND_LEASE_MS = 60_000

/** Told on commit where a lane became due and whoever wrote into it does not work on it: NOTIFY on every commit would halve them. */
export const LANES_TOPIC = 'lanes'

export interface Lease {
  readonly lane: string
  readonly fence: number
}

export interface ClaimedLease extends Lease {
  /** Its last holder never gave it back: that process died, or lost the database. */
  readonly orphaned: boolean
}

const iso = (at: Date) => sql`${at.toISOString()}::timestamptz`

/**
 * CTEs that say that lanes have something to do. `source` selects lane, channel, ready, urgency and later, one row a lane.
 * Where nobody holds a lane and nothing in it is due, and `holdUntil` is given, the caller takes it at once and works on
 * it after commit: that saves the claim's own commit. Then `signalled` holds (lane, fence, mine). Locks the lanes' rows
 * until commit, in the order of their names, so that nobody waits in a ring, and before whatever is written from
 * `signalled`: ids within a lane are given out in the order of commits.
 */
export function wakeLanesSql(queue: Queue, source: SQL, holdUntil: Date | null): SQL {
  const resting = sql`exists (select 1 from channel_rest r where r.channel = s.channel and r.until > s.ready)`
  const free = sql`l.fence = 0 and l.ready_at > excluded.ready_at and l.rest_until <= excluded.ready_at`
  // a back-off after failures holds up no alarm
  const alarm = sql`l.fence = 0 and excluded.urgency = ${sql.raw(String(URGENCY.alarm))}`
  return sql`signals as materialized (
        select s.*, case when ${holdUntil !== null}::boolean and not s.later and not (${queue}::text = 'out' and ${resting}) then nextval('lane_fence') end as fence
        from (${source}) s),
      signalled as (
        insert into lanes as l (queue, lane, channel, ready_at, rest_until, fence, urgency)
        select ${queue}, lane, channel, ready, case when fence is null then 'epoch' else ${iso(holdUntil ?? new Date(0))} end, coalesce(fence, 0), urgency
        from signals order by lane
        on conflict (queue, lane) do update
          set ready_at = least(l.ready_at, excluded.ready_at), urgency = least(l.urgency, excluded.urgency),
              fence = case when ${free} then excluded.fence else l.fence end,
              rest_until = case when ${free} then excluded.rest_until when ${alarm} then 'epoch' else l.rest_until end
        returning l.lane, l.fence, coalesce(l.fence = (select s.fence from signals s where s.lane = l.lane), false) as mine,
          case when l.fence = 0 and not (select s.later from signals s where s.lane = l.lane) then pg_notify(${LANES_TOPIC}, '')::text end)`
}

/** Lanes in which something became due, for whoever claims them: nobody has taken them with it. */
export async function wakeLanes(
  tx: Tx,
  queue: Queue,
  lanes: readonly string[],
  readyAt: Date,
  urgency: Urgency,
): Promise<void> {
  if (lanes.length === 0) return
  const source = sql`select lane, split_part(lane, ':', 1) as channel, ${iso(readyAt)} as ready, ${URGENCY[urgency]}::smallint as urgency, false as later
        from jsonb_array_elements_text(${json(lanes)}) g(lane)`
  await tx.execute(sql`with ${wakeLanesSql(queue, source, null)} select count(*) from signalled`)
}

/** Takes up to `limit` lanes that are due, most urgent first, until `until`. Channels at rest, and those named, are passed over. */
export async function claimLanes(
  db: Db,
  queue: Queue,
  o: { now: Date; until: Date; limit: number; except?: readonly string[] },
): Promise<ClaimedLease[]> {
  const now = iso(o.now)
  const except = JSON.stringify(o.except ?? [])
  return rows<ClaimedLease>(
    db,
    sql`with due as (
          select queue, lane, fence from lanes
          where queue = ${queue} and greatest(ready_at, rest_until) <= ${now}
            and channel not in (select channel from channel_rest where until > ${now} and ${queue} = 'out')
            and channel not in (select jsonb_array_elements_text(${except}::jsonb))
          order by urgency, greatest(ready_at, rest_until) limit ${o.limit} for update skip locked)
        update lanes l set rest_until = ${iso(o.until)}, fence = nextval('lane_fence')
        from due where l.queue = due.queue and l.lane = due.lane
        returning l.lane, l.fence, due.fence > 0 as orphaned`,
  )
}

/** The leases that still hold, their rows locked: asked first inside every transaction that works on lanes. */
export async function heldLeases(tx: Tx, queue: Queue, leases: readonly Lease[]): Promise<ReadonlySet<string>> {
  // by name, then by fence: joined to a list, a planner that cannot know its length reads all lanes
  const got = await rows<Lease>(
    tx,
    sql`select lane, fence from lanes where queue = ${queue} and lane = any(${named(leases.map((l) => l.lane))})
        order by lane for update`,
  )
  const fences = new Map(got.map((r) => [r.lane, r.fence]))
  return new Set(leases.filter((l) => fences.get(l.lane) === l.fence).map((l) => l.lane))
}

const named = (lanes: readonly string[]) => sql`array(select jsonb_array_elements_text(${json(lanes)}))`

/** True, and the row locked, where the lease still holds. */
export async function isHeld(tx: Tx, queue: Queue, lease: Lease): Promise<boolean> {
  return (await heldLeases(tx, queue, [lease])).has(lease.lane)
}

export interface NextDue {
  readonly readyAt: Date
  /** Nothing of the lane goes before. */
  readonly restUntil?: Date
  readonly urgency?: number
}

/** Ends leases that hold: a lane goes when nothing is left in it, rests where told to, or is due again at `readyAt`. */
export async function releaseLeases(
  tx: Tx,
  queue: Queue,
  ends: readonly { readonly lane: string; readonly next: NextDue | null }[],
): Promise<void> {
  const empty = ends.filter((e) => e.next === null).map((e) => e.lane)
  const due = ends.flatMap(({ lane, next }) =>
    next ? [{ lane, ready: next.readyAt, rest: next.restUntil ?? new Date(0), urgency: next.urgency ?? null }] : [],
  )
  if (empty.length > 0)
    await tx.execute(sql`delete from ${lanes} where queue = ${queue} and lane = any(${named(empty)})`)
  if (due.length > 0)
    await tx.execute(
      sql`update lanes l set ready_at = g.ready, rest_until = g.rest, fence = 0, urgency = coalesce(g.urgency, l.urgency)
          from jsonb_to_recordset(${json(due)}) as g(lane text, ready timestamptz, rest timestamptz, urgency smallint)
          where l.queue = ${queue} and l.lane = g.lane and l.lane = any(${named(due.map((d) => d.lane))})`,
    )
}

/** Keeps a lease until `until`; false where it is lost. */
export async function extendLease(db: Db | Tx, queue: Queue, lease: Lease, until: Date): Promise<boolean> {
  const got = await rows(
    db,
    sql`update lanes set rest_until = ${iso(until)} where queue = ${queue} and lane = ${lease.lane} and fence = ${lease.fence} returning 1`,
  )
  return got.length === 1
}

/**
 * Makes lanes due at once whose leases would last until `upTo` at most: only for who alone has the database, before it
 * takes any. They keep their fence, so that whoever claims them knows that their holder died.
 */
export async function releaseStaleLeases(db: Db, queue: Queue, upTo: Date): Promise<void> {
  await db.execute(
    sql`update lanes set rest_until = 'epoch' where queue = ${queue} and fence > 0 and rest_until <= ${iso(upTo)}`,
  )
}

/** The whole channel rests, in every process. */
export async function pauseChannel(db: Db | Tx, channel: string, until: Date): Promise<void> {
  await db.execute(
    sql`insert into channel_rest (channel, until) values (${channel}, ${iso(until)})
        on conflict (channel) do update set until = greatest(channel_rest.until, excluded.until)`,
  )
}

export async function pausedChannels(db: Db, now: Date): Promise<Map<string, Date>> {
  const got = await rows<{ channel: string; until: Date }>(
    db,
    sql`select channel, until from channel_rest where until > ${iso(now)}`,
  )
  return new Map(got.map((r) => [r.channel, r.until]))
}

/**
 * When a lane will next be due: a moment after `now`, or a second from it where one is due already and was passed over.
 * Null where nothing waits. Reads the ends of index ranges.
 */
export async function nextDue(db: Db, now: Date): Promise<Date | null> {
  const due = sql`greatest(ready_at, rest_until)`
  const first = (queue: Queue, urgency: number, when: ReturnType<typeof sql>) =>
    sql`(select ${due} as at from lanes where queue = ${queue}::text and urgency = ${urgency}::smallint and ${due} ${when} order by ${due} limit 1)`
  const ranges = (when: ReturnType<typeof sql>) =>
    sql.join(
      [['in', 0] as const, ...Object.values(URGENCY).map((u) => ['out', u] as const)].map(([q, u]) =>
        first(q, u, when),
      ),
      sql` union all `,
    )
  const [row] = await rows<{ next: Date | null; over: boolean }>(
    db,
    sql`select least((select min(at) from (${ranges(sql`> ${iso(now)}`)}) l), (select min(until) from channel_rest where until > ${iso(now)})) as next,
               exists (${ranges(sql`<= ${iso(now)}`)}) as over`,
  )
  const soon = new Date(now.getTime() + 1000)
  if (!row?.over) return row?.next ?? null
  return row.next && row.next < soon ? row.next : soon
}

/** Tells every process to look: what one put back on its way out is another's to take. */
export async function notifyAllProcesses(db: Db | Tx): Promise<void> {
  await db.execute(sql`select pg_notify(${LANES_TOPIC}, '')`)
}
