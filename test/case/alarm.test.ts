/** When an alarm calls whom, and what ends it: decided from the town's table and the clock alone. */
import { describe, expect, test } from 'vitest'
import { alarmPatch, alarmWaits, firstCallAt, longestWaitMs, nextCall } from '../../core/case/alarm.ts'
import { alarmSchema } from '../../core/town.ts'
import { caseCard } from '../../core/messages/staff.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { caseOf, move, opened, NOW, person, planned, refusal, resident, staff, townContext } from './example-case.ts'

const RULES = alarmSchema.parse({})
const minutes = (n: number, from = NOW): Date => new Date(from.getTime() + n * 60_000)
const wang = person('王强', 'GAB')
const leader = person('李镇', 'DZB', 'group')
const raised = (over = {}) =>
  opened({ kind: 'report', item: null, department: 'GAB', alarmAt: NOW, alarmNextAt: minutes(3), ...over }, [wang, leader]) // prettier-ignore

describe('the table', () => {
  test('a town that says nothing has one', () => {
    expect(RULES).toMatchObject({
      stages: [
        { minutes: 3, to: ['department', 'head'] },
        { minutes: 6, to: ['group'] },
      ],
      everyMinutes: 10,
      mostTimes: 12,
      phones: [],
    })
    expect(longestWaitMs(RULES)).toBe(600_000)
  })

  test.each([
    [{ stages: [{ minutes: 6, to: ['group'] }, { minutes: 6, to: ['admin'] }] }], // prettier-ignore
    [{ stages: [{ minutes: 3, to: [] }] }],
    [{ stages: [{ minutes: 3, to: ['mayor'] }] }],
    [{ everyMinutes: 0 }],
    [{ phones: [{ name: '值班室', phone: '' }] }],
  ])('%j is refused', (rules) => {
    expect(alarmSchema.safeParse(rules).success).toBe(false)
  })
})

describe('calls', () => {
  test('stage by stage, then all of them, so many times and no more', () => {
    const called = []
    let c = { alarmAt: NOW, alarmCalls: 0 }
    for (let at = firstCallAt(RULES, NOW); at;) {
      const made = nextCall(c, RULES, at)
      called.push([(at.getTime() - NOW.getTime()) / 60_000, made.to.join()])
      c = { ...c, alarmCalls: made.calls }
      at = made.nextAt
    }
    expect(called.slice(0, 4)).toEqual([
      [3, 'department,head'],
      [6, 'group'],
      [16, 'duty,department,head,group'],
      [26, 'duty,department,head,group'],
    ])
    expect(called).toHaveLength(RULES.stages.length + RULES.mostTimes)
  })

  test('what was missed is made up for in one call, whatever the clock did', () => {
    const raisedAt = { alarmAt: NOW, alarmCalls: 0 }
    const late = nextCall(raisedAt, RULES, minutes(60 * 24))
    expect(late).toEqual({ to: ['department', 'head', 'group'], calls: 2, nextAt: minutes(60 * 24 + 10) })
    const back = nextCall(raisedAt, RULES, minutes(-60))
    expect(back).toEqual({ to: ['department', 'head'], calls: 1, nextAt: minutes(-57) })
  })

  test('a town without stages calls at once again whoever is on duty, or nobody', () => {
    const bare = { ...RULES, stages: [] }
    expect(firstCallAt(bare, NOW)).toEqual(minutes(10))
    expect(nextCall({ alarmAt: NOW, alarmCalls: 0 }, bare, minutes(10)).to).toEqual(['duty'])
    expect(firstCallAt({ ...bare, mostTimes: 0 }, NOW)).toBeNull()
  })
})

describe('what ends it', () => {
  test.each([
    ['acknowledge', {}, 'seen'],
    ['claim', {}, 'seen'],
    ['reroute', { department: 'GGB' }, 'seen'],
    ['note', { text: '在路上' }, 'seen'],
    ['reply', { text: '到了' }, 'answered'],
  ] as const)('%s by staff: they have seen it, and whoever raised it is told', (action, given, says) => {
    const plan = planned(raised(), action, staff(wang), given, minutes(1))
    expect(plan.patch).toMatchObject({ alarmSeenAt: minutes(1), alarmSeenBy: wang.id, alarmNextAt: null })
    expect(plan.residentMessage).toBe(says)
    expect(plan.data).toMatchObject({ seen: true })
  })

  test('the second act of staff is told as ever, and nothing is seen twice', () => {
    const seen = move(raised(), 'acknowledge', staff(leader))
    expect(alarmWaits(seen.case)).toBe(false)
    const plan = planned(seen, 'claim', staff(wang))
    expect(plan.residentMessage).toBe('claimed')
    expect(plan.patch).not.toHaveProperty('alarmSeenBy')
    expect(refusal(seen, 'acknowledge', staff(wang))).toContain('不是在等回话的紧急情况')
    expect(refusal(opened({ kind: 'report', department: 'GAB' }), 'acknowledge', staff(wang))).toContain('condition')
  })

  test('what is said by whoever raised it ends nothing, unless nobody is in danger or it is taken back', () => {
    expect(planned(raised(), 'say', resident, { text: '在二楼' }).patch).toEqual({})
    const over = { alarmNextAt: null }
    expect(planned(raised(), 'say', resident, { text: '没事了', noDanger: true }).patch).toEqual(over)
    expect(planned(raised(), 'withdraw', resident).patch).toMatchObject(over)
    expect(alarmPatch(caseOf(), 'withdrawn', null, {}, NOW)).toEqual({})
  })
})

describe('the card', () => {
  const card = (at = raised(), now = minutes(1)) =>
    caseCard('新办件', at, townContext, now, rolesOf(staff(wang), at.case, [], townContext.town))

  test('says first that it is urgent, since when, what, where and by which minute; no ordinary day', () => {
    const { text, choices } = card(raised({ text: '东头老李家着火了', village: '东庄' }))
    const order = ['【紧急·新办件】', '09:00 报来', '东头老李家着火了', '地点：', '请 09:03 前点“收到”', '值班电话：']
    const places = order.map((part) => text.indexOf(part))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBe(0)
    expect(text).not.toMatch(/时限|答复 1|接单/)
    expect(choices[0]).toEqual({ label: '收到', value: 's:acknowledge:7' })
  })

  test('says who has it once somebody has, and what comes when nobody does', () => {
    const { text } = card(move(raised(), 'acknowledge', staff(leader), {}, minutes(1)), minutes(2))
    expect(text).toContain('09:01 党政办公室的李镇已收到')
    expect(text).not.toMatch(/点“收到”|没人回/)
    expect(card(raised({ alarmNextAt: null })).text).toContain('请马上点“收到”')
  })
})
