/**
 * The one door in. What arrives is stored under the platform's own id and committed; then it is handled, in order per
 * conversation, in one transaction that writes every effect. A redelivered update finds its row and has no second effect.
 */
import { sql } from 'drizzle-orm'
import type { Incoming, Receive } from '../core/channel.ts'
import { sha256 } from '../core/chain.ts'
import { MAX_FILE_BYTES, safeName, sniff } from '../core/files.ts'
import type { Log } from '../core/log.ts'
import { claimLanes, freeLeases, holds, type Lease, releaseAll, SEND_LEASE_MS, signal } from '../db/lanes.ts'
import { rows, type Database, type Tx } from '../db/open.ts'
import { type Held, type Letter, post, unpark } from '../db/outbox.ts'
import { files } from '../db/schema.ts'
import type { Ahead } from './ahead.ts'
import { batched } from './batch.ts'
import { atTheDoor, onceHandled } from './door.ts'
import { kindOf, ownFault } from './fault.ts'
import type { Advice } from './opinion.ts'

export { kindOf } from './fault.ts'

/** Handling takes milliseconds; a lane whose holder died waits this long. */
const LEASE_MS = 20_000
/** After so many tries a message that breaks the desk is set aside, listed, and the resident told to write again. */
const MAX_TRIES = 5
const MOST_AT_ONCE = 50

/** Everything one message does, inside the transaction. `fileId` is the stored file of a file body, null where it could not be had. */
export type Handle = (
  tx: Tx,
  message: Incoming,
  fileId: number | null,
  now: Date,
  advice?: Advice | null,
) => Promise<readonly Letter[]>

export interface Inbox {
  readonly receive: Receive
  /** Handles what waits: after a crash, or what another process left. Called on a timer. */
  tick(): Promise<void>
  /** Resolves when everything begun is done. */
  drain(): Promise<void>
}

