/** Where a matter is: pins, villages named or asked for, and what the clerk sees of it. */
import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { toGcj02 } from '../../core/place/place.ts'
import { cases, caseEvents, inbox } from '../../db/schema.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import { newcomers, offered, openDesk, pass, saidTo, turn } from './rig.ts'

const desk = await openDesk({ 石磊: 'GGB' })
const someone = newcomers('村民')
const HERE = { lat: 40.04, lon: 117.41 }
const pin = (more: object = {}) => ({ kind: 'place', ...HERE, system: 'wgs84', ...more }) as const

beforeEach(() => {
  pass(desk, 3600_000)
})

const sends = (who: string, more: object = {}): Promise<string> => saidTo(desk, who, () => desk.sends(who, pin(more)))
async function newest(who: string) {
  const { db } = desk.database
  const { personId } = await db.transaction((tx) => conversationAt(tx, { channel: 'web', id: who }, false, desk.now))
  return (await db.select().from(cases).where(eq(cases.residentId, personId!)).orderBy(cases.id)).at(-1)!
}

test('a village named by what people call it is kept with the case and on the clerk’s card, and not asked for', async () => {
  const who = someone()
  await turn(desk, who, '李庄东头组的路灯坏了')
  expect(await turn(desk, who, '登记')).not.toContain('在哪个村')
  expect(await newest(who)).toMatchObject({ village: '示例李庄村', report: 'streetlight' })
  expect(desk.last('石磊')).toContain('地点：示例李庄村东头组（包村：公共管理办公室）')
})

test('a report that names none is registered at once and asked where, once; a tap or a word answers it', async () => {
  const tapping = someone()
  await turn(desk, tapping, '路灯坏了，一闪一闪')
  expect(await turn(desk, tapping, '登记')).toMatch(/已为您登记[^]*在哪个村/)
  expect(offered(desk, tapping)).toContain('示例小李庄村')
  await desk.taps(tapping, 'village:1')
  expect(desk.last(tapping)).toContain('收到，已转给')
  expect((await newest(tapping)).village).toBe('示例小李庄村')
  expect(desk.last('石磊')).toContain('地点：示例小李庄村')

  const typing = someone()
  await turn(desk, typing, '路灯坏了，黑得看不见')
  await turn(desk, typing, '登记')
  expect(await turn(desk, typing, '王营的，学校门口')).toContain('收到，已转给')
  expect((await newest(typing)).village).toBe('示例王家营村')

  const other = someone()
  await turn(desk, other, '路灯坏了，一闪一闪')
  await turn(desk, other, '登记')
  expect(await turn(desk, other, '办低保要什么材料')).toMatch(/户口/)
  expect(await turn(desk, other, '王营')).not.toContain('在哪个村')
})

test('a pin before the words goes into the case; one of a WeChat map and one of a satellite are near each other', async () => {
  const [first, second] = [someone(), someone()]
  expect(await sends(first)).toMatch(/这里是什么事/)
  await turn(desk, first, '路灯坏了，一闪一闪')
  expect(await turn(desk, first, '登记')).not.toContain('在哪个村')
  const before = await newest(first)
  expect(before.place).toEqual({ ...HERE, sent: 'wgs84' })
  await turn(desk, second, '路灯坏了，一闪一闪的看不见')
  expect(await sends(second, { ...toGcj02({ lat: 40.0405, lon: 117.41 }), system: 'gcj02', label: '集市东头' })).toMatch(/登记的时候一起带上/) // prettier-ignore
  await turn(desk, second, '登记')
  expect((await newest(second)).place).toMatchObject({ sent: 'gcj02', label: '集市东头' })
  expect(desk.last('石磊')).toMatch(new RegExp(`地点：集市东头\n附近同样的事还在办：${before.number.slice(-4)} 约60米`))
})

test('a pin after the case was opened goes into it and to the clerk; no degrees stand in the log or the inbox', async () => {
  const who = someone()
  await turn(desk, who, '路灯坏了，黑得看不见')
  await turn(desk, who, '登记')
  expect(await sends(who, { lat: 40.0412, label: '小卖部' })).toMatch(/位置已放进 BS\d+-\d+/)
  const c = await newest(who)
  expect(c.place).toMatchObject({ lat: 40.0412, label: '小卖部' })
  expect(desk.last('石磊')).toContain('地点：小卖部')
  const { db } = desk.database
  const log = await db.select().from(caseEvents).where(eq(caseEvents.caseId, c.id))
  expect(JSON.stringify([log, await db.select().from(inbox)])).not.toContain('40.0412')
  await turn(desk, who, '忘记我')
  await desk.taps(who, 'forget')
  expect((await db.select().from(cases).where(eq(cases.id, c.id)))[0]).toMatchObject({ place: null, state: 'withdrawn' }) // prettier-ignore
})

test('a place in another county or country is asked back, and taken once it is meant', async () => {
  const who = someone()
  expect(await sends(who, { lat: 48.85, lon: 2.35 })).toMatch(/离别山镇约8\d{3}公里，不像在本镇/)
  await desk.taps(who, 'place:wrong')
  expect(desk.last(who)).toMatch(/再发一次位置/)
  await sends(who, { lat: 39.9, lon: 116.4 })
  await desk.taps(who, 'place:here')
  expect(desk.last(who)).toMatch(/这里是什么事/)
  await desk.taps(who, 'place:here')
  expect(desk.last(who)).toMatch(/过期/)
  expect(await sends(who, { lat: 0, lon: 0 })).toMatch(/看不出是哪儿/)
})
