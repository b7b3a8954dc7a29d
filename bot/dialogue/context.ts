/** What a dialogue turn has in its hands, and what it gives back. */
import type { Understand } from '../../core/answer/understand.ts'
import type { Outgoing } from '../../core/channel.ts'
import type { Setting } from '../../db/cases.ts'
import type { Inquiry } from '../../db/inbox.ts'
import type { Tx } from '../../db/open.ts'
import type { Letter } from '../../db/outbox.ts'
import type { Conversation, Memory } from '../../db/conversations.ts'

export interface Turn {
  readonly tx: Tx
  readonly set: Setting
  readonly conversation: Conversation
  readonly memory: Memory
  readonly understand: Understand
  /** The stored file of this message, if it was one. */
  readonly fileId: number | null
  /** The number the question will have, if this is one. */
  readonly inquiryId: number
  readonly group: boolean
}

export interface Reply {
  readonly say: readonly Outgoing[]
  readonly memory: Memory
  /** Letters to others, and those of moves. */
  readonly letters?: readonly Letter[]
  /** The question this was, as it is kept. */
  readonly inquiry?: Inquiry
  /** Questions asked by now, where this was one. */
  readonly asks?: Memory['asks']
  /** Personal data masked in what was said, where it is not simply all that is found. */
  readonly masked?: readonly string[]
}

/** One plain sentence back, the memory kept but for the open step. */
export const say = (turn: Turn, text: string, extra: Partial<Outgoing> = {}, memory: Memory = turn.memory): Reply => {
  const { step: _, ...rest } = memory
  return { say: [{ text, ...extra }], memory: rest }
}
