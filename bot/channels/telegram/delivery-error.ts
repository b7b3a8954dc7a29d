/** What a failed send means for delivery: one table, first match wins. */
import { DeliveryError, type Verdict } from '../../../core/channel.ts'
import { TelegramFault, type Outcome } from './api.ts'

type Answer = Extract<Outcome, { kind: 'answer' }>

interface Row {
  readonly code: (code: number) => boolean
  /** Telegram tells these apart in words only. */
  readonly says?: RegExp
  readonly verdict: Verdict
}

const is = (wanted: number) => (code: number) => code === wanted

// prettier-ignore
const ANSWERS: readonly Row[] = [
  { code: is(429),             verdict: 'retry' },
  // A token withdrawn and renewed: the operator's to mend, the resident's message stays good.
  { code: is(401),             verdict: 'retry' },
  { code: is(403),             verdict: 'unreachable' },
  { code: is(400),             verdict: 'unreachable', says: /chat not found|user not found|PEER_ID_INVALID|not enough rights|have no rights|USER_IS_BLOCKED|upgraded to a supergroup/i },
  { code: (code) => code >= 500, verdict: 'retry' },
  { code: () => true,          verdict: 'refused' },
]

/** Anything that is not a TelegramFault is a fault of ours and is passed on unchanged. */
export function deliveryError(error: unknown): unknown {
  if (!(error instanceof TelegramFault)) return error
  const { outcome, message } = error
  if (outcome.kind !== 'answer')
    return new DeliveryError('retry', message, { cause: error, ambiguous: outcome.kind === 'unanswered' })
  const row = ANSWERS.find(({ code, says }) => code(outcome.code) && (says?.test(outcome.description) ?? true))
  return new DeliveryError(row?.verdict ?? 'refused', message, { cause: error, ...pauseOf(outcome) })
}

/** The pause Telegram names, to the millisecond. */
export function pauseOf(outcome: Answer): { retryAfterMs?: number } {
  const seconds = outcome.parameters.retry_after
  return seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }
}
