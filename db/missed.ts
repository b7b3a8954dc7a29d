/** The breach that a promise is once its time has passed: the same row whoever notices first, the sweep or a late act. */
import type { Promised } from '../core/case/case.ts'
import type { PromiseChange, Situation } from '../core/case/plan.ts'
import { clockLabel, PURPOSES, type Purpose, type PurposeName } from '../core/case/purposes.ts'
import { foundBreach } from './case-rows.ts'
import type { Setting } from './cases.ts'
import type { Tx } from './open.ts'

/** Writes the breach of a promise that passed; nothing for a clock whose passing is none. Once a promise. */
export async function missed(tx: Tx, set: Setting, at: Situation, promise: Promised): Promise<void> {
  const { breach }: Purpose = PURPOSES[promise.purpose]
  if (breach === null) return
  await foundBreach(tx, set, {
    key: `promise:${promise.id}`,
    kind: breach,
    caseId: at.case.id,
    promiseId: promise.id,
    department: departmentOf(promise.purpose, at),
    ownerId: ownerOf(promise.purpose, at),
    dueDate: promise.dueDate,
    detail: `${clockLabel(promise.purpose, at.case.kind)}：${promise.basis}`,
  })
}

/** What a move ends too late is a breach, also where no sweep ran since it was due: doing it late clears nothing. */
export async function missedBy(tx: Tx, set: Setting, at: Situation, changes: readonly PromiseChange[]): Promise<void> {
  for (const { does, purpose } of changes) {
    if (does !== 'meet' && does !== 'void') continue
    const late = at.promises.find((p) => p.purpose === purpose && p.state === 'open' && p.dueAt <= set.now)
    if (late) await missed(tx, set, at, late)
  }
}

/** Whose breach it is: a transfer not taken is that of the department asked, everything else of where the case is. */
function departmentOf(purpose: PurposeName, at: Situation): string {
  const asked = at.requests.find((r) => r.kind === 'transfer' && r.state === 'open')?.toStaffId
  return (purpose === 'take' && at.staff.find((s) => s.id === asked)?.department) || at.case.department
}

/** Who owed it when it passed: who was named to take a transfer, nobody yet for a reopening, else the handler. */
function ownerOf(purpose: PurposeName, at: Situation): number | null {
  if (purpose === 'decide') return null
  const named = at.requests.find((r) => r.kind === 'transfer' && r.state === 'open')?.toStaffId ?? null
  if (purpose === 'take' && named !== null) return named
  return at.case.handlerId ?? at.case.firstResponderId
}
