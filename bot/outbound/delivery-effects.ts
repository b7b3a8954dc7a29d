/** What follows from how a letter went: a result that arrived is relayed, a person who cannot be reached is to be phoned. */
import { recordResultDelivered } from '../../db/cases/change-case.ts'
import type { RequestContext } from '../../db/context.ts'
import { markServed } from '../../db/cases/notices.ts'
import { firstResponderConversation } from '../../db/cases/first-responder-conversation.ts'
import { markUnreachable, readLane } from '../../db/people/conversations.ts'
import type { Tx } from '../../db/types.ts'
import type { NewMessage, OutboxMessage } from '../../db/queue/outbox.ts'
import type { DeliveryResult } from '../../db/queue/delivery-results.ts'

const KEPT: ReadonlySet<DeliveryResult['state']> = new Set(['refused', 'unreachable', 'dead'])

/** False saves a letter the way through `consequences`. */
export const hasDeliveryEffects = (message: OutboxMessage, outcome: DeliveryResult): boolean =>
  KEPT.has(outcome.state) ||
  outcome.state === 'parked' ||
  (outcome.state === 'sent' && (message.caseId !== null || message.reportTo !== null))

export async function applyDeliveryEffects(
  tx: Tx,
  ctx: RequestContext,
  message: OutboxMessage,
  outcome: DeliveryResult,
  now: Date,
): Promise<NewMessage[]> {
  if (outcome.state === 'sent' && message.caseId !== null) {
    if (message.about === 'result') await recordResultDelivered(tx, ctx, message.caseId)
    const [channel] = readLane(message.lane)
    await markServed(tx, { caseId: message.caseId, conversationId: message.conversationId, channel, upTo: message.createdAt, now }) // prettier-ignore
  }
  if (outcome.state === 'unreachable') await markUnreachable(tx, message.conversationId, now)
  const kept = KEPT.has(outcome.state)
  const parked = outcome.state === 'parked'
  if (outcome.state !== 'sent' && !kept && !parked) return []
  if (outcome.state === 'sent' && message.reportTo === null) return []
  const about = message.caseId === null ? null : await firstResponderConversation(tx, message.caseId)
  const to = message.reportTo ?? about?.firstResponder ?? null
  if (to === null || to === message.conversationId) return []
  const number = about?.number ?? ''
  const theirs = about === null || about.conversation === message.conversationId
  const text = parked
    ? `${number} 已排队：对方很久没来信，平台不让先发，对方一来信就自动送到；急事请打电话`
    : !kept
      ? `${number} 已送达本人`
      : theirs
        ? `${number} 未送达，请电话联系本人，联系后发：联系 ${number === '' ? '编号' : number} 说了什么`
        : `${number} 有一条给同事的消息没有送到，请直接告诉对方`
  // tried again and again while the window stays shut: said once
  const once = parked ? { onceKey: `parked:${message.id}` } : {}
  return [{ conversationId: to, message: { text }, urgency: 'push', about: 'outcome', ...once }]
}
