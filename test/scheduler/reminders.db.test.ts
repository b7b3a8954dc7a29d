/** Who is reminded of what, and when, on the dates of Spring Festival 2026. */
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DeliveryError } from '../../core/channel.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { inbox, jobRuns, mailbox, promises, staff } from '../../db/schema.ts'
import { makeScheduler } from '../../scheduler/run.ts'
import { rig, type Rig } from './rig.ts'

let r: Rig
beforeEach(async () => {
  r = await rig('2026-02-09 09:00')
  await r.desk.staff('经办', 'NYB')
  await r.desk.staff('负责人', 'NYB', 'head')
})
afterEach(() => r.stop())

const reminders = async (who: string) => (await r.letters(who, 'reminder')).map((l) => l.text)
const mornings = async (days: readonly string[], time = '08:30') => {
  for (const day of days) await r.at(`2026-${day} ${time}`)
}

test('the handler hears three days and one day ahead, in the morning and at 15:00 of the last day', async () => {
  const id = await r.open({ kind: 'report' }) // due Saturday 14 February, worked
  await r.act(id, '经办', 'claim')
  const { number } = await r.caseOf(id)
  await mornings(['02-10', '02-11', '02-12', '02-13', '02-14'])
  await r.at('2026-02-14 15:00')
  const said = await reminders('经办')
  expect(said).toHaveLength(4)
  expect(said[0]).toContain(`【今日待办】2月11日（周三）\n■ 快到期（1）\n${number}`)
  expect(said[1]).toContain('2月13日（周五）\n■ 快到期（1）')
  expect(said[2]).toContain('2月14日（周六）\n■ 今天到期（1）')
  expect(said[2]).toContain('答复 今天到期')
  expect(said[3]).toMatch(/^【今天到期】还有 1 件没办结/)
  expect(await reminders('负责人')).toEqual([])
})

test('overdue is in the handler’s and the head’s letter every working day, and reaches the group on day 3 and weekly', async () => {
  await r.desk.staff('组长', 'DZB', 'group')
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await r.at('2026-02-15 00:00')
  await mornings(['02-16', '02-24', '02-25', '02-26', '02-27', '02-28', '03-02', '03-03', '03-04', '03-05'])
  const head = (await reminders('负责人')).filter((t) => t.startsWith('【今日待办】'))
  expect(head.map((t) => /】(\S+?日)/.exec(t)?.[1])).toEqual([
    '2月24日',
    '2月25日',
    '2月26日',
    '2月27日',
    '2月28日',
    '3月2日',
    '3月3日',
    '3月4日',
    '3月5日',
  ])
  expect(head[0]).toContain('■ 已超期（1）')
  expect(head[2]).toContain('答复 已超3个工作日')
  const group = (await reminders('组长')).filter((t) => t.includes('超期较久'))
  expect(group.map((t) => /】(\S+?日)/.exec(t)?.[1])).toEqual(['2月26日', '3月4日'])
})

test('a case finished meanwhile is not nagged', async () => {
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  r.clock('2026-02-11 08:29')
  await r.act(id, '经办', 'reply', { text: '修好了' })
  await mornings(['02-11', '02-13', '02-14'])
  await r.at('2026-02-14 15:00')
  expect((await reminders('经办')).filter((t) => t.includes('答复'))).toEqual([])
})

test('after three days off one letter says how things stand, and the missed mornings are not made up', async () => {
  for (let i = 0; i < 5; i += 1) await r.act(await r.open({ kind: 'report' }), '经办', 'claim')
  await r.at('2026-02-10 08:30')
  // off from the 10th to the 13th
  await r.at('2026-02-13 10:00')
  const said = await reminders('经办')
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('■ 快到期（5）')
  await r.at('2026-02-13 10:01')
  expect(await reminders('经办')).toHaveLength(1)
})

test('a morning is not made up in the evening', async () => {
  await r.act(await r.open({ kind: 'report' }), '经办', 'claim')
  await r.at('2026-02-11 19:00')
  expect(await reminders('经办')).toEqual([])
})

