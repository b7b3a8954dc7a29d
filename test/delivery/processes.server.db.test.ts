/** Several processes on one server: what one writes another sends, at once. */
import { expect, test } from 'vitest'
import { makeWorkLoop, type WorkLoop } from '../../bot/work-loop.ts'
import { LANES_TOPIC, nextDue } from '../../db/queue/leases.ts'
import { openDb } from '../../db/open-database.ts'
import { quiet } from '../support/quiet.ts'
import { postOffice, text } from './rig.ts'

test('a letter written by one process is sent by another, which was looking at nothing', async () => {
  const office = await postOffice()
  const there = await openDb({ url: office.database.url! }, { log: quiet, migrate: false, pool: 3 })
  const delivery = office.process({ database: there })
  let looks = 0
  let looked = () => {}
  const first = new Promise<void>((done) => (looked = done))
  const lookout: WorkLoop = makeWorkLoop({
    async look() {
      await delivery.tick()
      looks += 1
      looked()
      return nextDue(there.db, office.now)
    },
    now: () => office.now,
    log: quiet,
  })
  const stop = await there.listen(LANES_TOPIC, lookout.wakeNow)
  try {
    lookout.start()
    await first
    const began = performance.now()
    await office.writes([text(await office.conversation('r'), 'one')])
    await expect.poll(() => office.took, { interval: 5, timeout: 5000 }).toEqual(['r one'])
    expect(performance.now() - began).toBeLessThan(1000)
    expect(looks).toBeLessThan(4)
  } finally {
    await stop()
    await lookout.stop()
    await delivery.stop()
    await there.close()
    await office.database.drop()
  }
})
