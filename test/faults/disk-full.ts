/** A disk that fills under the embedded database: a small file system in memory, a supervisor, and people who send files. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { readFile } from '../../db/files/files.ts'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import { quiet } from '../support/quiet.ts'
import { type DeskUnderFire, SECRET_KEY, type Town } from './town.ts'

const MB = 1024 * 1024

export interface SmallDisk {
  readonly base: string
  /** Makes it so large that this much is free. */
  leave(mb: number): void
  free(): number
  remove(): void
}

/** A file system of its own, in memory; null where this machine cannot mount one. */
export function smallDisk(mb: number): SmallDisk | null {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-small-'))
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' })
  try {
    mount('-t', 'tmpfs', '-o', `size=${mb}m`, 'tmpfs', base)
  } catch {
    fs.rmdirSync(base)
    return null
  }
  const stat = () => fs.statfsSync(base)
  return {
    base,
    leave(left) {
      // the desk may write between the look and the change: then it is asked again
      for (let tries = 0; ; tries++) {
        const { blocks, bfree, bsize } = stat()
        const size = (blocks - bfree) * bsize + Math.round((left * MB) / bsize) * bsize
        try {
          mount('-o', `remount,size=${size}`, base)
          return
        } catch (error) {
          if (tries > 100) throw error
        }
      }
    },
    free: () => (stat().bavail * stat().bsize) / MB,
    remove() {
      execFileSync('umount', ['-l', base])
      fs.rmdirSync(base)
    },
  }
}

export interface Supervisor {
  /** The desk that runs; null while none does. */
  readonly desk: DeskUnderFire | null
  /** How desks ended that nobody had told to: exit codes, or signals. */
  readonly ends: readonly string[]
  /** Starts that ended before the desk was ready. */
  readonly refused: number
  stop(): Promise<number | null>
}

/** Starts the desk, and starts it again whenever it ends with anything but 0, as compose and systemd do. */
export function supervise(town: Town, pauseMs = 1000): Supervisor {
  let desk: DeskUnderFire | null = null
  let stopping = false
  let refused = 0
  const ends: string[] = []
  const loop = (async () => {
    while (!stopping) {
      try {
        desk = await town.desk()
      } catch {
        refused++
        await wait(pauseMs)
        continue
      }
      const { child } = desk
      if (desk.up()) await once(child, 'exit')
      desk = null
      if (stopping) return
      ends.push(child.signalCode ?? String(child.exitCode))
      // 0: it believes it was told to stop, and no supervisor would start it again
      if (child.exitCode === 0) return
      await wait(pauseMs)
    }
  })()
  return {
    get desk() {
      return desk
    },
    ends,
    get refused() {
      return refused
    },
    async stop() {
      stopping = true
      const code = desk ? await desk.signal('SIGTERM') : null
      await loop
      return code
    },
  }
}

export interface Uploads {
  /** Statuses answered, and how often; 0: no answer. */
  readonly answered: ReadonlyMap<number, number>
  /** Ids of messages whose file was acknowledged with 202. */
  readonly acknowledged: readonly number[]
  end(): Promise<void>
}

