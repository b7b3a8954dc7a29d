/**
 * The way of one message, webhook to reply, against a bare telegraf echo bot without a database, by turns in one run:
 * `npx tsx bench/inbox/run.ts [--database embedded|server] [--messages 400] [--rounds 3] [--at-once 20]`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { openDb, rows } from '../../db/open.ts'
import { makeTown } from '../../test/faults/town.ts'
import { quiet } from '../../test/support/quiet.ts'
import { asking, quantile, rate } from '../residents.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'server' },
    messages: { type: 'string', default: '400' },
    rounds: { type: 'string', default: '3' },
    'at-once': { type: 'string', default: '20' },
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
  await wait(1500) // a server's sessions report once a second
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
  const one = await commits()
  await rate(50, 1, () => toDesk.ask())
  const two = await commits()
  await rate(messages, atOnce, () => toDesk.ask())
  const three = await commits()
  // what the desk commits while nothing happens is no message's
  await wait(5000)
  const idle = ((await commits()) - three) / 6.5
  console.log(
    JSON.stringify({
      database: kind,
      atOnce,
      deskPerSecond: ours.map(Math.round),
      echoPerSecond: theirs.map(Math.round),
      ratio: Math.round((100 * quantile(ours, 0.5)) / quantile(theirs, 0.5)) / 100,
      commitsPerMessageOneByOne: Math.round((100 * (two - one)) / 50) / 100,
      commitsPerMessageUnderLoad: Math.round((100 * (three - two)) / messages) / 100,
      idleCommitsPerSecond: Math.round(idle * 10) / 10,
    }),
  )
} finally {
  bare.kill()
  await desk.signal('SIGTERM')
  await town.remove()
}
process.exit()
