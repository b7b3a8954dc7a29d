/** Writes the rows of a change of a case: its clocks, its log, its breaches. Called inside the change's transaction. */
import { desc, eq } from 'drizzle-orm'
import type { Actor, Case, StoredPromise } from '../../core/case/case.ts'
import type { PromiseChange } from '../../core/case/clock-effects.ts'
import { PURPOSES } from '../../core/case/purposes.ts'
import { dueDatesOf } from '../../core/promise/start-clock.ts'
import { eventHash } from '../../core/hash-chain.ts'
import { localDate } from '../../core/date.ts'
import type { RequestContext } from '../context.ts'
import { giveBackNumber, nextNumber } from '../running-numbers.ts'
import type { Tx } from '../types.ts'
import { breaches, caseEvents, changes, promises } from '../schema.ts'

/** Writes one change of a clock; `known` are the case's promises as they were before the move. */
export async function applyPromiseChange(
  tx: Tx,
  ctx: RequestContext,
  caseId: number,
  change: PromiseChange,
  known: readonly StoredPromise[],
): Promise<void> {
  if (change.does === 'start') {
    const { row } = change
    await tx
      .insert(promises)
      .values({ ...row, pauses: [...row.pauses], caseId, purpose: change.purpose, state: 'open' })
    return
  }
  const running = known.find((p) => p.purpose === change.purpose && (p.state === 'open' || p.state === 'paused'))
  if (!running) return
  const today = localDate(ctx.now)
  const redated = (p: StoredPromise) => dueDatesOf(p, ctx.townContext, ctx.now)
  const patch = ((): Partial<typeof promises.$inferInsert> => {
    switch (change.does) {
      case 'meet':
        return {
          state: running.dueAt <= ctx.now && PURPOSES[running.purpose].owner === 'office' ? 'late' : 'met',
          endedAt: ctx.now,
        }
      case 'void':
        return { state: 'void', endedAt: ctx.now }
      case 'pause':
        return { state: 'paused', pauses: [...running.pauses, { from: today, to: null, procedure: change.procedure }] }
      case 'resume': {
        const pauses = running.pauses.map((p) => (p.to === null ? { ...p, to: change.on } : p))
        return { state: 'open', pauses, ...redated({ ...running, pauses }) }
      }
      case 'extend':
        return { extension: change.days, ...redated({ ...running, extension: change.days }) }
    }
  })()
  await tx.update(promises).set(patch).where(eq(promises.id, running.id))
}

interface NewEvent {
  readonly action: string
  readonly from: string | null
  readonly to: string
  readonly actor: Actor
  readonly text: string
  readonly data: Record<string, unknown>
  readonly open: boolean
}

/** Appends to the case's log, chained to the event before it. The case row is locked by the caller. */
export async function appendCaseEvent(tx: Tx, ctx: RequestContext, caseId: number, e: NewEvent): Promise<void> {
  const [last] = await tx
    .select({ seq: caseEvents.seq, hash: caseEvents.hash })
    .from(caseEvents)
    .where(eq(caseEvents.caseId, caseId))
    .orderBy(desc(caseEvents.seq))
    .limit(1)
  const prev = last?.hash ?? ''
  const row = {
    caseId,
    seq: (last?.seq ?? 0) + 1,
    at: ctx.now,
    action: e.action,
    fromState: e.from,
    toState: e.to,
    actor: e.actor.kind,
    staffId: e.actor.kind === 'staff' ? e.actor.staff.id : null,
    text: e.text,
    data: e.data,
    open: e.open,
  }
  const [made] = await tx
    .insert(caseEvents)
    .values({ ...row, prev, hash: eventHash(prev, row) })
    .returning({ id: caseEvents.id })
  if (e.open) await tx.insert(changes).values({ caseEventId: made!.id })
}

/** A case goes to the successor of its department. */
export const mergedEvent = (state: Case['state'], into: string): NewEvent => ({
  action: 'reroute',
  from: state,
  to: state,
  actor: { kind: 'clock' },
  text: '科室合并',
  data: { department: into },
  open: true,
})

/** Writes a breach, once per key; true where it was new. */
export async function recordBreach(
  tx: Tx,
  ctx: RequestContext,
  b: {
    key: string
    kind: string
    caseId: number | null
    promiseId: number | null
    department: string
    ownerId: number | null
    dueDate: string | null
    detail: string
  },
): Promise<boolean> {
  const known = await tx.select({ id: breaches.id }).from(breaches).where(eq(breaches.key, b.key))
  if (known.length > 0) return false
  const id = await nextNumber(tx, 'breach')
  const made = await tx
    .insert(breaches)
    .values({ ...b, id, foundAt: ctx.now, foundOn: localDate(ctx.now) })
    .onConflictDoNothing()
    .returning({ id: breaches.id })
  // somebody else wrote the same one while the number was waited for
  if (!made[0]) await giveBackNumber(tx, 'breach')
  if (made[0]) await tx.insert(changes).values({ breachId: made[0].id })
  return made.length === 1
}
