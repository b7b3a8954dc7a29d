/** An alarm: a case that somebody of the office must have seen within minutes. Until then staff are called again, by the town's table. */
import type { Town } from '../town.ts'
import type { ActionInput } from './case-context.ts'
import type { Case, Staff } from './case.ts'
import { type CaseState, STATES } from './lifecycle.ts'

type Rules = Town['alarm']
export type AlarmRecipient = Rules['stages'][number]['to'][number]

const MINUTE_MS = 60_000

/** Whether nobody of the office has said yet that they have seen it. */
export const alarmWaits = (c: Pick<Case, 'alarmAt' | 'alarmSeenAt'>): boolean =>
  c.alarmAt !== null && c.alarmSeenAt === null

/**
 * When those who did not answer `calls` calls are called next; null: never again. Never later than the table has it from
 * `now`: a clock set back puts nothing off.
 */
function callAt({ stages, everyMinutes, mostTimes }: Rules, raisedAt: Date, calls: number, now: Date): Date | null {
  const stage = stages[calls]
  if (!stage) return calls < stages.length + mostTimes ? new Date(now.getTime() + everyMinutes * MINUTE_MS) : null
  const wait = stage.minutes - (stages[calls - 1]?.minutes ?? 0)
  return new Date(Math.min(raisedAt.getTime() + stage.minutes * MINUTE_MS, now.getTime() + wait * MINUTE_MS))
}

/** When the first call after the one at opening is due. */
export const firstCallAt = (rules: Rules, raisedAt: Date): Date | null => callAt(rules, raisedAt, 0, raisedAt)

/** The longest that lies between two calls: what is due later than that from now was written by a clock that ran ahead. */
export const longestWaitMs = ({ stages, everyMinutes }: Rules): number =>
  Math.max(everyMinutes, ...stages.map((s, n) => s.minutes - (stages[n - 1]?.minutes ?? 0))) * MINUTE_MS

export interface Call {
  readonly to: readonly AlarmRecipient[]
  /** How many calls there have been with this one; those that were missed are made up for in one. */
  readonly calls: number
  readonly nextAt: Date | null
}

/** The call that is due: the next stage, with those after it whose minutes have passed too; after the last stage all. */
export function nextCall(c: Pick<Case, 'alarmAt' | 'alarmCalls'>, rules: Rules, now: Date): Call {
  const { stages } = rules
  const raisedAt = c.alarmAt ?? now
  const passed = stages.filter((s) => raisedAt.getTime() + s.minutes * MINUTE_MS <= now.getTime()).length
  const calls = c.alarmCalls < stages.length ? Math.max(c.alarmCalls + 1, passed) : c.alarmCalls + 1
  const to = calls <= stages.length ? stages.slice(c.alarmCalls, calls) : [{ to: ['duty'] as const }, ...stages]
  return { to: [...new Set(to.flatMap((s) => s.to))], calls, nextAt: callAt(rules, raisedAt, calls, now) }
}

export type AlarmPatch = Partial<Pick<Case, 'alarmSeenAt' | 'alarmSeenBy' | 'alarmNextAt'>>

/** What a move does to a waiting alarm: whatever staff do, they have seen it; what is over, or no danger, calls nobody. */
export function alarmPatch(c: Case, to: CaseState, me: Staff | null, input: ActionInput, now: Date): AlarmPatch {
  if (!alarmWaits(c)) return {}
  if (me) return { alarmSeenAt: now, alarmSeenBy: me.id, alarmNextAt: null }
  return input.noDanger === true || STATES[to].turn === 'nobody' ? { alarmNextAt: null } : {}
}
