/** What goes out, as rows. A reply and a push are the same thing: a row written in the transaction that decided it. */
import { sql } from 'drizzle-orm'
import type { Outgoing } from '../core/channel.ts'
import { type Lease, signal, URGENCY, type Urgency } from './lanes.ts'
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
  const lanes = new Map<number, string>()
  for (const { conversationId } of letters)
    if (!lanes.has(conversationId)) lanes.set(conversationId, await laneOf(tx, conversationId))
  const byLane = new Map<string, Letter[]>()
  for (const letter of letters) {
    const lane = lanes.get(letter.conversationId)!
    byLane.set(lane, [...(byLane.get(lane) ?? []), letter])
  }
  const held: Held[] = []
  // the lanes' rows are locked before any letter's id is drawn, in one order for all: order follows id, nobody waits in a ring
  for (const [lane, theirs] of [...byLane].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const readyAt = new Date(Math.min(...theirs.map((l) => dueOf(l, now).getTime())))
    const urgency = theirs.map((l) => l.urgency).reduce((a, b) => (URGENCY[a] <= URGENCY[b] ? a : b))
    const later = readyAt > now
    const lease = await signal(tx, 'out', lane, { readyAt, urgency, holdUntil: later ? null : holdUntil, later })
    const mine: Outgo[] = []
    for (const letter of theirs) {
      const row = await insert(tx, lane, letter, now, lease !== null)
      if (row && lease && dueOf(letter, now) <= now) mine.push(row)
    }
    if (lease) held.push({ lease, letters: mine })
  }
  return held
}

const dueOf = (letter: Letter, now: Date): Date => (letter.notBefore && letter.notBefore > now ? letter.notBefore : now)

/** Null where a letter of the same once-key was written before. */
async function insert(tx: Tx, lane: string, letter: Letter, now: Date, held: boolean): Promise<Outgo | null> {
  const due = dueOf(letter, now)
  const [row] = await rows<Row>(
    tx,
    sql`insert into outbox (lane, conversation_id, message, file_id, urgency, case_id, about, once_key, while_open, report_to, state, not_before, created_at)
        values (${lane}, ${letter.conversationId}, ${JSON.stringify(letter.message)}::jsonb, ${letter.fileId ?? null}, ${letter.urgency},
                ${letter.caseId ?? null}, ${letter.about}, ${letter.onceKey ?? null},
                ${letter.whileOpen ? JSON.stringify(letter.whileOpen) : null}::jsonb, ${letter.reportTo ?? null},
                ${held && due <= now ? 'sending' : 'waiting'}, ${due.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz)
        on conflict (once_key) do nothing returning ${COLUMNS}`,
  )
  return row ? outgo(row) : null
}

async function laneOf(tx: Tx, conversationId: number): Promise<string> {
  const [c] = await rows<{ lane: string }>(
    tx,
    sql`select channel || ':' || address as lane from conversations where id = ${conversationId}`,
  )
  if (!c) throw new Error(`no conversation ${conversationId}`)
  return c.lane
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
  'id, lane, conversation_id, message, file_id, attempts, parts_sent, maybe_sent, case_id, about, urgency, report_to, while_open, created_at'
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

/** The person of this lane has written: the oldest of what was parked for that goes now, and a back-off ends; null: all of it. */
export async function unpark(tx: Tx, lane: string, now: Date, most: number | null = FREED): Promise<void> {
  const [got] = await rows<{ parked: boolean }>(
    tx,
    sql`with woken as (
          update lanes set rest_until = 'epoch' where queue = 'out' and lane = ${lane} and fence = 0 and rest_until > 'epoch'),
        freed as (
          update outbox set state = 'waiting', settled_at = null
          where id in (select id from outbox where lane = ${lane} and state = 'parked' order by id limit ${most}::bigint) returning id)
        select exists (select 1 from freed) as parked`,
  )
  if (got?.parked) await signal(tx, 'out', lane, { readyAt: now, urgency: 'push', holdUntil: null })
}