/** `atOnce` people send one file of `mb` after the other, each from an address and a session of their own. */
export function uploads(desk: () => DeskUnderFire | null, o: { mb: number; atOnce: number }): Uploads {
  const answered = new Map<number, number>()
  const acknowledged: number[] = []
  let running = true
  let serial = 0
  const one = async (): Promise<void> => {
    const at = desk()
    if (!at) return wait(100)
    const n = ++serial
    const headers = { 'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` }
    const url = `http://127.0.0.1:${at.port}/api/chat`
    const ask = (to: string, init: RequestInit) =>
      fetch(url + to, { method: 'POST', signal: AbortSignal.timeout(30_000), ...init })
    let status = 0
    try {
      const { session } = (await (await ask('/sessions', { headers })).json()) as { session: string }
      // by chance, so that it cannot be stored smaller than it is
      const form = new FormData()
      form.append('file', new Blob([Buffer.from('%PDF-1.4\n'), randomBytes(o.mb * MB)]), 'a.pdf')
      const sent = await ask('/messages', { headers: { ...headers, 'x-session': session }, body: form })
      const { id } = (await sent.json()) as { id?: number }
      status = sent.status
      if (status === 202 && id !== undefined) acknowledged.push(id)
    } catch {
      // the desk ended, or the answer was no JSON: not acknowledged
    }
    answered.set(status, (answered.get(status) ?? 0) + 1)
    if (status !== 202) await wait(200)
  }
  const all = Array.from({ length: o.atOnce }, async () => {
    while (running) await one()
  })
  return {
    answered,
    acknowledged,
    async end() {
      running = false
      await Promise.all(all)
    },
  }
}

/** Somebody who writes in the web chat, one text after the other. */
export function writers(desk: () => DeskUnderFire | null): Pick<Uploads, 'answered' | 'end'> {
  const answered = new Map<number, number>()
  let running = true
  let serial = 0
  const all = (async () => {
    for (; running; await wait(100)) {
      const at = desk()
      if (!at) continue
      const headers = { 'x-forwarded-for': `10.200.${(++serial >> 8) & 255}.${serial & 255}` }
      const url = `http://127.0.0.1:${at.port}/api/chat`
      const ask = (to: string, init: RequestInit) =>
        fetch(url + to, { method: 'POST', signal: AbortSignal.timeout(30_000), ...init })
      const status = await ask('/sessions', { headers })
        .then(async (made) => ((await made.json()) as { session: string }).session)
        .then((session) =>
          ask('/messages', {
            headers: { ...headers, 'x-session': session, 'content-type': 'application/json' },
            body: '{"text":"办低保要什么材料"}',
          }),
        ) // prettier-ignore
        .then(
          async (sent) => (await sent.arrayBuffer(), sent.status),
          () => 0,
        )
      answered.set(status, (answered.get(status) ?? 0) + 1)
    }
  })()
  return {
    answered,
    async end() {
      running = false
      await all
    },
  }
}

/** Of these acknowledged messages, those whose file cannot be read whole, as it was sent. Asked when no desk runs. */
export async function filesLost(town: Town, acknowledged: readonly number[], mb: number): Promise<number> {
  const database = await openDb(town.where, { log: quiet, pool: 1 })
  const kept = await rows<{ message: string; file: number }>(
    database.db,
    sql`select update_id as message, file_id as file from inbox
        where channel = 'web' and done_at is not null and file_id is not null`,
  )
  const fileOf = new Map(kept.map((k) => [k.message, k.file]))
  const cipher = makeCipher(SECRET_KEY)
  let lost = 0
  for (const id of acknowledged) {
    const file = fileOf.get(`m${id}`)
    const read = file === undefined ? null : await readFile(database, cipher, file).catch(() => null)
    if (!read || read.bytes.length < mb * MB) lost++
  }
  await database.close()
  return lost
}

/** Resolves with the milliseconds until the desk is ready; null when it is not within `ms`. */
export async function backWithin(supervisor: Supervisor, ms: number): Promise<number | null> {
  const from = performance.now()
  while (performance.now() - from < ms) {
    const ready = supervisor.desk
      ? await fetch(`http://127.0.0.1:${supervisor.desk.port}/readyz`, { signal: AbortSignal.timeout(5000) }).then(
          (r) => r.ok,
          () => false,
        )
      : false
    if (ready) return Math.round(performance.now() - from)
    await wait(100)
  }
  return null
}

/** The desk once it runs for the first time. */
export async function first(supervisor: Supervisor): Promise<DeskUnderFire> {
  while (!supervisor.desk) await wait(50)
  return supervisor.desk
}

export const running = ({ desk }: Supervisor): readonly DeskUnderFire[] => (desk ? [desk] : [])

/** True where desks ended only because their database was given up (main.ts, EXIT_LOST). */
export const onlyLost = ({ ends }: Supervisor): boolean => ends.every((end) => end === '74')

export const tally = (all: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(all)].map((end) => [end, all.filter((e) => e === end).length]))
