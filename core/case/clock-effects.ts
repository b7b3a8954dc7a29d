/** What one row of the table does to the clocks of a case. */
import type { Item } from '../catalog/item.ts'
import { localDate, type LocalDate } from '../date.ts'
import { clockSpecFor } from './clock-spec.ts'
import { KINDS } from './kinds.ts'
import type { Action, ClockEffect, Transition } from './lifecycle.ts'
import type { PurposeName } from './purposes.ts'
import { isRunning, receivedOn, type CaseContext, type ActionInput } from './case-context.ts'
import type { TownContext } from '../town-context.ts'
import { startClock, type StartedClock } from '../promise/start-clock.ts'

export type PromiseChange =
  | { readonly does: 'start'; readonly purpose: PurposeName; readonly row: StartedClock }
  | { readonly does: 'meet' | 'void'; readonly purpose: PurposeName }
  | { readonly does: 'pause'; readonly purpose: PurposeName; readonly procedure: string }
  /** `on`: the day the answer came, or the last day it could; not counted, counting goes on the day after. */
  | { readonly does: 'resume'; readonly purpose: PurposeName; readonly on: LocalDate }
  | { readonly does: 'extend'; readonly purpose: PurposeName; readonly days: number }

/** The changes of a row, in its order. A clock that runs is not started again, unless the same row ended it before. */
export function clockChanges(
  row: Transition,
  ctx: CaseContext,
  item: Item | null,
  input: ActionInput,
  townContext: TownContext,
  now: Date,
): PromiseChange[] {
  const ended = new Set<PurposeName>()
  return row.clocks.flatMap((effect) => {
    const [does] = effect
    const purpose = purposeOf(effect, ctx)
    const running = ctx.promises.some((p) => p.purpose === purpose && isRunning(p)) && !ended.has(purpose)
    if (does === 'renew') {
      if (!(KINDS[ctx.case.kind].opens as readonly string[]).includes(purpose)) return []
      return [begin(purpose, row.action as Action, ctx, item, input, townContext, now)]
    }
    if (does === 'start')
      return running ? [] : [begin(purpose, row.action as Action, ctx, item, input, townContext, now)]
    if (!running) return []
    if (does === 'meet' || does === 'void') ended.add(purpose)
    return [change(does, purpose, input, resumedOn(row.action as Action, ctx, now))]
  })
}

const purposeOf = ([, which]: ClockEffect, ctx: CaseContext): PurposeName =>
  which === 'result' ? KINDS[ctx.case.kind].result : which

/** Where nobody answered, the clock stood still to the last day of the asking and no longer: 条例 32. */
const resumedOn = (action: Action, ctx: CaseContext, now: Date): LocalDate =>
  (action === 'consult-over' && ctx.promises.find((p) => p.purpose === 'consult' && isRunning(p))?.dueDate) ||
  localDate(now)

function change(
  does: Exclude<ClockEffect[0], 'start' | 'renew'>,
  purpose: PurposeName,
  input: ActionInput,
  on: LocalDate,
): PromiseChange {
  if (does === 'resume') return { does, purpose, on }
  if (does === 'pause') return { does, purpose, procedure: input.procedure ?? '' }
  if (does === 'extend') return { does, purpose, days: input.days ?? 0 }
  return { does, purpose }
}

/** From what the clock of the result is counted once more: 信息公开 from the supplement (条例 30). */
const ANEW: Partial<Record<Action, string>> = {
  supply: '收到补正',
  reopen: '重新办理',
  'grant-reopen': '重新办理',
}

function begin(
  purpose: PurposeName,
  action: Action,
  ctx: CaseContext,
  item: Item | null,
  input: ActionInput,
  townContext: TownContext,
  now: Date,
): PromiseChange {
  const spec = clockSpecFor(purpose, ctx.case.kind, item, townContext.town, input.days)
  const startEvent = purpose === KINDS[ctx.case.kind].result ? (ANEW[action] ?? spec.startEvent) : spec.startEvent
  // 视为受理 counts from the day of receipt
  const from = action === 'deem-accepted' ? receivedOn(ctx) : null
  const row = startClock({ ...spec, startEvent }, now, townContext, from)
  return { does: 'start', purpose, row }
}
