/**
 * Sends what waits in the outbox: at least once, in order per conversation, and says how it went. A lane that was empty
 * is sent by whoever wrote into it; the tick picks up everything else.
 */
import { eq, sql } from 'drizzle-orm'
import { type Channel, DeliveryError, type Outgoing } from '../core/channel.ts'
import type { Log } from '../core/log.ts'
import { resultRelayed, type Setting } from '../db/cases.ts'
import { claimLanes, holds, type Lease, release, restChannel } from '../db/lanes.ts'
import type { Database, Tx } from '../db/open.ts'
import { type Held, nextDue, type Outcome, type Outgo, post, settle, take } from '../db/outbox.ts'
import { cases, files, staff } from '../db/schema.ts'
import { splitOutgoing } from './channels/split.ts'
import { kindOf } from './inbox.ts'

const LEASE_MS = 120_000
const BATCH = 5

/** What a platform bears. `lane`/`group`: least milliseconds between two messages of one conversation. */
// prettier-ignore
export const PACE: Readonly<Record<string, { perSecond: number; laneMs: number; groupMs: number; maxChars: number }>> = {
  telegram: { perSecond: 30,  laneMs: 1000, groupMs: 3000, maxChars: 4096 },
  wechat:   { perSecond: 2,   laneMs: 500,  groupMs: 1000, maxChars: 2000 },
  web:      { perSecond: 1e9, laneMs: 0,    groupMs: 0,    maxChars: 20_000 },
}

/** Waits before try n+1, in milliseconds, before jitter; after the last the letter is listed for a person. */
export const BACKOFF = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000] as const

export interface Delivery {
  /** Sends lanes taken while posting. Never throws. */
  send(held: readonly Held[]): void
  tick(): Promise<void>
  drain(): Promise<void>
}

