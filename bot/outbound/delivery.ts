/**
 * Sends what waits in the outbox: at least once, in order per conversation, and writes down how it went. A lane in which
 * nothing was due is sent by whoever wrote into it; the tick picks up everything else.
 */
import { errorKind } from '../../db/errors.ts'
import { readLane } from '../../db/people/conversations.ts'
import type { DeliveryResult } from '../../db/queue/delivery-results.ts'
import {
  claimLanes,
  type Lease,
  notifyAllProcesses,
  pausedChannels,
  releaseStaleLeases,
  SEND_LEASE_MS,
} from '../../db/queue/leases.ts'
import { claimMessages, type LeasedMessages, type OutboxMessage } from '../../db/queue/outbox.ts'
import { CLAIMED_AT_ONCE, EACH, ROUND_MS } from './delivery-limits.ts'
import type { Delivery, DeliveryOptions } from './delivery-options.ts'
import { makeRateLimiter, unlimited } from './rate-limiter.ts'
import { makeRetryAfter } from './retry-after.ts'
import { makeMessageSender, putBack, type Rest } from './send-message.ts'
import { makeResultWriter, type SentRound } from './write-results.ts'

export function makeDelivery(o: DeliveryOptions): Delivery {
  const { db } = o.database
  const madeAt = o.now().getTime()
  const pace = o.paced === false ? unlimited : makeRateLimiter(() => performance.now())
  const busy = new Set<Promise<void>>()
  const busyOf = new Map<string, number>()
  const rests = makeRetryAfter(() => performance.now())
  const sendMessage = makeMessageSender(o, pace, rests)
  let begun = false
  let stopping = false
  const writeResults = makeResultWriter(o, { send: (held) => send(held), stopping: () => stopping })

  function track(channel: string, work: Promise<void>): Promise<void> {
    const safe = work
      .catch((error: unknown) =>
        o.log.error({ err: errorKind(error), channel }, 'a conversation was left to the next tick'),
      )
      .finally(() => {
        busy.delete(safe)
        busyOf.set(channel, (busyOf.get(channel) ?? 1) - 1)
      })
    busy.add(safe)
    busyOf.set(channel, (busyOf.get(channel) ?? 0) + 1)
    return safe
  }

  /** Sends a lane's letters and goes on while more are due and the lease holds. */
  async function deliver(lease: Lease, given: readonly OutboxMessage[]): Promise<void> {
    for (let messages = given; ;) {
      const sent = await sendAll(lease, messages)
      const kept = await writeResults(sent)
      if (sent.rest) o.later?.(sent.rest)
      if (!kept || stopping) return
      messages = (await claimMessages(db, [lease], o.now(), EACH)).get(lease.lane) ?? []
    }
  }

  async function sendAll(lease: Lease, messages: readonly OutboxMessage[]): Promise<SentRound> {
    const began = performance.now()
    const outcomes: DeliveryResult[] = []
    let stop: Rest | undefined
    for (const message of messages) {
      if (!stop && (stopping || performance.now() - began > ROUND_MS)) stop = {}
      if (stop) outcomes.push(putBack(message))
      else {
        const one = await sendMessage(lease, message)
        outcomes.push(one.outcome)
        stop = one.stop
      }
    }
    return { lease, letters: messages, results: outcomes, ...stop }
  }

  const send = (held: readonly LeasedMessages[]): void => {
    for (const { lease, messages } of held) void track(readLane(lease.lane)[0], deliver(lease, messages))
  }

  async function tick(): Promise<void> {
    if (stopping) return
    const now = o.now()
    // alone on its database: whoever holds a lease from before the start is gone
    if (!begun && o.database.kind === 'embedded') await releaseStaleLeases(db, 'out', new Date(madeAt + SEND_LEASE_MS))
    begun = true
    rests.read(await pausedChannels(db, now))
    const except = [...busyOf].filter(([channel, count]) => count >= pace.atOnce(channel)).map(([channel]) => channel)
    const until = new Date(now.getTime() + SEND_LEASE_MS)
    const leases = await claimLanes(db, 'out', { now, until, limit: CLAIMED_AT_ONCE, except })
    if (leases.length === 0) return
    const full = leases.length === CLAIMED_AT_ONCE
    // a long queue waits neither for the clock nor for what was just taken
    if (full) void track('', tick())
    const letters = await claimMessages(db, leases, now, EACH)
    const work = leases.map((lease) => track(readLane(lease.lane)[0], deliver(lease, letters.get(lease.lane) ?? [])))
    if (full) void track('', Promise.all(work).then(tick))
  }

  const drain = async (): Promise<void> => {
    while (busy.size > 0) await Promise.allSettled([...busy])
  }

  return {
    send,
    tick,
    drain,
    async stop() {
      stopping = true
      await drain()
      if (o.database.kind === 'postgres')
        await notifyAllProcesses(db).catch((error: unknown) =>
          o.log.warn({ err: errorKind(error) }, 'other processes could not be told of what is left'),
        )
    },
  }
}
