/**
 * Counts wrong tries of a look-up code for one number and one sender: each waits longer than the one before, and nobody
 * else waits at all, so that a number cannot be locked for the person whose it is. The wider network around an IPv6 sender
 * is counted as well, with more tries and a short wait: one line has thousands of senders.
 */
import { type SQL, sql } from 'drizzle-orm'
import { networkParts, WIDE_SENDERS } from '../../core/network.ts'
import { tooManyAttempts } from '../people/staff.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'

interface Limit {
  /** Tries without a wait. */
  readonly free: number
  readonly longestWaitS: number
}

/** Free: a code read wrong, typed wrong, and once more. Behind a carrier the owner of a number may be in the network of who guesses at it, and waits a minute at most. */
const LIMITS = {
  own: { free: 3, longestWaitS: 3600 },
  wide: { free: 3 * WIDE_SENDERS, longestWaitS: 60 },
} as const satisfies Record<string, Limit>

/** Seconds after the first try that waits; doubled by each one more. */
const FIRST_WAIT_S = 30
/** So long after the last wrong try all is forgotten. */
const FORGOTTEN_S = 24 * 3600

/** From so many senders within a day a number is guessed at, not mistyped. */
const GUESSING_SENDERS = 20

/** Seconds to wait after so many wrong tries. */
const waitAfter = (tries: number, { free, longestWaitS }: Limit): number =>
  tries < free ? 0 : Math.min(longestWaitS, FIRST_WAIT_S * 2 ** Math.min(tries - free, 20))

/** `wait`: seconds until a try is allowed, 0 where this one was taken; `first`: the sender's first at this number. */
export interface Taken {
  readonly wait: number
  readonly first: boolean
}

export interface Tries {
  take(now: Date): Promise<Taken>
  /** It was right: the sender's tries are given back, and this one to the wider network. */
  forgive(): Promise<void>
  /** Counts a sender whose first try was wrong; how many there are, once a day, when they are too many to be mistaken. */
  countSender(now: Date): Promise<number | null>
}

/**
 * `sender`: a keyed hash of a network, as core/network.ts writes it, or of a conversation. A try is counted before it is
 * looked at, so that many at once gain nothing.
 */
export function lookupTries(db: Db | Tx, number: string, sender: string): Tries {
  const { address, wide } = networkParts(sender)
  const own = `track:${number}:${address}`
  const around = wide === null ? null : `track-wide:${number}:${wide}`
  return {
    async take(now) {
      const mine = await takeTry(db, own, LIMITS.own, now)
      if (mine.wait > 0 || around === null) return mine
      const { wait } = await takeTry(db, around, LIMITS.wide, now)
      // a try that is not looked at is not one of the sender's
      if (wait > 0) await giveBack(db, own)
      return { ...mine, wait }
    },
    async forgive() {
      await db.execute(sql`delete from attempts where key = ${own}`)
      if (around !== null) await giveBack(db, around)
    },
    async countSender(now) {
      const most = GUESSING_SENDERS - 1
      const senders = await tooManyAttempts(db, `track-senders:${number}`, most, FORGOTTEN_S * 1000, now)
      return senders === GUESSING_SENDERS ? senders : null
    },
  }
}

async function takeTry(db: Db | Tx, key: string, limit: Limit, now: Date): Promise<Taken> {
  const at = sql`${now.toISOString()}::timestamptz`
  const passed = sql`extract(epoch from ${at} - attempts.window_start)`
  // a clock set back locks nobody out: what was tried in the future is forgotten too
  const forgotten = sql`(${passed} > ${FORGOTTEN_S} or ${passed} < -60)`
  const [taken] = await rows<{ count: number }>(
    db,
    sql`insert into attempts (key, window_start, count) values (${key}, ${at}, 1)
        on conflict (key) do update set count = case when ${forgotten} then 1 else attempts.count + 1 end, window_start = ${at}
        where ${forgotten} or ${passed} >= ${waitSql(limit)}
        returning count`,
  )
  if (taken) return { wait: 0, first: taken.count === 1 }
  const [left] = await rows<{ count: number; since: Date }>(
    db,
    sql`select count, window_start as since from attempts where key = ${key}`,
  )
  if (!left) return { wait: 0, first: true }
  const passedS = (now.getTime() - left.since.getTime()) / 1000
  return { wait: Math.max(1, Math.ceil(waitAfter(left.count, limit) - passedS)), first: false }
}

/** `waitAfter` of the row, for the database to decide by. */
const waitSql = ({ free, longestWaitS }: Limit): SQL =>
  sql`(case when attempts.count < ${free} then 0 else least(${longestWaitS}, ${FIRST_WAIT_S} * power(2, least(attempts.count - ${free}, 20))) end)`

const giveBack = (db: Db | Tx, key: string) =>
  db.execute(sql`update attempts set count = count - 1 where key = ${key} and count > 0`)
