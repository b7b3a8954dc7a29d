/**
 * Sends one message as its parts, those that went before left out, and says how it went: sent, stale, parked, put back,
 * to be tried again, or never.
 */
import { DeliveryError, type Outgoing } from '../../core/channel.ts'
import { openMessage } from '../../core/privacy/kept-message.ts'
import { errorKind } from '../../db/errors.ts'
import { readFile } from '../../db/files/files.ts'
import { readLane } from '../../db/people/conversations.ts'
import { type DeliveryResult, recordPartsSent } from '../../db/queue/delivery-results.ts'
import { extendLease, type Lease } from '../../db/queue/leases.ts'
import { countSent, messagesSentSince } from '../../db/queue/messaging-window.ts'
import { anyPromiseOpen, type OutboxMessage } from '../../db/queue/outbox.ts'
import { BACKOFF } from './backoff.ts'
import { FILE_LEASE_MS, LONGEST_WAIT_MS } from './delivery-limits.ts'
import type { DeliveryOptions } from './delivery-options.ts'
import { isOpen, messagingWindowOf } from './messaging-window.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { RetryAfter } from './retry-after.ts'
import { MAYBE_AGAIN, splitMessage } from './split-message.ts'

/** Until when the lane rests, and with it the whole channel. */
export interface Rest {
  readonly rest?: Date
  readonly channelRest?: Date
}

/** `stop`: nothing more goes out in this lane for now. */
export interface Attempt {
  readonly outcome: DeliveryResult
  readonly stop?: Rest
}

/** Back as it was, the try not counted. */
export const putBack = (message: OutboxMessage): DeliveryResult => ({
  id: message.id,
  state: 'waiting',
  partsSent: message.partsSent,
})

/** Held for the person's next message; what follows in the lane meets the same. */
const parked = (message: OutboxMessage, partsSent: number): Attempt => ({
  outcome: { id: message.id, state: 'parked', partsSent },
})

/** Makes what sends one message under a lease. A channel's fault is an outcome; one of the database is thrown. */
export function makeMessageSender(
  o: DeliveryOptions,
  pace: RateLimiter,
  rests: RetryAfter,
): (lease: Lease, message: OutboxMessage) => Promise<Attempt> {
  const { db } = o.database
  const after = (ms: number): Date => new Date(o.now().getTime() + ms)

  async function sendMessage(lease: Lease, message: OutboxMessage): Promise<Attempt> {
    const [name, address] = readLane(message.lane)
    const channel = o.channels.get(name)
    if (!channel) return { outcome: { ...putBack(message), error: 'channel is off' }, stop: { rest: after(60_000) } }
    if (message.whileOpen && message.partsSent === 0 && !(await anyPromiseOpen(db, message.whileOpen)))
      return { outcome: { id: message.id, state: 'stale', partsSent: 0 } }
    if (message.fileId !== null) await extendLease(db, 'out', lease, after(FILE_LEASE_MS))
    const parts = splitMessage(message.lane, await complete(message))
    const window = messagingWindowOf(message.lane)
    let partsSent = Math.min(message.partsSent, parts.length - 1)
    try {
      for (const [i, part] of parts.slice(partsSent).entries()) {
        const wait = pace.turn(name, message.lane, LONGEST_WAIT_MS)
        if (wait > LONGEST_WAIT_MS) return { outcome: { ...putBack(message), partsSent }, stop: { rest: after(wait) } }
        if (wait > 0) await o.pause(wait)
        const rest = rests.until(name, o.now())
        if (rest) return { outcome: { ...putBack(message), partsSent }, stop: { rest } }
        if (window) {
          if (!isOpen(window, await messagesSentSince(db, message.conversationId), o.now()))
            return parked(message, partsSent)
          await countSent(db, message.conversationId)
        }
        const marked = message.maybeSent && i === 0 ? { ...part, text: MAYBE_AGAIN + part.text } : part
        await channel.send({ channel: channel.name, id: address }, marked)
        partsSent++
        if (partsSent < parts.length) await recordPartsSent(db, lease, message.id, partsSent)
      }
      o.counted?.(name, 'sent', (o.now().getTime() - message.createdAt.getTime()) / 1000)
      return { outcome: { id: message.id, state: 'sent', partsSent } }
    } catch (error) {
      return failed(name, message, partsSent, error)
    }
  }

  function failed(name: string, message: OutboxMessage, partsSent: number, error: unknown): Attempt {
    if (!(error instanceof DeliveryError))
      o.log.error({ err: errorKind(error), channel: name }, 'a channel threw something else')
    const fault =
      error instanceof DeliveryError
        ? error
        : new DeliveryError('retry', 'channel fault', { cause: error, ambiguous: true })
    o.counted?.(name, fault.verdict, 0)
    // the platform's own words may hold the letter's: they stay in the row, where `letters list` reads them
    const { verdict, ambiguous } = fault
    o.log.warn(
      { channel: name, letter: message.id, verdict, ambiguous, tries: message.attempts + 1 },
      'a letter did not go',
    )
    const kept = (state: 'refused' | 'unreachable' | 'dead'): Attempt => ({
      outcome: { id: message.id, state, error: fault.message, partsSent, maybeSent: fault.ambiguous },
    })
    if (fault.untilTheyWrite) return parked(message, partsSent)
    if (fault.verdict !== 'retry') return kept(fault.verdict)
    const again = { id: message.id, state: 'waiting', error: fault.message, partsSent } as const
    if (fault.retryAfterMs !== undefined) {
      const rest = after(fault.retryAfterMs)
      rests.hear(name, rest)
      return { outcome: again, stop: { rest, channelRest: rest } }
    }
    const wait = BACKOFF[message.attempts]
    // it may be there twice already: a third one is for a person to decide
    if (wait === undefined || (fault.ambiguous && message.maybeSent)) return kept('dead')
    return {
      outcome: { ...again, counted: true, maybeSent: fault.ambiguous },
      stop: { rest: after(Math.round(wait * (0.8 + 0.4 * o.random()))) },
    }
  }

  async function complete(message: OutboxMessage): Promise<Outgoing> {
    const { cipher } = o.requestContext()
    const opened = openMessage(cipher, message.message, o.now())
    if (message.fileId === null) return opened
    const file = await readFile(o.database, cipher, message.fileId)
    return file ? { ...opened, file } : opened
  }

  return sendMessage
}