test('two processes, a restart and a clock set back say nothing twice', async () => {
  await r.act(await r.open({ kind: 'report' }), '经办', 'claim')
  r.clock('2026-02-11 08:30')
  const [one, two] = [r.another(), r.another()]
  await Promise.all([one, two, one].map((s) => s.runDue(r.desk.now)))
  await r.at('2026-02-11 08:31')
  await r.at('2026-02-10 08:31') // a day back
  await r.another().runDue(r.desk.now)
  await r.at('2026-02-11 08:31')
  expect((await reminders('经办')).filter((t) => t.startsWith('【今日待办】'))).toHaveLength(1)
  const keys = (await r.desk.database.db.select().from(jobRuns)).map((j) => j.key)
  expect(keys.filter((k) => k.startsWith('morning:'))).toEqual(['morning:2026-02-11T08:30'])
})

test('on a day off nobody is reminded', async () => {
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await mornings(['02-15', '02-17', '02-21', '02-22'])
  expect((await reminders('经办')).filter((t) => t.startsWith('【今日待办】'))).toEqual([])
})

test('what waits for a yes, what nobody took and what nobody answered stand in the right letters', async () => {
  await r.desk.staff('对方', 'GGB')
  await r.desk.staff('前台', 'DQZX', 'head')
  const handed = await r.open({ kind: 'application', item: 'dibao' })
  await r.act(handed, '经办', 'claim')
  await r.act(handed, '经办', 'accept')
  await r.open({ kind: 'report' })
  await r.desk.says('resident', '天上有几颗星') // and twice 你好 before
  r.clock('2026-02-09 17:00')
  await r.act(handed, '经办', 'transfer', { to: '对方', text: '归你们管' })
  await r.act(handed, '经办', 'extend', { days: 2, text: '等配件' })
  await r.at('2026-02-10 08:30')
  expect((await reminders('对方')).at(-1)).toContain('■ 等您接收（1）')
  expect((await reminders('负责人')).at(-1)).toContain('■ 等您批准（1）')
  expect((await reminders('负责人')).at(-1)).toContain('■ 等人接单（1）')
  expect((await reminders('前台')).at(-1)).toContain('■ 没答上的咨询 3 条')
})

test('the first responder is nudged once for each standstill', async () => {
  const id = await r.open({ kind: 'complaint' }) // fifteen working days
  await r.act(id, '经办', 'claim')
  await mornings(['02-10', '02-11', '02-12', '02-13', '02-14', '02-24'])
  const idle = async () => (await reminders('经办')).filter((t) => t.includes('没有进展'))
  expect((await idle()).map((t) => /】(\S+?日)/.exec(t)?.[1])).toEqual(['2月13日'])
  await r.act(id, '经办', 'progress', { text: '在查' })
  await mornings(['02-25', '02-26', '02-27', '02-28', '03-02', '03-03'])
  expect(await idle()).toHaveLength(2)
})

test('whoever is away is stood in for', async () => {
  await r.desk.staff('代班', 'NYB')
  const { db } = r.desk.database
  await r.act(await r.open({ kind: 'report' }), '经办', 'claim')
  await db.execute(
    sql`update staff set away_until = '2026-02-28', substitute_id = (select id from staff where name = '代班') where name = '经办'`,
  )
  await r.at('2026-02-11 08:30')
  expect(await reminders('经办')).toEqual([])
  expect((await reminders('代班')).at(-1)).toContain('■ 快到期（1）')
})

test('the accused hears nothing of a complaint', async () => {
  const [accused] = await r.desk.database.db
    .select()
    .from(staff)
    .where(sql`name = '负责人'`)
  const id = await r.open({ kind: 'complaint', accusedStaffId: accused!.id })
  const { number } = await r.caseOf(id)
  for (const at of ['02-09 09:30', '02-10 08:30', '03-15 08:30', '03-16 08:30']) await r.at(`2026-${at}`)
  expect((await r.letters('负责人')).filter((l) => l.text.includes(number))).toEqual([])
})

test('a resident is told once before papers are due and before a result settles', async () => {
  const supply = await r.open({ kind: 'application', item: 'dibao' })
  await r.act(supply, '经办', 'claim')
  await r.act(supply, '经办', 'supplement', { list: ['户口簿'] }) // until 28 February
  await mornings(['02-25', '02-26', '02-27'])
  const said = await reminders('resident')
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/^提醒您：BS.*还差材料，请在2月28日（周六）前补交/)

  const confirm = await r.open({ kind: 'report' }, 'other')
  await r.act(confirm, '经办', 'claim')
  await r.act(confirm, '经办', 'reply', { text: '修好了' }) // 27 February; five working days: 5 March
  await mornings(['02-28', '03-02', '03-04', '03-05', '03-06'])
  const shown = r.desk.seen('other').find((m) => m.text.startsWith('提醒您'))
  expect(shown?.choices?.map((c) => c.label)).toEqual(['解决了', '还没解决'])
  expect(await reminders('other')).toEqual([expect.stringContaining('3月5日（周四）前不回，就算解决了')])
})

