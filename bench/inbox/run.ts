/**
 * The way of one message, webhook to reply, against a bare telegraf echo bot without a database, by turns in one run:
 * `npx tsx bench/inbox/run.ts [--database embedded|server] [--messages 2000] [--rounds 3] [--at-once 40]`.
 * Forty at once is what Telegram opens by itself.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import { makeTown } from '../../test/faults/town.ts'
import { quiet } from '../../test/support/quiet.ts'
import { asking, quantile, rate } from '../residents.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'server' },
    messages: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    'at-once': { type: 'string', default: '40' },
  },
})
const kind = values.database === 'server' ? 'server' : 'embedded'
const [messages, rounds, atOnce] = [Number(values.messages), Number(values.rounds), Number(values['at-once'])]
const town = await makeTown(kind, 0)
const desk = await town.desk()
const bare = spawn(
  process.execPath,
  ['--import', 'tsx', path.join(import.meta.dirname, 'echo.ts'), town.telegram.root],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
const [port] = (await once(bare.stdout, 'data')) as [Buffer]
const toDesk = asking(town.telegram, () => `http://127.0.0.1:${desk.port}/telegram/webhook`, 3000)
const toBare = asking(town.telegram, () => `http://127.0.0.1:${Number(port.toString())}/telegram/webhook`, 3000)

async function commits(): Promise<number> {
  if (!('url' in town.where)) return NaN
  await wait(11_000) // a session that has nothing to do reports within ten seconds
  const database = await openDb(town.where, { log: quiet, migrate: false, pool: 1 })
  const [row] = await rows<{ n: number }>(
    database.db,
    sql`select xact_commit as n from pg_stat_database where datname = current_database()`,
  )
  await database.close()
  return row?.n ?? NaN
}

try {
  for (const people of [toDesk, toBare]) await rate(100, atOnce, () => people.ask())
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let i = 0; i < rounds; i++) {
    ours.push(await rate(messages, atOnce, () => toDesk.ask()))
    theirs.push(await rate(messages, atOnce, () => toBare.ask()))
  }
  // what the desk commits while nothing happens is no message's
  const idleFrom = await commits()
  const idle = ((await commits()) - idleFrom) / 11
  const spent = async (messages: number, most: number): Promise<number> => {
    const [before, from] = [await commits(), performance.now()]
    await rate(messages, most, () => toDesk.ask())
    const after = await commits()
    return Math.round((100 * (after - before - (idle * (performance.now() - from)) / 1000)) / messages) / 100
  }
  const oneByOne = await spent(50, 1)
  const underLoad = await spent(messages, atOnce)
  console.log(
    JSON.stringify({
      database: kind,
      atOnce,
      deskPerSecond: ours.map(Math.round),
      echoPerSecond: theirs.map(Math.round),
      ratio: Math.round((100 * quantile(ours, 0.5)) / quantile(theirs, 0.5)) / 100,
      commitsPerMessageOneByOne: oneByOne,
      commitsPerMessageUnderLoad: underLoad,
      idleCommitsPerSecond: Math.round(idle * 10) / 10,
    }),
  )
} finally {
  bare.kill()
  await desk.signal('SIGTERM')
  await town.remove()
}
process.exit()
