/** What is thought about before a message is handled, outside the transaction that handles it: a model may take two seconds. */
import { and, eq } from 'drizzle-orm'
import type { Incoming } from '../core/channel.ts'
import type { Opinion } from '../core/answer/second.ts'
import type { Understand } from '../core/answer/understand.ts'
import { maskPersonal } from '../core/privacy/mask.ts'
import type { Setting } from '../db/cases.ts'
import type { Db } from '../db/open.ts'
import { staffOf } from '../db/people.ts'
import { type Memory } from '../db/conversations.ts'
import { conversations } from '../db/schema.ts'
import { topic } from './dialogue/ask.ts'
import { isQuestion } from './dialogue/resident.ts'
import { type Advice, adviceOn } from './opinion.ts'

/** Advice on one message, or null: most are no question, and most questions need none. */
export type Ahead = (message: Incoming) => Promise<Advice | null>

export function makeAhead(o: {
  db: Db
  setting: () => Setting
  understand: () => Understand
  opinion: Opinion
}): Ahead {
  return async ({ body, from, group }) => {
    if (body.kind !== 'text') return null
    const [known] = await o.db
      .select({ memory: conversations.memory, personId: conversations.personId })
      .from(conversations)
      .where(and(eq(conversations.channel, from.channel), eq(conversations.address, from.id)))
    const memory: Memory = known?.memory ?? {}
    if (!group && !isQuestion(body.text, memory)) return null
    if (await staffOf(o.db, known?.personId ?? null)) return null
    const { world, now } = o.setting()
    const context = topic(memory, now, world.town.rules.contextMinutes)
    return adviceOn(o.opinion, o.understand(), world.catalog, maskPersonal(body.text.trim()).text, context)
  }
}
