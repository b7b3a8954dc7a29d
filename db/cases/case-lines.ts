/** Cases as the lines of a list: each with who works on it and the clock that presses most. */
import { sql } from 'drizzle-orm'
import type { Case, PressingClock } from '../../core/case/case.ts'
import type { LocalDate } from '../../core/date.ts'
import { json, rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { owedByOffice } from './late-cases.ts'

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

type Row = Omit<CaseLine, 'clock'> & {
  readonly purpose: PressingClock['purpose'] | null
  readonly dueDate: LocalDate
  readonly dueAt: Date
  readonly provisional: boolean
  readonly unit: PressingClock['unit']
  readonly clockState: PressingClock['state']
}

/** These cases, in this order. Who may see them was asked before. */
export async function caseLines(db: Db | Tx, ids: readonly number[]): Promise<CaseLine[]> {
  if (ids.length === 0) return []
  const found = await rows<Row>(
    db,
    sql`select c.id, c.number, c.kind, c.state, c.version, c.item, c.village, c.department, c.text, c.privacy, c.rating,
               c.opened_on as "openedOn", c.handler_id as "handlerId", c.first_responder_id as "firstResponderId",
               h.name as handler, f.name as first, v.unreachable_since is not null as unreachable,
               p.purpose, p.due_date as "dueDate", p.due_at as "dueAt", p.provisional, p.unit, p.state as "clockState"
        from (select value::bigint as id, ordinality as nth from jsonb_array_elements_text(${json(ids)}) with ordinality) asked
        join cases c on c.id = asked.id
        left join staff h on h.id = c.handler_id left join staff f on f.id = c.first_responder_id
        left join conversations v on v.id = c.conversation_id
        left join lateral (
          select * from promises p where p.case_id = c.id and p.state in ('open', 'paused') and ${owedByOffice}
          order by p.state = 'paused', p.due_at limit 1) p on true
        order by asked.nth`,
  )
  return found.map(({ purpose, dueDate, dueAt, provisional, unit, clockState, ...c }) => ({
    ...c,
    clock: purpose && { purpose, dueDate, dueAt, provisional, unit, state: clockState },
  }))
}
