/**
 * The one door in. What arrives is stored under the platform's own id and committed; then it is handled, in order per
 * conversation, in one transaction that writes every effect. A redelivered update finds its row and has no second effect.
 */
import { hasBytes, type Incoming, type Receive } from '../../core/channel.ts'
import type { ReadDanger } from '../../core/answer/danger/danger-reader.ts'
import type { FileRefusal } from '../../core/file-quota.ts'
import type { Log } from '../../core/log.ts'
import { withoutSecrets } from '../../core/privacy/hide-secrets.ts'
import { makeMaskOnce } from '../../core/privacy/mask-once.ts'
import type { FileQuota } from '../../db/files/file-quota.ts'
import { type FileKeys, runYielding } from '../../db/files/files.ts'
import { countTry, oldestOfLane, setAside, storeIncoming } from '../../db/queue/inbox.ts'
import { claimLanes, releaseStaleLeases, isHeld, type Lease, releaseLeases } from '../../db/queue/leases.ts'
import type { DiskSpace } from '../../db/drivers/embedded/space.ts'
import { wellFormed } from '../../db/rows.ts'
import type { Database } from '../../db/types.ts'
import type { LeasedMessages } from '../../db/queue/outbox.ts'
import { laneOf } from '../../db/people/conversations.ts'
import type { PrefetchAdvice } from './prefetch-advice.ts'
import type { TranscribeAhead } from './transcribe-ahead.ts'
import { groupCommit } from '../group-commit.ts'
import { cleanMessage, redactAfterProcessing, redactOnReceive } from './redact-message.ts'
import { errorKind, isLoggedOnce, isPoisonMessage } from '../../db/errors.ts'
import { makeFileIntake } from './file-intake.ts'
import { type ProcessMessage, makeBatchProcessor, type NextInLane } from './batch-processor.ts'

/** Handling takes milliseconds; a lane whose holder died waits this long. */
const LEASE_MS = 20_000
/** After so many tries a message that breaks the desk is set aside, listed, and the resident told to write again. */
const MAX_TRIES = 5
const MOST_AT_ONCE = 50
/** A message that was next when its process died this often is what ended it: the first time is not counted. */
const MOST_DEATHS = 2

export interface Inbox {
  readonly receive: Receive
  /** Handles what waits: after a crash, or what another process left. Called on a timer. */
  tick(): Promise<void>
  /** Resolves when everything begun is done. */
  drain(): Promise<void>
}

export interface InboxOptions {
  database: Database
  /** `disk`: under an embedded database, where files are refused while it is nearly full. */
  files: FileKeys & { readonly quota: FileQuota | null; readonly disk: DiskSpace | null }
  handle: ProcessMessage
  /** Reads a text that is too long to be kept whole, before it is cut. */
  danger: ReadDanger
  /** Asked before the transaction, in which nobody may wait for a network. */
  ahead?: PrefetchAdvice | null
  /** Hears what was said, before the transaction as well. */
  hearAhead?: TranscribeAhead | null
  /** Sends what a handled message caused, right after its commit. */
  send: (held: readonly LeasedMessages[]) => void
  now: () => Date
  log: Log
  /** Hears when something that rests will be due. */
  later?: (at: Date) => void
  counted?: (outcome: 'new' | 'again', count: number) => void
}

