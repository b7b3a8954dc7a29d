/** What a resident has asked for too often: said so, and what they wrote kept, to be registered with one tap later. */
import { maskPersonal } from '../../core/privacy/mask.ts'
import type { OverQuota } from '../../core/legal-quota.ts'
import { AGAIN, STANDING_MESSAGES } from '../../core/messages/standing.ts'
import type { KeptRequest } from '../../db/people/conversations.ts'
import type { QuotaSubject } from '../../db/legal-quotas.ts'
import { confirmationOf } from '../../db/people/standing.ts'
import { type Reply, say, type Turn, withoutStep } from './turn.ts'

/** Whose request it is: of a web session nobody has confirmed, its network too. */
export async function quotaSubjectOf({ tx, conversation, network }: Turn): Promise<QuotaSubject | null> {
  const { personId, channel } = conversation
  if (personId === null) return null
  const anybody = channel === 'web' && network !== null && (await confirmationOf(tx, personId)) === null
  return { personId, network: anybody ? network : null }
}

/** Nothing is registered this time; `kept` is what was written, where something was. */
export function refuseOverQuota(turn: Turn, over: OverQuota, kept: KeptRequest | null): Reply {
  const memory = withoutStep(turn.memory)
  const why = over.quota === 'burst' && over.whose === 'person' ? STANDING_MESSAGES.burst : STANDING_MESSAGES.over(over)
  if (kept === null) return say(turn, `${why}${STANDING_MESSAGES.otherwise}`)
  return { say: [{ text: `${why}\n${STANDING_MESSAGES.kept}`, choices: [AGAIN] }], memory: { ...memory, kept } }
}

/** As it is remembered: nothing personal in it but where the matter is. */
export const keptText = (text: string): string => maskPersonal(text, ['住址']).text
