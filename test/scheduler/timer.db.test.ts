/** The timer itself: it looks at the clock it was given and stops clean. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rig, type Rig } from './rig.ts'

let r: Rig
beforeEach(async () => {
  r = await rig('2026-02-09 09:31')
})
afterEach(() => r.stop())

test('starting looks at once; stopping waits for what was begun, and is safe to do twice', async () => {
  const id = await r.open({ kind: 'report' })
  r.clock('2026-02-09 10:30')
  const scheduler = r.another()
  scheduler.start()
  await scheduler.stop()
  await scheduler.stop()
  expect((await r.clocksOf(id)).find((p) => p.purpose === 'claim')?.passedAt).toEqual(r.desk.now)
})
