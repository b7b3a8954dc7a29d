/**
 * Sends what waits in the outbox: at least once, in order per conversation, and writes down how it went. A lane in which
 * nothing was due is sent by whoever wrote into it; the tick picks up everything else.
 */
import { eq } from 'drizzle-orm'
import { type Channel, DeliveryError, type Outgoing } from '../core/channel.ts'
import type { Log } from '../core/log.ts'
import type { Setting } from '../db/cases.ts'
import { readLane } from '../db/conversations.ts'
import {
  claimLanes,
  extend,
  freeLeases,
  held as stillHeld,
  type Lease,
  restChannel,
  restingChannels,
  SEND_LEASE_MS,
  tellAll,
} from '../db/lanes.ts'
import { type Database, type Tx } from '../db/open.ts'
import { type Outcome, noteParts, type Round, settle } from '../db/outcomes.ts'
import { anyOpen, type Held, type Outgo, post, take } from '../db/outbox.ts'
import { files } from '../db/schema.ts'
import { countSent, sentSince } from '../db/window.ts'
import { batched } from './batch.ts'
import { consequences, hasConsequences } from './consequences.ts'
import { kindOf, ownFault } from './fault.ts'
import { makePace, unpaced } from './pace.ts'
import { MAYBE_AGAIN, partsOf } from './parts.ts'
import { makeRests } from './rests.ts'
import { isOpen, windowOf } from './window.ts'

/** After so long a round makes no further call: what is left goes in the next. */
const ROUND_MS = 20_000
/** A file's call may take a minute. */
const FILE_LEASE_MS = 120_000
const EACH = 5
/** A turn further off than this is waited for in the database, not here. */
const LONGEST_WAIT_MS = 5_000
const CLAIMED_AT_ONCE = 150 // what Telegram takes in the longest wait
/** A minute's outage of the database must not turn letters that arrived into letters that may have. */
const WRITE_TRIES = 600
const WRITE_TRIES_STOPPING = 5
const BARE_AFTER = 4

/** Waits before try n+1, in milliseconds, before jitter; after the last the letter is kept for a person. */
export const BACKOFF = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000] as const

export interface Delivery {
  /** Sends lanes taken while posting. Never throws. */
  readonly send: (held: readonly Held[]) => void
  tick(): Promise<void>
  /** Resolves when nothing is under way. */
  drain(): Promise<void>
  /** Finishes the calls begun and puts the rest back. Nothing is sent afterwards. */
  stop(): Promise<void>
}

