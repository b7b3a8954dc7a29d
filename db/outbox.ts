/** What goes out, as rows. A reply and a push are the same thing: a row written in the transaction that decided it. */
import { sql } from 'drizzle-orm'
import type { Outgoing } from '../core/channel.ts'
import { signal, type Lease, type Urgency } from './lanes.ts'
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
  /** The conversation of the staff member who wants to hear how it went. */
  readonly reportTo?: number
}

/** A lane taken while posting, with the letters to send right after commit. */
export interface Held {
  readonly lease: Lease
  readonly letters: readonly Outgo[]
}

/**
 * Queues letters, in order per conversation. With `holdUntil` the lanes that were empty are taken by the caller and
 * their letters marked as being sent: they come back, to be sent right after commit without a claim of their own.
 */
export async function post(
  tx: Tx,
  letters: readonly Letter[],
  now: Date,
  holdUntil: Date | null = null,
): Promise<Held[]> {
  const held = new Map<string, { lease: Lease; letters: Outgo[] }>()
  const lanes = new Map<number, string>()
  const at = now.toISOString()
  for (const letter of letters) {
    const lane = lanes.get(letter.conversationId) ?? (await laneOf(tx, letter.conversationId))
    lanes.set(letter.conversationId, lane)
    const readyAt = letter.notBefore && letter.notBefore > now ? letter.notBefore : now
    const hold = readyAt > now ? null : holdUntil
    // the lane's row is locked before the letter's id is drawn: order follows id
    const lease = await signal(tx, 'out', lane, { readyAt, urgency: letter.urgency, holdUntil: hold })
    if (lease) held.set(lane, { lease, letters: [] })
    const mine = hold ? held.get(lane) : undefined
    const [row] = await rows<Row>(
      tx,
      sql`insert into outbox (lane, conversation_id, message, file_id, urgency, case_id, about, once_key, report_to, state, not_before, created_at)
          values (${lane}, ${letter.conversationId}, ${JSON.stringify(letter.message)}::jsonb, ${letter.fileId ?? null}, ${letter.urgency},
                  ${letter.caseId ?? null}, ${letter.about}, ${letter.onceKey ?? null}, ${letter.reportTo ?? null},
                  ${mine ? 'sending' : 'waiting'}, ${readyAt.toISOString()}::timestamptz, ${at}::timestamptz)
          on conflict (once_key) do nothing returning ${COLUMNS}`,
    )
    if (row && mine) mine.letters.push(outgo(row))
  }
  return [...held.values()]
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
  readonly maybeSent: boolean
  readonly caseId: number | null
  readonly about: string
  readonly urgency: Urgency
  readonly reportTo: number | null
  readonly createdAt: Date
}

interface Row {
  id: number
  lane: string
  conversation_id: number
  message: Omit<Outgoing, 'file'>
  file_id: number | null
  attempts: number
  maybe_sent: boolean
  case_id: number | null
  about: string
  urgency: Urgency
  report_to: number | null
  created_at: Date
}

const COLUMNS = sql.raw(
  'id, lane, conversation_id, message, file_id, attempts, maybe_sent, case_id, about, urgency, report_to, created_at',
)

const outgo = (r: Row): Outgo => ({
  id: r.id,
  lane: r.lane,
  conversationId: r.conversation_id,
  message: r.message,
  fileId: r.file_id,
  attempts: r.attempts,
  maybeSent: r.maybe_sent,
  caseId: r.case_id,
  about: r.about,
  urgency: r.urgency,
  reportTo: r.report_to,
  createdAt: r.created_at,
})

/** The oldest letters of a lane that may go now, at most `limit`, marked as being sent. One found so marked may have been sent. */
export async function take(tx: Db | Tx, lane: string, now: Date, limit: number): Promise<Outgo[]> {
  const got = await rows<Row>(
    tx,
    sql`update outbox set maybe_sent = maybe_sent or state = 'sending', state = 'sending'
        where id in (select id from outbox where lane = ${lane} and state in ('waiting','sending') and not_before <= ${now.toISOString()}::timestamptz order by id limit ${limit})
        returning ${COLUMNS}`,
  )
  return got.map(outgo).sort((a, b) => a.id - b.id)
}

export type Outcome =
  | { readonly id: number; readonly state: 'sent' }
  | { readonly id: number; readonly state: 'refused' | 'unreachable' | 'dead'; readonly error: string }
  | {
      readonly id: number
      readonly state: 'waiting'
      readonly error: string
      readonly counted: boolean
      readonly maybeSent: boolean
    }
  /** Held for the next message window. */
  | { readonly id: number; readonly state: 'parked' }

/** Stores how sending went. */
export async function settle(tx: Tx, outcome: Outcome, now: Date): Promise<void> {
  const at = now.toISOString()
  if (outcome.state === 'waiting') {
    await tx.execute(
      sql`update outbox set state = 'waiting', error = ${outcome.error}, attempts = attempts + ${outcome.counted ? 1 : 0}, maybe_sent = maybe_sent or ${outcome.maybeSent} where id = ${outcome.id}`,
    )
    return
  }
  const error = 'error' in outcome ? outcome.error : null
  await tx.execute(
    sql`update outbox set state = ${outcome.state}, error = ${error}, settled_at = ${at}::timestamptz where id = ${outcome.id}`,
  )
}

/** When the next letter of a lane may go; null where none waits. */
export async function nextDue(tx: Tx, lane: string): Promise<Date | null> {
  const [row] = await rows<{ at: string | Date | null }>(
    tx,
    sql`select min(not_before) as at from outbox where lane = ${lane} and state in ('waiting','sending')`,
  )
  return row?.at ? new Date(row.at) : null
}

/** Letters parked for this lane's next window go now. */
export async function unpark(tx: Tx, lane: string, now: Date): Promise<void> {
  const got = await rows(
    tx,
    sql`update outbox set state = 'waiting', settled_at = null where lane = ${lane} and state = 'parked' returning id`,
  )
  if (got.length > 0) await signal(tx, 'out', lane, { readyAt: now, urgency: 'push', holdUntil: null })
}
