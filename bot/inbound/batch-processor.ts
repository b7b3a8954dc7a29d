/**
 * Messages that wait are handled here: the oldest of each conversation that is due, many conversations in one
 * transaction, every effect of theirs with it. What one of them breaks is undone for all and done again one by one.
 */
import type { Staff } from '../../core/case/case.ts'
import type { Incoming } from '../../core/channel.ts'
import { withoutSecrets } from '../../core/privacy/hide-secrets.ts'
import { makeMaskOnce, type MaskText } from '../../core/privacy/mask-once.ts'
import { type NewInquiry, type ProcessedMessage, nextMessages, recordProcessed } from '../../db/queue/inbox.ts'
import { heldLeases, type Lease, SEND_LEASE_MS } from '../../db/queue/leases.ts'
import type { Db, Tx } from '../../db/types.ts'
import { type LeasedMessages, type NewMessage, enqueue, releaseParked } from '../../db/queue/outbox.ts'
import { staffAmong } from '../../db/people/staff.ts'
import { type Conversation, conversationsAt, laneOf } from '../../db/people/conversations.ts'
import { groupCommit } from '../group-commit.ts'
import { redactAfterProcessing } from './redact-message.ts'
import { isSerializationFailure, isPoisonMessage } from '../../db/errors.ts'
import type { Advice } from '../../adapters/llm.ts'
import { messagingWindowOf } from '../outbound/messaging-window.ts'

/** A reply goes when its whole batch is committed: a larger one would keep the first waiting. */
const MOST_TOGETHER = 25

/** One message, and who said it. */
export interface InboundMessage {
  readonly message: Incoming
  /** The stored file of a file body, null where it could not be had. */
  readonly fileId: number | null
  /** The number its question will have, if it is one. */
  readonly inquiryId: number
  readonly conversation: Conversation
  /** The member of staff the person is bound as. */
  readonly staff: Staff | null
  readonly advice: Advice | null
  /** What was heard in a voice message. */
  readonly transcript: string | null
  /** Redacts the texts of this message, each searched once: personal data, and secrets that are named. */
  readonly redact: MaskText
}

export interface ProcessingResult extends Pick<ProcessedMessage, 'memory' | 'privacyTold'> {
  readonly letters: readonly NewMessage[]
  /** The question it was, to be kept under its number. */
  readonly inquiry: NewInquiry | null
  /** Secrets in the message, as they were typed: they are not kept. */
  readonly typedSecrets: readonly string[]
  /** Done once what the message did is committed. */
  readonly afterwards?: () => void
}

/** Everything one message does, inside the transaction. */
export type ProcessMessage = (tx: Tx, heard: InboundMessage, now: Date) => Promise<ProcessingResult>

/** A conversation whose next message is to be handled, and what was thought of that message before. */
export interface NextInLane {
  readonly lease: Lease
  readonly thought: { readonly id: number; readonly advice: Advice | null; readonly transcript: string | null } | null
}

interface Together {
  readonly posted: readonly LeasedMessages[]
  /** Conversations with more behind what was handled. */
  readonly more: ReadonlySet<string>
  readonly afterwards: readonly (() => void)[]
}

/** Handles the oldest message of a conversation whose lease holds; true where more wait behind it, and the lease is kept. */
export function makeBatchProcessor(o: {
  db: Db
  handle: ProcessMessage
  /** Sends what handled messages caused, right after their commit. */
  send: (held: readonly LeasedMessages[]) => void
  now: () => Date
}): (next: NextInLane) => Promise<boolean> {
  return groupCommit(
    async (nexts: readonly NextInLane[]) => {
      const { posted, more, afterwards } = await o.db.transaction((tx) => processBatch(tx, nexts))
      o.send(posted)
      for (const act of afterwards) act()
      return nexts.map((n) => more.has(n.lease.lane))
    },
    { max: MOST_TOGETHER, atOnce: 2, apart: (error) => isPoisonMessage(error) || isSerializationFailure(error) },
  )

  async function processBatch(tx: Tx, nexts: readonly NextInLane[]): Promise<Together> {
    const now = o.now()
    const leases = nexts.map((n) => n.lease)
    const ours = await heldLeases(tx, 'in', leases)
    const messages = await nextMessages(tx, [...ours])
    const places = messages.map(({ message: { from, group } }) => ({ ...from, isGroup: group }))
    const conversations = await conversationsAt(tx, places, now)
    const bound = [...conversations.values()].flatMap((c) => (c.ofStaff && c.personId !== null ? [c.personId] : []))
    const staff = await staffAmong(tx, bound)
    const letters: NewMessage[] = []
    const kept: ProcessedMessage[] = []
    const afterwards: (() => void)[] = []
    for (const { id, lane, message, fileId, inquiryId } of messages) {
      const conversation = conversations.get(laneOf(message.from))!
      const redact = withoutSecrets(makeMaskOnce())
      const thought = nexts.find((n) => n.lease.lane === lane)?.thought
      const done = await o.handle(
        tx,
        {
          message,
          fileId,
          inquiryId,
          conversation,
          staff: staff.get(conversation.personId ?? 0) ?? null,
          advice: thought?.id === id ? thought.advice : null,
          transcript: thought?.id === id ? thought.transcript : null,
          redact,
        },
        now,
      )
      letters.push(...done.letters)
      if (done.afterwards) afterwards.push(done.afterwards)
      kept.push({
        id,
        conversationId: conversation.id,
        message: redactAfterProcessing(message, redact, done.typedSecrets),
        typedSecrets: done.typedSecrets,
        memory: done.memory,
        privacyTold: done.privacyTold,
        inquiry: done.inquiry && { ...done.inquiry, id: inquiryId },
      })
    }
    const more = new Set(messages.filter((m) => m.more).map((m) => m.lane))
    const empty = [...ours].filter((lane) => !more.has(lane))
    const until = new Date(now.getTime() + SEND_LEASE_MS)
    // neither looks at what the other writes: one way to the server for both
    const [posted] = await Promise.all([enqueue(tx, letters, now, until), recordProcessed(tx, kept, empty, now)])
    const woken = [...conversations].filter(([lane, c]) => c.outResting || messagingWindowOf(lane) !== null)
    if (woken.length > 0)
      await releaseParked(
        tx,
        woken.map(([lane]) => lane),
        now,
      )
    return { posted, more, afterwards }
  }
}
