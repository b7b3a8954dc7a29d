/**
 * Messages that wait are handled here: the oldest of each conversation that is due, many conversations in one
 * transaction, every effect of theirs with it. What one of them breaks is undone for all and done again one by one.
 */
import type { Staff } from '../core/case/case.ts'
import type { Incoming } from '../core/channel.ts'
import { type Inquiry, type Kept, oldest, writeHandled } from '../db/inbox.ts'
import { held, type Lease, SEND_LEASE_MS } from '../db/lanes.ts'
import type { Db, Tx } from '../db/open.ts'
import { type Held, type Letter, post, unpark } from '../db/outbox.ts'
import { staffAmong } from '../db/people.ts'
import { type Conversation, conversationsAt, laneOf } from '../db/conversations.ts'
import { batched } from './batch.ts'
import { onceHandled } from './door.ts'
import { inEachOthersWay, ownFault } from './fault.ts'
import type { Advice } from './opinion.ts'
import { windowOf } from './window.ts'

/** A reply goes when its whole batch is committed: a larger one would keep the first waiting. */
const MOST_TOGETHER = 25

/** One message, and who said it. */
export interface Heard {
  readonly message: Incoming
  /** The stored file of a file body, null where it could not be had. */
  readonly fileId: number | null
  /** The number its question will have, if it is one. */
  readonly inquiryId: number
  readonly conversation: Conversation
  /** The member of staff the person is bound as. */
  readonly staff: Staff | null
  readonly advice: Advice | null
}

export interface Handled extends Pick<Kept, 'memory' | 'privacyTold'> {
  readonly letters: readonly Letter[]
  /** The question it was, to be kept under its number. */
  readonly inquiry: Inquiry | null
}

/** Everything one message does, inside the transaction. */
export type Handle = (tx: Tx, heard: Heard, now: Date) => Promise<Handled>

/** A conversation whose next message is to be handled, and what was thought of that message before. */
export interface Next {
  readonly lease: Lease
  readonly thought: { readonly id: number; readonly advice: Advice | null } | null
}

/** Handles the oldest message of a conversation whose lease holds; true where more wait behind it, and the lease is kept. */
export function makeHandling(o: {
  db: Db
  handle: Handle
  /** Sends what handled messages caused, right after their commit. */
  send: (held: readonly Held[]) => void
  now: () => Date
}): (next: Next) => Promise<boolean> {
  return batched(
    async (nexts: readonly Next[]) => {
      const { posted, more } = await o.db.transaction((tx) => together(tx, nexts))
      o.send(posted)
      return nexts.map((n) => more.has(n.lease.lane))
    },
    { max: MOST_TOGETHER, atOnce: 2, apart: (error) => ownFault(error) || inEachOthersWay(error) },
  )

  async function together(tx: Tx, nexts: readonly Next[]): Promise<{ posted: Held[]; more: ReadonlySet<string> }> {
    const now = o.now()
    const leases = nexts.map((n) => n.lease)
    const ours = await held(tx, 'in', leases)
    const messages = await oldest(tx, [...ours])
    const places = messages.map(({ message: { from, group } }) => ({ ...from, isGroup: group }))
    const conversations = await conversationsAt(tx, places, now)
    const bound = [...conversations.values()].flatMap((c) => (c.ofStaff && c.personId !== null ? [c.personId] : []))
    const staff = await staffAmong(tx, bound)
    const letters: Letter[] = []
    const kept: Kept[] = []
    for (const { id, lane, message, fileId, inquiryId } of messages) {
      const conversation = conversations.get(laneOf(message.from))!
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
        },
        now,
      )
      letters.push(...done.letters)
      kept.push({
        id,
        conversationId: conversation.id,
        message: onceHandled(message),
        memory: done.memory,
        privacyTold: done.privacyTold,
        inquiry: done.inquiry && { ...done.inquiry, id: inquiryId },
      })
    }
    const more = new Set(messages.filter((m) => m.more).map((m) => m.lane))
    const empty = [...ours].filter((lane) => !more.has(lane))
    const until = new Date(now.getTime() + SEND_LEASE_MS)
    // neither looks at what the other writes: one way to the server for both
    const [posted] = await Promise.all([post(tx, letters, now, until), writeHandled(tx, kept, empty, now)])
    const woken = [...conversations].filter(([lane, c]) => c.outResting || windowOf(lane) !== null)
    if (woken.length > 0)
      await unpark(
        tx,
        woken.map(([lane]) => lane),
        now,
      )
    return { posted, more }
  }
}
