/** What people do while the disk under the embedded database fills: cases of outages.ts. */
import { setTimeout as wait } from 'node:timers/promises'
import { backWithin, filesLost, onlyLost, running, type Supervisor, tally, uploads, writers } from './disk-full.ts'
import type { Result, Run } from './outages.ts'
import { residents } from './town.ts'

const FILE_MB = 8
/** What is free where there is room. */
const ROOM_MB = 400
/** A checkpoint is looked for every 15 s: who has not met the end of the disk by then goes on, as half a file gives its room back. */
const FULL_MS = 40_000
const BACK_MS = 180_000

interface Load {
  readonly chats: number
  readonly perSecond: number
}

const ended = async (s: Supervisor, before: number, ms: number): Promise<boolean> => {
  for (const until = performance.now() + ms; performance.now() < until; await wait(50))
    if (s.ends.length > before) return true
  return false
}

/**
 * Three ways in turn: people run into the end of the disk; it ends between two of their files; it ends when the last of
 * them is stored, so that the checkpoint of those is what finds no room.
 */
export async function fullDuringUploads(r: Run, o: Load & { rounds: number }): Promise<Result> {
  const [disk, supervisor] = [r.disk!, r.supervisor!]
  const load = residents(() => running(supervisor), { ...o, random: r.random })
  const acknowledged: number[] = []
  const answered = new Map<number, number>()
  const back: number[] = []
  let alive = 0
  let stuck = 0
  for (let round = 0; round < o.rounds; round++) {
    const before = supervisor.ends.length
    if (round % 3 === 0) disk.leave(10 + 40 * r.random())
    const sending = uploads(() => supervisor.desk, { mb: FILE_MB, atOnce: 3 })
    if (round % 3 === 1) {
      await wait(1000 + 3000 * r.random())
      disk.leave(10 * r.random())
    }
    if (round % 3 === 2) {
      // more than the growth of the log after which a checkpoint is due
      while (sending.acknowledged.length < 6) await wait(20)
      disk.leave(0)
    }
    if (!(await ended(supervisor, before, FULL_MS))) alive++
    await wait(3000 * r.random())
    disk.leave(ROOM_MB)
    const ms = await backWithin(supervisor, BACK_MS)
    if (ms === null) stuck++
    else back.push(ms)
    await sending.end()
    acknowledged.push(...sending.acknowledged)
    for (const [status, n] of sending.answered) answered.set(status, (answered.get(status) ?? 0) + n)
    console.error(`round ${round + 1}: ${tallied(supervisor)}, back after ${ms} ms, ${acknowledged.length} files`)
  }
  await load.end()
  return {
    acknowledged: load.acknowledged,
    figures: {
      rounds: o.rounds,
      notBack: stuck,
      wentOn: alive,
      ends: tally(supervisor.ends),
      startsRefused: supervisor.refused,
      backAfterMs: { median: back.sort((a, b) => a - b)[Math.floor(back.length / 2)], most: back.at(-1) },
      filesAcknowledged: acknowledged.length,
      filesAnswered: Object.fromEntries(answered),
    },
    ok: stuck === 0 && onlyLost(supervisor) && acknowledged.length > 0,
    after: async () => ({ filesLost: await filesLost(r.town, acknowledged, FILE_MB) }),
  }
}

const tallied = (s: Supervisor): string => JSON.stringify(tally(s.ends))

