/** Whoever doubts what the town publishes asks, others second it, and enough of them bring about a hearing. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseChallengeSubject, parseHearingCall } from '../../core/challenge/hearing.ts'
import { advanceAccountability } from '../../db/accountability-deadlines.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { publicHearings } from '../../db/hearings/public-hearings.ts'
import { hearingById } from '../../db/hearings/hearings.ts'
import { enqueue } from '../../db/queue/outbox.ts'
import { breaches } from '../../db/schema.ts'
import { eq } from 'drizzle-orm'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
let number = ''
let limit = 0
const tick = async () => {
  await desk.database.db.transaction(async (tx) => {
    await enqueue(tx, await advanceAccountability(tx, desk.requestContext()), desk.now)
  })
  await desk.tick()
}
beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  limit = desk.townContext.town.rules.hearingSeconds
  await desk.staff('办件员', 'DZB')
  await desk.staff('组长乙', 'DZB', 'group')
})
afterAll(() => desk.stop())

/** Neighbours write from Telegram: an account is a person. */
const writes = (who: string, text: string) => desk.says(who, text, { channel: 'telegram' })

test('a question about something published is public with its due date once it is released, nobody named', async () => {
  await desk.taps('居民', 'doubt:pledge:DZB')
  await desk.says('居民', '为什么只是提醒？我的电话13812345678')
  const said = desk.seen('居民').map((m) => m.text).join('\n') // prettier-ignore
  expect(said).toContain('不写您是谁')
  number = /BS\d{8}-\d{4}/.exec(said)![0]
  expect(await publicChallenges(desk.database.db)).toEqual([])
  await writes('街坊0', `附议 ${number}`)
  expect(desk.last('街坊0')).toContain('没有找到')
  await desk.says('办件员', `同意公开 ${number}`)
  expect(desk.last('居民')).toContain('已经公开')
  const [c] = await publicChallenges(desk.database.db, { about: 'pledge', aboutId: 'DZB' })
  expect(c).toMatchObject({ number, dueOn: '2026-11-30', seconds: 0, answer: null })
  expect(c!.question).not.toContain('13812345678')
})

test('one person seconds once, however often they write, and not their own', async () => {
  // as many as Telegram takes at once
  for (let i = 0; i < 4; i++) await writes('街坊0', `附议 ${number}`)
  expect(desk.last('街坊0')).toContain('已经附议过')
  await desk.says('居民', `附议 ${number}`)
  expect(desk.last('居民')).toContain('您自己提的')
  await writes('街坊0', '附议 BS20261123-9999')
  expect(desk.last('街坊0')).toContain('没有找到')
  expect(await publicChallenges(desk.database.db)).toMatchObject([{ seconds: 1 }])
})

test('enough of them and the leading group must call a hearing, once', async () => {
  for (let i = 1; i < limit; i++) await writes(`街坊${i}`, `附议 ${number}`)
  expect(desk.last('组长乙')).toContain(`已有 ${limit} 人附议`)
  expect(desk.last('组长乙')).toContain('11月30日前公告')
  await writes('后来的', `附议 ${number}`)
  expect(await publicHearings(desk.database.db)).toMatchObject([{ state: 'due', callBy: '2026-11-30' }])
})

test.each([
  ['昨天', '要写日期'],
  ['2026-11-22 14:00 30 会议室', '今天以后'],
  ['2026-13-01 14:00 30 会议室', '要写日期'],
  ['2026-12-10 25:00 30 会议室', '时间写法'],
  ['2026-12-10 14:00 0 会议室', '至少留一个座位'],
])('a hearing "%s" is refused', (text, says) => {
  expect(parseHearingCall(text, '2026-11-23')).toContain(says)
})

