/** How somebody stands to a case: the roles that lifecycle.ts asks for. */
import { codeNow, type Town } from '../town.ts'
import { type Actor, type Case, maySee, type CaseRequest } from './case.ts'
import type { Role } from './lifecycle.ts'

/** What of a case says how somebody stands to it. */
type Standing = Pick<Case, 'department' | 'handlerId' | 'firstResponderId' | 'accusedStaffId' | 'accusedDepartment'>

/**
 * The roles of `actor` on `c`. The town's fallback department stands in where the owning one has nobody; what a department
 * had that was merged is its successor's.
 */
export function rolesOf(
  actor: Actor,
  c: Standing,
  requests: readonly CaseRequest[],
  town: Pick<Town, 'fallback' | 'former'>,
): Set<Role> {
  if (actor.kind === 'resident') return new Set(['resident'])
  if (actor.kind === 'clock') return new Set(['clock'])
  const { staff } = actor
  const roles = new Set<Role>()
  if (staff.leftAt || !maySee(staff, c)) return roles
  const is = (id: number | null) => id !== null && (id === staff.id || actor.standsFor.includes(id))
  const department = codeNow(town, staff.department)
  const own = department === codeNow(town, c.department)
  if (is(c.handlerId)) roles.add('handler')
  if (is(c.firstResponderId)) roles.add('first')
  if (requests.some((r) => r.kind === 'transfer' && r.state === 'open' && is(r.toStaffId))) roles.add('named')
  // a new matter nobody has met may be taken at the front desk too: whoever meets it first answers for it
  if (own || (department === town.fallback && c.firstResponderId === null)) roles.add('clerk')
  if (staff.role === 'head' && own) roles.add('head')
  if (staff.role === 'group') roles.add('group')
  if (staff.role === 'admin') roles.add('admin')
  if ((roles.has('head') || roles.has('group')) && !is(c.handlerId)) roles.add('other-head')
  return roles
}

/** Who confirms that the town's seal is on the notices of a case. */
export const mayStampNotices = (roles: ReadonlySet<Role>): boolean => roles.has('admin') || roles.has('head')
