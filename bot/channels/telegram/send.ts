/** One message out: one call, and the second one Telegram itself asks for. */
import { DeliveryError, type Address, type Outgoing } from '../../../core/channel.ts'
import { TelegramFault, type TelegramApi } from './api.ts'
import { asDocument, sendCall, type SendCall } from './outgoing.ts'
import type { TelegramHealth } from './health.ts'
import { deliveryError } from './delivery-error.ts'

interface Sending {
  readonly api: TelegramApi
  readonly standing: TelegramHealth
  readonly deadlines: { readonly send: number; readonly upload: number }
}

export function makeSend({ api, standing, deadlines }: Sending) {
  async function attempt(call: SendCall): Promise<void> {
    const deadlineMs = call.method === 'sendMessage' ? deadlines.send : deadlines.upload
    try {
      await api.call(call.method, call.params, { deadlineMs })
    } catch (error) {
      const next = insteadOf(call, error)
      if (!next) throw error
      await attempt(next)
    }
  }

  return async (to: Address, message: Outgoing): Promise<void> => {
    try {
      await attempt(sendCall(to.id, message))
      standing.up('sending')
    } catch (error) {
      if (error instanceof TelegramFault && ours(error)) standing.down('sending', error.message)
      throw error instanceof DeliveryError ? error : deliveryError(error)
    }
  }
}

/** What to call instead; each leads on at most once, since its own condition is gone then. */
function insteadOf(call: SendCall, error: unknown): SendCall | undefined {
  const answer = error instanceof TelegramFault && error.outcome.kind === 'answer' ? error.outcome : undefined
  if (answer?.code !== 400) return undefined
  // The group has become a supergroup: its people are under the new number.
  const moved = answer.parameters.migrate_to_chat_id
  if (moved !== undefined)
    return moved === call.params.chat_id ? undefined : { ...call, params: { ...call.params, chat_id: moved } }
  return call.method === 'sendPhoto' ? asDocument(call) : undefined
}

/** A failure that every message would meet: nobody is reached, or the token is no longer ours. */
function ours({ outcome }: TelegramFault): boolean {
  return outcome.kind === 'unsent' || (outcome.kind === 'answer' && outcome.code === 401)
}
