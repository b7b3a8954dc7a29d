/**
 * Claim and complete, in order per conversation, against pgbench's one-insert commits at ten clients on the same durable server, by
 * turns in one run; and what a claim costs behind one long lane and among many: `npx tsx bench/delivery/run.ts [--letters 10000] [--rounds 3]`.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { makeDelivery } from '../../bot/outbound/delivery.ts'
import type { Channel } from '../../core/channel.ts'
import type { RequestContext } from '../../db/context.ts'
import { claimLanes, releaseLeases } from '../../db/queue/leases.ts'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import { claimMessages } from '../../db/queue/outbox.ts'
import { databaseUrl, findBinaries, startCluster } from '../../test/support/cluster.ts'
import { quiet } from '../../test/support/quiet.ts'
import { quantile } from '../residents.ts'

const { values } = parseArgs({
  options: { letters: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '3' } },
})
const [letters, rounds] = [Number(values.letters), Number(values.rounds)]
const cluster = await startCluster({ durable: true })
const admin = await openDb({ url: cluster.url }, { log: quiet, migrate: false, pool: 1 })
await admin.db.execute(sql`create database bench`)
await admin.close()
const url = databaseUrl(cluster.url, 'bench')
const database = await openDb({ url }, { log: quiet })
const { db } = database
const now = (): Date => new Date()

/** `lanes` conversations with `each` letters, as post() would leave them. */
async function fill(prefix: string, lanes: number, each: number): Promise<void> {
  await db.execute(
    sql`insert into conversations (channel, address, created_at) select 'web', ${prefix} || i, now() from generate_series(1, ${lanes}) i`,
  )
  await db.execute(
    sql`insert into outbox (lane, conversation_id, message, urgency, about, not_before, created_at)
        select 'web:' || address, id, '{"text":"您的事项已受理"}', 'push', 'bench', now(), now()
        from conversations, generate_series(1, ${each}) where address like ${`${prefix}%`}`,
  )
  await db.execute(
    sql`insert into lanes (queue, lane, channel, ready_at, rest_until) select 'out', 'web:' || address, 'web', now(), 'epoch'
        from conversations where address like ${`${prefix}%`}`,
  )
  await db.execute(sql`analyze`)
}

async function empty(): Promise<void> {
  await db.execute(sql`truncate lanes, outbox, conversations cascade`)
}

const taken: string[] = []
const web: Channel = {
  name: 'web',
  start: async () => {},
  stop: async () => {},
  health: () => ({ state: 'ready' }),
  send: async (to) => void taken.push(to.id),
}

async function ours(): Promise<number> {
  await fill('r', letters / 2, 2)
  const delivery = makeDelivery({
    database,
    channels: new Map([['web', web]]),
    requestContext: () => ({}) as RequestContext,
    now,
    random: () => 0.5,
    log: quiet,
    pause: async () => {},
  })
  taken.length = 0
  const from = performance.now()
  while (taken.length < letters) {
    await delivery.tick()
    await delivery.drain()
  }
  const rate = (letters * 1000) / (performance.now() - from)
  const [left] = await rows<{ n: number }>(db, sql`select count(*) as n from outbox where state <> 'sent'`)
  if (left?.n !== 0) throw new Error(`${left?.n ?? 0} letters were not completed`)
  await empty()
  return rate
}

function pgbench(): number {
  const script = path.join(os.tmpdir(), `shouwen-bench-${process.pid}.sql`)
  fs.writeFileSync(script, "insert into bench_insert (message) values ('您的事项已受理');\n")
  const { port, password, username } = new URL(url)
  const args = [
    '-h',
    '127.0.0.1',
    '-p',
    port,
    '-U',
    username,
    '-n',
    '-c',
    '10',
    '-j',
    '2',
    '-T',
    '5',
    '-f',
    script,
    'bench',
  ]
  const bin = path.join(findBinaries() ?? '', 'pgbench')
  const said = execFileSync(bin, args, {
    env: { ...process.env, PGPASSWORD: password },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  fs.rmSync(script)
  return Number(/tps = ([\d.]+)/.exec(said)?.[1])
}

async function claimCost(): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  for (let i = 0; i < 200; i++) {
    const at = now()
    const from = performance.now()
    const leases = await claimLanes(db, 'out', { now: at, until: new Date(at.getTime() + 60_000), limit: 1 })
    await claimMessages(db, leases, at, 5)
    times.push(performance.now() - from)
    await db.transaction((tx) =>
      releaseLeases(
        tx,
        'out',
        leases.map(({ lane }) => ({ lane, next: { readyAt: at } })),
      ),
    )
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

const round = (v: number): number => Math.round(v * 100) / 100
try {
  await db.execute(sql`create table bench_insert (id bigserial primary key, message text)`)
  const [mine, theirs]: [number[], number[]] = [[], []]
  await ours() // what only the first run waits for
  for (let i = 0; i < rounds; i++) {
    mine.push(await ours())
    theirs.push(pgbench())
  }
  console.log(
    JSON.stringify({
      lettersPerSecond: mine.map(Math.round),
      pgbenchPerSecond: theirs.map(Math.round),
      ratio: round(quantile(mine, 0.5) / quantile(theirs, 0.5)),
    }),
  )
  await fill('one', 1, 95_000)
  const behind = await claimCost()
  console.log(JSON.stringify({ behindOneLaneOf: 95_000, claimMsP50: round(behind.p50), claimMsP99: round(behind.p99) }))
  await empty()
  await fill('many', 20_000, 1)
  const among = await claimCost()
  console.log(JSON.stringify({ amongLanes: 20_000, claimMsP50: round(among.p50), claimMsP99: round(among.p99) }))
} finally {
  await database.close()
  await cluster.remove()
}
process.exit()
