/** How letters go out when platforms, processes and networks fail. */
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BACKOFF } from '../../bot/outbound/backoff.ts'
import { claimLanes, SEND_LEASE_MS } from '../../db/queue/leases.ts'
import { rows } from '../../db/rows.ts'
import { claimMessages } from '../../db/queue/outbox.ts'
import { broken, busy, held, left, type Office, postOffice, refused, text, unanswered } from './rig.ts'

let office: Office
beforeEach(async () => {
  office = await postOffice()
})
afterEach(() => office.database.drop())

const unreachable = () =>
  rows<{ address: string }>(
    office.database.db,
    sql`select address from conversations where unreachable_since is not null`,
  )

test('a platform that asks for a pause gets exactly that, in every process, and no try is used up', async () => {
  const [a, b] = [office.process(), office.process()]
  const [to, other] = [await office.conversation('r'), await office.conversation('s')]
  await office.writes([text(to, 'one')])
  office.meets(busy(7000))
  await office.run(a)
  expect(await office.letter()).toMatchObject({ state: 'waiting', attempts: 0, maybe_sent: false, error: '429' })
  // neither by looking for work nor by sending right after a commit
  b.send(await office.writes([text(other, 'two')], true))
  await b.drain()
  office.later(6999)
  for (const process of [a, b]) await office.run(process)
  expect(office.calls).toEqual(['r one'])
  office.later(1)
  await office.run(b)
  expect(office.took.sort()).toEqual(['r one', 's two'])
})

test('a pause just asked for is kept by a process that looked before it was written down', async () => {
  const a = office.process()
  await office.run(a)
  const [to, other] = [await office.conversation('r'), await office.conversation('s')]
  const [one, two] = [await office.writes([text(to, 'one')], true), await office.writes([text(other, 'two')], true)]
  const call = held()
  office.meets(call.answer)
  a.send(one)
  await call.arrived
  const looked = a.tick()
  call.ends(busy(7000))
  await looked
  a.send(two)
  await a.drain()
  expect(office.calls).toEqual(['r one'])
  office.later(7000)
  await office.run(a)
  expect(office.took.sort()).toEqual(['r one', 's two'])
})

test('a channel that rests keeps no other channel from sending', async () => {
  const a = office.process()
  office.meets(busy(30_000))
  await office.writes([text(await office.conversation('r'), 'one')])
  await office.run(a)
  await office.writes([text(await office.conversation('w', 'web'), 'two')])
  await office.run(a)
  expect(office.took).toEqual(['w two'])
})

test('who has blocked the desk is marked so, and cleared by what they write next', async () => {
  const a = office.process()
  const to = await office.conversation('r')
  office.meets(left())
  await office.writes([text(to, 'one'), text(to, 'two')])
  await office.run(a)
  expect((await office.rows()).map((r) => r.state)).toEqual(['unreachable', 'sent'])
  expect(await unreachable()).toEqual([{ address: 'r' }])
  await office.conversation('r')
  expect(await unreachable()).toEqual([])
})

test('who asked to hear how it went hears it', async () => {
  const a = office.process()
  const [to, clerk] = [await office.conversation('r'), await office.conversation('clerk')]
  await office.writes([text(to, 'one', { reportTo: clerk })])
  await office.run(a)
  expect(office.took.at(-1)).toContain('已送达本人')
  office.meets(left())
  await office.writes([text(to, 'two', { reportTo: clerk })])
  await office.run(a)
  expect(office.took.at(-1)).toContain('未送达，请电话联系本人')
})

test('what the platform refuses is kept for a person, and the next letter goes', async () => {
  const a = office.process()
  const to = await office.conversation('r')
  office.meets(refused())
  await office.writes([text(to, 'bad'), text(to, 'good')])
  await office.run(a)
  expect((await office.rows()).map((r) => [r.state, r.error])).toEqual([
    ['refused', '400 no'],
    ['sent', null],
  ])
})

