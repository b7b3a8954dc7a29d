/** What happens when nobody acts, on the dates of Spring Festival 2026. */
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../../scheduler/sweep.ts'
import { quiet } from '../support/quiet.ts'
import { rig, type Rig } from './rig.ts'

let r: Rig
beforeEach(async () => {
  r = await rig('2026-02-09 09:00')
  await r.desk.staff('经办', 'NYB')
  await r.desk.staff('负责人', 'NYB', 'head')
})
afterEach(() => r.stop())

const iso = (d: Date | undefined) => d?.toISOString()

test('a licence nobody touched is deemed accepted as of receipt, after the fifth working day and not before', async () => {
  const id = await r.open({ kind: 'application', item: 'zhaijidi' })
  await r.act(id, '经办', 'claim')
  // 10, 11, 12, 13 and Saturday 14 February, which is worked
  expect((await r.clocksOf(id)).find((p) => p.purpose === 'accept')).toMatchObject({ dueDate: '2026-02-14' })
  await r.at('2026-02-14 23:59')
  expect(await r.caseOf(id)).toMatchObject({ acceptedOn: null })
  await r.at('2026-02-15 00:00')
  expect(await r.caseOf(id)).toMatchObject({ acceptedOn: '2026-02-09', state: 'assigned' })
  const clocks = await r.clocksOf(id)
  expect(clocks.find((p) => p.purpose === 'accept')).toMatchObject({ state: 'late' })
  expect(clocks.find((p) => p.purpose === 'complete')).toMatchObject({ state: 'open', startDate: '2026-02-09' })
  expect(await r.breaches()).toMatchObject([{ kind: 'late-acceptance', dueDate: '2026-02-14' }])
  const told = await r.letters('resident', 'case')
  expect(told.at(-1)?.text).toContain('视为受理，从交材料那天算起')
  expect(iso(told.at(-1)?.notBefore)).toBe('2026-02-15T00:00:00.000Z') // 08:00, not midnight
})

test('what is not a licence is not deemed accepted: the breach is written and the head hears', async () => {
  const id = await r.open({ kind: 'application', item: 'dibao' })
  await r.act(id, '经办', 'claim')
  await r.at('2026-02-15 00:00')
  expect(await r.caseOf(id)).toMatchObject({ acceptedOn: null })
  expect(await r.breaches()).toMatchObject([{ kind: 'late-acceptance' }])
  for (const who of ['经办', '负责人'])
    expect((await r.letters(who, 'card')).at(-1)?.text).toContain('【已超时：受理或补正】')
})

test('a request for information has its answer to give and nothing before it', async () => {
  const id = await r.open({ kind: 'disclosure' })
  await r.act(id, '经办', 'claim')
  await r.at('2026-03-13 23:59')
  expect(await r.breaches()).toEqual([])
  await r.at('2026-03-14 00:00')
  expect(await r.breaches()).toMatchObject([{ kind: 'late-completion', dueDate: '2026-03-13' }])
  expect((await r.letters('负责人', 'card')).at(-1)?.text).toContain('【已超时：答复】')
})

test('a card nobody takes within thirty office minutes goes to the head, with a breach nobody owns yet', async () => {
  const id = await r.open({ kind: 'report' })
  await r.at('2026-02-09 09:29')
  expect(await r.breaches()).toEqual([])
  await r.at('2026-02-09 09:30')
  expect(await r.breaches()).toMatchObject([
    { kind: 'late-first-response', caseId: id, ownerId: null, department: 'NYB' },
  ])
  expect((await r.letters('负责人', 'card')).at(-1)?.text).toContain('【已超时：接单】')
})

test('a promise passes in the first minute after its last day, once, whoever looks and however often', async () => {
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  expect((await r.clocksOf(id)).find((p) => p.purpose === 'answer')).toMatchObject({ dueDate: '2026-02-14' })
  r.clock('2026-02-15 00:00')
  const [one, two] = [r.another(), r.another()]
  await Promise.all([one, two, one, two].map((s) => s.runDue(r.desk.now)))
  await r.at('2026-02-15 00:01')
  await r.at('2026-02-08 12:00')
  await r.at('2026-02-15 00:01')
  const found = await r.breaches()
  expect(found).toMatchObject([{ kind: 'late-completion', key: expect.stringMatching(/^promise:\d+$/) as string }])
  expect(found[0]?.ownerId).toBe((await r.caseOf(id)).handlerId)
  expect((await r.letters('经办')).filter((l) => l.text.includes('已超时：答复'))).toHaveLength(1)
})

