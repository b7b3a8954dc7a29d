/** Declares what delivery needs and what it offers. */
import type { Channel } from '../../core/channel.ts'
import type { Log } from '../../core/log.ts'
import type { RequestContext } from '../../db/context.ts'
import type { LeasedMessages } from '../../db/queue/outbox.ts'
import type { Database } from '../../db/types.ts'

export interface Delivery {
  /** Sends lanes taken while posting. Never throws. */
  readonly send: (held: readonly LeasedMessages[]) => void
  tick(): Promise<void>
  /** Resolves when nothing is under way. */
  drain(): Promise<void>
  /** Finishes the calls begun and puts the rest back. Nothing is sent afterwards. */
  stop(): Promise<void>
}

export interface DeliveryOptions {
  database: Database
  channels: ReadonlyMap<string, Channel>
  requestContext: () => RequestContext
  now: () => Date
  random: () => number
  log: Log
  pause: (ms: number) => Promise<void>
  /** Hears when something that rests will be due. */
  later?: (at: Date) => void
  /** False for measuring: platforms' limits are not kept. */
  paced?: boolean
  counted?: (channel: string, outcome: string, seconds: number) => void
}
