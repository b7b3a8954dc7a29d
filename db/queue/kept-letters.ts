/** Lists what did not reach its reader and is kept for a person, as far as somebody may see it. */
import { sql } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { notAccused } from '../cases/visible-cases.ts'
import { rows } from '../rows.ts'
import type { Db } from '../types.ts'
import { sqlList } from '../sql-list.ts'

export interface KeptLetter {
  readonly id: number
  readonly channel: string
  readonly state: 'refused' | 'unreachable' | 'dead' | 'parked'
  readonly error: string | null
  readonly about: string
  readonly number: string | null
  readonly first: string | null
  /** Whom a push was for. */
  readonly client: string | null
  readonly maybeSent: boolean
  readonly createdAt: Date
  readonly settledAt: Date | null
}

/** A head's are those of the cases of the department; the leading group and admins see all. Complaints stay with whom they may be seen by. */
export async function keptLetters(
  db: Db,
  staff: Staff,
  states: readonly string[],
  o: { id?: number; slice?: { limit: number; offset: number }; people?: boolean },
): Promise<{ found: KeptLetter[]; count: number }> {
  const own = staff.role === 'head' ? sql`and c.department = ${staff.department}` : sql``
  const found = await rows<KeptLetter & { count: number }>(
    db,
    sql`select o.id, split_part(o.lane, ':', 1) as channel, o.state, o.error, o.about, c.number, f.name as first, k.name as client,
               o.maybe_sent as "maybeSent", o.created_at as "createdAt", o.settled_at as "settledAt", count(*) over ()::int as count
        from outbox o left join cases c on c.id = o.case_id left join staff f on f.id = c.first_responder_id
          left join webhooks w on o.about = 'webhook' and w.conversation_id = o.conversation_id left join clients k on k.id = w.client_id
        where o.state in (${sqlList(states)}) ${o.id === undefined ? sql`` : sql`and o.id = ${o.id}`} ${own}
          ${o.people ? sql`and o.about <> 'webhook'` : sql``}
          and ${notAccused(staff)}
        order by o.settled_at desc nulls last, o.id desc limit ${o.slice?.limit ?? 1} offset ${o.slice?.offset ?? 0}`, // prettier-ignore
  )
  return { found, count: found[0]?.count ?? 0 }
}
