/**
 * Watches whether the server stores what it is given. One whose disk is full, or that became a standby, still answers questions:
 * so it is heard from what it refuses, and tried now and then, which finds it out before anybody is refused and finds the
 * end of it.
 */
import type { TransactionSql } from 'postgres'
import type { Log } from '../../../core/log.ts'
import { userError } from '../../../core/errors.ts'
import { errorKind, storageRefusal } from '../../errors.ts'
import type { StorageState } from '../../types.ts'
import type { DiskSpace } from '../embedded/space.ts'

/** How often it is tried, at most, while it stores and while it does not. */
const READY_MS = 3000
const REFUSING_MS = 1000
const WAIT_MS = 3000
/** What must fit; after it was full much more: a photo, its write-ahead log and a segment of that. */
const READY_MB = 1
const AGAIN_MB = 32

export interface StorageWatch {
  /** Hears what the server answered somebody. */
  readonly noted: (error: unknown) => void
  /** What is known, tried anew where that is some seconds old. Never rejects. */
  check(): Promise<StorageState>
}

/** `attempt` stores so many megabytes for a moment; `now` is in milliseconds. Logs where it ends and where it begins again. */
export function watchStorage(o: {
  attempt: (megabytes: number) => Promise<StorageState>
  log: Log
  now?: () => number
  waitMs?: number
}): StorageWatch {
  const { attempt, log, now = () => performance.now(), waitMs = WAIT_MS } = o
  let state: StorageState = 'ready'
  let tried = -Infinity
  let trying: Promise<void> | null = null

  function become(next: StorageState, error?: unknown): void {
    if (next !== 'ready' && state === 'ready')
      log.error({ state: next, ...(error === undefined ? {} : { err: errorKind(error) }) }, 'the database server does not store: its disk is full or it is read-only') // prettier-ignore
    if (next === 'ready' && state !== 'ready') log.info({}, 'the database server stores again')
    state = next
  }

  async function tryIt(): Promise<void> {
    const before = state
    try {
      const found = await attempt(before === 'ready' ? READY_MB : AGAIN_MB)
      // what somebody was refused meanwhile is the newer word
      if (state === before) become(found)
    } catch (error) {
      // a server that is away is told by the ping
      const refused = storageRefusal(error)
      if (refused) become(refused, error)
    } finally {
      tried = now()
      trying = null
    }
  }

  return {
    noted(error) {
      const refused = storageRefusal(error)
      if (!refused) return
      if (state === 'ready') tried = now()
      become(refused, error)
    },
    async check() {
      if (now() - tried >= (state === 'ready' ? READY_MS : REFUSING_MS)) trying ??= tryIt()
      if (trying) await upTo(waitMs, trying)
      return state
    },
  }
}

async function upTo(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise<void>((done) => (timer = setTimeout(done, ms)))])
  clearTimeout(timer)
}

/**
 * Has the server spill a sort of so many megabytes to its disk, in one transaction. That leaves nothing behind, neither
 * rows nor log, however it ends, and a standby does it too. Rejects as any statement that finds no room.
 */
export async function spill(tx: TransactionSql, megabytes: number): Promise<StorageState> {
  const [row] = await tx.unsafe<{ value: string }[]>(`select current_setting('transaction_read_only') as value`)
  if (row?.value === 'on') return 'read-only'
  await tx.unsafe(`set local work_mem = '64kB'`)
  await tx.unsafe(
    `select count(*) from (select rpad(n::text, 8000, 'x') as filler from generate_series(1, ${megabytes * 131}) n order by filler) s`,
  )
  return 'ready'
}

/** Room for files on a server: how much there is it does not say. Refuses in words where nothing is stored. */
export const spaceOnServer = (storage: Pick<StorageWatch, 'check'>): DiskSpace => ({
  room: async () => null,
  async fits() {
    if ((await storage.check()) !== 'ready') throw userError('no-storage')
    return true
  },
})
