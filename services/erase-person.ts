/** Erases a person who asks to be forgotten: withdraws what is open, then empties what identifies them. Source: 个人信息保护法 47. */
import { moveCase } from '../db/cases/change-case.ts'
import type { RequestContext } from '../db/context.ts'
import type { Conversation } from '../db/people/conversations.ts'
import { allCasesOf, erasePersonRows } from '../db/people/erase-person-rows.ts'
import { forgetInLetters, wordsOf } from '../db/people/forget-letters.ts'
import { withoutForgotten } from '../core/privacy/forgotten-words.ts'
import type { NewMessage } from '../db/queue/outbox.ts'
import type { Tx } from '../db/types.ts'
import { notifyParticipants } from './notify-participants.ts'

export interface Erased {
  /** Numbers of the cases whose files stay by the archives rule, oldest first. */
  readonly kept: readonly string[]
  /** To staff: what was withdrawn. */
  readonly messages: readonly NewMessage[]
}

/** Null where nobody is known behind the conversation. A tombstone of the person stays, for the log is never changed. */
export async function erasePerson(tx: Tx, ctx: RequestContext, conversation: Conversation): Promise<Erased | null> {
  const { personId } = conversation
  if (personId === null) return null
  const own = await allCasesOf(tx, personId)
  const ids = own.map((c) => c.id)
  const forgotten = { numbers: own.map((c) => c.number), words: await wordsOf(tx, ids, conversation.id) }
  const messages: NewMessage[] = []
  for (const { id } of own.filter((c) => c.open)) {
    const moved = await moveCase(tx, ctx, id, 'withdraw', { kind: 'resident' })
    if (!moved.ok) continue
    const told = await notifyParticipants(tx, ctx, moved, 'withdraw')
    messages.push(...told.filter((m) => m.conversationId !== conversation.id))
  }
  await erasePersonRows(tx, personId, conversation, own, ctx.now)
  await forgetInLetters(tx, forgotten, ids)
  const withoutWords = messages.map(({ message: { link: _, ...message }, ...letter }): NewMessage => ({
    ...letter,
    message: { ...message, text: withoutForgotten(message.text, forgotten) },
  }))
  return { kept: forgotten.numbers, messages: withoutWords }
}
