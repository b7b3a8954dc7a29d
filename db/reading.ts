/** Who may read a case: those who have to do with it, and nobody else. The desk's pages and the chat both ask here. */
import type { Staff } from '../core/case/case.ts'
import type { Role } from '../core/case/lifecycle.ts'
import { isCaseNumber } from '../core/case/number.ts'
import type { Situation } from '../core/case/plan.ts'
import { rolesOf } from '../core/case/roles.ts'
import { localDate } from '../core/date.ts'
import { lookAt } from './cases.ts'
import { caseByNumber, casesEnding } from './lookup.ts'
import type { Db, Tx } from './open.ts'
import { standsFor } from './people.ts'
import type { Setting } from './setting.ts'

export interface Opened {
  readonly at: Situation
  readonly roles: ReadonlySet<Role>
  readonly standsFor: readonly number[]
}

/** A case as this person stands to it; null where it is not there or they have nothing to do with it. */
export async function openFor(db: Db | Tx, set: Setting, staff: Staff, number: string): Promise<Opened | null> {
  const c = isCaseNumber(number) ? await caseByNumber(db, number) : null
  return c && openById(db, set, staff, c.id)
}

export async function openById(db: Db | Tx, set: Setting, staff: Staff, id: number): Promise<Opened | null> {
  const [at, stands] = await Promise.all([lookAt(db, id), standsFor(db, staff.id, localDate(set.now))])
  if (!at) return null
  const roles = rolesOf({ kind: 'staff', staff, standsFor: stands }, at.case, at.requests, set.world.town)
  return roles.size > 0 ? { at, roles, standsFor: stands } : null
}

/** What a whole number, or its last digits as typed, names to this person: of open cases where only digits were typed. */
export async function openNamed(db: Db | Tx, set: Setting, staff: Staff, typed: string): Promise<Opened[]> {
  if (typed.includes('-')) return [await openFor(db, set, staff, typed)].filter((o) => o !== null)
  const found = await casesEnding(db, typed.padStart(4, '0'))
  return (await Promise.all(found.map((c) => openById(db, set, staff, c.id)))).filter((o) => o !== null)
}
