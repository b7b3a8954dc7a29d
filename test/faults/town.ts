/** A town under load for the fault scripts: desk processes that can be killed, residents who write, and the count at the end. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { MAYBE_AGAIN } from '../../bot/outbound/split-message.ts'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import { type Cluster, databaseUrl, startCluster } from '../support/cluster.ts'
import { quiet } from '../support/quiet.ts'
import { startTelegram, type TelegramStandin } from '../support/telegram-standin.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const SECRET = 'fault-secret'
/** Of its desks: files are sealed with it. */
export const SECRET_KEY = 'faults'
const FIRST_CHAT = 1000

export interface DeskUnderFire {
  readonly port: number
  readonly child: ChildProcess
  up(): boolean
  signal(name: NodeJS.Signals): Promise<number | null>
}

export interface Town {
  readonly telegram: TelegramStandin
  readonly cluster: Cluster | null
  readonly where: { url: string } | { dir: string }
  /** Where what it keeps lies. */
  readonly base: string
  /** `clock`: the instant its clock starts at. */
  desk(clock?: Date): Promise<DeskUnderFire>
  remove(): Promise<void>
}

export interface TownOptions {
  /** Its desks keep to the platform's pace, which for a count of messages only takes time. */
  readonly paced?: boolean
  /** Settings of its desks besides those of every such town. */
  readonly settings?: Readonly<Record<string, string>>
}

export async function makeTown(kind: 'embedded' | 'server', chats: number, o: TownOptions = {}): Promise<Town> {
  // what is shipped is what is tried: the build of what stands here
  execFileSync(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
  })
  const telegram = await startTelegram()
  for (let i = 0; i < chats; i++) telegram.meets(FIRST_CHAT + i)
  const cluster = kind === 'server' ? await startCluster({ durable: true }) : null
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-faults-'))
  const where = cluster ? { url: await ownDatabase(cluster) } : { dir: path.join(base, 'data') }
  return {
    telegram,
    cluster,
    where,
    base,
    desk: (clock) => startDesk(telegram, path.join(base, 'data'), 'url' in where ? where.url : null, o, clock),
    async remove() {
      await telegram.stop()
      await cluster?.remove()
      fs.rmSync(base, { recursive: true, force: true })
    },
  }
}

async function ownDatabase(cluster: Cluster): Promise<string> {
  const admin = await openDb({ url: cluster.url }, { log: quiet, migrate: false, pool: 1 })
  await admin.db.execute(sql`create database faults`)
  await admin.close()
  return databaseUrl(cluster.url, 'faults')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The process itself: a signal must hit what works. */
async function startDesk(
  telegram: TelegramStandin,
  dir: string,
  url: string | null,
  o: TownOptions,
  clock?: Date,
): Promise<DeskUnderFire> {
  const port = await freePort()
  const child = spawn(process.execPath, ['dist/cli/main.js', 'serve'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'development',
      DATA_DIR: dir,
      DATABASE_URL: url ?? '',
      PORT: String(port),
      RATE_LIMIT: o.paced ? 'on' : 'off',
      LOG_LEVEL: process.env['DESK_LOG'] ?? 'silent',
      SECRET_KEY,
      ...o.settings,
      ...(clock ? { CLOCK_NOW: clock.toISOString() } : {}),
      TELEGRAM_BOT_TOKEN: '42:faults',
      TELEGRAM_API_ROOT: telegram.root,
      TELEGRAM_WEBHOOK: 'http://127.0.0.1:1/telegram/webhook',
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    },
  })
  const up = () => child.exitCode === null && child.signalCode === null
  child.stdout.on('data', (d: Buffer) => process.env['DESK_LOG'] && process.stderr.write(d))
  for (let ready = false; !ready; await wait(50)) {
    if (!up()) throw new Error(`a desk ended at its start with ${child.exitCode}`)
    ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (r) => r.ok,
      () => false,
    )
  }
  return {
    port,
    child,
    up,
    signal: async (name) => {
      const gone = up() ? once(child, 'exit') : null
      child.kill(name)
      await gone
      return child.exitCode
    },
  }
}

export interface Load {
  readonly asked: number
  readonly acknowledged: ReadonlySet<number>
  readonly refused: ReadonlyMap<number, number>
  /** Milliseconds from the first try of a message to its acknowledgement. */
  readonly waited: readonly number[]
  /** Stops asking; resolves when everything asked is acknowledged. */
  end(): Promise<void>
}

/**
 * Residents who write at a rate, whatever becomes of it. As Telegram does, a chat's next update is not delivered before
 * the last one was taken, and what was not answered 200 is delivered again.
 */
export function residents(
  desks: () => readonly DeskUnderFire[],
  o: { chats: number; perSecond: number; random: () => number; again?: number },
): Load {
  const acknowledged = new Set<number>()
  const refused = new Map<number, number>()
  const waited: number[] = []
  const lanes = Array.from({ length: o.chats }, () => Promise.resolve())
  let asked = 0
  let running = true
  const deliver = async (chat: number, id: number): Promise<void> => {
    const began = performance.now()
    for (;;) {
      const up = desks().filter((d) => d.up())
      const desk = up[Math.floor(o.random() * up.length)]
      // nobody will ever answer: what was not acknowledged is not counted
      if (!desk && !running) return
      const status = desk ? await post(desk.port, chat, id) : 0
      if (status === 200) break
      refused.set(status, (refused.get(status) ?? 0) + 1)
      await wait(status === 503 ? 200 : 20)
    }
    acknowledged.add(id)
    waited.push(performance.now() - began)
    if (o.random() < (o.again ?? 0)) await deliverAgain(chat, id)
  }
  const deliverAgain = async (chat: number, id: number): Promise<void> => {
    const desk = desks().find((d) => d.up())
    if (desk) await post(desk.port, chat, id)
  }
  const timer = (async () => {
    for (let next = performance.now(); running; next += 1000 / o.perSecond) {
      await wait(Math.max(1, next - performance.now()))
      // nobody to write to: what would pile up meanwhile says nothing more
      if (!desks().some((d) => d.up())) {
        next = performance.now()
        continue
      }
      const chat = Math.floor(o.random() * o.chats)
      const id = ++asked
      lanes[chat] = lanes[chat]!.then(() => deliver(FIRST_CHAT + chat, id))
    }
  })()
  return {
    get asked() {
      return asked
    },
    acknowledged,
    refused,
    waited,
    async end() {
      running = false
      await timer
      await Promise.all(lanes)
    },
  }
}