test('a failing platform is tried again after growing pauses with jitter, and at last the letter is kept for a person', async () => {
  const chance = [0, 0.5, 1]
  let n = 0
  const a = office.process({ random: () => chance[n++ % 3]! })
  await office.writes([text(await office.conversation('r'), 'one')])
  office.meets(...BACKOFF.map(() => broken()), broken())
  for (const [i, wait] of BACKOFF.entries()) {
    await office.run(a)
    expect(await office.letter()).toMatchObject({ state: 'waiting', attempts: i + 1, maybe_sent: false })
    const jittered = Math.round(wait * (0.8 + 0.4 * chance[i % 3]!))
    office.later(jittered - 1)
    await office.run(a)
    expect(office.calls).toHaveLength(i + 1)
    office.later(1)
  }
  await office.run(a)
  expect(await office.letter()).toMatchObject({ state: 'dead', error: '502' })
  expect(office.took).toEqual([])
})

test('a call without an answer is made once more, marked, and after a second silence a person decides', async () => {
  const a = office.process()
  const [first, second] = [await office.conversation('r'), await office.conversation('s')]
  office.meets(unanswered())
  await office.writes([text(first, 'one')])
  await office.run(a)
  expect(await office.letter()).toMatchObject({ state: 'waiting', attempts: 1, maybe_sent: true })
  office.later(1000)
  await office.run(a)
  expect(office.took).toEqual(['r （可能重复）one'])

  office.meets(unanswered(), unanswered())
  await office.writes([text(second, 'two')])
  await office.run(a)
  office.later(1000)
  await office.run(a)
  expect(office.calls.slice(-2)).toEqual(['s two', 's （可能重复）two'])
  expect((await office.rows()).map((r) => r.state)).toEqual(['sent', 'dead'])
})

test('order within a conversation survives failures, and other conversations do not wait', async () => {
  const a = office.process()
  const [to, other] = [await office.conversation('r'), await office.conversation('s')]
  office.meets(broken())
  await office.writes([text(to, '1'), text(to, '2'), text(to, '3')])
  await office.run(a)
  await office.writes([text(other, 'x'), text(to, '4')])
  await office.run(a)
  expect(office.took).toEqual(['s x'])
  office.later(1000)
  await office.run(a)
  expect(office.took).toEqual(['s x', 'r 1', 'r 2', 'r 3', 'r 4'])
})

test('a long queue of one conversation goes out in one run, in order', async () => {
  const a = office.process()
  const to = await office.conversation('r', 'web')
  await office.writes(Array.from({ length: 23 }, (_, i) => text(to, `${i}`)))
  await office.run(a)
  expect(office.took).toEqual(Array.from({ length: 23 }, (_, i) => `r ${i}`))
})

test('a push held for the morning never holds up an answer, and goes when its time comes', async () => {
  const a = office.process()
  const to = await office.conversation('r')
  const morning = new Date('2026-11-24T08:00:00+08:00')
  await office.writes([text(to, 'held', { urgency: 'push', notBefore: morning })])
  // the answer goes right after its commit, without a tick
  a.send(await office.writes([text(to, 'answer')], true))
  await a.drain()
  expect(office.took).toEqual(['r answer'])
  await office.run(a)
  office.now = new Date(morning.getTime() - 1)
  await office.run(a)
  expect(office.took).toHaveLength(1)
  office.now = morning
  await office.run(a)
  expect(office.took).toEqual(['r answer', 'r held'])
})

test('an answer and a held push written together part ways', async () => {
  const a = office.process()
  const to = await office.conversation('r')
  const morning = new Date('2026-11-24T08:00:00+08:00')
  a.send(await office.writes([text(to, 'held', { urgency: 'push', notBefore: morning }), text(to, 'answer')], true))
  await a.drain()
  expect(office.took).toEqual(['r answer'])
  office.now = morning
  await office.run(a)
  expect(office.took).toEqual(['r answer', 'r held'])
})

test('answers are claimed before pushes, pushes before digests', async () => {
  for (const urgency of ['digest', 'push', 'answer'] as const)
    await office.writes([text(await office.conversation(urgency), urgency, { urgency })])
  const now = office.now
  const until = new Date(now.getTime() + 1000)
  const claimed = []
  for (let i = 0; i < 3; i++)
    claimed.push(...(await claimLanes(office.database.db, 'out', { now, until, limit: 1 })).map((l) => l.lane))
  expect(claimed).toEqual(['telegram:answer', 'telegram:push', 'telegram:digest'])
})

