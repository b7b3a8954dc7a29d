/** Records a breach for a promise whose time has passed: the same row whoever notices first, the sweep or a late act. */
import type { StoredPromise } from '../../core/case/case.ts'
import type { PromiseChange } from '../../core/case/clock-effects.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { clockLabel, PURPOSES, type Purpose, type PurposeName } from '../../core/case/purposes.ts'
import { recordBreach } from './case-rows.ts'
import type { RequestContext } from '../context.ts'
import type { Tx } from '../types.ts'

/** Writes the breach of a promise that passed; nothing for a clock whose passing is none. Once a promise. */
export async function recordMissedDeadline(
  tx: Tx,
  ctx: RequestContext,
  caseContext: CaseContext,
  promise: StoredPromise,
): Promise<void> {
  const { breach }: Purpose = PURPOSES[promise.purpose]
  if (breach === null) return
  await recordBreach(tx, ctx, {
    key: `promise:${promise.id}`,
    kind: breach,
    caseId: caseContext.case.id,
    promiseId: promise.id,
    department: departmentOf(promise.purpose, caseContext),
    ownerId: ownerOf(promise.purpose, caseContext),
    dueDate: promise.dueDate,
    detail: `${clockLabel(promise.purpose, caseContext.case.kind)}：${promise.basis}`,
  })
}

/** What a move ends too late is a breach, also where no sweep ran since it was due: doing it late clears nothing. */
export async function recordMissedDeadlines(
  tx: Tx,
  ctx: RequestContext,
  caseContext: CaseContext,
  changes: readonly PromiseChange[],
): Promise<void> {
  for (const { does, purpose } of changes) {
    if (does !== 'meet' && does !== 'void') continue
    const late = caseContext.promises.find((p) => p.purpose === purpose && p.state === 'open' && p.dueAt <= ctx.now)
    if (late) await recordMissedDeadline(tx, ctx, caseContext, late)
  }
}

/** Whose breach it is: a transfer not taken is that of the department asked, everything else of where the case is. */
function departmentOf(purpose: PurposeName, caseContext: CaseContext): string {
  const asked = caseContext.requests.find((r) => r.kind === 'transfer' && r.state === 'open')?.toStaffId
  return (
    (purpose === 'take' && caseContext.staff.find((s) => s.id === asked)?.department) || caseContext.case.department
  )
}

/** Who owed it when it passed: who was named to take a transfer, nobody yet for a reopening, else the handler. */
function ownerOf(purpose: PurposeName, caseContext: CaseContext): number | null {
  if (purpose === 'decide') return null
  const named = caseContext.requests.find((r) => r.kind === 'transfer' && r.state === 'open')?.toStaffId ?? null
  if (purpose === 'take' && named !== null) return named
  return caseContext.case.handlerId ?? caseContext.case.firstResponderId
}
