/**
 * What a message costs in a town of a thousand residents and cases and in one of a million, two desks by turns in one run:
 * `npx tsx bench/growth.ts [--sizes 1000,1000000] [--messages 400] [--rounds 5] [--at-once 10]`. Needs a Postgres server's binaries.
 * Residents ask what a matter needs and how their own case stands.
 */
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { openDb } from '../db/open-database.ts'
import { rows } from '../db/rows.ts'
import { makeTown } from '../test/faults/town.ts'
import { quiet } from '../test/support/quiet.ts'
import { fillCases, fillResidents } from './fill.ts'
import { asking, FIRST_CHAT, quantile, rate } from './residents.ts'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,1000000' },
    messages: { type: 'string', default: '400' },
    rounds: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: '10' },
  },
})
const [messages, rounds, atOnce] = [Number(values.messages), Number(values.rounds), Number(values['at-once'])]
const TEXTS = ['低保怎么办理', '进度', '残疾证要带什么', '宅基地多久能批']
/** Of the residents these ask in the bench, in turn. */
const ASKING = 1000

async function townOf(size: number) {
  const town = await makeTown('server', 0)
  const database = await openDb(town.where, { log: quiet })
  await fillCases(database, 0, size)
  await fillResidents(database, FIRST_CHAT, size)
  const [disk] = await rows<{ mb: number }>(
    database.db,
    sql`select pg_database_size(current_database()) / 1000000 as mb`,
  )
  await database.close()
  const desk = await town.desk()
  const people = asking(town.telegram, () => `http://127.0.0.1:${desk.port}/telegram/webhook`, ASKING, TEXTS)
  const [perSecond, alone]: [number[], number[]] = [[], []]
  return {
    size,
    warm: () => rate(messages, atOnce, () => people.ask()),
    async round(): Promise<void> {
      perSecond.push(await rate(messages, atOnce, () => people.ask()))
      for (let i = 0; i < 50; i++) alone.push(await people.ask())
    },
    figures: () => ({
      residentsAndCases: size,
      databaseMb: Number(disk?.mb),
      perSecond: perSecond.map(Math.round),
      median: Math.round(quantile(perSecond, 0.5)),
      oneAtATimeMsP50: Math.round(10 * quantile(alone, 0.5)) / 10,
      oneAtATimeMsP99: Math.round(10 * quantile(alone, 0.99)) / 10,
    }),
    async end(): Promise<void> {
      await desk.signal('SIGTERM')
      await town.remove()
    },
  }
}

const towns: Awaited<ReturnType<typeof townOf>>[] = []
try {
  for (const size of values.sizes.split(',').map(Number)) towns.push(await townOf(size))
  for (const town of towns) await town.warm()
  for (let i = 0; i < rounds; i++) for (const town of towns) await town.round()
  for (const town of towns) console.log(JSON.stringify(town.figures()))
  const [small, large] = [towns[0]!.figures(), towns.at(-1)!.figures()]
  console.log(
    JSON.stringify({
      costOfAMessageGrownBy: Math.round((100 * small.median) / large.median) / 100,
      latencyGrownBy: Math.round((100 * large.oneAtATimeMsP50) / small.oneAtATimeMsP50) / 100,
    }),
  )
} finally {
  for (const town of towns) await town.end()
}
process.exit()
