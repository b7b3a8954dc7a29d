/** What goes out, as rows. A reply and a push are the same thing: a row written in the transaction that decided it. */
import { sql } from 'drizzle-orm'
import type { Outgoing } from '../core/channel.ts'
import { type Lease, type Signal, signal, URGENCY, type Urgency } from './lanes.ts'
import { rows, type Db, type Tx } from './open.ts'

export interface Letter {
  readonly conversationId: number
  readonly message: Omit<Outgoing, 'file'>
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
export interface Held {
  readonly lease: Lease
  readonly letters: readonly Outgo[]
}

/**
 * Queues letters, in order per conversation. With `holdUntil` the lanes in which nothing was due are taken by the caller
 * and their letters marked as being sent: they come back, to be sent right after commit without a claim of their own.
 */
export async function post(
  tx: Tx,
  letters: readonly Letter[],
  now: Date,
  holdUntil: Date | null = null,
): Promise<Held[]> {
  if (letters.length === 0) return []
  const lanes = await lanesOf(tx, [...new Set(letters.map((l) => l.conversationId))])
  const due = letters.map((letter) => ({ letter, lane: lanes.get(letter.conversationId)!, at: dueOf(letter, now) }))
  const signals = new Map<string, Signal>()
  for (const { letter, lane, at } of due) {
    const so = signals.get(lane)
    const readyAt = so && so.readyAt <= at ? so.readyAt : at
    const urgency = so && URGENCY[so.urgency] <= URGENCY[letter.urgency] ? so.urgency : letter.urgency
    signals.set(lane, { lane, readyAt, urgency, later: readyAt > now })
  }
  // the lanes' rows are locked before any letter's id is drawn: order follows id
  const leases = await signal(tx, 'out', [...signals.values()], holdUntil)
  const mine = new Set(leases.map((l) => l.lane))
  const written = await insert(
    tx,
    due.map(({ letter, lane, at }) => ({
      ...letter,
      lane,
      at,
      state: mine.has(lane) && at <= now ? 'sending' : 'waiting',
    })),
    now,
  )
  return leases.map((lease) => ({
    lease,
    letters: written.filter((w) => w.lane === lease.lane && w.state === 'sending').map(outgo),
  }))
}

const dueOf = (letter: Letter, now: Date): Date => (letter.notBefore && letter.notBefore > now ? letter.notBefore : now)

/** In the order given; where a letter of the same once-key was written before, none is. */
async function insert(
  tx: Tx,
  letters: readonly (Letter & { lane: string; at: Date; state: 'sending' | 'waiting' })[],
  now: Date,
): Promise<Row[]> {
  const given = letters.map((l, nth) => ({
    nth,
    lane: l.lane,
    conversation: l.conversationId,
    message: l.message,
    file: l.fileId,
    urgency: l.urgency,
    kase: l.caseId,
    about: l.about,
    once: l.onceKey,
    while: l.whileOpen,
    report: l.reportTo,
    state: l.state,
    at: l.at,
  }))
  const got = await rows<Row>(
    tx,
    sql`insert into outbox (lane, conversation_id, message, file_id, urgency, case_id, about, once_key, while_open, report_to, state, not_before, created_at)
        select lane, conversation, message, file, urgency, kase, about, once, "while", report, state, at, ${now.toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as g(nth int, lane text, conversation bigint, message jsonb, file bigint, urgency text, kase bigint, about text,
               once text, "while" jsonb, report bigint, state text, at timestamptz)
        order by nth
        on conflict (once_key) do nothing returning ${COLUMNS}`,
  )
  return got.sort((a, b) => a.id - b.id)
}

async function lanesOf(tx: Tx, conversations: readonly number[]): Promise<Map<number, string>> {
  const got = await rows<{ id: number; lane: string }>(
    tx,
    sql`select id, channel || ':' || address as lane from conversations
        where id = any(array(select value::bigint from jsonb_array_elements_text(${JSON.stringify(conversations)}::jsonb)))`,
  )
  const missing = conversations.find((id) => !got.some((g) => g.id === id))
  if (missing !== undefined) throw new Error(`no conversation ${missing}`)
  return new Map(got.map((g) => [g.id, g.lane]))
}

export interface Outgo {
  readonly id: number
  readonly lane: string
  readonly conversationId: number
  readonly message: Omit<Outgoing, 'file'>
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
  state: string
  lane: string
  conversation_id: number
  message: Omit<Outgoing, 'file'>
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
  'id, state, lane, conversation_id, message, file_id, attempts, parts_sent, maybe_sent, case_id, about, urgency, report_to, while_open, created_at'
const COLUMNS = sql.raw(NAMES)
const O_COLUMNS = sql.raw(NAMES.replaceAll(/\w+/g, 'o.$&'))

const outgo = (r: Row): Outgo => ({
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
export async function take(
  db: Db | Tx,
  leases: readonly Lease[],
  now: Date,
  each: number,
): Promise<Map<string, Outgo[]>> {
  const got = await rows<Row>(
    db,
    sql`update outbox o set maybe_sent = o.maybe_sent or o.state = 'sending', state = 'sending'
        from jsonb_to_recordset(${JSON.stringify(leases)}::jsonb) as g(lane text, fence bigint)
          cross join lateral (select 1 from lanes where queue = 'out' and lane = g.lane and fence = g.fence limit 1) l
          cross join lateral (
            select id from outbox where lane = g.lane and state in ('waiting','sending') and not_before <= ${now.toISOString()}::timestamptz
            order by id limit ${each}) due
        where o.id = due.id
        returning ${O_COLUMNS}`,
  )
  const taken = new Map<string, Outgo[]>(leases.map((l) => [l.lane, []]))
  for (const row of got.sort((a, b) => a.id - b.id)) taken.get(row.lane)?.push(outgo(row))
  return taken
}

/** False where all of these promises have been met or ended: what was to be said of them is no longer so. */
export async function anyOpen(db: Db, promises: readonly number[]): Promise<boolean> {
  const found = await rows(
    db,
    sql`select 1 from promises where state = 'open'
          and id = any(array(select value::bigint from jsonb_array_elements_text(${JSON.stringify(promises)}::jsonb))) limit 1`,
  )
  return found.length > 0
}

/** Letters freed by one message of the person: the reply to it must have its room in the same window. */
const FREED = 3

/**
 * The people of these lanes have written: of what was parked for each the oldest goes now, and back-offs end. `most`
 * null: all of it.
 */
export async function unpark(tx: Tx, lanes: readonly string[], now: Date, most: number | null = FREED): Promise<void> {
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
  await signal(
    tx,
    'out',
    freed.map(({ lane }) => ({ lane, readyAt: now, urgency: 'push' })),
    null,
  )
}