test('an answer after the last day is late, and does not clear the breach', async () => {
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await r.at('2026-02-15 00:00')
  r.clock('2026-02-24 09:00')
  await r.act(id, '经办', 'reply', { text: '修好了' })
  expect((await r.clocksOf(id)).find((p) => p.purpose === 'answer')).toMatchObject({ state: 'late' })
  expect((await r.breaches()).map((b) => b.kind)).toEqual(['late-completion'])
})

test('a transfer nobody takes comes back to the sender, and the one named owns the breach', async () => {
  await r.desk.staff('对方', 'GGB')
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await r.act(id, '经办', 'transfer', { to: '对方', text: '归你们管' })
  await r.at('2026-02-09 14:29')
  expect(await r.breaches()).toEqual([])
  // four office hours after 09:00: 12:00–13:30 is closed
  await r.at('2026-02-09 14:30')
  const [breach] = await r.breaches()
  const { handlerId } = await r.caseOf(id)
  expect(breach).toMatchObject({ kind: 'transfer-not-taken' })
  expect(breach?.ownerId).not.toBe(handlerId)
  expect(r.desk.last('经办')).toContain('转办没人接收，仍由您办')
  expect((await r.desk.database.db.query.requests.findMany())[0]).toMatchObject({ state: 'expired' })
})

test('an application lapses when nothing was supplied by the last day, and the resident is told by day', async () => {
  const id = await r.open({ kind: 'application', item: 'dibao' })
  await r.act(id, '经办', 'claim')
  await r.act(id, '经办', 'supplement', { list: ['户口簿'] })
  // ten working days from 9 February: 10–14 (5), 24–28 (5)
  expect((await r.clocksOf(id)).find((p) => p.purpose === 'supply')).toMatchObject({ dueDate: '2026-02-28' })
  await r.at('2026-02-28 23:59')
  expect(await r.caseOf(id)).toMatchObject({ state: 'supplement' })
  await r.at('2026-03-01 00:00')
  expect(await r.caseOf(id)).toMatchObject({ state: 'lapsed' })
  expect(await r.breaches()).toEqual([])
  await r.at('2026-03-01 08:00')
  expect(r.desk.last('resident')).toContain('到期没有收到补交的材料')
})

test('a case settles only when its result reached the resident; until then the first responder is told to phone', async () => {
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await r.act(id, '经办', 'reply', { text: '修好了' })
  await r.desk.database.db.update((await import('../../db/schema.ts')).cases).set({ relayed: null })
  await r.at('2026-02-15 00:00')
  expect(await r.caseOf(id)).toMatchObject({ state: 'answered' })
  const phone = (await r.letters('经办')).filter((l) => l.text.includes('请电话联系本人'))
  expect(phone).toHaveLength(1)
  for (const time of ['00:01', '08:00', '08:20', '12:00']) await r.at(`2026-02-15 ${time}`)
  expect((await r.letters('经办')).filter((l) => l.text.includes('【结果还没送达'))).toHaveLength(1)
  await r.at('2026-02-24 08:30')
  expect(r.desk.last('经办')).toContain('结果没送达本人')
  await r.act(id, '经办', 'contact', { text: '电话告知' })
  await r.at('2026-02-25 08:20')
  await r.at('2026-02-25 08:21')
  expect(await r.caseOf(id)).toMatchObject({ state: 'closed' })
  expect(r.desk.last('resident')).toContain('先结案了')
})

test('a delivered result settles by itself after the days to confirm', async () => {
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await r.act(id, '经办', 'reply', { text: '修好了' })
  expect(await r.caseOf(id)).toMatchObject({ relayed: 'delivered' })
  await r.at('2026-02-15 00:00')
  expect(await r.caseOf(id)).toMatchObject({ state: 'closed' })
  expect(await r.breaches()).toEqual([])
})

