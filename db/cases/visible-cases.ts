/** Builds the SQL for which cases somebody may see, over a case called c: the same as rolesOf() says of one, held by a test. */
import { sql, type SQL } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { codeNow, type Town } from '../../core/town.ts'
import { sqlList } from '../sql-list.ts'

/** Who looks, and for whom they stand in today. */
export interface Viewer {
  readonly staff: Staff
  readonly standsFor: readonly number[]
  readonly town: Town
}

/** Codes of the viewer's department, with those of the departments that were merged into it. */
const ownCodes = ({ staff, town }: Viewer): string[] => {
  const own = codeNow(town, staff.department)
  return [...new Set([staff.department, own, ...town.former.map((d) => d.code)])].filter(
    (c) => codeNow(town, c) === own,
  )
}

/** Not the accused, nor of their department. Source: 信访条例 28(3), 30(3). */
export const notAccused = (staff: Staff): SQL =>
  sql`c.accused_staff_id is distinct from ${staff.id}::bigint and ${
    staff.role === 'group' ? sql`true` : sql`c.accused_department is distinct from ${staff.department}`
  }`

const heldBy = ({ staff, standsFor }: Viewer): SQL => {
  const ids = sqlList([staff.id, ...standsFor])
  return sql`(c.handler_id in (${ids}) or c.first_responder_id in (${ids}))`
}

const ofOwnDepartment = (who: Viewer): SQL => sql`c.department in (${sqlList(ownCodes(who))})`

/**
 * Each way in which a case may be theirs. A list is read once by each and put together: each has an index, all of them
 * joined by `or` have none. Empty: they may see nothing.
 */
export function waysToSee(who: Viewer): SQL[] {
  const { staff, standsFor, town } = who
  if (staff.leftAt) return []
  if (staff.role === 'group' || staff.role === 'admin') return [sql`true`]
  const ids = sqlList([staff.id, ...standsFor])
  return [
    ofOwnDepartment(who),
    sql`c.handler_id in (${ids})`,
    sql`c.first_responder_id in (${ids})`,
    sql`c.id in (select r.case_id from requests r where r.kind = 'transfer' and r.state = 'open' and r.to_staff_id in (${ids}))`,
    ...(codeNow(town, staff.department) === town.fallback ? [sql`c.first_responder_id is null`] : []),
  ]
}

/** The same of what they work on or answer for, and of what nobody of their department has taken; all of it for who is above. */
export function waysToWork(who: Viewer): SQL[] {
  const [all, ...more] = waysToSee(who)
  if (all === undefined || more.length === 0) return all === undefined ? [] : [all]
  const ids = sqlList([who.staff.id, ...who.standsFor])
  return [
    sql`c.handler_id in (${ids})`,
    sql`c.first_responder_id in (${ids})`,
    sql`(c.state = 'received' and ${ofOwnDepartment(who)})`,
  ]
}

/** The names and telephones of which cases: as mayReadContact() says of one. */
export const contactReadable = (who: Viewer): SQL =>
  who.staff.role === 'head' ? sql`(${heldBy(who)} or ${ofOwnDepartment(who)})` : heldBy(who)
