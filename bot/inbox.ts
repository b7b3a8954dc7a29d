/**
 * The one door in. What arrives is stored under the platform's own id and committed; then it is handled, in order per
 * conversation, in one transaction that writes every effect. A redelivered update finds its row and has no second effect.
 */
import { sql } from 'drizzle-orm'
import type { Incoming, Receive } from '../core/channel.ts'
import { sha256 } from '../core/chain.ts'
import { MAX_FILE_BYTES, safeName, sniff } from '../core/files.ts'
import type { Log } from '../core/log.ts'
import { store } from '../db/inbox.ts'
import { claimLanes, freeLeases, holds, type Lease, releaseAll } from '../db/lanes.ts'
import { rows, type Database, type Db, type Tx, wellFormed } from '../db/open.ts'
import type { Held } from '../db/outbox.ts'
import { laneOf } from '../db/conversations.ts'
import { files } from '../db/schema.ts'
import type { Ahead } from './ahead.ts'
import { batched } from './batch.ts'
import { atTheDoor } from './door.ts'
import { kindOf, ownFault } from './fault.ts'
import { type Handle, makeHandling, type Next } from './handling.ts'

export { kindOf } from './fault.ts'

/** Handling takes milliseconds; a lane whose holder died waits this long. */
const LEASE_MS = 20_000
/** After so many tries a message that breaks the desk is set aside, listed, and the resident told to write again. */
const MAX_TRIES = 5
const MOST_AT_ONCE = 50

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

  const storing = batched(
    async (arrived: readonly Arrived[]) => {
      const now = o.now()
      const { leases, fresh } = await storeAll(db, arrived, now)
      o.counted?.('new', fresh)
      o.counted?.('again', arrived.length - fresh)
      // the lane's first caller works on it
      const free = new Map(leases.map((l) => [l.lane, l]))
      return arrived.map(({ message }) => {
        const lane = laneOf(message.from)
        const lease = free.get(lane) ?? null
        free.delete(lane)
        return lease
      })
    },
    { apart: ownFault },
  )
  const handleNext = makeHandling({ db, handle: o.handle, send: o.send, now: o.now })

  const receive: Receive = async (message, file) => {
    const clean = JSON.parse(
      JSON.stringify(message, (_, v: unknown) => (typeof v === 'string' ? wellFormed(v) : v)),
    ) as Incoming
    const bytes = file
      ? await file().catch(
          (error: unknown) => (o.log.warn({ err: kindOf(error) }, 'a file could not be fetched'), null),
        )
      : null
    const lease = await storing({ message: atTheDoor(clean), bytes })
    if (lease) track(work(lease))
  }

  /** Handles a lane's messages, oldest first, until none is left or the lease is lost. */
  async function work(lease: Lease): Promise<void> {
    try {
      while (await handleNext({ lease, thought: await ahead(lease.lane) }));
    } catch (error) {
      o.log.error({ err: kindOf(error) }, 'a message could not be handled')
      await failed(lease, error).catch((again: unknown) =>
        o.log.error({ err: kindOf(again) }, 'the database cannot be written'),
      )
    }
  }

  /** Advice on the message that comes next; a fault of any kind is no advice. */
  async function ahead(lane: string): Promise<Next['thought']> {
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

  /** Counts the try of the oldest; the lane rests a little, or that message is set aside so that those behind it go on. */
  async function failed(lease: Lease, error: unknown): Promise<void> {
    await db.transaction(async (tx) => {
      const now = o.now()
      if (!(await holds(tx, 'in', lease))) return
      const [row] = ownFault(error)
        ? await rows<{ id: number; attempts: number }>(
            tx,
            sql`update inbox set attempts = attempts + 1
                where id = (select id from inbox where lane = ${lease.lane} and done_at is null order by id limit 1)
                returning id, attempts`,
          )
        : []
      const tries = row?.attempts ?? 1
      const aside = row !== undefined && tries >= MAX_TRIES
      if (row) o.log.warn({ inbox: row.id, tries }, aside ? 'a message was set aside' : 'a message is tried again')
      if (aside)
        await tx.execute(
          sql`update inbox set done_at = ${now.toISOString()}::timestamptz, failed = ${kindOf(error)} where id = ${row.id}`,
        )
      const restUntil = new Date(now.getTime() + (aside ? 0 : 500 * 2 ** tries))
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

interface Arrived {
  readonly message: Incoming
  readonly bytes: Uint8Array | null
}

/** Stores what arrived, once each, and takes the lanes nobody works on: one statement, unless there are files. */
async function storeAll(
  db: Db,
  arrived: readonly Arrived[],
  now: Date,
): Promise<{ leases: readonly Lease[]; fresh: number }> {
  const until = new Date(now.getTime() + LEASE_MS)
  if (arrived.every((a) => a.bytes === null)) return store(db, arrived, now, until)
  return db.transaction(async (tx) => {
    const kept = []
    for (const { message, bytes } of arrived) {
      const file = bytes && message.body.kind === 'file' ? await keepFile(tx, message.body, bytes, now) : null
      kept.push({ message, file })
    }
    return store(tx, kept, now, until)
  })
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