/** One update, as Telegram words it. Answers its status, 0 where nobody answered. */
export async function post(port: number, chat: number, id: number, text = '这个事情找谁问'): Promise<number> {
  const who = { id: chat, first_name: 'R', is_bot: false }
  const message = {
    message_id: id,
    date: Math.floor(Date.now() / 1000),
    chat: { id: chat, type: 'private' },
    from: who,
    text,
  }
  return fetch(`http://127.0.0.1:${port}/telegram/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body: JSON.stringify({ update_id: id, message }),
    signal: AbortSignal.timeout(20_000),
  }).then(
    async (r) => (await r.arrayBuffer(), r.status),
    () => 0,
  )
}

/** Waits until a running desk has handled and sent everything; false when it did not within `ms`. */
export async function settled(desk: DeskUnderFire, ms: number): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; await wait(250)) {
    const text = await fetch(`http://127.0.0.1:${desk.port}/metrics`).then(
      (r) => r.text(),
      () => '',
    )
    const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN)
    if (figure('shouwen_inbox_unhandled') === 0 && figure('shouwen_outbox_waiting') === 0) return true
  }
  return false
}

export interface Count {
  readonly acknowledged: number
  readonly inboundLost: number
  readonly inboundTwice: number
  /** Replies written for one message, where it was not exactly one. */
  readonly effectsNotOnce: number
  /** In which conversations: 'telegram:1000 3 asked 2 answered'. */
  readonly notOnce: readonly string[]
  readonly letters: number
  readonly lettersNotSent: number
  /** How those stand and why: 'dead fetch failed' → how many. */
  readonly notSent: Readonly<Record<string, number>>
  /** Letters the platform never took although they are written down as sent. */
  readonly lettersLost: number
  readonly arrivedTwice: number
  readonly arrivedTwiceUnmarked: number
  readonly marked: number
}

/** What is left on the disk and on the residents' screens, when all desks are down. */
export async function count(town: Town, acknowledged: ReadonlySet<number>): Promise<Count> {
  const database = await openDb(town.where, { log: quiet, pool: 1 })
  const { db } = database
  const stored = await rows<{ message: number; n: number; done: boolean }>(
    db,
    sql`select (message->>'id') as message, count(*) as n, bool_and(done_at is not null and failed is null) as done from inbox where channel = 'telegram' group by 1`,
  )
  const byId = new Map(stored.map((r) => [Number(/\d+$/.exec(String(r.message))?.[0]), r]))
  const perLane = await rows<{ lane: string; asked: number }>(
    db,
    sql`select lane, count(*) as asked from inbox where channel = 'telegram' group by 1`,
  )
  const letters = await rows<{ lane: string; n: number; sent: number }>(
    db,
    sql`select lane, count(*) as n, count(*) filter (where state = 'sent') as sent from outbox where lane like 'telegram:%' group by 1`,
  )
  const unsent = await rows<{ how: string; n: number }>(
    db,
    sql`select concat_ws(' ', state, error) as how, count(*)::int as n from outbox where state <> 'sent' group by 1`,
  )
  let effects = 0
  const notOnce: string[] = []
  let lost = 0
  let twice = 0
  let unmarked = 0
  let marked = 0
  for (const { lane, asked } of perLane) {
    const theirs = letters.find((l) => l.lane === lane)
    const seen = town.telegram.sees(Number(lane.slice('telegram:'.length)))
    const again = seen.filter((m) => (m.text ?? '').startsWith(MAYBE_AGAIN)).length
    const written = theirs?.n ?? 0
    effects += Math.abs(written - asked)
    if (written !== asked) notOnce.push(`${lane} ${asked} asked ${written} answered`)
    lost += Math.max(0, (theirs?.sent ?? 0) - seen.length)
    twice += Math.max(0, seen.length - written)
    unmarked += Math.max(0, seen.length - again - written)
    marked += again
  }
  await database.close()
  return {
    acknowledged: acknowledged.size,
    inboundLost: [...acknowledged].filter((id) => !byId.get(id)?.done).length,
    inboundTwice: stored.filter((r) => r.n > 1).length,
    effectsNotOnce: effects,
    notOnce,
    letters: letters.reduce((n, l) => n + l.n, 0),
    lettersNotSent: letters.reduce((n, l) => n + l.n - l.sent, 0),
    notSent: Object.fromEntries(unsent.map(({ how, n }) => [how, n])),
    lettersLost: lost,
    arrivedTwice: twice,
    arrivedTwiceUnmarked: unmarked,
    marked,
  }
}

/** Zero where nothing may be other than zero. */
export const broken = (c: Count): number =>
  c.inboundLost + c.inboundTwice + c.effectsNotOnce + c.lettersNotSent + c.lettersLost + c.arrivedTwiceUnmarked

/** Chance that can be had again: the same seed, the same moments. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
