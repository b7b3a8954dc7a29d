/** Reads the lists of the desk: cases with the clock that presses most, as far as somebody may see them. */
import { sql, type SQL } from 'drizzle-orm'
import type { Case, CaseRequest, PressingClock, Staff } from '../../core/case/case.ts'
import { rolesOf } from '../../core/case/roles.ts'
import type { Town } from '../../core/town.ts'
import { OPEN_STATES } from './find-cases.ts'
import { dueCaseIds } from './late-cases.ts'
import { joinPressing, pressingColumns, type PressingRow, withClock } from './pressing-clock.ts'
import { notAccused } from './visible-cases.ts'
import { rows } from '../rows.ts'
import type { Db } from '../types.ts'
import { sqlList } from '../sql-list.ts'

/** One line of a list. */
export interface Listed extends Pick<
  Case,
  'id' | 'number' | 'kind' | 'state' | 'version' | 'item' | 'department' | 'text' | 'privacy' | 'handlerId' | 'openedOn'
> {
  readonly firstResponderId: number | null
  readonly accusedStaffId: number | null
  readonly accusedDepartment: string | null
  readonly handler: string | null
  /** The platform says the resident cannot be reached. */
  readonly unreachable: boolean
  readonly clock: PressingClock | null
}

/** One page of a list, and how many of all its pages there are. */
export interface Counted {
  readonly found: readonly Listed[]
  readonly count: number
}
export interface Slice {
  readonly limit: number
  readonly offset: number
}

async function read(db: Db, staff: Staff, where: SQL, { limit, offset }: Slice): Promise<Counted> {
  const found = await rows<Omit<Listed, 'clock'> & PressingRow & { count: number }>(
    db,
    sql`select c.id, c.number, c.kind, c.state, c.version, c.item, c.department, c.text, c.privacy, c.opened_on as "openedOn",
               c.handler_id as "handlerId", c.first_responder_id as "firstResponderId",
               c.accused_staff_id as "accusedStaffId", c.accused_department as "accusedDepartment",
               h.name as handler, v.unreachable_since is not null as unreachable,
               ${pressingColumns}, count(*) over ()::int as count
        from cases c left join staff h on h.id = c.handler_id left join conversations v on v.id = c.conversation_id
        ${joinPressing}
        where ${where} and ${notAccused(staff)} order by p.due_at nulls last, c.id limit ${limit} offset ${offset}`,
  )
  return { count: found[0]?.count ?? 0, found: found.map(({ count: _, ...row }) => withClock(row)) }
}

const isOpen = sql`c.state in (${sqlList(OPEN_STATES)})`

/** What these people work on or answer for; after its result, while that has not reached the resident. */
export const casesOf = (db: Db, staff: Staff, ids: readonly number[], slice: Slice): Promise<Counted> =>
  read(
    db,
    staff,
    sql`(c.handler_id in (${sqlList(ids)}) or c.first_responder_id in (${sqlList(ids)})) and (${isOpen} or (c.state in ('answered','completed') and p.purpose is not null))`,
    slice,
  )

/** What nobody has taken, of one department or of all. */
export const unassigned = (db: Db, staff: Staff, department: string | null, slice: Slice): Promise<Counted> =>
  read(
    db,
    staff,
    sql`c.state = 'received' and ${department === null ? sql`true` : sql`c.department = ${department}`}`,
    slice,
  )

/** What others of a department work on. */
export const casesOfDepartment = (
  db: Db,
  staff: Staff,
  department: string,
  but: readonly number[],
  slice: Slice,
): Promise<Counted> =>
  read(
    db,
    staff,
    sql`c.department = ${department} and ${isOpen} and c.state <> 'received' and c.handler_id is not null and c.handler_id not in (${sqlList(but)})`,
    slice,
  )

/** What is late in the whole town as everywhere, longest first. */
export const lateCases = (db: Db, staff: Staff, now: Date, slice: Slice): Promise<Counted> =>
  read(db, staff, sql`c.id in (${dueCaseIds('late', now)})`, slice)

export interface Asked extends Listed {
  readonly request: CaseRequest['kind']
  readonly by: string | null
  readonly days: number | null
  readonly reason: string
}

/** What somebody asked of these people and is not decided: to take a case over, to grant time, to open one again. */
export async function asked(db: Db, staff: Staff, standsFor: readonly number[], town: Town): Promise<Asked[]> {
  const ids = [staff.id, ...standsFor]
  const over = staff.role === 'group' ? sql`true` : staff.role === 'head' ? sql`c.department = ${staff.department}` : sql`false` // prettier-ignore
  const found = await rows<{
    caseId: number
    kind: CaseRequest['kind']
    by: string | null
    toStaffId: number | null
    days: number | null
    reason: string
  }>(
    db,
    sql`select r.case_id as "caseId", r.kind, s.name as by, r.to_staff_id as "toStaffId", r.days, r.reason
        from requests r join cases c on c.id = r.case_id left join staff s on s.id = r.by_staff_id
        where r.state = 'open' and ((r.kind = 'transfer' and r.to_staff_id in (${sqlList(ids)})) or (r.kind <> 'transfer' and ${over}))
        order by r.id`,
  )
  if (found.length === 0) return []
  const about = sqlList(found.map((r) => r.caseId))
  const { found: cases } = await read(db, staff, sql`c.id in (${about})`, { limit: found.length, offset: 0 })
  const actor = { kind: 'staff', staff, standsFor } as const
  return found.flatMap((r) => {
    const c = cases.find((one) => one.id === r.caseId)
    if (!c) return []
    const request: CaseRequest = { id: 0, kind: r.kind, state: 'open', byStaffId: null, toStaffId: r.toStaffId, toDepartment: null, days: r.days, reason: r.reason } // prettier-ignore
    const roles = rolesOf(actor, c, [request], town)
    if (!roles.has(r.kind === 'transfer' ? 'named' : 'other-head')) return []
    return [{ ...c, request: r.kind, by: r.by, days: r.days, reason: r.reason }]
  })
}