export function makeDelivery(o: {
  database: Database
  channels: ReadonlyMap<string, Channel>
  setting: () => Setting
  now: () => Date
  random: () => number
  log: Log
  pause: (ms: number) => Promise<void>
  /** Hears when something that rests will be due. */
  later?: (at: Date) => void
  /** False for measuring: platforms' limits are not kept. */
  paced?: boolean
  counted?: (channel: string, outcome: string, seconds: number) => void
}): Delivery {
  const { db } = o.database
  const madeAt = o.now().getTime()
  const pace = o.paced === false ? unpaced : makePace(() => performance.now())
  const busy = new Set<Promise<void>>()
  const busyOf = new Map<string, number>()
  const rests = makeRests(() => performance.now())
  let begun = false
  let stopping = false

  const after = (ms: number): Date => new Date(o.now().getTime() + ms)

  function track(channel: string, work: Promise<void>): Promise<void> {
    const safe = work
      .catch((error: unknown) =>
        o.log.error({ err: kindOf(error), channel }, 'a conversation was left to the next tick'),
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
  async function deliver(lease: Lease, given: readonly Outgo[]): Promise<void> {
    for (let letters = given; ;) {
      const sent = await sendAll(lease, letters)
      const kept = await writeDown(sent)
      if (sent.rest) o.later?.(sent.rest)
      if (!kept || stopping) return
      letters = (await take(db, [lease], o.now(), EACH)).get(lease.lane) ?? []
    }
  }

  interface Sent extends Round {
    readonly letters: readonly Outgo[]
    readonly channelRest?: Date
    /** What follows is left out: it cannot be written, and what was sent must not go again for that. */
    readonly bare?: boolean
  }

  async function sendAll(lease: Lease, letters: readonly Outgo[]): Promise<Sent> {
    const began = performance.now()
    const outcomes: Outcome[] = []
    let stop: { rest?: Date; channelRest?: Date } | undefined
    for (const letter of letters) {
      if (!stop && (stopping || performance.now() - began > ROUND_MS)) stop = {}
      if (stop) outcomes.push(putBack(letter))
      else {
        const one = await sendOne(lease, letter)
        outcomes.push(one.outcome)
        stop = one.stop
      }
    }
    return { lease, letters, outcomes, ...stop }
  }

  const putBack = (letter: Outgo): Outcome => ({ id: letter.id, state: 'waiting', partsSent: letter.partsSent })

  type One = { outcome: Outcome; stop?: { rest?: Date; channelRest?: Date } }

  async function sendOne(lease: Lease, letter: Outgo): Promise<One> {
    const [name, address] = readLane(letter.lane)
    const channel = o.channels.get(name)
    if (!channel) return { outcome: { ...putBack(letter), error: 'channel is off' }, stop: { rest: after(60_000) } }
    if (letter.whileOpen && letter.partsSent === 0 && !(await anyOpen(db, letter.whileOpen)))
      return { outcome: { id: letter.id, state: 'stale', partsSent: 0 } }
    if (letter.fileId !== null) await extend(db, 'out', lease, after(FILE_LEASE_MS))
    const parts = partsOf(letter.lane, await complete(letter))
    const window = windowOf(letter.lane)
    let partsSent = Math.min(letter.partsSent, parts.length - 1)
    try {
      for (const [i, part] of parts.slice(partsSent).entries()) {
        const wait = pace.turn(name, letter.lane, LONGEST_WAIT_MS)
        if (wait > LONGEST_WAIT_MS) return { outcome: { ...putBack(letter), partsSent }, stop: { rest: after(wait) } }
        if (wait > 0) await o.pause(wait)
        const rest = rests.until(name, o.now())
        if (rest) return { outcome: { ...putBack(letter), partsSent }, stop: { rest } }
        if (window) {
          if (!isOpen(window, await sentSince(db, letter.conversationId), o.now())) return parked(letter, partsSent)
          await countSent(db, letter.conversationId)
        }
        const marked = letter.maybeSent && i === 0 ? { ...part, text: MAYBE_AGAIN + part.text } : part
        await channel.send({ channel: channel.name, id: address }, marked)
        partsSent++
        if (partsSent < parts.length) await noteParts(db, lease, letter.id, partsSent)
      }
      o.counted?.(name, 'sent', (o.now().getTime() - letter.createdAt.getTime()) / 1000)
      return { outcome: { id: letter.id, state: 'sent', partsSent } }
    } catch (error) {
      return failed(name, letter, partsSent, error)
    }
  }

  /** Held for the person's next message; what follows in the lane meets the same. */
  const parked = (letter: Outgo, partsSent: number): One => ({
    outcome: { id: letter.id, state: 'parked', partsSent },
  })

  function failed(name: string, letter: Outgo, partsSent: number, error: unknown): One {
    if (!(error instanceof DeliveryError))
      o.log.error({ err: kindOf(error), channel: name }, 'a channel threw something else')
    const fault =
      error instanceof DeliveryError
        ? error
        : new DeliveryError('retry', 'channel fault', { cause: error, ambiguous: true })
    o.counted?.(name, fault.verdict, 0)
    // the platform's own words may hold the letter's: they stay in the row, where `letters list` reads them
    const { verdict, ambiguous } = fault
    o.log.warn(
      { channel: name, letter: letter.id, verdict, ambiguous, tries: letter.attempts + 1 },
      'a letter did not go',
    )
    const kept = (state: 'refused' | 'unreachable' | 'dead'): One => ({
      outcome: { id: letter.id, state, error: fault.message, partsSent, maybeSent: fault.ambiguous },
    })
    if (fault.untilTheyWrite) return parked(letter, partsSent)
    if (fault.verdict !== 'retry') return kept(fault.verdict)
    const again = { id: letter.id, state: 'waiting', error: fault.message, partsSent } as const
    if (fault.retryAfterMs !== undefined) {
      const rest = after(fault.retryAfterMs)
      rests.hear(name, rest)
      return { outcome: again, stop: { rest, channelRest: rest } }
    }
    const wait = BACKOFF[letter.attempts]
    // it may be there twice already: a third one is for a person to decide
    if (wait === undefined || (fault.ambiguous && letter.maybeSent)) return kept('dead')
    return {
      outcome: { ...again, counted: true, maybeSent: fault.ambiguous },
      stop: { rest: after(Math.round(wait * (0.8 + 0.4 * o.random()))) },
    }
  }

  async function complete(letter: Outgo): Promise<Outgoing> {
    if (letter.fileId === null) return letter.message
    const [file] = await db.select().from(files).where(eq(files.id, letter.fileId))
    return file ? { ...letter.message, file: { name: file.name, type: file.type, bytes: file.bytes } } : letter.message
  }

  const write = batched(
    async (rounds: readonly Sent[]) => {
      const now = o.now()
      const done = await db.transaction(async (tx) => {
        // a late holder's word counts for nothing
        const leases = rounds.map((r) => r.lease)
        const mine = await stillHeld(tx, 'out', leases)
        const ours = rounds.filter((r) => mine.has(r.lease.lane))
        const held = await follow(tx, ours, now)
        for (const { lease, channelRest } of ours)
          if (channelRest) await restChannel(tx, readLane(lease.lane)[0], channelRest)
        const keepUntil = stopping ? null : new Date(now.getTime() + SEND_LEASE_MS)
        return { kept: await settle(tx, ours, now, keepUntil), held }
      })
      send(done.held)
      return rounds.map((r) => done.kept.has(r.lease.lane))
    },
    { apart: ownFault, atOnce: 2 },
  )

  async function follow(tx: Tx, rounds: readonly Sent[], now: Date): Promise<Held[]> {
    const letters = []
    for (const { letters: theirs, outcomes } of rounds.filter((r) => !r.bare))
      for (const [i, outcome] of outcomes.entries())
        if (hasConsequences(theirs[i]!, outcome))
          letters.push(...(await consequences(tx, o.setting(), theirs[i]!, outcome, now)))
    return post(tx, letters, now, new Date(now.getTime() + SEND_LEASE_MS))
  }

  /** True where the lease was kept because more is due. What is known is written however long the database is away. */
  async function writeDown(sent: Sent): Promise<boolean> {
    for (let tries = 1, own = 0; ; tries++) {
      try {
        return await write(own >= BARE_AFTER ? { ...sent, bare: true } : sent)
      } catch (error) {
        if (ownFault(error) && ++own === BARE_AFTER)
          o.log.error({ err: kindOf(error) }, 'what follows from a letter cannot be written and is left out')
        o.log.warn({ err: kindOf(error), tries }, 'outcomes could not be written, tried again')
        if (tries >= (stopping ? WRITE_TRIES_STOPPING : WRITE_TRIES)) throw error
        await o.pause(Math.min(1000, 20 * 2 ** tries))
      }
    }
  }

  const send = (held: readonly Held[]): void => {
    for (const { lease, letters } of held) void track(readLane(lease.lane)[0], deliver(lease, letters))
  }

  async function tick(): Promise<void> {
    if (stopping) return
    const now = o.now()
    // alone on its database: whoever holds a lease from before the start is gone
    if (!begun && o.database.kind === 'embedded') await freeLeases(db, 'out', new Date(madeAt + SEND_LEASE_MS))
    begun = true
    rests.read(await restingChannels(db, now))
    const except = [...busyOf].filter(([channel, count]) => count >= pace.atOnce(channel)).map(([channel]) => channel)
    const until = new Date(now.getTime() + SEND_LEASE_MS)
    const leases = await claimLanes(db, 'out', { now, until, limit: CLAIMED_AT_ONCE, except })
    if (leases.length === 0) return
    const full = leases.length === CLAIMED_AT_ONCE
    // a long queue waits neither for the clock nor for what was just taken
    if (full) void track('', tick())
    const letters = await take(db, leases, now, EACH)
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
        await tellAll(db).catch((error: unknown) =>
          o.log.warn({ err: kindOf(error) }, 'other processes could not be told of what is left'),
        )
    },
  }
}
