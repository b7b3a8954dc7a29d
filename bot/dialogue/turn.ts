/** What a dialogue turn has in its hands, and what it gives back. */
import type { Danger, Understand } from '../../core/answer/understand.ts'
import type { Outgoing } from '../../core/channel.ts'
import type { Log } from '../../core/log.ts'
import type { PhoneCodes } from '../../core/phone-codes.ts'
import type { MaskText } from '../../core/privacy/mask-once.ts'
import type { RequestContext } from '../../db/context.ts'
import type { NewInquiry } from '../../db/queue/inbox.ts'
import type { Tx } from '../../db/types.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import type { Conversation, DialogueMemory } from '../../db/people/conversations.ts'

export interface Turn {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly conversation: Conversation
  readonly memory: DialogueMemory
  readonly understand: Understand
  /** Masks personal data in this message's texts, each searched once. */
  readonly redact: MaskText
  /** The danger a text too long to be kept spoke of, as a whole. */
  readonly danger: Danger | null
  /** The stored file of this message, if it was one. */
  readonly fileId: number | null
  /** What was heard in it, if it was a voice message; null: nothing, or nothing sure. */
  readonly transcript: string | null
  /** The number the question will have, if this is one. */
  readonly inquiryId: number
  readonly group: boolean
  /** The text this message is a reply to, as the platform quotes it. */
  readonly quoted: string | null
  /** Keyed hash of the network a web session writes from, this day; null on other channels. */
  readonly network: string | null
  /** Null where nothing is logged. */
  readonly log: Pick<Log, 'warn'> | null
  /** Sends codes to telephones; null where no provider is wired. */
  readonly phoneCodes: PhoneCodes | null
  /** Makes and sends the file of 我的资料, once the message is done; null where none can be made. */
  readonly sendExport: ((personId: number, conversationId: number) => void) | null
}

export interface Reply {
  readonly say: readonly Outgoing[]
  readonly memory: DialogueMemory
  /** Letters to others, and those of moves. */
  readonly messages?: readonly NewMessage[]
  /** The question this was, as it is kept. */
  readonly inquiry?: NewInquiry
  /** Questions asked by now, where this was one. */
  readonly asks?: DialogueMemory['asks']
  /** Done once the transaction is committed, and not again. */
  readonly afterwards?: () => void
  /** What was kept to be registered later is registered, or is to be forgotten. */
  readonly keptDone?: boolean
  /** Secrets in what was said, as they were typed: they are not kept. */
  readonly typedSecrets?: readonly string[]
  /** Personal data masked in what was said, where it is not simply all that is found. */
  readonly masked?: readonly string[]
}

/** The memory without what was asked last. */
export const withoutStep = ({ step: _, ...rest }: DialogueMemory): DialogueMemory => rest

/** One plain sentence back, the memory kept but for the open step. */
export const say = (
  turn: Turn,
  text: string,
  extra: Partial<Outgoing> = {},
  memory: DialogueMemory = turn.memory,
): Reply => ({ say: [{ text, ...extra }], memory: withoutStep(memory) })
