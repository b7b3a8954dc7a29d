/**
 * Sends what waits in the outbox: at least once, in order per conversation, and writes down how it went. A lane in which
 * nothing was due is sent by whoever wrote into it; the tick picks up everything else.
 */
import { DeliveryError, type Outgoing } from '../../core/channel.ts'
import { openMessage } from '../../core/privacy/kept-message.ts'
import { readLane } from '../../db/people/conversations.ts'
import { readFile } from '../../db/files/files.ts'
import {
  claimLanes,
  extendLease,
  releaseStaleLeases,
  heldLeases as stillHeld,
  type Lease,
  pauseChannel,
  pausedChannels,
  SEND_LEASE_MS,
  notifyAllProcesses,
} from '../../db/queue/leases.ts'
import type { Tx } from '../../db/types.ts'
import {
  type DeliveryResult,
  recordPartsSent,
  type DeliveryRound,
  recordResults,
} from '../../db/queue/delivery-results.ts'
import {
  anyPromiseOpen,
  type LeasedMessages,
  type OutboxMessage,
  enqueue,
  claimMessages,
} from '../../db/queue/outbox.ts'
import { countSent, messagesSentSince } from '../../db/queue/messaging-window.ts'
import { BACKOFF } from './backoff.ts'
import {
  ROUND_MS,
  FILE_LEASE_MS,
  EACH,
  LONGEST_WAIT_MS,
  CLAIMED_AT_ONCE,
  WRITE_TRIES,
  WRITE_TRIES_STOPPING,
  BARE_AFTER,
} from './delivery-limits.ts'
import type { Delivery, DeliveryOptions } from './delivery-options.ts'
import { groupCommit } from '../group-commit.ts'
import { applyDeliveryEffects, hasDeliveryEffects } from './delivery-effects.ts'
import { errorKind, isPoisonMessage } from '../../db/errors.ts'
import { makeRateLimiter, unlimited } from './rate-limiter.ts'
import { MAYBE_AGAIN, splitMessage } from './split-message.ts'
import { makeRetryAfter } from './retry-after.ts'
import { isOpen, messagingWindowOf } from './messaging-window.ts'

export function makeDelivery(o: DeliveryOptions): Delivery {
  const { db } = o.database
  const madeAt = o.now().getTime()
  const pace = o.paced === false ? unlimited : makeRateLimiter(() => performance.now())
  const busy = new Set<Promise<void>>()
  const busyOf = new Map<string, number>()
  const rests = makeRetryAfter(() => performance.now())
  let begun = false
  let stopping = false

  const after = (ms: number): Date => new Date(o.now().getTime() + ms)

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
      const kept = await writeDown(sent)
      if (sent.rest) o.later?.(sent.rest)
      if (!kept || stopping) return
      messages = (await claimMessages(db, [lease], o.now(), EACH)).get(lease.lane) ?? []
    }
  }

  interface Sent extends DeliveryRound {
    readonly letters: readonly OutboxMessage[]
    readonly channelRest?: Date
    /** What follows is left out: it cannot be written, and what was sent must not go again for that. */
    readonly bare?: boolean
  }

  async function sendAll(lease: Lease, messages: readonly OutboxMessage[]): Promise<Sent> {
    const began = performance.now()
    const outcomes: DeliveryResult[] = []
    let stop: { rest?: Date; channelRest?: Date } | undefined
    for (const message of messages) {
      if (!stop && (stopping || performance.now() - began > ROUND_MS)) stop = {}
      if (stop) outcomes.push(putBack(message))
      else {
        const one = await sendOne(lease, message)
        outcomes.push(one.outcome)
        stop = one.stop
      }
    }
    return { lease, letters: messages, results: outcomes, ...stop }
  }

  const putBack = (message: OutboxMessage): DeliveryResult => ({
    id: message.id,
    state: 'waiting',
    partsSent: message.partsSent,
  })

  type One = { outcome: DeliveryResult; stop?: { rest?: Date; channelRest?: Date } }

  async function sendOne(lease: Lease, message: OutboxMessage): Promise<One> {
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

  /** Held for the person's next message; what follows in the lane meets the same. */
  const parked = (message: OutboxMessage, partsSent: number): One => ({
    outcome: { id: message.id, state: 'parked', partsSent },
  })

  function failed(name: string, message: OutboxMessage, partsSent: number, error: unknown): One {
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
    const kept = (state: 'refused' | 'unreachable' | 'dead'): One => ({
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

  const write = groupCommit(
    async (rounds: readonly Sent[]) => {
      const now = o.now()
      const done = await db.transaction(async (tx) => {
        // a late holder's word counts for nothing
        const leases = rounds.map((r) => r.lease)
        const mine = await stillHeld(tx, 'out', leases)
        const ours = rounds.filter((r) => mine.has(r.lease.lane))
        const held = await follow(tx, ours, now)
        for (const { lease, channelRest } of ours)
          if (channelRest) await pauseChannel(tx, readLane(lease.lane)[0], channelRest)
        const keepUntil = stopping ? null : new Date(now.getTime() + SEND_LEASE_MS)
        return { kept: await recordResults(tx, ours, now, keepUntil), held }
      })
      send(done.held)
      return rounds.map((r) => done.kept.has(r.lease.lane))
    },
    { apart: isPoisonMessage, atOnce: 2 },
  )

  async function follow(tx: Tx, rounds: readonly Sent[], now: Date): Promise<LeasedMessages[]> {
    const letters = []
    for (const { letters: theirs, results: outcomes } of rounds.filter((r) => !r.bare))
      for (const [i, outcome] of outcomes.entries())
        if (hasDeliveryEffects(theirs[i]!, outcome))
          letters.push(...(await applyDeliveryEffects(tx, o.requestContext(), theirs[i]!, outcome, now)))
    return enqueue(tx, letters, now, new Date(now.getTime() + SEND_LEASE_MS))
  }

  /** True where the lease was kept because more is due. What is known is written however long the database is away. */
  async function writeDown(sent: Sent): Promise<boolean> {
    for (let tries = 1, own = 0; ; tries++) {
      try {
        return await write(own >= BARE_AFTER ? { ...sent, bare: true } : sent)
      } catch (error) {
        if (isPoisonMessage(error) && ++own === BARE_AFTER)
          o.log.error({ err: errorKind(error) }, 'what follows from a letter cannot be written and is left out')
        o.log.warn({ err: errorKind(error), tries }, 'outcomes could not be written, tried again')
        if (tries >= (stopping ? WRITE_TRIES_STOPPING : WRITE_TRIES)) throw error
        await o.pause(Math.min(1000, 20 * 2 ** tries))
      }
    }
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