export function makeInbox(o: InboxOptions): Inbox {
  const { db } = o.database
  const madeAt = o.now().getTime()
  let begun = false
  const busy = new Set<Promise<void>>()
  const failed = (error: unknown, what: string, level: 'warn' | 'error' = 'error'): void =>
    o.log[isLoggedOnce(error) ? 'debug' : level]({ err: errorKind(error) }, what)
  const track = (work: Promise<void>): void => {
    const safe = work
      .catch((error: unknown) => failed(error, 'messages that wait could not be taken', 'warn'))
      .finally(() => busy.delete(safe))
    busy.add(safe)
  }

  const storing = groupCommit(
    async (arrived: readonly { message: Incoming; file: number | null }[]) => {
      const now = o.now()
      const { leases, fresh } = await storeIncoming(db, arrived, now, new Date(now.getTime() + LEASE_MS))
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
    { apart: isPoisonMessage },
  )
  const handleNext = makeBatchProcessor({ db, handle: o.handle, send: o.send, now: o.now })

  const takeFile = makeFileIntake({ ...o.database, ...o.files, now: o.now, log: o.log })

  const receive: Receive = async (message, file) => {
    const clean = cleanMessage(
      JSON.parse(JSON.stringify(message, (_, v: unknown) => (typeof v === 'string' ? wellFormed(v) : v))) as Incoming, // the same message, its texts well formed
    )
    const taken = file ? await takeFile(clean, file) : null
    const given = taken?.refused ? refusing(clean, taken.refused) : clean
    const stored = await runYielding(redactOnReceive(given, o.danger))
    const lease = await storing({ message: stored, file: taken?.fileId ?? null })
    if (lease) track(work(lease))
  }

  /** Handles a lane's messages, oldest first, until none is left or the lease is lost. */
  async function work(lease: Lease): Promise<void> {
    try {
      while (await handleNext({ lease, thought: await prefetchFor(o, lease.lane) }));
    } catch (error) {
      failed(error, 'a message could not be handled')
      await countFailure(o, lease, error).catch((again: unknown) => failed(again, 'the database cannot be written'))
    }
  }

  async function tick(): Promise<void> {
    const now = o.now()
    // alone on its database: whoever holds a lease from before the start is gone
    if (!begun && o.database.kind === 'embedded') await releaseStaleLeases(db, 'in', new Date(madeAt + LEASE_MS))
    begun = true
    if (busy.size > MOST_AT_ONCE) return
    const until = new Date(now.getTime() + LEASE_MS)
    const claimed = await claimLanes(db, 'in', { now, until, limit: MOST_AT_ONCE })
    const taken = [...claimed.filter((l) => !l.orphaned).map(work), recover(claimed.filter((l) => l.orphaned))]
    taken.forEach(track)
    // a heap does not wait for the clock
    if (claimed.length === MOST_AT_ONCE) track(Promise.all(taken).then(tick))
  }

  /** One after the other, so that what ends this process too is known by its count. */
  async function recover(orphans: readonly Lease[]): Promise<void> {
    for (const lease of orphans) if (await survives(o, lease)) await work(lease)
  }

  return {
    receive,
    tick,
    async drain() {
      while (busy.size > 0) await Promise.allSettled([...busy])
    },
  }
}

/** Advice on the message that comes next; a fault of any kind is no advice. */
async function prefetchFor(o: InboxOptions, lane: string): Promise<NextInLane['thought']> {
  if (!o.ahead && !o.hearAhead) return null
  try {
    const next = await oldestOfLane(o.database.db, lane)
    if (!next) return null
    const { id, message, fileId } = next
    return {
      id,
      advice: (await o.ahead?.(message)) ?? null,
      transcript: (await o.hearAhead?.(message, fileId)) ?? null,
    }
  } catch (error) {
    o.log.warn({ err: errorKind(error) }, 'nothing was thought ahead; the message is handled as it is')
    return null
  }
}

/**
 * Counts, committed before it is handled, that a message is taken up after the death of whoever had it; false where it
 * has died with too many: it is set aside, and those behind it go on.
 */
async function survives(o: InboxOptions, lease: Lease): Promise<boolean> {
  return o.database.db.transaction(async (tx) => {
    if (!(await isHeld(tx, 'in', lease))) return false
    const row = await countTry(tx, lease.lane)
    if (!row || row.attempts <= MOST_DEATHS) return true
    o.log.error({ inbox: row.id, tries: row.attempts }, 'a message that ends the process was set aside')
    await setAside(tx, row.id, 'ended the process', keptOf(row.message), o.now())
    await releaseLeases(tx, 'in', [{ lane: lease.lane, next: { readyAt: o.now() } }])
    return false
  })
}

const keptOf = (message: Incoming): Incoming =>
  redactAfterProcessing(message, withoutSecrets(makeMaskOnce())) ?? message

/** Counts the try of the oldest; the lane rests a little, or that message is set aside so that those behind it go on. */
async function countFailure(o: InboxOptions, lease: Lease, error: unknown): Promise<void> {
  await o.database.db.transaction(async (tx) => {
    const now = o.now()
    if (!(await isHeld(tx, 'in', lease))) return
    const row = isPoisonMessage(error) ? await countTry(tx, lease.lane) : undefined
    const tries = row?.attempts ?? 1
    const aside = row !== undefined && tries >= MAX_TRIES
    if (row) o.log.warn({ inbox: row.id, tries }, aside ? 'a message was set aside' : 'a message is tried again')
    if (aside) await setAside(tx, row.id, errorKind(error), keptOf(row.message), now)
    const restUntil = new Date(now.getTime() + (aside ? 0 : 500 * 2 ** tries))
    await releaseLeases(tx, 'in', [{ lane: lease.lane, next: { readyAt: now, restUntil } }])
    o.later?.(restUntil)
  })
}

/** The message is taken, its file is not: the person is told. */
const refusing = (message: Incoming, refused: FileRefusal): Incoming =>
  hasBytes(message.body) ? { ...message, body: { ...message.body, refused } } : message