test('many promises passing in one night bring three cards and one list, and each its breach', async () => {
  for (let i = 0; i < 8; i += 1) await r.act(await r.open({ kind: 'report' }), '经办', 'claim')
  await r.at('2026-02-15 00:00')
  expect(await r.breaches()).toHaveLength(8)
  const said = (await r.letters('负责人')).filter((l) => l.text.includes('已超时'))
  expect(said.map((l) => l.text.slice(0, 6))).toEqual(
    ['【已超时：答', '【已超时：答', '【已超时：答', '另有 5 件'].map((s) => s.slice(0, 6)),
  )
})

test('a case that broke once is left for the next pass and stops no other', async () => {
  const broken = await r.open({ kind: 'report', department: 'NYB' })
  const { db } = r.desk.database
  const { sql } = await import('drizzle-orm')
  const whole = await r.open({ kind: 'report' })
  await db.execute(
    sql`create function broken() returns trigger language plpgsql as $$ begin if new.case_id = ${sql.raw(String(broken))} then raise exception 'no'; end if; return new; end $$`,
  )
  await db.execute(sql`create trigger broken before insert on breaches for each row execute function broken()`)
  await expect(r.at('2026-02-09 09:31')).rejects.toThrow('a job failed')
  expect((await r.breaches()).map((b) => b.caseId)).toEqual([whole])
  await db.execute(sql`drop trigger broken on breaches`)
  r.clock('2026-02-09 09:33')
  await r.another().runDue(r.desk.now)
  expect((await r.breaches()).map((b) => b.caseId)).toEqual([whole, broken])
})

test('passed promises are acted on together; one that breaks the others is left, and nobody hears of any twice', async () => {
  const { database } = r.desk
  const { db } = database
  let transactions = 0
  const counting = new Proxy(db, {
    get(target, key, self: unknown) {
      if (key === 'transaction') transactions += 1
      return Reflect.get(target, key, self) as unknown
    },
  })
  const swept = (at: string) => {
    transactions = 0
    r.clock(at)
    return sweep({
      database: { ...database, db: counting },
      ctx: r.desk.requestContext(),
      send: () => undefined,
      log: quiet,
    })
  }
  const first = [await r.open({ kind: 'report' }), await r.open({ kind: 'report' })]
  expect(await swept('2026-02-09 09:31')).toEqual({ acted: 2, failed: 0 })
  expect(transactions).toBe(1)

  const later = [
    await r.open({ kind: 'report' }),
    await r.open({ kind: 'report', department: 'GGB' }),
    await r.open({ kind: 'report' }),
  ]
  await db.execute(
    sql`create function broken() returns trigger language plpgsql as $$ begin if new.case_id = ${sql.raw(String(later[1]))} then raise exception 'no'; end if; return new; end $$`,
  )
  await db.execute(sql`create trigger broken before insert on breaches for each row execute function broken()`)
  expect(await swept('2026-02-09 10:02')).toEqual({ acted: 2, failed: 1 })
  await db.execute(sql`drop trigger broken on breaches`)
  expect(await swept('2026-02-09 10:03')).toEqual({ acted: 1, failed: 0 })
  expect(await swept('2026-02-09 10:04')).toEqual({ acted: 0, failed: 0 })
  expect((await r.breaches()).map((b) => b.caseId).toSorted()).toEqual([...first, ...later])
  const said = (await r.letters('负责人', 'passed')).map((l) => l.text)
  expect(new Set(said).size, said.join()).toBe(said.length)
})

test('what is done late is a breach also where nobody looked in between, once', async () => {
  r.clock('2026-03-02 09:00')
  const before = (await r.breaches()).length
  const id = await r.open({ kind: 'report' })
  r.clock('2026-03-02 11:00')
  await r.act(id, '经办', 'claim')
  const found = (await r.breaches()).slice(before)
  expect(found).toMatchObject([{ kind: 'late-first-response', caseId: id, ownerId: null, department: 'NYB' }])
  await r.at('2026-03-02 11:05')
  expect(await r.breaches()).toHaveLength(before + 1)
})
