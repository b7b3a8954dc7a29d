/** A clock set back by a day holds nothing up and says nothing twice. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimLanes, nextDue, SEND_LEASE_MS } from '../../db/queue/leases.ts'
import { clearFutureTimes } from '../../db/queue/clock-skew.ts'
import { busy, type Office, postOffice, text } from './rig.ts'

let office: Office
beforeEach(async () => {
  office = await postOffice()
})
afterEach(() => office.database.drop())

const DAY = 86_400_000
const HOUR = 3_600_000

test('what a clock a day ahead wrote, held and rested goes once it is right again, once', async () => {
  const { db } = office.database
  office.later(DAY)
  const [held, waits, morning, rests] = await Promise.all(
    ['held', 'waits', 'morning', 'rests'].map((r) => office.conversation(r, r === 'rests' ? 'telegram' : 'web')),
  )
  office.meets(busy(HOUR))
  await office.writes([text(rests!, 'rests')])
  await office.run(office.process())
  await office.writes([text(held!, 'held')])
  // a process takes it and dies
  await claimLanes(db, 'out', { now: office.now, until: new Date(office.now.getTime() + SEND_LEASE_MS), limit: 9 })
  await office.writes([text(waits!, 'waits')])
  await office.writes([text(morning!, 'morning', { notBefore: new Date(office.now.getTime() + HOUR) })])

  office.later(-DAY)
  const b = office.process()
  await office.run(b)
  expect(office.took).toEqual([])
  await clearFutureTimes(db, office.now)
  await office.run(b)
  expect(office.took.sort()).toEqual(['held held', 'rests rests', 'waits waits'])
  expect(await nextDue(db, office.now)).toEqual(new Date(office.now.getTime() + HOUR))
  office.later(HOUR)
  await clearFutureTimes(db, office.now)
  await office.run(b)
  await office.run(b)
  expect(office.took.sort()).toEqual(['held held', 'morning morning', 'rests rests', 'waits waits'])
})

test('a clock that is right loses nothing by it: rests, leases and held letters stay', async () => {
  const { db } = office.database
  const a = office.process()
  office.meets(busy(7000))
  await office.writes([text(await office.conversation('r'), 'one')])
  await office.run(a)
  await office.writes([
    text(await office.conversation('w', 'web'), 'later', { notBefore: new Date(office.now.getTime() + 10 * HOUR) }),
  ])
  await clearFutureTimes(db, office.now)
  await office.run(a)
  expect(office.took).toEqual([])
  expect(await nextDue(db, office.now)).toEqual(new Date(office.now.getTime() + 7000))
})
