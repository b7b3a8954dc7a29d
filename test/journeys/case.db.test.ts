/** A case from the first word to the last, as the people in it see it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DeliveryError } from '../../core/channel.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
beforeEach(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
})
afterEach(() => desk.stop())

const numberOf = (text: string): string => /BS\d{8}-\d{4}/.exec(text)?.[0] ?? 'none'

test('an unanswered question becomes a case that is claimed, answered, completed and confirmed', async () => {
  await desk.staff('甲', 'GGB')
  await desk.says('resident', '村口路灯坏了好几天')
  expect(desk.last('resident')).toContain('要不要登记')
  await desk.says('resident', '人工')
  const opened = desk.last('resident')
  expect(opened).toMatch(/编号：BS20261123-0001\n查询码：[A-Z0-9]{6}\n负责：党群服务中心/)
  expect(opened).toContain('最晚11月24日（周二）前答复您')
  const number = numberOf(opened)
  expect(desk.last('甲')).not.toContain(number) // not his department: it went to nobody there

  await desk.staff('乙', 'DQZX')
  await desk.says('乙', `认领 ${number}`)
  expect(desk.last('resident')).toContain('党群服务中心的乙是您的首问责任人')
  expect(desk.seen('乙').some((m) => m.text.includes(`${number} 已认领`))).toBe(true)
  await desk.says('乙', `进展 0001 已经联系电工`)
  expect(desk.last('resident')).toContain('已经联系电工')
  await desk.says('乙', '明天上午来修', { quoted: `【新办件】${number}\n…` })
  expect(desk.last('resident')).toMatch(/答复您：\n明天上午来修/)
  expect(
    desk
      .seen('resident')
      .at(-1)
      ?.choices?.map((c) => c.label),
  ).toEqual(['解决了', '还没解决'])
  await desk.says('乙', `办结 0001 路灯已修好`)
  expect(desk.last('resident')).toMatch(/办好了：\n路灯已修好/)
  await desk.says('resident', '进度')
  expect(desk.last('resident')).toContain('已办结')
  await desk.taps(
    'resident',
    desk
      .seen('resident')
      .filter((m) => m.choices?.[0]?.label === '办好了')
      .at(-1)!.choices![0]!.value,
  )
  expect(desk.last('resident')).toContain('结案')
})

test('a redelivered message has no second effect', async () => {
  await desk.says('resident', '井盖没了', { id: 'u1' })
  await desk.says('resident', '人工', { id: 'u2' })
  const before = desk.seen('resident').length
  await desk.says('resident', '人工', { id: 'u2' })
  expect(desk.seen('resident').length).toBe(before)
  const { rows } = { rows: await desk.database.db.query.cases.findMany() }
  expect(rows).toHaveLength(1)
})

test('a person who cannot be reached is phoned by the first responder, and only then the case closes', async () => {
  await desk.staff('乙', 'DQZX')
  await desk.says('resident', '厕所堵了')
  await desk.says('resident', '人工')
  const number = numberOf(desk.last('resident'))
  desk.fail('resident', new DeliveryError('unreachable', 'left'))
  await desk.says('乙', `答复 ${number} 已疏通`)
  await desk.tick()
  expect(desk.last('乙')).toContain('未送达，请电话联系本人')
  const stuck = await desk.database.db.query.cases.findFirst()
  expect(stuck).toMatchObject({ state: 'answered', relayed: null })
  await desk.says('乙', `联系 ${number} 电话告知本人，满意`)
  expect(await desk.database.db.query.cases.findFirst()).toMatchObject({ relayed: 'contact' })
})

test('two clerks claim one card: one wins, the other is told who has it', async () => {
  await desk.staff('乙', 'DQZX')
  await desk.staff('丙', 'DQZX')
  await desk.says('resident', '路面有坑')
  await desk.says('resident', '人工')
  const value = desk
    .seen('丙')
    .at(-1)!
    .choices!.find((c) => c.label === '认领')!.value
  await Promise.all([desk.taps('乙', value), desk.taps('丙', value)])
  await desk.tick()
  const said = [...desk.seen('乙'), ...desk.seen('丙')].map((m) => m.text)
  expect(said.filter((t) => t.includes('已认领'))).toHaveLength(1)
  expect(said.filter((t) => /已由[乙丙]接单/.test(t))).toHaveLength(1)
})

test('a command from someone who is not staff, and a number that is not theirs, say what to do next', async () => {
  await desk.says('resident', '答复 0001 好了')
  expect(desk.last('resident')).toContain('这是工作人员用的命令')
  await desk.says('resident', '停水了')
  await desk.says('resident', '人工')
  const number = numberOf(desk.last('resident'))
  await desk.says('stranger', number)
  expect(desk.last('stranger')).toContain('查询码也发来')
})

test('a wrong binding code is locked after five tries', async () => {
  for (let i = 0; i < 10; i++) await desk.says('guesser', `/bind WRONG${i}`)
  expect(
    desk
      .seen('guesser')
      .slice(0, 5)
      .every((m) => m.text.includes('绑定码不对')),
  ).toBe(true)
  expect(desk.last('guesser')).toContain('一小时后再试')
})

test.each([
  ['', '没看到文字'],
  ['😀😀', '没看到文字'],
  ['<b>粗</b> *_[', '答不准'],
  ['a\0b\ud800c', '答不准'],
  ['长'.repeat(100_000), '答不准'],
])('odd input %# gets one clear sentence', async (text, says) => {
  await desk.says('resident', text)
  expect(desk.last('resident')).toContain(says)
})

test.each([
  ['voice', '语音没收到'],
  ['sticker', '想办什么事'],
] as const)('a %s is answered kindly', async (what, says) => {
  await desk.sends('resident', { kind: 'other', what })
  expect(desk.last('resident')).toContain(says)
})

test('a choice that is no longer valid says so', async () => {
  await desk.taps('resident', 'i:no-such-item:time')
  expect(desk.last('resident')).toContain('过期')
  await desk.taps('resident', 'ok:zzz')
  expect(desk.last('resident')).toContain('没有找到这个编号')
})
