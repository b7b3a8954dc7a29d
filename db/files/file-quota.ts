/** Counts what is sent in files against the quotas, in the database: several processes and a restart count as one desk. */
import { sql } from 'drizzle-orm'
import { localDate } from '../../core/date.ts'
import {
  kilobytesOf,
  LEAST_KILOBYTES,
  type FileQuotaName,
  type FileQuotaRefusal,
  quotaPassed,
  type Used,
} from '../../core/file-quota.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import type { Db, Tx } from '../types.ts'
import { json, rows } from '../rows.ts'

/** Who sends: a conversation's lane, and the network address and the wider network where a channel knows them. */
export interface Sender {
  readonly lane: string
  readonly address?: string
  readonly wide?: string
  /** A web session nobody has confirmed. */
  readonly stranger?: boolean
}

export interface FileQuota {
  /** Counts one more file of so many bytes; the quota it would pass instead, and then nothing is counted. */
  charge(sender: Sender, bytes: number, now: Date): Promise<FileQuotaRefusal | null>
}

/** What all files take is added up anew after so long; in between, what this process took is added. */
const RECOUNT_MS = 60_000

export function makeFileQuota(o: { db: Db; cipher: Cipher; maxMegabytes: number }): FileQuota {
  let held: { readonly at: number; kilobytes: number } | null = null

  async function kilobytesHeld(now: Date): Promise<number> {
    if (!held || Math.abs(now.getTime() - held.at) > RECOUNT_MS) {
      const [sum] = await rows<{ kilobytes: number }>(
        o.db,
        sql`select coalesce(sum(greatest(${LEAST_KILOBYTES}, (size + 1023) / 1024)), 0)::int8 as kilobytes from files where sealed_key is not null or bytes is not null`,
      )
      held = { at: now.getTime(), kilobytes: sum!.kilobytes }
    }
    return held.kilobytes
  }

  return {
    async charge(sender, bytes, now) {
      const size = kilobytesOf(bytes)
      if ((await kilobytesHeld(now)) + size > o.maxMegabytes * 1024) return 'storage'
      // neither who nor from where can be read out of the keys
      const whose = (name: FileQuotaName, who: string) => `file:${localDate(now)}:${name}:${o.cipher.digest('file quota', who).slice(0, 22)}` // prettier-ignore
      const keys: Partial<Record<FileQuotaName, string>> = {
        conversation: whose('conversation', sender.lane),
        ...(sender.address === undefined ? {} : { address: whose('address', sender.address) }),
        ...(sender.wide === undefined ? {} : { wide: whose('wide', sender.wide) }),
        ...(sender.stranger ? { strangers: whose('strangers', '') } : {}),
        desk: whose('desk', ''),
      }
      const passed = await o.db.transaction(async (tx) => {
        const refusal = quotaPassed(await usedOf(tx, keys, now), bytes)
        if (refusal === null) await use(tx, Object.values(keys), size)
        return refusal
      })
      if (passed === null && held) held.kilobytes += size
      return passed
    },
  }
}

const counters = (key: string): [files: string, kilobytes: string] => [`${key}:n`, `${key}:kb`]

/** What was counted so far, the rows locked until commit in one order for all. */
async function usedOf(
  tx: Tx,
  keys: Readonly<Partial<Record<FileQuotaName, string>>>,
  now: Date,
): Promise<Partial<Record<FileQuotaName, Used>>> {
  const all = Object.values(keys).flatMap(counters).sort()
  await tx.execute(
    sql`insert into attempts (key, window_start, count)
        select key, ${now.toISOString()}::timestamptz, 0 from jsonb_array_elements_text(${json(all)}) as k(key) order by key
        on conflict (key) do nothing`,
  )
  const found = await rows<{ key: string; count: number }>(
    tx,
    sql`select key, count from attempts where key = any(array(select jsonb_array_elements_text(${json(all)}))) order by key for update`,
  )
  const count = new Map(found.map((f) => [f.key, f.count]))
  return Object.fromEntries(
    Object.entries(keys).map(([name, key]) => {
      const [files, kilobytes] = counters(key).map((k) => count.get(k) ?? 0) as [number, number]
      return [name, { files, kilobytes }]
    }),
  )
}

async function use(tx: Tx, keys: readonly string[], kilobytes: number): Promise<void> {
  const added = keys.flatMap((key) => counters(key).map((k, i) => ({ key: k, by: i === 0 ? 1 : kilobytes })))
  await tx.execute(
    sql`update attempts a set count = a.count + g.by from jsonb_to_recordset(${json(added)}) as g(key text, by int) where a.key = g.key`,
  )
}
