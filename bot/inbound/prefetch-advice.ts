/** What is thought about before a message is handled, outside the transaction that handles it: a model may take two seconds. */
import type { Incoming } from '../../core/channel.ts'
import type { Disambiguate } from '../../core/answer/policy/llm-disambiguation.ts'
import type { Understand } from '../../core/answer/understand.ts'
import { withoutSecrets } from '../../core/privacy/hide-secrets.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Db } from '../../db/types.ts'
import { staffOfPerson } from '../../db/people/staff.ts'
import { type DialogueMemory, memoryAt } from '../../db/people/conversations.ts'
import { topic } from '../dialogue/read-message.ts'
import { isQuestion } from '../dialogue/resident-message.ts'
import { type Advice, adviceOn } from '../../adapters/llm.ts'

const redact = withoutSecrets(maskPersonal)

/** Advice on one message, or null: most are no question, and most questions need none. */
export type PrefetchAdvice = (message: Incoming) => Promise<Advice | null>

export function makeAdvicePrefetch(o: {
  db: Db
  requestContext: () => RequestContext
  understand: () => Understand
  opinion: Disambiguate
}): PrefetchAdvice {
  return async ({ body, from, group }) => {
    if (body.kind !== 'text') return null
    const known = await memoryAt(o.db, from)
    const memory: DialogueMemory = known?.memory ?? {}
    if (!group && !isQuestion(body.text, memory)) return null
    if (await staffOfPerson(o.db, known?.personId ?? null)) return null
    const { townContext, now } = o.requestContext()
    const context = topic(memory, now, townContext.town.rules.contextMinutes)
    return adviceOn(o.opinion, o.understand(), townContext.catalog, redact(body.text.trim()).text, context)
  }
}