export function makeDelivery(o: {
  database: Database
  channels: ReadonlyMap<string, Channel>
  setting: () => Setting
  now: () => Date
  random: () => number
  log: Log
  pause: (ms: number) => Promise<void>
  counted?: (channel: string, outcome: string, seconds: number) => void
}): Delivery {
  const { db } = o.database
  const busy = new Set<Promise<void>>()
  const lastSent = new Map<string, number>()
  const nextSlot = new Map<string, number>()
  const track = (work: Promise<void>): void => {
    const safe = work.catch((error: unknown) => o.log.error({ err: kindOf(error) }, 'a lane could not be settled'))
    busy.add(safe)
    void safe.finally(() => busy.delete(safe))
  }

  async function deliver(lease: Lease, given: readonly Outgo[] | null): Promise<void> {
    const letters = given ?? (await take(db, lease.lane, o.now(), BATCH))
    const outcomes: Outcome[] = []
    let rest: Date | undefined
    let channelRest: Date | undefined
    for (const letter of letters) {
      const outcome = rest ? backToQueue(letter) : await sendOne(letter)
      rest ??= outcome.rest
      channelRest ??= outcome.channelRest
      outcomes.push(outcome.outcome)
    }
    const held: Held[] = []
    await db.transaction(async (tx) => {
      if (!(await holds(tx, 'out', lease))) return
      const now = o.now()
      for (const [i, outcome] of outcomes.entries()) {
        await settle(tx, outcome, now)
        held.push(...(await consequences(tx, letters[i]!, outcome, now)))
      }
      if (channelRest) await restChannel(tx, lease.lane.slice(0, lease.lane.indexOf(':')), channelRest)
      const next = await nextDue(tx, lease.lane)
      await release(tx, 'out', lease, next && { readyAt: next, ...(rest ? { restUntil: rest } : {}) })
    })
    send(held)
  }

  interface Sent {
    readonly outcome: Outcome
    /** The lane waits until then. */
    readonly rest?: Date
    readonly channelRest?: Date
  }

  const backToQueue = (letter: Outgo): Sent => ({
    outcome: { id: letter.id, state: 'waiting', error: 'behind another', counted: false, maybeSent: false } as Outcome,
  })

  async function sendOne(letter: Outgo): Promise<Sent> {
    const [name, address] = cut(letter.lane)
    const channel = o.channels.get(name)
    const began = o.now().getTime()
    const again = (error: string, waitMs: number, extra: { counted: boolean; maybeSent: boolean }) => ({
      outcome: { id: letter.id, state: 'waiting', error, ...extra } as Outcome,
      rest: new Date(o.now().getTime() + waitMs),
    })
    if (!channel) return again('channel is off', 60_000, { counted: false, maybeSent: false })
    await pace(name, letter.lane)
    try {
      const parts = splitOutgoing(await complete(letter), PACE[name]?.maxChars ?? 4096)
      for (const part of parts) await channel.send({ channel: channel.name, id: address }, part)
      o.counted?.(name, 'sent', (o.now().getTime() - letter.createdAt.getTime()) / 1000)
      return { outcome: { id: letter.id, state: 'sent' } }
    } catch (error) {
      const failure =
        error instanceof DeliveryError
          ? error
          : new DeliveryError('retry', 'channel fault', { cause: error, ambiguous: true })
      if (!(error instanceof DeliveryError))
        o.log.error({ err: kindOf(error), channel: name }, 'a channel threw something else')
      o.counted?.(name, failure.verdict, (o.now().getTime() - began) / 1000)
      if (failure.verdict !== 'retry')
        return { outcome: { id: letter.id, state: failure.verdict, error: failure.message } }
      if (failure.retryAfterMs !== undefined) {
        const rest = new Date(o.now().getTime() + failure.retryAfterMs)
        return {
          ...again(failure.message, failure.retryAfterMs, { counted: false, maybeSent: false }),
          rest,
          channelRest: rest,
        }
      }
      const wait = BACKOFF[letter.attempts]
      if (wait === undefined || (failure.ambiguous && letter.maybeSent))
        return { outcome: { id: letter.id, state: 'dead', error: failure.message } }
      return again(failure.message, wait * (0.8 + 0.4 * o.random()), { counted: true, maybeSent: failure.ambiguous })
    }
  }

  async function complete(letter: Outgo): Promise<Outgoing> {
    const message: Outgoing = letter.maybeSent
      ? { ...letter.message, text: `（可能重复）${letter.message.text}` }
      : letter.message
    if (letter.fileId === null) return message
    const [file] = await db.select().from(files).where(eq(files.id, letter.fileId))
    return file ? { ...message, file: { name: file.name, type: file.type, bytes: file.bytes } } : message
  }

  async function pace(name: string, lane: string): Promise<void> {
    const { perSecond, laneMs, groupMs } = PACE[name] ?? PACE['web']!
    const now = Date.now()
    const slot = Math.max(now, nextSlot.get(name) ?? 0)
    nextSlot.set(name, slot + 1000 / perSecond)
    const gap = lane.includes(':-') ? groupMs : laneMs
    const wait = Math.max(slot - now, (lastSent.get(lane) ?? 0) + gap - now)
    if (gap > 0) {
      if (lastSent.size > 10_000) lastSent.clear()
      lastSent.set(lane, now + Math.max(0, wait))
    }
    if (wait > 0) await o.pause(wait)
  }

  /** What follows from an outcome: a result that arrived is relayed, a person who cannot be reached is to be phoned. */
  async function consequences(tx: Tx, letter: Outgo, outcome: Outcome, now: Date): Promise<Held[]> {
    const set = o.setting()
    if (outcome.state === 'sent' && letter.caseId !== null) {
      if (letter.about === 'result') await resultRelayed(tx, set, letter.caseId)
      await tx.execute(
        sql`update notices set served_at = ${now.toISOString()}::timestamptz, served_by = ${cut(letter.lane)[0]} where case_id = ${letter.caseId} and served_at is null and created_at <= ${letter.createdAt.toISOString()}::timestamptz`,
      )
    }
    if (outcome.state === 'unreachable')
      await tx.execute(
        sql`update conversations set unreachable_since = coalesce(unreachable_since, ${now.toISOString()}::timestamptz) where id = ${letter.conversationId}`,
      )
    const undelivered = outcome.state === 'unreachable' || outcome.state === 'refused' || outcome.state === 'dead'
    if (!undelivered && !(outcome.state === 'sent' && letter.reportTo !== null)) return []
    const to = letter.reportTo ?? (await firstResponderOf(tx, letter.caseId))
    if (to === null || to === letter.conversationId) return []
    const [about] =
      letter.caseId === null
        ? []
        : await tx.select({ number: cases.number }).from(cases).where(eq(cases.id, letter.caseId))
    const text = undelivered
      ? `${about?.number ?? ''} 未送达，请电话联系本人，联系后发：联系 ${about?.number ?? '编号'} 说了什么`
      : `${about?.number ?? ''} 已送达本人`
    return post(
      tx,
      [{ conversationId: to, message: { text }, urgency: 'push', about: 'outcome' }],
      now,
      new Date(now.getTime() + LEASE_MS),
    )
  }

  async function firstResponderOf(tx: Tx, caseId: number | null): Promise<number | null> {
    if (caseId === null) return null
    const [row] = await tx
      .select({ to: staff.conversationId })
      .from(cases)
      .innerJoin(staff, eq(staff.id, cases.firstResponderId))
      .where(eq(cases.id, caseId))
    return row?.to ?? null
  }

  const send = (held: readonly Held[]): void => {
    for (const { lease, letters } of held) track(deliver(lease, letters))
  }

  return {
    send,
    async tick() {
      const now = o.now()
      if (busy.size > 200) return
      for (const lease of await claimLanes(db, 'out', now, new Date(now.getTime() + LEASE_MS), 100))
        track(deliver(lease, null))
    },
    async drain() {
      while (busy.size > 0) await Promise.allSettled([...busy])
    },
  }
}

const cut = (lane: string): [string, string] => [lane.slice(0, lane.indexOf(':')), lane.slice(lane.indexOf(':') + 1)]
