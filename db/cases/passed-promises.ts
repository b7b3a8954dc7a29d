/** Finds promises whose time has passed, by their index; each is acted on once, under the lock of its case. */
import { eq, sql } from 'drizzle-orm'
import { PURPOSES, type ClockAction, type Purpose, type PurposeName } from '../../core/case/purposes.ts'
import type { StoredPromise } from '../../core/case/case.ts'
import { STATES } from '../../core/case/lifecycle.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { moveCase, lockCaseContext } from './change-case.ts'
import type { RequestContext } from '../context.ts'
import { recordMissedDeadline } from './record-missed-deadline.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { promises } from '../schema.ts'

export interface DuePromise {
  readonly id: number
  readonly caseId: number
  readonly dueAt: Date
}

/** Open promises past their time that nobody has acted on, earliest first, after `after`. Reads one index range. */
export async function duePromises(db: Db, now: Date, after: DuePromise | null, limit: number): Promise<DuePromise[]> {
  const from = after ? sql`and (due_at, id) > (${after.dueAt.toISOString()}::timestamptz, ${after.id})` : sql``
  return rows<DuePromise>(
    db,
    sql`select id, case_id as "caseId", due_at as "dueAt" from promises
        where state = 'open' and passed_at is null and due_at <= ${now.toISOString()}::timestamptz ${from}
        order by due_at, id limit ${limit}`,
  )
}

export interface PassedPromise {
  readonly promise: StoredPromise
  readonly at: CaseContext
  /** What the clock did itself; null where it does nothing, or the lifecycle did not allow it. */
  readonly did: ClockAction | null
  /** The result has not reached the resident, so it could not settle: somebody must phone. */
  readonly unrelayed: boolean
  readonly late: boolean
  readonly messages: readonly NewMessage[]
  readonly notifyStaffIds: readonly number[]
}

/** Work that ends with the result: on a case that is over, its clocks mean nothing any more. */
const BEFORE_RESULT: readonly PurposeName[] = [
  'claim',
  'answer',
  'accept',
  'complete',
  'take',
  'procedure',
  'consult',
  'idle',
]

/**
 * Acts on one passed promise: the breach, then what its clock does by itself. Null where another process has the case or
 * did it already. The case is locked before the promise, in the order of every move, so neither waits for the other.
 */
export async function actOnPassedPromise(tx: Tx, ctx: RequestContext, due: DuePromise): Promise<PassedPromise | null> {
  const mine = await rows(tx, sql`select id from cases where id = ${due.caseId} for no key update skip locked`)
  if (mine.length === 0) return null
  const before = await lockCaseContext(tx, due.caseId)
  const promise = before.promises.find((p) => p.id === due.id)
  const [stored] = await tx.select({ passedAt: promises.passedAt }).from(promises).where(eq(promises.id, due.id))
  if (promise?.state !== 'open' || stored?.passedAt !== null || promise.dueAt > ctx.now) return null
  await tx.update(promises).set({ passedAt: ctx.now }).where(eq(promises.id, due.id))

  const over = STATES[before.case.state].turn === 'nobody' && BEFORE_RESULT.includes(promise.purpose)
  if (over) return { promise, at: before, did: null, unrelayed: false, late: false, messages: [], notifyStaffIds: [] }
  const { does, owner }: Purpose = PURPOSES[promise.purpose]
  await recordMissedDeadline(tx, ctx, before, promise)
  const moved = does ? await moveCase(tx, ctx, due.caseId, does, { kind: 'clock' }) : null
  return {
    promise,
    at: moved?.ok ? moved.after : before,
    did: moved?.ok ? does : null,
    unrelayed: does === 'settle' && !moved?.ok,
    late: owner === 'office',
    messages: moved?.ok ? moved.messages : [],
    notifyStaffIds: moved?.ok ? moved.notifyStaffIds : [],
  }
}

/** Cases that could not settle and since have their result relayed: the sweep takes them up again. */
export async function retrySettling(tx: Tx): Promise<void> {
  await tx.execute(
    sql`update promises p set passed_at = null from cases c
        where p.case_id = c.id and p.purpose = 'confirm' and p.state = 'open' and p.passed_at is not null and c.relayed is not null`,
  )
}