test('heads and the group read last week on the first working day, each their own part', async () => {
  await r.desk.staff('组长', 'DZB', 'group')
  const id = await r.open({ kind: 'report' })
  await r.open({ kind: 'report', department: 'GGB' })
  await r.act(id, '经办', 'claim')
  await r.at('2026-02-09 09:31')
  await mornings(['02-16', '02-23'], '08:40') // holiday Mondays
  await r.at('2026-02-24 08:40')
  const head = (await reminders('负责人')).filter((t) => t.startsWith('【上周小结】'))
  expect(head.map((t) => t.slice(6, 15))).toEqual(['2月2日至2月8日', '2月16日至2月2'])
  expect(head[1]).toContain('2月16日至2月22日\n农业发展办公室：新增 0，办结 0，在办 1，超期未办 1，新增违诺 1')
  expect(head[1]).not.toContain('公共管理办公室')
  const whole = (await reminders('组长')).at(-1)!
  expect(whole).toContain('公共管理办公室')
  // a department where nothing happened and nothing is open is not in it
  expect(whole.match(/：新增 /g)).toHaveLength(2)
  await r.at('2026-02-25 08:40')
  expect((await reminders('负责人')).filter((t) => t.startsWith('【上周小结】'))).toHaveLength(2)
})

test('a week in which all that came was ended at once is read too', async () => {
  r.clock('2026-02-17 10:00')
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'reply', { text: '修好了' })
  await r.act(id, 'resident', 'confirm')
  await r.at('2026-02-24 08:40')
  expect((await reminders('负责人')).find((t) => t.startsWith('【上周小结】'))).toContain('新增 1，办结 1，在办 0')
})

test('an admin gets the list of what did not arrive, once', async () => {
  await r.desk.staff('管理员', 'DZB', 'admin')
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  r.desk.fail('resident', new DeliveryError('unreachable', 'left'))
  await r.act(id, '经办', 'progress', { text: '在修' })
  await mornings(['02-10', '02-11'], '08:35')
  const { number } = await r.caseOf(id)
  expect((await reminders('管理员')).filter((t) => t.includes('没送达'))).toEqual([
    `【没送达的消息】1 条，请安排打电话：\n${number} 联系不上 1 条`,
  ])
})

