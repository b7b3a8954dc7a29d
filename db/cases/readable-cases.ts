/** Decides who may read a case: those who have to do with it, and nobody else. The desk's pages and the chat both ask here. */
import type { Staff } from '../../core/case/case.ts'
import type { Role } from '../../core/case/lifecycle.ts'
import { readCaseNumber } from '../../core/input/typed-case-number.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { localDate } from '../../core/date.ts'
import { readCaseContext } from './change-case.ts'
import { caseByNumber, casesWithNumberSuffix } from './find-cases.ts'
import type { Db, Tx } from '../types.ts'
import { standsFor } from '../people/staff.ts'
import type { RequestContext } from '../context.ts'

export interface ReadableCase {
  readonly at: CaseContext
  readonly roles: ReadonlySet<Role>
  readonly standsFor: readonly number[]
}

/** A case as this person stands to it; null where it is not there or they have nothing to do with it. */
export async function readableCase(
  db: Db | Tx,
  ctx: RequestContext,
  staff: Staff,
  number: string,
): Promise<ReadableCase | null> {
  const named = readCaseNumber(number)
  const c = named === null ? null : await caseByNumber(db, named)
  return c && readableCaseById(db, ctx, staff, c.id)
}

export async function readableCaseById(
  db: Db | Tx,
  ctx: RequestContext,
  staff: Staff,
  id: number,
): Promise<ReadableCase | null> {
  const [at, stands] = await Promise.all([readCaseContext(db, id), standsFor(db, staff.id, localDate(ctx.now))])
  if (!at) return null
  const roles = rolesOf({ kind: 'staff', staff, standsFor: stands }, at.case, at.requests, ctx.townContext.town)
  return roles.size > 0 ? { at, roles, standsFor: stands } : null
}

/** What a whole number, or its last digits as typed, names to this person: of open cases where only digits were typed. */
export async function readableCasesNamed(
  db: Db | Tx,
  ctx: RequestContext,
  staff: Staff,
  typed: string,
): Promise<ReadableCase[]> {
  if (typed.includes('-')) return [await readableCase(db, ctx, staff, typed)].filter((o) => o !== null)
  const found = await casesWithNumberSuffix(db, typed.padStart(4, '0'))
  return (await Promise.all(found.map((c) => readableCaseById(db, ctx, staff, c.id)))).filter((o) => o !== null)
}
