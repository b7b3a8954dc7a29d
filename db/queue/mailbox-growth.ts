/** Tells who is looking at a mailbox when it grows: at once in this process, by NOTIFY in the others. */
import { sql } from 'drizzle-orm'
import type { Log } from '../../core/log.ts'
import type { Database } from '../types.ts'
import { errorKind } from '../errors.ts'

const TOPIC = 'mailbox'
/** NOTIFY takes a lock that every commit waits for, so what grows within this time is said in one. */
const GATHER_MS = 25
/** A payload holds 8000 bytes. */
const PER_NOTIFY = 100

type Listener = (last: number | null) => void

export interface MailboxGrowth {
  on(address: string, fn: Listener): () => void
  tell(address: string, last: number): void
  /** Begins to hear other processes; again and again is once. */
  listen(): Promise<void>
  close(): Promise<void>
}

export function makeMailboxGrowth(database: Database, log: Log): MailboxGrowth {
  const listeners = new Map<string, Set<Listener>>()
  const gathered = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<unknown> = Promise.resolve()
  let unlisten: (() => Promise<void>) | null = null

  const here = (address: string, last: number | null): void => {
    for (const fn of listeners.get(address) ?? []) fn(last)
  }

  const flush = (): void => {
    timer = undefined
    const all = [...gathered].map(([address, last]) => `${address}:${last}`)
    gathered.clear()
    for (let i = 0; i < all.length; i += PER_NOTIFY) {
      const payload = all.slice(i, i + PER_NOTIFY).join(' ')
      sending = sending
        .then(() => database.db.execute(sql`select pg_notify(${TOPIC}, ${payload})`))
        .catch(
          // a page elsewhere looks by itself once a minute
          (error: unknown) => log.debug({ err: errorKind(error) }, 'other processes could not be told of new messages'),
        )
    }
  }

  const heard = (payload: string): void => {
    // empty: the connection was down, anything may have happened
    if (payload === '') return listeners.forEach((_, address) => here(address, null))
    for (const part of payload.split(' ')) {
      const [address = '', last] = part.split(':')
      here(address, Number(last))
    }
  }

  return {
    on(address, fn) {
      const mine = listeners.get(address) ?? new Set()
      listeners.set(address, mine.add(fn))
      return () => {
        mine.delete(fn)
        if (mine.size === 0 && listeners.get(address) === mine) listeners.delete(address)
      }
    },
    tell(address, last) {
      here(address, last)
      // an embedded database has one process
      if (database.kind !== 'postgres') return
      gathered.set(address, Math.max(last, gathered.get(address) ?? 0))
      timer ??= setTimeout(flush, GATHER_MS)
    },
    async listen() {
      if (database.kind === 'postgres') unlisten ??= await database.listen(TOPIC, heard)
    },
    async close() {
      clearTimeout(timer)
      if (gathered.size > 0) flush()
      await sending
      await unlisten?.()
      unlisten = null
    },
  }
}
