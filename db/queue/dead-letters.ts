/** Reads letters kept for a person with what went wrong, and sends one again. */
import { sql } from 'drizzle-orm'
import { wakeLanes, type Urgency } from './leases.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'

export interface DeadLetter {
  readonly id: number
  readonly channel: string
  readonly state: 'refused' | 'unreachable' | 'dead'
  readonly error: string | null
  readonly about: string
  /** The case it is about. */
  readonly number: string | null
  readonly maybeSent: boolean
  readonly createdAt: Date
  readonly settledAt: Date
}

/** Newest first. What was written in them is not shown: a list is not a reading room. */
export async function deadLetters(db: Db | Tx, limit = 200): Promise<DeadLetter[]> {
  return rows<DeadLetter>(
    db,
    sql`select o.id, split_part(o.lane, ':', 1) as channel, o.state, o.error, o.about, c.number,
               o.maybe_sent as "maybeSent", o.created_at as "createdAt", o.settled_at as "settledAt"
        from outbox o left join cases c on c.id = o.case_id
        where o.state in ('refused','unreachable','dead') order by o.settled_at desc, o.id desc limit ${limit}`,
  )
}

/** Puts one back, all its tries before it; false where there is none such. What of it arrived is not sent again. */
export async function resendMessage(tx: Tx, id: number, now: Date): Promise<boolean> {
  const [row] = await rows<{ lane: string; urgency: Urgency }>(
    tx,
    sql`select lane, urgency from outbox where id = ${id} and state in ('refused','unreachable','dead')`,
  )
  if (!row) return false
  await wakeLanes(tx, 'out', [row.lane], now, row.urgency)
  const put = await rows(
    tx,
    sql`update outbox set state = 'waiting', attempts = 0, error = null, settled_at = null
        where id = ${id} and state in ('refused','unreachable','dead') returning id`,
  )
  return put.length === 1
}
