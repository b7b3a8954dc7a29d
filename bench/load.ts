/**
 * Residents at a given rate, whatever the desk does: `npx tsx bench/load.ts [--database embedded|server] [--rates 10,50,200] [--seconds 15]`.
 * From the update's arrival to the reply handed to the platform; then a heap of messages
 * over a hundred connections, the most Telegram opens, and how fast it is worked off.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { makeTown } from '../test/faults/town.ts'
import { asking, quantile, rate } from './residents.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'embedded' },
    rates: { type: 'string', default: '10,50,200' },
    seconds: { type: 'string', default: '15' },
    heap: { type: 'string', default: '1000' },
  },
})
const kind = values.database === 'server' ? 'server' : 'embedded'
const town = await makeTown(kind, 0)
const desk = await town.desk()
const people = asking(town.telegram, () => `http://127.0.0.1:${desk.port}/telegram/webhook`, 3000)
const ms = (v: number) => Math.round(v * 10) / 10
try {
  await Promise.all(Array.from({ length: 20 }, () => people.ask())) // what only the first one waits for
  for (const perSecond of values.rates.split(',').map(Number)) {
    const times: Promise<number>[] = []
    const total = perSecond * Number(values.seconds)
    const from = performance.now()
    for (let i = 0; i < total; i++) {
      await wait(Math.max(0, from + (i * 1000) / perSecond - performance.now()))
      times.push(people.ask())
    }
    const done = await Promise.all(times)
    const late = performance.now() - from - Number(values.seconds) * 1000
    console.log(
      JSON.stringify({
        database: kind,
        perSecond,
        messages: total,
        p50: ms(quantile(done, 0.5)),
        p99: ms(quantile(done, 0.99)),
        lastReplyAfterEndMs: ms(late),
      }),
    )
  }
  const heap = Number(values.heap)
  console.log(JSON.stringify({ database: kind, heap, perSecond: ms(await rate(heap, 100, () => people.ask())) }))
} finally {
  await desk.signal('SIGTERM')
  await town.remove()
}
process.exit()
