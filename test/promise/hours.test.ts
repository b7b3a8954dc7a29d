import { describe, expect, test } from 'vitest'
import { addMinutes, addWorkMinutes, officeHoursFault, isOpen } from '../../core/promise/office-hours.ts'
import { calendar } from './years.ts'

const HOURS = [
  { from: '08:30', to: '12:00' },
  { from: '13:30', to: '17:30' },
]
const at = (text: string): Date => new Date(`${text.replace(' ', 'T')}:00+08:00`)

describe('office minutes', () => {
  // prettier-ignore
  const CASES: [string, string, number, string][] = [
    ['run in the morning',                       '2026-02-13 09:00', 30, '2026-02-13 09:30'],
    ['may end at closing time',                  '2026-02-13 11:30', 30, '2026-02-13 12:00'],
    ['stand still over lunch',                   '2026-02-13 11:45', 30, '2026-02-13 13:45'],
    ['begin after lunch',                        '2026-02-13 12:10', 15, '2026-02-13 13:45'],
    ['go on next morning, a worked Saturday',    '2026-02-13 17:20', 30, '2026-02-14 08:50'],
    ['go on after Spring Festival',              '2026-02-14 17:20', 30, '2026-02-24 08:50'],
    ['begin at opening before it',               '2026-02-24 06:00', 15, '2026-02-24 08:45'],
    ['begin at the next opening on a day off',   '2026-10-03 10:00', 15, '2026-10-08 08:45'],
    ['fill several days',                        '2026-02-24 08:30', 900, '2026-02-25 17:30'],
    ['of none are the next open moment',         '2026-02-24 12:30', 0,  '2026-02-24 13:30'],
  ]
  test.each(CASES)('%s', (_, from, minutes, to) => {
    expect(addWorkMinutes(at(from), minutes, HOURS, calendar)).toEqual({ at: at(to), provisional: false })
  })

  test('that reach an unannounced year are provisional', () => {
    const { at: end, provisional } = addWorkMinutes(at('2026-12-31 17:20'), 30, HOURS, calendar)
    expect([end, provisional]).toEqual([at('2027-01-04 08:50'), true])
  })
})

test('round the clock, minutes run through the night of a holiday', () => {
  expect(addMinutes(at('2026-10-01 23:50'), 15)).toEqual(at('2026-10-02 00:05'))
})

test('the office is open inside its windows of a working day only', () => {
  const open = ['08:30', '11:59', '12:00', '13:30', '17:30'].map((t) => isOpen(at(`2026-02-14 ${t}`), HOURS, calendar))
  expect(open).toEqual([true, true, false, true, false])
  expect(isOpen(at('2026-02-16 09:00'), HOURS, calendar)).toBe(false)
})

test.each([
  [[], '办公时间至少要有一段。'],
  [[{ from: '8:30', to: '12:00' }], '办公时间 8:30–12:00 不是 08:30 这样的时刻。'],
  [[{ from: '12:00', to: '12:00' }], '办公时间 12:00–12:00 的结束不晚于开始。'],
  [[...HOURS].reverse(), '办公时间 08:30–12:00 与前一段重叠或顺序颠倒。'],
])('windows out of order are refused: %j', (hours, because) => {
  expect(officeHoursFault(hours)).toBe(because)
  expect(() => addWorkMinutes(at('2026-02-13 09:00'), 15, hours, calendar)).toThrow(RangeError)
})
