/** A resident moves their own case, from the chat or from the page of its number: the same move, the same letters, the same words. */
import type { ActionInput } from '../core/case/case-context.ts'
import type { Action } from '../core/case/lifecycle.ts'
import { caseMessageFields, composeResidentMessage } from '../core/case/message-to-resident.ts'
import type { Outgoing } from '../core/channel.ts'
import { appendCaseEvent } from '../db/cases/case-rows.ts'
import { lockCaseContext, moveCase } from '../db/cases/change-case.ts'
import type { RequestContext } from '../db/context.ts'
import type { NewMessage } from '../db/queue/outbox.ts'
import type { Tx } from '../db/types.ts'
import { caseCardsFor, notifyParticipants } from './notify-participants.ts'

export type ResidentActionResult =
  | {
      readonly ok: true
      /** What is said to the resident of it, for whoever has no chat to read it in; null: nothing. */
      readonly said: Pick<Outgoing, 'text' | 'choices'> | null
      readonly messages: readonly NewMessage[]
    }
  | {
      readonly ok: false
      /** A whole sentence where a condition of the table is not met; else how the case stands, by its label. */
      readonly because: 'condition' | 'not-now'
      readonly detail: string
    }

/** Does it and returns the letters of it, to the resident and to staff, for the caller to post in the same transaction. */
export async function performResidentMove(
  tx: Tx,
  ctx: RequestContext,
  caseId: number,
  action: Action,
  input: ActionInput = {},
): Promise<ResidentActionResult> {
  const moved = await moveCase(tx, ctx, caseId, action, { kind: 'resident' }, input)
  if (!moved.ok)
    return { ok: false, because: moved.because === 'condition' ? 'condition' : 'not-now', detail: moved.detail }
  const { plan, after } = moved
  const about = caseMessageFields(after, ctx.townContext, ctx.now, plan.residentText, input.list ?? [])
  return {
    ok: true,
    said: plan.residentMessage && spoken(composeResidentMessage(plan.residentMessage, about, caseId, null)),
    messages: await notifyParticipants(tx, ctx, moved, action),
  }
}

const spoken = ({ text, choices }: Pick<Outgoing, 'text' | 'choices'>) => ({ text, ...(choices ? { choices } : {}) })

/** Why a rating was bad: written down, and told to whoever is to call back; the letters. */
export async function tellBadRatingReason(
  tx: Tx,
  ctx: RequestContext,
  caseId: number,
  text: string,
): Promise<NewMessage[]> {
  const caseContext = await lockCaseContext(tx, caseId)
  const { state, firstResponderId: first } = caseContext.case
  await appendCaseEvent(tx, ctx, caseId, { action: 'why', from: state, to: state, actor: { kind: 'resident' }, text, data: {}, open: true }) // prettier-ignore
  return first === null ? [] : caseCardsFor(tx, ctx, caseContext, [first], '差评，请回访', `本人说：${text}`)
}