test('a hearing is put off or called off with everybody told, never below the seats taken', async () => {
  const told = (who: string, text: string) => desk.seen(who).filter((m) => m.text.includes(text)).length
  await desk.says('组长乙', `召开听证 ${number} 2026-12-08 09:00 3 老礼堂`)
  for (const who of ['街坊1', '街坊2']) await writes(who, '报名 1')
  await desk.says('组长乙', '听证改期 1 2026-12-09 09:00 3 老礼堂')
  expect(desk.last('组长乙')).toContain('为什么改期')
  await desk.says('组长乙', '听证改期 1 2026-11-20 09:00 3 老礼堂 原因：停电')
  expect(desk.last('组长乙')).toContain('今天以后')
  await desk.says('组长乙', '听证改期 1 2026-12-09 09:00 1 老礼堂 原因：停电')
  expect(desk.last('组长乙')).toContain('座位不能少于 2')
  await desk.says('办件员', '听证改期 1 2026-12-09 09:00 3 老礼堂 原因：停电')
  expect(desk.last('办件员')).toContain('由领导小组')
  await desk.says('组长乙', '听证改期 1 2026-12-09 09:00 3 老礼堂 原因：停电')
  await desk.tick()
  for (const who of ['街坊1', '街坊9', '居民']) expect(told(who, '听证会改期')).toBe(1)
  expect(await publicHearings(desk.database.db)).toMatchObject([{ heldOn: '2026-12-09', taken: 2, changed: '停电' }])
  await writes('街坊2', '取消报名 1')
  expect(await publicHearings(desk.database.db)).toMatchObject([{ taken: 1 }])
  await desk.says('组长乙', '听证取消 1 有汛情')
  await desk.tick()
  for (const who of ['街坊1', '街坊9', '居民']) expect(told(who, '听证会取消')).toBe(1)
  // enough people asked for it is due again
  expect(await publicHearings(desk.database.db)).toMatchObject([{ state: 'due', callBy: '2026-11-30', taken: 0 }])
  await writes('街坊1', '报名 1')
  expect(desk.last('街坊1')).toContain('不接受报名')
})

test('the group calls it, people sign up while there are seats, and are reminded', async () => {
  await desk.says('办件员', `召开听证 ${number} 2026-12-10 14:00 2 镇政府二楼会议室`)
  expect(desk.last('办件员')).toContain('由领导小组召开')
  await desk.says('组长乙', `召开听证 ${number} 2026-12-10 14:00 2 镇政府二楼会议室`)
  await desk.tick()
  expect(desk.last('街坊5')).toMatch(/2026年12月10日（周四）14:00，镇政府二楼会议室\n想参加发“报名 1”/)
  expect(desk.seen('居民').some((m) => m.text.includes('听证会'))).toBe(true)
  for (const who of ['街坊5', '街坊5', '街坊6', '街坊7']) await writes(who, '报名 1')
  expect(desk.last('街坊5')).toContain('已经报过名')
  expect(desk.last('街坊7')).toContain('报满')
  desk.now = new Date('2026-12-09T10:00:00+08:00')
  await tick()
  await tick()
  expect(desk.seen('街坊5').filter((m) => m.text.startsWith('提醒：'))).toHaveLength(1)
  expect(desk.last('街坊7')).not.toContain('提醒：')
})

test('the answer stands beside the thing and is told to all who seconded it', async () => {
  await desk.says('办件员', `答复 ${number} 已改为限期整改`)
  await tick()
  await tick()
  expect(await publicChallenges(desk.database.db, { about: 'pledge', aboutId: 'DZB' })).toMatchObject([{ answer: '已改为限期整改', answeredOn: '2026-12-09' }]) // prettier-ignore
  expect(desk.seen('街坊9').filter((m) => m.text.includes('已改为限期整改'))).toHaveLength(1)
  await writes('来晚的', `附议 ${number}`)
  expect(desk.last('来晚的')).toContain('已经答复')
})

test('minutes come after the day, and each question asked there has its answer by a date', async () => {
  await desk.says('组长乙', '听证纪要 1 到会二人')
  expect(desk.last('组长乙')).toContain('还没开')
  desk.now = new Date('2026-12-10T17:00:00+08:00')
  await desk.says('组长乙', '听证纪要 1 到会二人，提了两个问题')
  await desk.says('组长乙', '听证问题 1 谁来监督？')
  await desk.says('组长乙', '听证问题 1 多久公布？')
  expect(desk.last('组长乙')).toContain('2026-12-17前答复')
  await desk.says('办件员', '听证答复 1 领导小组监督')
  expect((await hearingById(desk.database.db, 1))?.state).toBe('held')
  desk.now = new Date('2026-12-18T09:00:00+08:00')
  await tick()
  await tick()
  const late = await desk.database.db.select().from(breaches).where(eq(breaches.key, 'hearing-question:2'))
  expect(late).toMatchObject([{ kind: 'late-challenge', dueDate: '2026-12-17' }])
  await desk.says('办件员', '听证答复 2 每月公布')
  expect(await publicHearings(desk.database.db)).toMatchObject([
    { state: 'closed', taken: 2, questions: [{ answer: '领导小组监督' }, { answer: '每月公布' }] },
  ])
})

test('what a doubt is about is read from its tap', () => {
  expect(parseChallengeSubject('breach:12')).toEqual({ about: 'breach', aboutId: '12' })
  expect(parseChallengeSubject('dibao')).toEqual({ about: 'item', aboutId: 'dibao' })
  expect(parseChallengeSubject(null)).toEqual({ about: 'town', aboutId: '' })
})