test('a crash between commit and call loses nothing: after the lease the letter goes, marked', async () => {
  await office.writes([text(await office.conversation('r'), 'one')], true) // and the process is gone
  const b = office.process({ only: ['telegram'] })
  await office.run(b)
  if (office.database.kind === 'postgres') {
    // somebody else may be sending it: the lease is waited for
    expect(office.calls).toEqual([])
    office.later(SEND_LEASE_MS)
    await office.run(b)
  }
  expect(office.took).toEqual(['r （可能重复）one'])
  expect(await office.letter()).toMatchObject({ state: 'sent', maybe_sent: true })
})

test('a late holder sends nothing more and its outcome is not written', async () => {
  const [a, b] = [office.process(), office.process()]
  await office.run(b)
  const to = await office.conversation('r')
  await office.writes([text(to, 'one'), text(to, 'two')])
  const call = held()
  office.meets(call.answer)
  await a.tick()
  await call.arrived
  office.later(SEND_LEASE_MS) // a sleeps over its lease
  office.meets(refused())
  await office.run(b)
  expect((await office.rows()).map((r) => r.state)).toEqual(['refused', 'sent'])
  call.ends()
  await a.drain()
  expect(await office.letter()).toMatchObject({ state: 'refused', error: '400 no' })
})

test('two processes at once send every letter once and in order', async () => {
  const processes = [office.process(), office.process(), office.process()]
  const many = await Promise.all(Array.from({ length: 20 }, (_, i) => office.conversation(`r${i}`, 'web')))
  for (const n of [1, 2, 3]) await office.writes(many.map((to) => text(to, `${n}`)))
  await Promise.all(processes.map((p) => office.run(p)))
  for (const p of processes) await office.run(p)
  expect(office.took).toHaveLength(60)
  for (let i = 0; i < 20; i++)
    expect(office.took.filter((t) => t.startsWith(`r${i} `))).toEqual([`r${i} 1`, `r${i} 2`, `r${i} 3`])
})

test('letters drawn by a lost lease are not marked as being sent', async () => {
  await office.writes([text(await office.conversation('r'), 'one')])
  const now = office.now
  const until = new Date(now.getTime() + 1000)
  const [lease] = await claimLanes(office.database.db, 'out', { now, until, limit: 1 })
  const taken = await claimMessages(office.database.db, [{ ...lease!, fence: lease!.fence + 1 }], now, 5)
  expect(taken.get(lease!.lane)).toEqual([])
  expect(await office.letter()).toMatchObject({ state: 'waiting' })
})

test('a lane whose channel is off waits without using tries', async () => {
  const [off, on] = [office.process({ only: ['web'] }), office.process()]
  await office.writes([text(await office.conversation('r'), 'one')])
  await office.run(off)
  expect(await office.letter()).toMatchObject({ state: 'waiting', attempts: 0, error: 'channel is off' })
  office.later(60_000)
  await office.run(on)
  expect(office.took).toEqual(['r one'])
})

test('stopping finishes the call begun, puts the rest back, and a next process sends it unmarked', async () => {
  const a = office.process()
  const to = await office.conversation('r')
  const call = held()
  office.meets(call.answer)
  await office.writes([text(to, 'one'), text(to, 'two')])
  await a.tick()
  await call.arrived
  const stopped = a.stop()
  call.ends()
  await stopped
  expect((await office.rows()).map((r) => [r.state, r.maybe_sent])).toEqual([
    ['sent', false],
    ['waiting', false],
  ])
  await office.run(office.process())
  expect(office.took).toEqual(['r one', 'r two'])
})

test('the same once-key is said once, whoever writes it and however often', async () => {
  const a = office.process()
  const to = await office.conversation('r')
  for (let i = 0; i < 3; i++) a.send(await office.writes([text(to, 'once', { onceKey: 'k' })], true))
  await a.drain()
  await office.run(a)
  expect(office.took).toEqual(['r once'])
})
