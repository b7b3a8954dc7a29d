/** Works out which columns of a case one move changes. */
import { localDate } from '../date.ts'
import { alarmPatch } from './alarm.ts'
import type { Case, CaseRequest, Staff } from './case.ts'
import { type ActionInput, type CaseContext, receivedOn } from './case-context.ts'
import { KINDS } from './kinds.ts'
import { type Action, type CaseState, STATES, type Transition } from './lifecycle.ts'

export type CasePatch = Partial<
  Pick<
    Case,
    | 'handlerId'
    | 'firstResponderId'
    | 'department'
    | 'acceptedOn'
    | 'supplementLists'
    | 'transfers'
    | 'relayed'
    | 'rating'
    | 'answeredAt'
    | 'endedAt'
    | 'alarmSeenAt'
    | 'alarmSeenBy'
    | 'alarmNextAt'
  >
>

/** Works out the columns that change. The first responder is set by whoever meets the matter first, and never again. */
export function patchOf(
  row: Transition,
  to: CaseState,
  ctx: CaseContext,
  input: ActionInput,
  me: Staff | null,
  open: CaseRequest | undefined,
  result: boolean,
  now: Date,
): CasePatch {
  const c = ctx.case
  const patch: { -readonly [K in keyof CasePatch]: CasePatch[K] } = {}
  if (row.setsFirstResponder && me && c.firstResponderId === null) patch.firstResponderId = me.id
  if (row.setsFirstResponder && me && c.handlerId === null) patch.handlerId = me.id
  switch (row.action as Action) {
    case 'assign':
      if (!input.staff) break
      patch.handlerId = input.staff.id
      patch.department = input.staff.department
      if (c.firstResponderId === null) patch.firstResponderId = input.staff.id
      break
    case 'reroute':
      if (input.department) patch.department = input.department
      break
    case 'take': {
      const taker = ctx.staff.find((s) => s.id === open?.toStaffId) ?? me
      if (!taker) break
      patch.handlerId = taker.id
      patch.department = taker.department
      patch.transfers = c.transfers + 1
      break
    }
    case 'accept':
      patch.acceptedOn = localDate(now)
      break
    case 'deem-accepted':
      // accepted as of the day the papers came: 行政许可法 32(1)四
      patch.acceptedOn = receivedOn(ctx)
      break
    case 'complete':
      // done on the spot, so accepted on the spot: 行政许可法 34(2)
      if (KINDS[c.kind].accepts && c.acceptedOn === null) patch.acceptedOn = localDate(now)
      break
    case 'supplement':
    case 'supplement-again':
      patch.supplementLists = c.supplementLists + 1
      break
    case 'contact':
      patch.relayed = 'contact'
      break
    case 'confirm':
      patch.relayed = c.relayed ?? 'delivered'
      break
    case 'rate':
      patch.rating = input.score ?? null
      break
    case 'reopen':
    case 'grant-reopen':
      patch.relayed = null
  }
  if (to === 'answered' || to === 'completed') patch.answeredAt = now
  if (result) patch.relayed = null
  if (STATES[to].turn === 'nobody' && c.endedAt === null) patch.endedAt = now
  if (to === 'assigned' && c.endedAt !== null) patch.endedAt = null
  return { ...patch, ...alarmPatch(c, to, me, input, now) }
}
