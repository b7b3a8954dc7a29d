/** Wires what messages pass through: the inbox, delivery, and the work loop that wakes both. */
import type { Understand } from './core/answer/understand.ts'
import { dangerReader } from './core/answer/danger/danger-reader.ts'
import type { Channel, Receive } from './core/channel.ts'
import type { Log } from './core/log.ts'
import type { Cipher } from './core/privacy/cipher.ts'
import type { Random } from './core/random.ts'
import { makeAdvicePrefetch } from './bot/inbound/prefetch-advice.ts'
import { makeMessageProcessor } from './bot/inbound/process-message.ts'
import { makeInbox } from './bot/inbound/receive.ts'
import { makeTranscribeAhead } from './bot/inbound/transcribe-ahead.ts'
import { makeDelivery } from './bot/outbound/delivery.ts'
import { makeWorkLoop } from './bot/work-loop.ts'
import type { RequestContext } from './db/context.ts'
import type { DiskSpace } from './db/drivers/embedded/space.ts'
import type { FileQuota } from './db/files/file-quota.ts'
import { clearFutureTimes } from './db/queue/clock-skew.ts'
import { nextDue } from './db/queue/leases.ts'
import type { LeasedMessages } from './db/queue/outbox.ts'
import type { Database } from './db/types.ts'
import type { connectedModels } from './adapters/connected-models.ts'
import type { makeMetrics } from './adapters/metrics.ts'
import { makePersonalExports } from './services/export-person.ts'

/** A clock set back by more than this was wrong before. */
const CLOCK_SET_BACK_MS = 60_000

export interface Messaging {
  readonly receive: Receive
  /** Sends what a change of the database caused, right after its commit. */
  readonly send: (held: readonly LeasedMessages[]) => void
  /** Looks for work at once: another process wrote some. */
  readonly wakeNow: () => void
  readonly start: () => void
  /** Finishes what was let in, then sends what it caused. */
  readonly stop: () => Promise<void>
  /** Lets the exports of people's own data end that are under way. */
  readonly stopExports: () => Promise<void>
}

export function makeMessaging(o: {
  readonly database: Database
  readonly channels: ReadonlyMap<string, Channel>
  readonly requestContext: () => RequestContext
  readonly cipher: Cipher
  /** Whatever counts answers counts these. */
  readonly understand: Understand
  /** The engine of this moment, for looks ahead that are not counted. */
  readonly uncounted: () => Understand
  readonly models: ReturnType<typeof connectedModels>
  readonly metrics: ReturnType<typeof makeMetrics>
  readonly fileQuota: FileQuota | null
  readonly disk: DiskSpace | null
  readonly paced: boolean
  readonly now: () => Date
  readonly random: Random
  readonly log: Log
}): Messaging {
  const { database, requestContext, cipher, uncounted, models, metrics, now, random, log } = o
  let lastLook: Date | null = null
  const loop = makeWorkLoop({
    look: async () => {
      const at = now()
      if (lastLook === null || at.getTime() < lastLook.getTime() - CLOCK_SET_BACK_MS)
        await clearFutureTimes(database.db, at)
      lastLook = at
      await inbox.tick()
      await delivery.tick()
      return nextDue(database.db, now())
    },
    now,
    log,
  })
  const delivery = makeDelivery({
    database,
    channels: o.channels,
    requestContext,
    now,
    random: () => (random(4).reduce((n, b) => n * 256 + b, 0) >>> 0) / 2 ** 32,
    log,
    pause: (ms) => new Promise((done) => setTimeout(done, ms)),
    paced: o.paced,
    later: loop.wakeAt,
    counted: metrics.sent,
  })
  const { send } = delivery
  const personalExports = makePersonalExports({ database, requestContext, send, log })
  const { opinion, transcribe } = models
  const inbox = makeInbox({
    database,
    files: { cipher, random, quota: o.fileQuota, disk: o.disk },
    ahead: opinion && makeAdvicePrefetch({ db: database.db, requestContext, understand: uncounted, opinion }),
    hearAhead: makeTranscribeAhead({ ...database, cipher, transcribe }),
    handle: makeMessageProcessor({
      requestContext,
      understand: () => o.understand,
      log,
      sendExport: personalExports.begin,
    }),
    danger: dangerReader(uncounted),
    send,
    now,
    log,
    later: loop.wakeAt,
    counted: metrics.received,
  })
  return {
    receive: inbox.receive,
    send,
    wakeNow: loop.wakeNow,
    start: () => loop.start(),
    stop: async () => {
      await loop.stop()
      await inbox.drain()
      await delivery.stop()
    },
    stopExports: () => personalExports.stop(),
  }
}
