/**
 * Messages that wait are handled here: the oldest of each conversation that is due, many conversations in one
 * transaction, every effect of theirs with it. What one of them breaks is undone for all and done again one by one.
 */
import { sql } from 'drizzle-orm'
import type { Staff } from '../core/case/case.ts'
import type { Incoming } from '../core/channel.ts'
import { held, type Lease, releaseAll, SEND_LEASE_MS } from '../db/lanes.ts'
import { type Db, rows, type Tx } from '../db/open.ts'
import { type Held, type Letter, post, unpark } from '../db/outbox.ts'
import { type Conversation, conversationsAt, type Kept, laneOf, remember, staffAmong } from '../db/people.ts'
import { batched } from './batch.ts'
import { onceHandled } from './door.ts'
import { inEachOthersWay, ownFault } from './fault.ts'
import type { Advice } from './opinion.ts'

/** A reply goes when its whole batch is committed: a larger one would keep the first waiting. */
const MOST_TOGETHER = 25

/** One message, and who said it. */
export interface Heard {
  readonly message: Incoming
  /** The stored file of a file body, null where it could not be had. */
  readonly fileId: number | null
  readonly conversation: Conversation
  /** The member of staff the person is bound as. */
  readonly staff: Staff | null
  readonly advice: Advice | null
}

export interface Handled {
  readonly letters: readonly Letter[]
  readonly kept: Kept
}

/** Everything one message does, inside the transaction. */
export type Handle = (tx: Tx, heard: Heard, now: Date) => Promise<Handled>

/** A conversation whose next message is to be handled, and what was thought of that message before. */
export interface Next {
  readonly lease: Lease
  readonly thought: { readonly id: number; readonly advice: Advice | null } | null
}

interface Waiting {
  readonly id: number
  readonly lane: string
  readonly message: Incoming
  readonly fileId: number | null
  readonly more: boolean
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
    { max: MOST_TOGETHER, apart: (error) => ownFault(error) || inEachOthersWay(error) },
  )

  async function together(tx: Tx, nexts: readonly Next[]): Promise<{ posted: Held[]; more: ReadonlySet<string> }> {
    const now = o.now()
    const leases = nexts.map((n) => n.lease)
    const ours = await held(tx, 'in', leases)
    const messages = await oldest(tx, [...ours])
    const places = messages.map(({ message: { from, group } }) => ({ ...from, isGroup: group }))
    const conversations = await conversationsAt(tx, places, now)
    const staff = await staffAmong(
      tx,
      [...conversations.values()].flatMap((c) => c.personId ?? []),
    )
    const done: Handled[] = []
    for (const { id, lane, message, fileId } of messages) {
      const conversation = conversations.get(laneOf(message.from))!
      const thought = nexts.find((n) => n.lease.lane === lane)?.thought
      const heard = {
        message,
        fileId,
        conversation,
        staff: staff.get(conversation.personId ?? 0) ?? null,
        advice: thought?.id === id ? thought.advice : null,
      }
      done.push(await o.handle(tx, heard, now))
    }
    await remember(
      tx,
      done.map((d) => d.kept),
      now,
    )
    const until = new Date(now.getTime() + SEND_LEASE_MS)
    const letters = done.flatMap((d) => d.letters)
    const posted = await post(tx, letters, now, until)
    const heard = messages.map((m) => m.lane)
    await unpark(tx, heard, now)
    await settle(tx, messages, now)
    const more = new Set(messages.filter((m) => m.more).map((m) => m.lane))
    const empty = [...ours].filter((lane) => !more.has(lane))
    await releaseAll(
      tx,
      'in',
      empty.map((lane) => ({ lane, next: null })),
    )
    return { posted, more }
  }
}

/** The next message of each lane, in the order they came. */
async function oldest(tx: Tx, lanes: readonly string[]): Promise<Waiting[]> {
  const got = await rows<Waiting & { message: { sentAt: string } }>(
    tx,
    sql`select g.lane, i.id, i.message, i.file_id as "fileId",
               exists (select 1 from inbox where lane = g.lane and done_at is null and id > i.id) as more
        from jsonb_array_elements_text(${JSON.stringify(lanes)}::jsonb) g(lane)
          cross join lateral (
            select id, message, file_id from inbox where lane = g.lane and done_at is null order by id limit 1) i
        order by i.id`,
  )
  return got.map((w) => ({ ...w, message: { ...w.message, sentAt: new Date(w.message.sentAt) } }))
}

/** Handled: nothing personal is kept of what was said. */
async function settle(tx: Tx, messages: readonly Waiting[], now: Date): Promise<void> {
  if (messages.length === 0) return
  const given = messages.map(({ id, message }) => ({ id, kept: onceHandled(message) ?? undefined }))
  await tx.execute(
    sql`update inbox i set done_at = ${now.toISOString()}::timestamptz, message = coalesce(g.kept, i.message)
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g(id bigint, kept jsonb) where i.id = g.id`,
  )
}
