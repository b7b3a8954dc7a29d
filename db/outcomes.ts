/** How sending went, written for many lanes at once: under the fence, so that a late holder's word counts for nothing. */
import { sql } from 'drizzle-orm'
import { extend, held, type Lease, type Next, releaseAll, URGENCY } from './lanes.ts'
import { type Db, rows, type Tx } from './open.ts'

export interface Outcome {
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
export interface Round {
  readonly lease: Lease
  readonly outcomes: readonly Outcome[]
  /** The lane waits until then. */
  readonly rest?: Date
}

/** Writes outcomes of the lanes still held and answers which those were. Their rows stay locked until commit. */
export async function writeOutcomes(tx: Tx, rounds: readonly Round[], now: Date): Promise<ReadonlySet<string>> {
  const mine = await held(
    tx,
    'out',
    rounds.map((r) => r.lease),
  )
  const list = rounds.filter((r) => mine.has(r.lease.lane)).flatMap((r) => r.outcomes)
  if (list.length > 0)
    await tx.execute(
      sql`update outbox o set state = r.state, error = r.error, attempts = o.attempts + coalesce(r.counted, false)::int,
            maybe_sent = o.maybe_sent or coalesce(r."maybeSent", false), parts_sent = r."partsSent",
            settled_at = case when r.state = 'waiting' then null else ${now.toISOString()}::timestamptz end
          from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
            as r(id bigint, state text, error text, counted boolean, "maybeSent" boolean, "partsSent" smallint)
          where o.id = r.id`,
    )
  return mine
}

/** Between two calls of one letter: a process that dies now leaves word of what has gone. */
export async function noteParts(db: Db, lease: Lease, id: number, partsSent: number): Promise<void> {
  await db.execute(
    sql`update outbox set parts_sent = ${partsSent} where id = ${id} and exists
          (select 1 from lanes where queue = 'out' and lane = ${lease.lane} and fence = ${lease.fence})`,
  )
}

/**
 * Ends the leases of these rounds. Where more is due at once and `keepUntil` is given, the lease is kept until then
 * instead: those lanes are returned.
 */
export async function endRounds(
  tx: Tx,
  rounds: readonly Round[],
  now: Date,
  keepUntil: Date | null,
): Promise<ReadonlySet<string>> {
  const next = await nextOf(
    tx,
    rounds.map((r) => r.lease.lane),
    now,
  )
  const kept = new Set<string>()
  const ends: { lane: string; next: Next | null }[] = []
  for (const { lease, rest } of rounds) {
    const due = next.get(lease.lane) ?? null
    if (keepUntil && due && !rest && due.readyAt <= now && (await extend(tx, 'out', lease, keepUntil)))
      kept.add(lease.lane)
    else ends.push({ lane: lease.lane, next: due && { ...due, ...(rest ? { restUntil: rest } : {}) } })
  }
  await releaseAll(tx, 'out', ends)
  return kept
}

/** When each lane's next letter may go and how urgent it is. Looks at all of a lane's letters only where none is due. */
async function nextOf(tx: Tx, lanes: readonly string[], now: Date): Promise<Map<string, Next>> {
  const urgency = sql`case urgency when 'answer' then ${URGENCY.answer}::int when 'push' then ${URGENCY.push}::int else ${URGENCY.digest}::int end`
  const got = await rows<{ lane: string; at: Date | null; urgency: number }>(
    tx,
    sql`select g.lane, coalesce(due.at, later.at) as at, coalesce(due.urgency, later.urgency) as urgency
        from jsonb_array_elements_text(${JSON.stringify(lanes)}::jsonb) as g(lane)
          cross join lateral (
            select min(not_before) as at, min(${urgency}) as urgency from (
              select not_before, urgency from outbox
              where lane = g.lane and state in ('waiting','sending') and not_before <= ${now.toISOString()}::timestamptz
              order by id limit 20) first) due
          left join lateral (
            select min(not_before) as at, min(${urgency}) as urgency from outbox
            where due.at is null and lane = g.lane and state in ('waiting','sending')) later on true`,
  )
  return new Map(got.flatMap((r) => (r.at ? [[r.lane, { readyAt: r.at, urgency: r.urgency }]] : [])))
}
