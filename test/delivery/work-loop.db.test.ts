/** Nobody asks the database every second: word of work comes from whoever wrote it, and from the clock. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeWorkLoop } from '../../bot/work-loop.ts'
import { claimLanes, LANES_TOPIC, nextDue, SEND_LEASE_MS } from '../../db/queue/leases.ts'
import type { Database } from '../../db/types.ts'
import { quiet } from '../support/quiet.ts'
import { busy, type Office, postOffice, text } from './rig.ts'

let office: Office
beforeEach(async () => {
  office = await postOffice()
})
afterEach(() => office.database.drop())

/** Runs `act` and answers how often LANES was told meanwhile, in the ear of `who`. */
async function heardBy(who: Database, act: () => Promise<unknown>): Promise<number> {
  let heard = 0
  let ended = () => {}
  const end = new Promise<void>((done) => (ended = done))
  const stop = await who.listen(LANES_TOPIC, (payload) => {
    if (payload === 'end') ended()
    else heard += 1
  })
  await act()
  // word is given in order: when this one is here, so are those before it
  const { db } = office.database
  await db.transaction((tx) => tx.execute(`select pg_notify('${LANES_TOPIC}', 'end')`))
  await end
  await stop()
  return heard
}

test('word is given of what its writer does not send, and of nothing else', async () => {
  const [to, other] = [await office.conversation('r'), await office.conversation('s')]
  const { database } = office
  expect(await heardBy(database, () => office.writes([text(to, 'mine')], true))).toBe(0)
  // the lane is mine: I find it when I am done
  expect(await heardBy(database, () => office.writes([text(to, 'behind mine')], true))).toBe(0)
  const tomorrow = new Date(office.now.getTime() + 86_400_000)
  expect(await heardBy(database, () => office.writes([text(other, 'later', { notBefore: tomorrow })]))).toBe(0)
  expect(await heardBy(database, () => office.writes([text(other, 'one'), text(other, 'two')]))).toBe(1)
})

test('the next moment of work is known: rests, leases, held letters and channels at rest', async () => {
  const a = office.process()
  const { db } = office.database
  const at = (ms: number) => new Date(office.now.getTime() + ms)
  expect(await nextDue(db, office.now)).toBeNull()
  await office.writes([text(await office.conversation('r'), 'later', { notBefore: at(600_000), urgency: 'push' })])
  expect(await nextDue(db, office.now)).toEqual(at(600_000))
  await office.writes([text(await office.conversation('s'), 'now')])
  // due and passed over, for whatever reason: looked at again in a second
  expect(await nextDue(db, office.now)).toEqual(at(1000))
  await claimLanes(db, 'out', { now: office.now, until: at(SEND_LEASE_MS), limit: 9 })
  expect(await nextDue(db, office.now)).toEqual(at(SEND_LEASE_MS))
  office.meets(busy(7000))
  await office.writes([text(await office.conversation('t'), 'busy')])
  await office.run(a)
  expect(await nextDue(db, office.now)).toEqual(at(7000))
})

test('what rests is looked at when its rest ends, and a look that fails is made again', async () => {
  const asked: number[] = []
  let now = 0
  const began = performance.now()
  let again: (() => void) | undefined
  const third = new Promise<void>((done) => (again = done))
  const lookout = makeWorkLoop({
    async look() {
      asked.push(performance.now() - began)
      if (asked.length === 3) again?.()
      if (asked.length === 2) throw new Error('away')
      // asked for while the look is under way
      if (asked.length === 1) lookout.wakeAt(new Date(now + 50))
      return null
    },
    now: () => new Date(now),
    log: quiet,
  })
  lookout.start()
  await third
  await lookout.stop()
  now = 1
  expect(asked[1]! - asked[0]!).toBeGreaterThan(40)
  expect(asked[1]! - asked[0]!).toBeLessThan(5000)
  expect(asked[2]! - asked[1]!).toBeGreaterThan(900)
})
