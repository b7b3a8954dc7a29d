/** A letter of several calls: what the platform has taken is never sent again. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deadLetters, resendMessage } from '../../db/queue/dead-letters.ts'
import { SEND_LEASE_MS } from '../../db/queue/leases.ts'
import { broken, type Office, postOffice, refused, text, unanswered } from './rig.ts'

let office: Office
beforeEach(async () => {
  office = await postOffice()
})
afterEach(() => office.database.drop())

const PARTS = ['甲', '乙', '丙'].map((c) => `${c.repeat(3000)}。`)
const LONG = PARTS.join('')
const firstOf = (said: string) => said.split(' ')[1]!.slice(0, 7)

test('a failure of the second call repeats neither the first nor the order', async () => {
  const a = office.process()
  const to = await office.conversation('r')
  office.meets(null, broken())
  await office.writes([text(to, LONG), text(to, 'after')])
  await office.run(a)
  expect(await office.letter()).toMatchObject({ state: 'waiting', parts_sent: 1, attempts: 1 })
  office.later(1000)
  await office.run(a)
  expect(office.took.map((t) => t.slice(2))).toEqual([...PARTS, 'after'])
})

test('only the call that may have arrived is marked when it is made again', async () => {
  const a = office.process()
  office.meets(null, unanswered())
  await office.writes([text(await office.conversation('r'), LONG)])
  await office.run(a)
  office.later(1000)
  await office.run(a)
  expect(office.took.map(firstOf)).toEqual(['甲甲甲甲甲甲甲', '（可能重复）乙', '丙丙丙丙丙丙丙'])
})

test('a process that dies between two calls leaves word of the first', async () => {
  const a = office.process()
  office.meets(null, () => new Promise(() => {})) // the second call never ends
  await office.writes([text(await office.conversation('r'), LONG)])
  await a.tick()
  await expect.poll(() => office.calls.length).toBe(2)
  expect(await office.letter()).toMatchObject({ state: 'sending', parts_sent: 1 })
  office.later(SEND_LEASE_MS)
  const b = office.process()
  office.later(SEND_LEASE_MS)
  await office.run(b)
  expect(office.took.map(firstOf)).toEqual(['甲甲甲甲甲甲甲', '（可能重复）乙', '丙丙丙丙丙丙丙'])
})

test('a letter kept for a person is listed without its text and goes again from where it ended', async () => {
  const a = office.process()
  office.meets(null, refused())
  await office.writes([text(await office.conversation('r'), LONG)])
  await office.run(a)
  const { db } = office.database
  const [kept] = await deadLetters(db)
  expect(kept).toMatchObject({ channel: 'telegram', state: 'refused', error: '400 no', number: null, about: 'answer' })
  expect(JSON.stringify(kept)).not.toContain('甲')
  expect(await db.transaction((tx) => resendMessage(tx, kept!.id, office.now))).toBe(true)
  expect(await db.transaction((tx) => resendMessage(tx, kept!.id, office.now))).toBe(false)
  expect(await deadLetters(db)).toEqual([])
  await office.run(a)
  expect(office.took.map(firstOf)).toEqual(['甲甲甲甲甲甲甲', '乙乙乙乙乙乙乙', '丙丙丙丙丙丙丙'])
  expect(await office.letter()).toMatchObject({ state: 'sent', attempts: 0 })
})