test('admins are warned of a year without its calendar: weekly in November, daily in December, not once it is loaded', async () => {
  await r.desk.staff('管理员', 'DZB', 'admin')
  const warned = async () => (await reminders('管理员')).filter((t) => t.startsWith('【日历】')).length
  for (const day of ['10-30', '11-01', '11-02', '11-03', '11-09']) await r.at(`2026-${day} 08:45`)
  expect(await warned()).toBe(3)
  for (const day of ['12-01', '12-02', '12-03']) await r.at(`2026-${day} 08:45`)
  expect(await warned()).toBe(6)
  const townContext = r.desk.townContext
  const calendar = { ...townContext.calendar, isConfirmed: () => true }
  const loaded = makeScheduler({
    database: r.desk.database,
    requestContext: () => ({ ...r.desk.requestContext(), townContext: { ...townContext, calendar } }),
    send: () => {},
    now: () => r.desk.now,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  r.clock('2026-12-04 08:45')
  await loaded.runDue(r.desk.now)
  expect(await warned()).toBe(6)
  expect(makeCalendar([]).isConfirmed('2027-06-15')).toBe(false)
})

test('the present year without its calendar is told of every day; the next one by its name, on the first of November once', async () => {
  await r.desk.staff('管理员', 'DZB', 'admin')
  const { townContext } = r.desk
  const mornings = async (only: number, ...days: string[]): Promise<(string | undefined)[]> => {
    const calendar = { ...townContext.calendar, isConfirmed: (day: string) => day.startsWith(`${only}-`) }
    const known = makeScheduler({
      database: r.desk.database,
      requestContext: () => ({ ...r.desk.requestContext(), townContext: { ...townContext, calendar } }),
      send: () => {},
      now: () => r.desk.now,
      log: { debug() {}, info() {}, warn() {}, error() {} },
    })
    const before = (await reminders('管理员')).length
    for (const day of days) {
      r.clock(`${day} 08:45`)
      await known.runDue(r.desk.now)
    }
    const told = (await reminders('管理员')).slice(before).filter((t) => t.startsWith('【日历】'))
    return told.map((t) => /\d{4}年/.exec(t)?.[0])
  }
  expect(await mornings(2027, '2026-03-10', '2026-03-11')).toEqual(['2026年', '2026年'])
  expect(await mornings(2026, '2026-03-12')).toEqual([])
  // a Monday, and the day after the day after October
  expect(await mornings(2027, '2027-11-01', '2027-11-02')).toEqual(['2028年'])
})

test('texts older than a year are emptied, younger ones and case logs are kept', async () => {
  const { db } = r.desk.database
  const id = await r.open({ kind: 'report' })
  await r.desk.says('resident', '早先的话')
  await db.insert(mailbox).values({ address: 'resident', author: 'desk', message: { text: '早先' }, at: r.desk.now })
  await r.at('2027-02-01 03:20')
  expect((await db.select().from(inbox)).every((m) => Object.keys(m.message as object).length > 0)).toBe(true)
  await r.desk.says('young', '新的话')
  await r.at('2027-03-01 03:20')
  const kept = await db.select().from(inbox)
  const texts = kept.map((m) => (m.message as { body?: { text?: string } }).body?.text).filter(Boolean)
  expect(texts).toEqual(['新的话'])
  expect(await db.select().from(mailbox)).toEqual([])
  expect((await r.letters('resident')).map((l) => l.text).filter((t) => t !== '')).not.toContain('早先的话')
  expect(await r.caseOf(id)).toMatchObject({ text: '一件事' })
  expect((await db.query.caseEvents.findMany()).length).toBeGreaterThan(0)
  expect((await db.query.inquiries.findMany()).map((q) => q.text).filter((t) => t !== '')).toEqual(['新的话'])
})

test('ten thousand reminders make one letter for each member of staff', async () => {
  const { db } = r.desk.database
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await db.execute(
    sql`insert into promises (case_id, purpose, family, basis, authority, proposed, unit, amount, start_event, start_date, started_at, due_date, internal_due, due_at, provisional, state)
        select case_id, purpose, family, basis, authority, proposed, unit, amount, start_event, start_date, started_at, due_date, internal_due, due_at, provisional, state
        from promises, generate_series(1, 9999) where purpose = 'answer'`,
  )
  expect(await db.select().from(promises)).toHaveLength(10_001) // with the claim that was met
  await r.at('2026-02-11 08:30')
  expect(await db.query.reminders.findMany()).toHaveLength(10_000)
  expect((await reminders('经办'))[0]).toContain('■ 快到期（10000）')
})

test('a result is asked about in the words of its kind: work done is asked whether it is done, an opinion of the law is received', async () => {
  const applied = await r.open({ kind: 'application', item: 'dibao' })
  await r.act(applied, '经办', 'claim')
  await r.act(applied, '经办', 'accept')
  await r.act(applied, '经办', 'complete', { text: '办好了' })
  const petition = await r.open({ kind: 'petition' }, 'other')
  await r.act(petition, '经办', 'claim')
  await r.act(petition, '经办', 'accept')
  await r.act(petition, '经办', 'complete', { text: '补偿已足额发放。依据：土地管理法第48条' })
  await mornings(['02-10', '02-11', '02-12', '02-13', '02-14', '02-24', '02-25'])
  const asked = (who: string) => r.desk.seen(who).findLast((m) => m.text.startsWith('提醒您'))
  expect(asked('resident')?.choices?.map((c) => c.label)).toEqual(['办好了', '没办好'])
  expect(asked('resident')?.text).toContain('就算解决了')
  expect(asked('other')?.text).toContain('就算收到了')
  expect(asked('other')?.choices?.map((c) => c.label)).toMatchInlineSnapshot(`
    [
      "收到，没问题",
      "有问题",
    ]
  `)
})
