import { expect, test } from 'vitest'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { dueOf, pause, start, type TimePromise } from '../../core/promise/clock.ts'
import { recompute } from '../../core/promise/recompute.ts'
import { done } from './done.ts'
import { calendar, loadYear, madeUp2027, YEARS } from './years.ts'

const announced = makeCalendar([...YEARS, loadYear(madeUp2027)])
const today = '2026-12-10'
const open = (id: number, promise: TimePromise) => {
  const { legal, internal, provisional } = dueOf(promise, calendar, today)
  return { id, promise, told: { legal, internal, provisional } }
}

test('an announced year moves what leaned on it and settles what it did not move', () => {
  const moved = open(1, start({ family: 'LICENSE', startDate: '2027-01-15' }, calendar))
  const settled = open(2, start({ family: 'LICENSE', startDate: '2026-12-04' }, calendar))
  const firm = open(3, start({ family: 'LICENSE', startDate: '2026-11-23' }, calendar))
  expect(recompute([moved, settled, firm], announced, today)).toEqual([
    {
      id: 1,
      before: { legal: '2027-02-16', internal: '2027-02-16', provisional: true },
      after: { legal: '2027-02-18', internal: '2027-02-18', provisional: false },
    },
    {
      id: 2,
      before: { legal: '2027-01-04', internal: '2027-01-04', provisional: true },
      after: { legal: '2027-01-04', internal: '2027-01-04', provisional: false },
    },
  ])
})

test('the same calendar again changes nothing', () => {
  const promises = ['2026-11-23', '2026-12-04'].map((startDate, id) =>
    open(id, start({ family: 'FOI', startDate }, calendar)),
  )
  expect(recompute(promises, calendar, today)).toEqual([])
})

test('a standing clock is left alone: its dates come with its resumption', () => {
  const foi = start({ family: 'FOI', startDate: '2026-12-04' }, calendar)
  const paused = open(1, done(pause(foi, '征求第三方意见', today, calendar)))
  expect(recompute([paused], announced, '2026-12-20')).toEqual([])
})
