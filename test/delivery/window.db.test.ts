/** What a platform lets the desk say between two messages of a person, and what is no longer so when its turn comes. */
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { errorKind } from '../../db/errors.ts'
import { DeliveryError } from '../../core/channel.ts'
import { releaseParked } from '../../db/queue/outbox.ts'
import { type Office, postOffice, text } from './rig.ts'

let office: Office
beforeEach(async () => {
  office = await postOffice()
})
afterEach(() => office.database.drop())

const HOUR = 3_600_000
const states = async () => (await office.rows()).map((r) => r.state)
/** The person writes: the window opens and what was parked is freed. */
const write = (address: string) => office.conversation(address, 'wechat')

test('after five messages or two days the rest is parked, and goes when the person writes', async () => {
  const a = office.process()
  const to = await write('mp:r')
  const said = ['1', '2', '3', '4', '5', '6', '7']
  await office.writes(said.map((s) => text(to, s, { urgency: 'push' })))
  await office.run(a)
  expect(office.took).toEqual(said.slice(0, 5).map((s) => `mp:r ${s}`))
  expect((await states()).slice(5)).toEqual(['parked', 'parked'])
  await write('mp:r')
  await office.database.db.transaction((tx) => releaseParked(tx, ['wechat:mp:r'], office.now))
  await office.run(a)
  expect(office.took.slice(5)).toEqual(['mp:r 6', 'mp:r 7'])

  office.later(48 * HOUR)
  await office.writes([text(to, 'too late', { urgency: 'push' })])
  await office.run(a)
  expect((await states()).at(-1)).toBe('parked')
})

test('a platform that says the window is shut is believed, and another channel has none', async () => {
  const a = office.process()
  const to = await write('mp:r')
  office.meets(new DeliveryError('retry', 'shut', { untilTheyWrite: true }))
  await office.writes([text(to, 'one')])
  await office.run(a)
  expect(await office.letter()).toMatchObject({ state: 'parked', attempts: 0 })
  const other = await office.conversation('s')
  await office.writes(['1', '2', '3', '4', '5', '6'].map((s) => text(other, s)))
  await office.run(a)
  expect(office.took).toHaveLength(6)
})

test('whoever acted hears once that a letter waits for the person, and then that it arrived', async () => {
  const a = office.process()
  const [to, clerk] = [await write('mp:r'), await office.conversation('clerk')]
  office.later(49 * HOUR)
  await office.writes([text(to, 'done', { reportTo: clerk })])
  await office.run(a)
  await office.database.db.transaction((tx) => releaseParked(tx, ['wechat:mp:r'], office.now))
  await office.run(a)
  expect(office.took).toHaveLength(1)
  expect(office.took[0]).toContain('已排队')
  await write('mp:r')
  await office.database.db.transaction((tx) => releaseParked(tx, ['wechat:mp:r'], office.now))
  await office.run(a)
  expect(office.took.slice(1)).toEqual(['mp:r done', expect.stringContaining('已送达本人')])
})

test('a reminder held back is not sent when none of its promises is open any more', async () => {
  const { db } = office.database
  const a = office.process()
  const to = await office.conversation('clerk')
  const at = sql`${office.now.toISOString()}::timestamptz`
  await db.execute(
    sql`insert into cases (number, kind, state, department, text, opened_at, opened_on, moved_at)
        values ('BS20261123-0001', 'report', 'assigned', 'NYB', 'x', ${at}, '2026-11-23', ${at})`,
  )
  await db.execute(
    sql`insert into promises (case_id, purpose, family, basis, authority, proposed, unit, amount, start_event, start_date, started_at, due_date, internal_due, due_at, provisional, state)
        select id, 'answer', 'FIRST_ASK', 'x', 'promised', false, 'working', 5, 'x', '2026-11-23', ${at}, '2026-11-24', '2026-11-24', ${at}, false, s
        from cases, unnest(array['open','met']) s`,
  )
  const [open, met] = [1, 2]
  const notBefore = new Date(office.now.getTime() + HOUR)
  await office.writes([
    text(to, 'finished', { whileOpen: [met], notBefore }),
    text(to, 'one of two', { whileOpen: [met, open], notBefore }),
  ])
  office.later(HOUR)
  await office.run(a)
  expect(office.took).toEqual(['clerk one of two'])
  expect(await states()).toEqual(['stale', 'sent'])
})

test('the log’s word for an error never holds a line of its message', () => {
  const error = new Error('Failed query: insert into inbox\nparams: 张三,13800138000\n    at home (/路/1号:1:1)')
  expect(errorKind(error)).toMatch(/^Error/)
  expect(errorKind(error)).not.toMatch(/张三|138|params|路/)
  expect(errorKind(error)).toContain('window.db.test.ts')
})
