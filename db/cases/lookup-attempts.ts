/**
 * Wrong tries of a look-up code, counted for one number and one sender: each waits longer than the one before, and nobody
 * else waits at all, so that a number cannot be locked for the person whose it is.
 */
import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'

/** Tries without a wait: a code read wrong, typed wrong, and once more. */
const FREE = 3
/** Seconds after the first try that waits; doubled by each one more. */
const FIRST_WAIT_S = 30
const LONGEST_WAIT_S = 3600
/** So long after the last wrong try all is forgotten. */
const FORGOTTEN_S = 24 * 3600

/** Seconds to wait after so many wrong tries. */
const waitAfter = (tries: number): number =>
  tries < FREE ? 0 : Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** Math.min(tries - FREE, 20))

export interface Tries {
  /** Takes one try; resolves with the seconds to wait where none is allowed yet, 0 where it was taken. */
  take(now: Date): Promise<number>
  /** It was right: all tries are given back. */
  forgive(): Promise<void>
}

/** `sender`: a keyed hash of the address. A try is counted before it is looked at, so that many at once gain nothing. */
export function lookupTries(db: Db | Tx, number: string, sender: string): Tries {
  const key = `track:${number}:${sender}`
  return {
    async take(now) {
      const at = sql`${now.toISOString()}::timestamptz`
      const passed = sql`extract(epoch from ${at} - attempts.window_start)`
      const wait = sql`(case when attempts.count < ${FREE} then 0 else least(${LONGEST_WAIT_S}, ${FIRST_WAIT_S} * power(2, least(attempts.count - ${FREE}, 20))) end)`
      // a clock set back locks nobody out: what was tried in the future is forgotten too
      const forgotten = sql`(${passed} > ${FORGOTTEN_S} or ${passed} < -60)`
      const [taken] = await rows(
        db,
        sql`insert into attempts (key, window_start, count) values (${key}, ${at}, 1)
            on conflict (key) do update set count = case when ${forgotten} then 1 else attempts.count + 1 end, window_start = ${at}
            where ${forgotten} or ${passed} >= ${wait}
            returning count`,
      )
      if (taken) return 0
      const [left] = await rows<{ count: number; since: Date }>(
        db,
        sql`select count, window_start as since from attempts where key = ${key}`,
      )
      if (!left) return 0
      return Math.max(1, Math.ceil(waitAfter(left.count) - (now.getTime() - left.since.getTime()) / 1000))
    },
    async forgive() {
      await db.execute(sql`delete from attempts where key = ${key}`)
    },
  }
}
