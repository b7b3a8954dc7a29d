/** Takes running numbers inside the transaction that uses them: a rolled-back number is not lost. */
import { sql } from 'drizzle-orm'
import { rows } from './rows.ts'
import type { Tx } from './types.ts'

/** The next number of `key`, from 1. Locks the counter until commit. */
export async function nextNumber(tx: Tx, key: string): Promise<number> {
  const [row] = await rows<{ last: number }>(
    tx,
    sql`insert into counters (key, last) values (${key}, 1) on conflict (key) do update set last = counters.last + 1 returning last`,
  )
  return row!.last
}

/** Gives back the number just taken of `key`: only in the transaction that took it, which still holds its lock. */
export async function giveBackNumber(tx: Tx, key: string): Promise<void> {
  await tx.execute(sql`update counters set last = last - 1 where key = ${key}`)
}
