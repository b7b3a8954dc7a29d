/** Repeats a transaction that was in another's way: nothing of it has happened, and the other one has gone on. */
import { sqlstate } from '../../rows.ts'

/** Deadlock detected, serialization failure. */
const IN_THE_WAY = new Set(['40P01', '40001'])
const MOST_TRIES = 4

/** Runs one transaction, a few times where it has to be; throws what it fails with in the end, and everything else at once. */
export async function repeated<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await run()
    } catch (error) {
      if (tries === MOST_TRIES || !IN_THE_WAY.has(sqlstate(error) ?? '')) throw error
    }
}
