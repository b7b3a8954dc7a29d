/** What came in and waits to be handled, and what is written of it once it is. */
import { sql } from 'drizzle-orm'
import type { Incoming } from '../core/channel.ts'
import type { inquiries } from './schema.ts'
import { laneOf, type Memory } from './conversations.ts'
import { type Lease, signalling, URGENCY } from './lanes.ts'
import { json, rows, type Db, type Tx } from './open.ts'

/** Stores messages under their platforms' own ids, one statement for all, and takes until `until` the lanes nobody works on. */
export async function store(
  db: Db | Tx,
  arrived: readonly { message: Incoming; file?: number | null }[],
  now: Date,
  until: Date,
): Promise<{ leases: readonly Lease[]; fresh: number }> {
  const given = arrived.map(({ message, file }, nth) => ({
    nth,
    channel: message.from.channel,
    update: message.id,
    lane: laneOf(message.from),
    message,
    file,
  }))
  const at = sql`${now.toISOString()}::timestamptz`
  const source = sql`select lane, min(channel) as channel, ${at} as ready, ${URGENCY.answer}::smallint as urgency, false as later from arrived group by lane`
  const got = await rows<Lease & { mine: boolean; fresh: number }>(
    db,
    sql`with arrived as materialized (
          select * from jsonb_to_recordset(${json(given)})
            as g(nth int, channel text, update text, lane text, message jsonb, file bigint)),
        ${signalling('in', source, until)},
        stored as (
          insert into inbox (channel, update_id, lane, message, file_id, received_at)
          select channel, update, a.lane, message, file, ${at} from arrived a join signalled s on s.lane = a.lane order by nth
          on conflict (channel, update_id) do nothing returning 1)
        select lane, fence, mine, (select count(*) from stored) as fresh from signalled`,
  )
  return {
    leases: got.filter((g) => g.mine).map(({ lane, fence }) => ({ lane, fence })),
    fresh: got[0]?.fresh ?? 0,
  }
}

export interface Waiting {
  readonly id: number
  readonly lane: string
  readonly message: Incoming
  readonly fileId: number | null
  /** Another message of the lane waits behind it. */
  readonly more: boolean
  /** The number its question gets, if it is one. */
  readonly inquiryId: number
}

/** The next message of each of these lanes, whose rows the caller has locked, in the order they came. */
export async function oldest(tx: Tx, lanes: readonly string[]): Promise<Waiting[]> {
  if (lanes.length === 0) return []
  const got = await rows<Waiting & { message: { sentAt: string } }>(
    tx,
    sql`select g.lane, i.id, i.message, i.file_id as "fileId", nextval('inquiries_id_seq') as "inquiryId",
               exists (select 1 from inbox where lane = g.lane and done_at is null and id > i.id) as more
        from jsonb_array_elements_text(${json(lanes)}) g(lane)
          cross join lateral (
            select id, message, file_id from inbox where lane = g.lane and done_at is null order by id limit 1) i
        order by i.id`,
  )
  return got.map((w) => ({ ...w, message: { ...w.message, sentAt: new Date(w.message.sentAt) } }))
}

export type Inquiry = Omit<
  typeof inquiries.$inferInsert,
  'id' | 'conversationId' | 'channel' | 'at' | 'feedback' | 'caseId'
>

/** What is kept of one message handled. */
export interface Kept {
  readonly id: number
  readonly conversationId: number
  /** Null: nothing to forget, it stays as it is. */
  readonly message: Incoming | null
  /** Null: what the conversation remembers stays. */
  readonly memory: Memory | null
  /** The line on personal data was said just now. */
  readonly privacyTold: boolean
  readonly inquiry: (Inquiry & { readonly id: number }) | null
}

/** Messages handled, with what their conversations remember and the questions they were; lanes with nothing left go. */
export async function writeHandled(tx: Tx, kept: readonly Kept[], empty: readonly string[], now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  await tx.execute(
    sql`with kept as materialized (
          select * from jsonb_to_recordset(${json(kept)})
            as k(id bigint, "conversationId" bigint, message jsonb, memory jsonb, "privacyTold" boolean, inquiry jsonb)),
        remembered as (
          update conversations c set memory = coalesce(k.memory, c.memory),
            privacy_told_at = case when k."privacyTold" then ${at} else c.privacy_told_at end
          from kept k where c.id = k."conversationId"),
        asked as (
          insert into inquiries (id, conversation_id, channel, text, decision, item, facet, candidates, why, catalog_version, settled_at, at)
          select i.id, k."conversationId", c.channel, i.text, i.decision, i.item, i.facet, i.candidates, i.why, i."catalogVersion", i."settledAt", ${at}
          from kept k join conversations c on c.id = k."conversationId"
            cross join lateral jsonb_to_record(k.inquiry)
              as i(id bigint, text text, decision text, item text, facet text, candidates jsonb, why jsonb, "catalogVersion" text, "settledAt" timestamptz)
          where k.inquiry is not null),
        done as (
          update inbox i set done_at = ${at}, message = coalesce(k.message, i.message) from kept k where i.id = k.id)
        delete from lanes where queue = 'in' and lane = any(array(select jsonb_array_elements_text(${json(empty)})))`,
  )
}
