/** Reads cases as the lines of a list: each with who works on it and the clock that presses most. */
import { sql } from 'drizzle-orm'
import type { Case, PressingClock } from '../../core/case/case.ts'
import { json, rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { joinPressing, pressingColumns, type PressingRow, withClock } from './pressing-clock.ts'

export interface CaseLine extends Pick<
  Case,
  | 'id'
  | 'number'
  | 'kind'
  | 'state'
  | 'version'
  | 'item'
  | 'village'
  | 'department'
  | 'text'
  | 'privacy'
  | 'handlerId'
  | 'firstResponderId'
  | 'rating'
  | 'openedOn'
> {
  readonly handler: string | null
  readonly first: string | null
  /** The platform says the resident cannot be reached. */
  readonly unreachable: boolean
  readonly clock: PressingClock | null
}

/** These cases, in this order. Who may see them was asked before. */
export async function caseLines(db: Db | Tx, ids: readonly number[]): Promise<CaseLine[]> {
  if (ids.length === 0) return []
  const found = await rows<Omit<CaseLine, 'clock'> & PressingRow>(
    db,
    sql`select c.id, c.number, c.kind, c.state, c.version, c.item, c.village, c.department, c.text, c.privacy, c.rating,
               c.opened_on as "openedOn", c.handler_id as "handlerId", c.first_responder_id as "firstResponderId",
               h.name as handler, f.name as first, v.unreachable_since is not null as unreachable,
               ${pressingColumns}
        from (select value::bigint as id, ordinality as nth from jsonb_array_elements_text(${json(ids)}) with ordinality) asked
        join cases c on c.id = asked.id
        left join staff h on h.id = c.handler_id left join staff f on f.id = c.first_responder_id
        left join conversations v on v.id = c.conversation_id
        ${joinPressing}
        order by asked.nth`,
  )
  return found.map(withClock)
}
