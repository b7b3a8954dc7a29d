/** Remembers the choices last offered in each conversation, for platforms without buttons; core/input/typed-choice.ts reads the reply. */
import type { Choice } from '../../core/channel.ts'
import { choiceByNumber } from '../../core/input/typed-choice.ts'

export interface Offered {
  /** Notes a message that went: choices are open until the desk says anything else in that conversation. */
  sent(conversation: string, choices: readonly Choice[] | undefined): void
  /** The open choice a reply names, or undefined. */
  taken(conversation: string, reply: string): Choice | undefined
}

/** Holds at most `max` conversations, oldest offers forgotten first: the number then arrives as plain text. */
export function makeOffered(max: number): Offered {
  const open = new Map<string, readonly Choice[]>()
  return {
    sent(conversation, choices) {
      open.delete(conversation)
      if (choices === undefined || choices.length === 0) return
      open.set(conversation, choices)
      const oldest = open.keys().next()
      if (open.size > max && !oldest.done) open.delete(oldest.value)
    },
    taken: (conversation, reply) => choiceByNumber(reply, open.get(conversation)),
  }
}
