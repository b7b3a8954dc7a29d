/**
 * Kills desks at random moments under load and counts what is left:
 * `npx tsx test/faults/kill.ts [--database embedded|server] [--times 20] [--desks 1] [--rate 40] [--seed 1] [--minutes 60]`
 * With `--desks 3` (server) one of three is killed each time and comes back. Exit code 1 when anything is not as it must be.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { broken, chance, count, type DeskUnderFire, makeTown, residents, settled } from './town.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'embedded' },
    times: { type: 'string', default: '20' },
    desks: { type: 'string', default: '1' },
    rate: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    /** No further kill after so long. */
    minutes: { type: 'string', default: '600' },
  },
})
const kind = values.database === 'server' ? 'server' : 'embedded'
const [times, many, perSecond] = [Number(values.times), Number(values.desks), Number(values.rate)]
if (kind === 'embedded' && many > 1) throw new Error('an embedded database belongs to one process')
const random = chance(Number(values.seed))
// a conversation may ask twenty times a minute
const CHATS = Math.max(60, perSecond * 10)

const town = await makeTown(kind, CHATS)
const desks: DeskUnderFire[] = []
let keep = false
try {
  for (let i = 0; i < many; i++) desks.push(await town.desk())
  const load = residents(() => desks, { chats: CHATS, perSecond, random, again: 0.05 })
  const until = performance.now() + Number(values.minutes) * 60_000
  let killed = 0
  for (; killed < times && performance.now() < until; killed++) {
    // now and then while it is still starting; else once it works
    const before = load.acknowledged.size
    for (let i = 0; random() > 0.02 && load.acknowledged.size < before + 20 && i < 600; i++) await wait(50)
    await wait(random() * 2000)
    const which = Math.floor(random() * many)
    await desks[which]!.signal('SIGKILL')
    desks[which] = await town.desk()
    if ((killed + 1) % 20 === 0)
      console.log(`${killed + 1} killed, ${load.acknowledged.size} acknowledged of ${load.asked} asked`)
  }
  await load.end()
  const done = await settled(desks[0]!, 180_000)
  for (const desk of desks) await desk.signal('SIGTERM')
  const figures = await count(town, load.acknowledged)
  console.log(JSON.stringify({ database: kind, desks: many, killed, asked: load.asked, settled: done, ...figures }))
  keep = broken(figures) > 0 || !done
  process.exitCode = keep ? 1 : 0
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  for (const desk of desks) await desk.signal('SIGKILL')
  // what is not as it must be is there to be looked at
  if (keep && kind === 'embedded') console.error(`left as it is: ${town.base}`)
  else await town.remove()
}
process.exit()