/** Files come until they are refused, and go on coming; then there is room. */
export async function aboveTheFloor(r: Run, o: Load): Promise<Result> {
  const [disk, supervisor] = [r.disk!, r.supervisor!]
  const load = residents(() => running(supervisor), { ...o, random: r.random })
  const sending = uploads(() => supervisor.desk, { mb: FILE_MB, atOnce: 3 })
  disk.leave(ROOM_MB)
  for (let i = 0; i < 600 && (sending.answered.get(507) ?? 0) < 50; i++) await wait(200)
  const least = disk.free()
  const ready = await fetch(`http://127.0.0.1:${r.desk.port}/readyz`).then((a) => a.json() as Promise<{ disk: object }>)
  const before = sending.acknowledged.length
  disk.leave(ROOM_MB)
  for (let i = 0; i < 300 && sending.acknowledged.length < before + 5; i++) await wait(200)
  await sending.end()
  await load.end()
  return {
    acknowledged: load.acknowledged,
    figures: {
      filesAnswered: Object.fromEntries(sending.answered),
      filesTakenAgain: sending.acknowledged.length - before,
      freeMbMeanwhile: Math.round(least),
      readyz: ready.disk,
      ends: tally(supervisor.ends),
    },
    ok: supervisor.ends.length === 0 && (sending.answered.get(507) ?? 0) >= 50 && sending.acknowledged.length > before,
    after: async () => ({ filesLost: await filesLost(r.town, sending.acknowledged, FILE_MB) }),
  }
}

/** A server's disk is full for twenty seconds, again and again, while people write and send files. Its postmaster is started again where it gave up, as its own supervisor does. */
export async function fullOnServer(r: Run, o: Load & { rounds: number }): Promise<Result> {
  const [disk, supervisor, cluster] = [r.disk!, r.supervisor!, r.town.cluster!]
  const load = residents(() => running(supervisor), { ...o, random: r.random })
  const told: number[] = []
  const back: number[] = []
  const checks = new Map<string, number>()
  const answered = new Map<number, number>()
  const acknowledged: number[] = []
  let restarts = 0
  for (let round = 0; round < o.rounds; round++) {
    const sending = uploads(() => supervisor.desk, { mb: FILE_MB, atOnce: 3 })
    const words = writers(() => supervisor.desk)
    await wait(3000)
    disk.leave(round === 0 ? 0 : 20 * r.random())
    const from = performance.now()
    for (let first = true; performance.now() - from < 20_000; await wait(200)) {
      const { status, body } = await ready(supervisor)
      const check = `${status} ${body.database?.state ?? ''} ${body.storage?.state ?? ''}`
      checks.set(check, (checks.get(check) ?? 0) + 1)
      if (status === 503 && first) {
        told.push(Math.round(performance.now() - from))
        first = false
      }
    }
    disk.leave(ROOM_MB)
    if (await cluster.start().then(() => true, () => false)) restarts++ // prettier-ignore
    const ms = await backWithin(supervisor, BACK_MS)
    if (ms !== null) back.push(ms)
    await wait(2000)
    await sending.end()
    await words.end()
    acknowledged.push(...sending.acknowledged)
    for (const all of [sending.answered, words.answered])
      for (const [status, n] of all) answered.set(status, (answered.get(status) ?? 0) + n)
  }
  await load.end()
  const refused = Object.fromEntries([...load.refused].map(([s, n]) => [`refused${s}`, n]))
  return {
    acknowledged: load.acknowledged,
    figures: {
      ...refused,
      filesAndWordsAnswered: Object.fromEntries(answered),
      readyz: Object.fromEntries(checks),
      toldAfterMs: told,
      backAfterMs: back,
      serverRestarts: restarts,
      ends: tally(supervisor.ends),
    },
    ok: told.length === o.rounds && back.length === o.rounds && supervisor.ends.length === 0 && !answered.has(500) && !load.refused.has(500), // prettier-ignore
    after: async () => ({ filesLost: await filesLost(r.town, acknowledged, FILE_MB) }),
  }
}

interface Ready {
  readonly database?: { readonly state: string }
  readonly storage?: { readonly state: string }
}

const ready = (s: Supervisor): Promise<{ status: number; body: Ready }> =>
  fetch(`http://127.0.0.1:${s.desk?.port}/readyz`, { signal: AbortSignal.timeout(8000) }).then(
    async (a) => ({ status: a.status, body: (await a.json()) as Ready }),
    () => ({ status: 0, body: {} }),
  )
