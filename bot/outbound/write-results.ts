/** Writes down how rounds went, with what follows from it, however long the database is away. */
import { errorKind, isLoggedOnce, isPoisonMessage } from '../../db/errors.ts'
import { readLane } from '../../db/people/conversations.ts'
import { type DeliveryRound, recordResults } from '../../db/queue/delivery-results.ts'
import { heldLeases as stillHeld, pauseChannel, SEND_LEASE_MS } from '../../db/queue/leases.ts'
import { enqueue, type LeasedMessages, type OutboxMessage } from '../../db/queue/outbox.ts'
import type { Tx } from '../../db/types.ts'
import { groupCommit } from '../group-commit.ts'
import { applyDeliveryEffects, hasDeliveryEffects } from './delivery-effects.ts'
import { BARE_AFTER, WRITE_TRIES, WRITE_TRIES_STOPPING } from './delivery-limits.ts'
import type { DeliveryOptions } from './delivery-options.ts'

export interface SentRound extends DeliveryRound {
  readonly letters: readonly OutboxMessage[]
  readonly channelRest?: Date
  /** What follows is left out: it cannot be written, and what was sent must not go again for that. */
  readonly bare?: boolean
}

/** True where the lease was kept because more is due. Throws once the tries are used up. */
export type WriteResults = (sent: SentRound) => Promise<boolean>

/** `stopping`: the desk is closing, so no lease is kept and fewer tries are made. */
export function makeResultWriter(
  o: DeliveryOptions,
  { send, stopping }: { send: (held: readonly LeasedMessages[]) => void; stopping: () => boolean },
): WriteResults {
  const { db } = o.database

  const write = groupCommit(
    async (rounds: readonly SentRound[]) => {
      const now = o.now()
      const done = await db.transaction(async (tx) => {
        // a late holder's word counts for nothing
        const leases = rounds.map((r) => r.lease)
        const mine = await stillHeld(tx, 'out', leases)
        const ours = rounds.filter((r) => mine.has(r.lease.lane))
        const held = await follow(tx, ours, now)
        for (const { lease, channelRest } of ours)
          if (channelRest) await pauseChannel(tx, readLane(lease.lane)[0], channelRest)
        const keepUntil = stopping() ? null : new Date(now.getTime() + SEND_LEASE_MS)
        return { kept: await recordResults(tx, ours, now, keepUntil), held }
      })
      send(done.held)
      return rounds.map((r) => done.kept.has(r.lease.lane))
    },
    { apart: isPoisonMessage, atOnce: 2 },
  )

  async function follow(tx: Tx, rounds: readonly SentRound[], now: Date): Promise<LeasedMessages[]> {
    const letters = []
    for (const { letters: theirs, results: outcomes } of rounds.filter((r) => !r.bare))
      for (const [i, outcome] of outcomes.entries())
        if (hasDeliveryEffects(theirs[i]!, outcome))
          letters.push(...(await applyDeliveryEffects(tx, o.requestContext(), theirs[i]!, outcome, now)))
    return enqueue(tx, letters, now, new Date(now.getTime() + SEND_LEASE_MS))
  }

  return async function writeResults(sent: SentRound): Promise<boolean> {
    for (let tries = 1, own = 0; ; tries++) {
      try {
        return await write(own >= BARE_AFTER ? { ...sent, bare: true } : sent)
      } catch (error) {
        if (isPoisonMessage(error) && ++own === BARE_AFTER)
          o.log.error({ err: errorKind(error) }, 'what follows from a letter cannot be written and is left out')
        o.log[isLoggedOnce(error) ? 'debug' : 'warn'](
          { err: errorKind(error), tries },
          'outcomes could not be written, tried again',
        )
        if (tries >= (stopping() ? WRITE_TRIES_STOPPING : WRITE_TRIES)) throw error
        await o.pause(Math.min(1000, 20 * 2 ** tries))
      }
    }
  }
}
