/** Writes what goes out, as rows. A reply and a push are the same thing: a row written in the transaction that decided it. */
import { sql } from 'drizzle-orm'
import type { KeptMessage } from '../../core/privacy/kept-message.ts'
import { type Lease, URGENCY_RANK, wakeLanesSql, type Urgency, wakeLanes } from './leases.ts'
import { json, rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'

export interface NewMessage {
  readonly conversationId: number
  readonly message: KeptMessage
  readonly fileId?: number
  readonly urgency: Urgency
  readonly about: string
  readonly caseId?: number
  /** Written once whoever writes it: reminders, notices. */
  readonly onceKey?: string
  readonly notBefore?: Date
  /** Promises it speaks of: sent only while one of them is open. */
  readonly whileOpen?: readonly number[]
  /** The conversation of the staff member who wants to hear how it went. */
  readonly reportTo?: number
}

/** A lane taken while posting, with the letters to send right after commit. */
export interface LeasedMessages {
  readonly lease: Lease
  readonly messages: readonly OutboxMessage[]
}

/**
 * Queues letters, in order per conversation. With `holdUntil` the lanes in which nothing was due are taken by the caller
 * and their letters marked as being sent: they come back, to be sent right after commit without a claim of their own.
 */
export async function enqueue(
  tx: Tx,
  messages: readonly NewMessage[],
  now: Date,
  holdUntil: Date | null = null,
): Promise<LeasedMessages[]> {
  if (messages.length === 0) return []
  const given = messages.map((l, nth) => ({
    nth,
    conversation: l.conversationId,
    message: l.message,
    file: l.fileId,
    urgency: l.urgency,
    kase: l.caseId,
    about: l.about,
    once: l.onceKey,
    while: l.whileOpen,
    report: l.reportTo,
    due: l.notBefore && l.notBefore > now ? l.notBefore : now,
  }))
  const at = sql`${now.toISOString()}::timestamptz`
  const source = sql`select lane, min(channel) as channel, min(due) as ready, min(${URGENCY_RANK})::smallint as urgency, min(due) > ${at} as later
        from letters group by lane`
  const got = await rows<Row & { held: string; fence: number }>(
    tx,
    sql`with letters as materialized (
          select g.*, c.channel, c.channel || ':' || c.address as lane
          from jsonb_to_recordset(${json(given)})
            as g(nth int, conversation bigint, message jsonb, file bigint, urgency text, kase bigint, about text, once text,
                 "while" jsonb, report bigint, due timestamptz)
            left join conversations c on c.id = g.conversation),
        ${wakeLanesSql('out', source, holdUntil)},
        written as (
          insert into outbox (lane, conversation_id, message, file_id, urgency, case_id, about, once_key, while_open, report_to, state, not_before, created_at)
          select l.lane, conversation, message, file, urgency, kase, about, once, "while", report,
                 case when s.mine and due <= ${at} then 'sending' else 'waiting' end, due, ${at}
          from letters l join signalled s on s.lane = l.lane order by nth
          on conflict (once_key) where once_key is not null do nothing returning state, ${COLUMNS})
        select s.lane as held, s.fence, w.*
        from signalled s left join written w on w.lane = s.lane and w.state = 'sending'
        where s.mine order by s.lane, w.id`,
  )
  const held = new Map<string, { lease: Lease; messages: OutboxMessage[] }>()
  for (const row of got) {
    const one = held.get(row.held) ?? { lease: { lane: row.held, fence: row.fence }, messages: [] }
    // a message written before under the same once-key leaves its lane taken and nothing to send
    if (row.id !== null) one.messages.push(outboxMessage(row))
    held.set(row.held, one)
  }
  return [...held.values()]
}

export interface OutboxMessage {
  readonly id: number
  readonly lane: string
  readonly conversationId: number
  readonly message: KeptMessage
  readonly fileId: number | null
  readonly attempts: number
  readonly partsSent: number
  readonly maybeSent: boolean
  readonly caseId: number | null
  readonly about: string
  readonly urgency: Urgency
  readonly reportTo: number | null
  readonly whileOpen: readonly number[] | null
  readonly createdAt: Date
}

interface Row {
  id: number
  lane: string
  conversation_id: number
  message: KeptMessage
  file_id: number | null
  attempts: number
  parts_sent: number
  maybe_sent: boolean
  case_id: number | null
  about: string
  urgency: Urgency
  report_to: number | null
  while_open: readonly number[] | null
  created_at: Date
}

const NAMES =
  'id, lane, conversation_id, message, file_id, attempts, parts_sent, maybe_sent, case_id, about, urgency, report_to, while_open, created_at'
const COLUMNS = sql.raw(NAMES)
const O_COLUMNS = sql.raw(NAMES.replaceAll(/\w+/g, 'o.$&'))

const outboxMessage = (r: Row): OutboxMessage => ({
  id: r.id,
  lane: r.lane,
  conversationId: r.conversation_id,
  message: r.message,
  fileId: r.file_id,
  attempts: r.attempts,
  partsSent: r.parts_sent,
  maybeSent: r.maybe_sent,
  caseId: r.case_id,
  about: r.about,
  urgency: r.urgency,
  reportTo: r.report_to,
  whileOpen: r.while_open,
  createdAt: r.created_at,
})

/**
 * The oldest letters that may go now, at most `each` of every lane whose lease holds, marked as being sent. One found so
 * marked may have been sent before.
 */
export async function claimMessages(
  db: Db | Tx,
  leases: readonly Lease[],
  now: Date,
  each: number,
): Promise<Map<string, OutboxMessage[]>> {
  const got = await rows<Row>(
    db,
    sql`update outbox o set maybe_sent = o.maybe_sent or o.state = 'sending', state = 'sending'
        where o.id = any(array(
          select due.id from jsonb_to_recordset(${json(leases)}) as g(lane text, fence bigint)
            cross join lateral (select 1 from lanes where queue = 'out' and lane = g.lane and fence = g.fence limit 1) l
            cross join lateral (
              select id from outbox where lane = g.lane and state in ('waiting','sending') and not_before <= ${now.toISOString()}::timestamptz
              order by id limit ${each}) due))
        returning ${O_COLUMNS}`,
  )
  const taken = new Map<string, OutboxMessage[]>(leases.map((l) => [l.lane, []]))
  for (const row of got.sort((a, b) => a.id - b.id)) taken.get(row.lane)?.push(outboxMessage(row))
  return taken
}

/** False where all of these promises have been met or ended: what was to be said of them is no longer so. */
export async function anyPromiseOpen(db: Db, promises: readonly number[]): Promise<boolean> {
  const found = await rows(
    db,
    sql`select 1 from promises where state = 'open'
          and id = any(array(select value::bigint from jsonb_array_elements_text(${json(promises)}))) limit 1`,
  )
  return found.length > 0
}

/** Letters freed by one message of the person: the reply to it must have its room in the same window. */
const RELEASED_AT_ONCE = 3

/**
 * The people of these lanes have written: of what was parked for each the oldest goes now, and back-offs end. `most`
 * null: all of it.
 */
export async function releaseParked(
  tx: Tx,
  lanes: readonly string[],
  now: Date,
  most: number | null = RELEASED_AT_ONCE,
): Promise<void> {
  const given = JSON.stringify(lanes)
  const freed = await rows<{ lane: string }>(
    tx,
    sql`with resting as (
          select lane from lanes
          where queue = 'out' and lane = any(array(select jsonb_array_elements_text(${given}::jsonb))) and fence = 0 and rest_until > 'epoch'
          order by lane for update),
        woken as (update lanes set rest_until = 'epoch' where queue = 'out' and lane = any(array(select lane from resting))),
        freed as (
          update outbox set state = 'waiting', settled_at = null
          where id in (
            select p.id from jsonb_array_elements_text(${given}::jsonb) g(lane)
              cross join lateral (select id from outbox where lane = g.lane and state = 'parked' order by id limit ${most}::bigint) p)
          returning lane)
        select distinct lane from freed`,
  )
  await wakeLanes(
    tx,
    'out',
    freed.map((f) => f.lane),
    now,
    'push',
  )
}