export function makeInbox(o: {
  database: Database
  handle: Handle
  /** Asked before the transaction, in which nobody may wait for a network. */
  ahead?: Ahead | null
  /** Sends what a handled message caused, right after its commit. */
  send: (held: readonly Held[]) => void
  now: () => Date
  log: Log
  /** Hears when something that rests will be due. */
  later?: (at: Date) => void
  counted?: (outcome: 'new' | 'again', count: number) => void
}): Inbox {
  const { db } = o.database
  const madeAt = o.now().getTime()
  let begun = false
  const busy = new Set<Promise<void>>()
  const track = (work: Promise<void>): void => {
    const safe = work
      .catch((error: unknown) => o.log.warn({ err: kindOf(error) }, 'messages that wait could not be taken'))
      .finally(() => busy.delete(safe))
    busy.add(safe)
  }

  interface Arrived {
    readonly message: Incoming
    readonly bytes: Uint8Array | null
  }

  const store = batched(
    async (arrived: readonly Arrived[]) => {
      const now = o.now()
      const holdUntil = new Date(now.getTime() + LEASE_MS)
      const laneOf = ({ message }: Arrived) => `${message.from.channel}:${message.from.id}`
      const lanes = [...new Set(arrived.map(laneOf))].sort()
      const { leases, fresh } = await db.transaction(async (tx) => {
        // in one order for all processes, so that two batches never wait for each other
        const leases = new Map<string, Lease | null>()
        for (const lane of lanes)
          leases.set(lane, await signal(tx, 'in', lane, { readyAt: now, urgency: 'answer', holdUntil }))
        let fresh = 0
        for (const one of arrived) {
          const { message, bytes } = one
          const fileId = bytes && message.body.kind === 'file' ? await keepFile(tx, message.body, bytes, now) : null
          const made = await rows(
            tx,
            sql`insert into inbox (channel, update_id, lane, message, file_id, received_at)
                values (${message.from.channel}, ${message.id}, ${laneOf(one)}, ${JSON.stringify(message)}::jsonb, ${fileId}, ${now.toISOString()}::timestamptz)
                on conflict (channel, update_id) do nothing returning id`,
          )
          fresh += made.length
        }
        return { leases, fresh }
      })
      o.counted?.('new', fresh)
      o.counted?.('again', arrived.length - fresh)
      // the lane's first caller works on it
      return arrived.map((one) => {
        const lease = leases.get(laneOf(one)) ?? null
        leases.delete(laneOf(one))
        return lease
      })
    },
    { apart: ownFault },
  )

  const receive: Receive = async (message, file) => {
    const clean = JSON.parse(
      JSON.stringify(message, (_, v: unknown) => (typeof v === 'string' ? wellFormed(v) : v)),
    ) as Incoming
    const bytes = file
      ? await file().catch(
          (error: unknown) => (o.log.warn({ err: kindOf(error) }, 'a file could not be fetched'), null),
        )
      : null
    const lease = await store({ message: atTheDoor(clean), bytes })
    if (lease) track(work(lease))
  }

  /** Handles a lane's messages, oldest first, until none is left or the lease is lost. */
  async function work(lease: Lease): Promise<void> {
    for (;;) {
      let step: 'more' | 'done'
      const held: Held[] = []
      let current: number | null = null
      const thought = await ahead(lease.lane)
      try {
        step = await db.transaction(async (tx) => {
          const now = o.now()
          if (!(await holds(tx, 'in', lease))) return 'done'
          const [row] = await rows<{
            id: number
            message: Incoming & { sentAt: string }
            file_id: number | null
            left: number
          }>(
            tx,
            sql`select id, message, file_id, (select count(*) from inbox where lane = ${lease.lane} and done_at is null) as left
                from inbox where lane = ${lease.lane} and done_at is null order by id limit 1`,
          )
          if (!row) {
            await releaseAll(tx, 'in', [{ lane: lease.lane, next: null }])
            return 'done'
          }
          current = row.id
          const message: Incoming = { ...row.message, sentAt: new Date(row.message.sentAt) }
          const letters = await o.handle(tx, message, row.file_id, now, thought?.id === row.id ? thought.advice : null)
          held.push(...(await post(tx, letters, now, new Date(now.getTime() + SEND_LEASE_MS))))
          await unpark(tx, lease.lane, now)
          const kept = onceHandled(row.message)
          await tx.execute(
            kept
              ? sql`update inbox set done_at = ${now.toISOString()}::timestamptz, message = ${JSON.stringify(kept)}::jsonb where id = ${row.id}`
              : sql`update inbox set done_at = ${now.toISOString()}::timestamptz where id = ${row.id}`,
          )
          if (row.left > 1) return 'more'
          await releaseAll(tx, 'in', [{ lane: lease.lane, next: null }])
          return 'done'
        })
      } catch (error) {
        o.log.error({ err: kindOf(error), inbox: current }, 'a message could not be handled')
        await failed(lease, current, error).catch((again: unknown) =>
          o.log.error({ err: kindOf(again) }, 'the database cannot be written'),
        )
        return
      }
      o.send(held)
      if (step === 'done') return
    }
  }

  /** Advice on the message that comes next; a fault of any kind is no advice. */
  async function ahead(lane: string): Promise<{ id: number; advice: Advice | null } | null> {
    if (!o.ahead) return null
    try {
      const [next] = await rows<{ id: number; message: Incoming }>(
        db,
        sql`select id, message from inbox where lane = ${lane} and done_at is null order by id limit 1`,
      )
      return next ? { id: next.id, advice: await o.ahead(next.message) } : null
    } catch (error) {
      o.log.warn({ err: kindOf(error) }, 'nothing was thought ahead; the message is handled as it is')
      return null
    }
  }

  /** Counts the try; the lane rests a little, or the message is set aside so that those behind it go on. */
  async function failed(lease: Lease, id: number | null, error: unknown): Promise<void> {
    await db.transaction(async (tx) => {
      const now = o.now()
      if (!(await holds(tx, 'in', lease))) return
      const [row] =
        id === null || !ownFault(error)
          ? []
          : await rows<{ attempts: number }>(
              tx,
              sql`update inbox set attempts = attempts + 1 where id = ${id} returning attempts`,
            )
      const tries = row?.attempts ?? 1
      if (id !== null && tries >= MAX_TRIES)
        await tx.execute(
          sql`update inbox set done_at = ${now.toISOString()}::timestamptz, failed = ${kindOf(error)} where id = ${id}`,
        )
      const restUntil = new Date(now.getTime() + (tries >= MAX_TRIES ? 0 : 500 * 2 ** tries))
      await releaseAll(tx, 'in', [{ lane: lease.lane, next: { readyAt: now, restUntil } }])
      o.later?.(restUntil)
    })
  }

  async function tick(): Promise<void> {
    const now = o.now()
    // alone on its database: whoever holds a lease from before the start is gone
    if (!begun && o.database.kind === 'embedded') await freeLeases(db, 'in', new Date(madeAt + LEASE_MS))
    begun = true
    if (busy.size > MOST_AT_ONCE) return
    const until = new Date(now.getTime() + LEASE_MS)
    const taken = (await claimLanes(db, 'in', { now, until, limit: MOST_AT_ONCE })).map(work)
    taken.forEach(track)
    // a heap does not wait for the clock
    if (taken.length === MOST_AT_ONCE) track(Promise.all(taken).then(tick))
  }

  return {
    receive,
    tick,
    async drain() {
      while (busy.size > 0) await Promise.allSettled([...busy])
    },
  }
}

/** Stores a file by what its bytes say it is; null where the desk does not take such a file. */
async function keepFile(tx: Tx, body: { name: string }, bytes: Uint8Array, now: Date): Promise<number | null> {
  const kind = bytes.length <= MAX_FILE_BYTES ? sniff(bytes) : null
  if (!kind) return null
  const [row] = await tx
    .insert(files)
    .values({
      name: safeName(body.name, kind.ends),
      type: kind.type,
      size: bytes.length,
      hash: sha256(bytes),
      bytes,
      createdAt: now,
    })
    .returning({ id: files.id })
  return row!.id
}

/** Postgres takes neither NUL nor lone surrogates. */
const wellFormed = (text: string): string =>
  text.replaceAll('\0', '').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
