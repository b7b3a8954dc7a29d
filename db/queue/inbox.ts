/** Stores what came in and waits to be handled, and what is left of it once it is. */
import { sql } from 'drizzle-orm'
import type { Incoming } from '../../core/channel.ts'
import { HIDDEN } from '../../core/privacy/hide-secrets.ts'
import type { inquiries } from '../schema.ts'
import { heardSql, laneOf, type DialogueMemory } from '../people/conversations.ts'
import { type Lease, wakeLanesSql, URGENCY } from './leases.ts'
import { json, rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'

/**
 * Stores messages under their platforms' own ids, one statement for all, and takes until `until` the lanes nobody works
 * on. Throws where the database does not answer for every lane: then nothing may be acknowledged.
 */
export async function storeIncoming(
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
        ${wakeLanesSql('in', source, until)},
        stored as (
          insert into inbox (channel, update_id, lane, message, file_id, received_at)
          select channel, update, a.lane, message, file, ${at} from arrived a join signalled s on s.lane = a.lane order by nth
          on conflict (channel, update_id) do nothing returning 1)
        select lane, fence, mine, (select count(*) from stored) as fresh from signalled`,
  )
  if (got.length !== new Set(given.map((g) => g.lane)).size)
    throw new Error('storing messages was not answered for every conversation')
  return {
    leases: got.filter((g) => g.mine).map(({ lane, fence }) => ({ lane, fence })),
    fresh: got[0]?.fresh ?? 0,
  }
}

/** Whether a message came before: its file need not be fetched again. */
export async function isStored(db: Db | Tx, { from, id }: Pick<Incoming, 'from' | 'id'>): Promise<boolean> {
  const found = await rows(db, sql`select 1 from inbox where channel = ${from.channel} and update_id = ${id}`)
  return found.length > 0
}

export interface InboxMessage {
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
export async function nextMessages(tx: Tx, lanes: readonly string[]): Promise<InboxMessage[]> {
  if (lanes.length === 0) return []
  const got = await rows<InboxMessage & { message: { sentAt: string } }>(
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

export type NewInquiry = Omit<
  typeof inquiries.$inferInsert,
  'id' | 'conversationId' | 'channel' | 'at' | 'feedback' | 'caseId'
>

/** What is kept of one message handled. */
export interface ProcessedMessage {
  readonly id: number
  readonly conversationId: number
  /** Null: nothing to forget, it stays as it is. */
  readonly message: Incoming | null
  /** Secrets in it, as they were typed: the page of a web chat shows them no more either. */
  readonly typedSecrets: readonly string[]
  /** Null: what the conversation remembers stays. */
  readonly memory: DialogueMemory | null
  /** The line on personal data was said just now. */
  readonly privacyTold: boolean
  readonly inquiry: (NewInquiry & { readonly id: number }) | null
}

/** Messages handled, with what their conversations remember and the questions they were; lanes with nothing left go. */
export async function recordProcessed(
  tx: Tx,
  kept: readonly ProcessedMessage[],
  empty: readonly string[],
  now: Date,
): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  await hideInMailboxes(tx, kept)
  // by number too (`= any`): until a table is analysed its join with a list is planned as a reading of the whole table
  await tx.execute(
    sql`with kept as materialized (
          select * from jsonb_to_recordset(${json(kept)})
            as k(id bigint, "conversationId" bigint, message jsonb, memory jsonb, "privacyTold" boolean, inquiry jsonb)),
        remembered as (
          update conversations c set ${heardSql(at)}, memory = coalesce(k.memory, c.memory),
            privacy_told_at = case when k."privacyTold" then ${at} else c.privacy_told_at end
          from kept k where c.id = k."conversationId" and c.id = any(array(select "conversationId" from kept))),
        asked as (
          insert into inquiries (id, conversation_id, channel, text, decision, item, facet, candidates, why, catalog_version, settled_at, at)
          select i.id, k."conversationId", c.channel, i.text, i.decision, i.item, i.facet, i.candidates, i.why, i."catalogVersion", i."settledAt", ${at}
          from kept k join conversations c on c.id = k."conversationId"
            cross join lateral jsonb_to_record(k.inquiry)
              as i(id bigint, text text, decision text, item text, facet text, candidates jsonb, why jsonb, "catalogVersion" text, "settledAt" timestamptz)
          where k.inquiry is not null and c.id = any(array(select "conversationId" from kept))),
        done as (
          update inbox i set done_at = ${at}, message = coalesce(k.message, i.message) from kept k
          where i.id = k.id and i.id = any(array(select id from kept)))
        delete from lanes where queue = 'in' and lane = any(array(select jsonb_array_elements_text(${json(empty)})))`,
  )
}

/** What a resident typed on the page stands in their mailbox as well, under the number that gave the message its id. */
async function hideInMailboxes(tx: Tx, kept: readonly ProcessedMessage[]): Promise<void> {
  const words = kept.flatMap(({ id, typedSecrets }) => typedSecrets.map((word) => ({ id, word })))
  for (const { id, word } of words)
    await tx.execute(
      sql`update mailbox m set message = jsonb_set(m.message, '{text}', to_jsonb(replace(m.message->>'text', ${word}, ${HIDDEN})))
          from inbox i
          where i.id = ${id} and i.channel = 'web' and i.lane = 'web:' || m.address and m.author = 'resident'
            and m.id = case when i.update_id ~ '^m[0-9]{1,18}$' then substr(i.update_id, 2)::bigint end`,
    )
}

/** The message that comes next in a lane. */
export async function oldestOfLane(
  db: Db | Tx,
  lane: string,
): Promise<{ id: number; message: Incoming; fileId: number | null } | undefined> {
  const [next] = await rows<{ id: number; message: Incoming; fileId: number | null }>(
    db,
    sql`select id, message, file_id as "fileId" from inbox where lane = ${lane} and done_at is null order by id limit 1`,
  )
  return next
}

/** Counts one more try of the message that comes next in a lane. */
export async function countTry(
  tx: Tx,
  lane: string,
): Promise<{ id: number; attempts: number; message: Incoming } | undefined> {
  const [row] = await rows<{ id: number; attempts: number; message: Incoming }>(
    tx,
    sql`update inbox set attempts = attempts + 1
        where id = (select id from inbox where lane = ${lane} and done_at is null order by id limit 1)
        returning id, attempts, message`,
  )
  return row
}

/** Sets a message aside as one that cannot be handled, with what is kept of it: those behind it go on. */
export async function setAside(tx: Tx, id: number, why: string, kept: Incoming, now: Date): Promise<void> {
  await tx.execute(
    sql`update inbox set done_at = ${now.toISOString()}::timestamptz, failed = ${why}, message = ${json(kept)} where id = ${id}`,
  )
}
