import { expect, test } from 'vitest'
import { join } from 'node:path'
import { addDays } from '../../core/date.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { reached } from '../../scheduler/reminder-stages.ts'
import { readCalendars } from '../../town-files.ts'

const calendar = makeCalendar(readCalendars(join(import.meta.dirname, '../../data')))
const clock = { purpose: 'answer', unit: 'working', startDate: '2026-02-03', dueDate: '2026-02-14' } as const

/** What is said on each working day from `from` on, told apart from what was said before. */
function said(
  p: Parameters<typeof reached>[0],
  from: string,
  days: number,
  round: 'morning' | 'afternoon' = 'morning',
) {
  const seen = new Set<string>()
  const out: string[] = []
  for (let i = 0, day = from; i < days; i += 1, day = addDays(day, 1)) {
    if (!calendar.isWorkday(day)) continue
    const stage = reached(p, round, day, calendar)
    if (!stage || seen.has(`${stage.name}:${stage.date}`)) continue
    seen.add(`${stage.name}:${stage.date}`)
    out.push(`${day} ${stage.name}`)
  }
  return out
}

test('stages count working days over Spring Festival 2026: 14 and 28 February are worked, 15 to 23 are not', () => {
  expect(said(clock, '2026-02-03', 40)).toEqual([
    '2026-02-11 T-3',
    '2026-02-13 T-1',
    '2026-02-14 due',
    '2026-02-24 overdue-1',
    '2026-02-26 overdue-3',
    '2026-03-04 overdue-w',
    '2026-03-11 overdue-w',
  ])
  expect(said(clock, '2026-02-03', 40, 'afternoon')).toEqual(['2026-02-14 due-15'])
})

test('after days off only the latest stage is said', () => {
  expect(said(clock, '2026-02-12', 3)).toEqual(['2026-02-12 T-3', '2026-02-13 T-1', '2026-02-14 due'])
  expect(said(clock, '2026-03-05', 1)).toEqual(['2026-03-05 overdue-w'])
})

test('nothing is said on the day a clock starts, and a one-day clock has no stage ahead', () => {
  expect(said({ ...clock, startDate: '2026-02-13' }, '2026-02-13', 2)).toEqual(['2026-02-14 due'])
  expect(said({ ...clock, startDate: '2026-02-14' }, '2026-02-14', 1)).toEqual([])
  expect(said({ ...clock, startDate: '2026-02-14' }, '2026-02-14', 1, 'afternoon')).toEqual(['2026-02-14 due-15'])
})

test('a clock of minutes is not announced ahead; once overdue it is', () => {
  const claim = { ...clock, purpose: 'claim', unit: 'minutes' } as const
  expect(said(claim, '2026-02-03', 24)).toEqual(['2026-02-24 overdue-1', '2026-02-26 overdue-3'])
})

test('a resident hears once, two days before papers are due and one day before a result settles', () => {
  expect(said({ ...clock, purpose: 'supply' }, '2026-02-03', 40)).toEqual(['2026-02-12 supply-2'])
  expect(said({ ...clock, purpose: 'confirm' }, '2026-02-03', 40)).toEqual(['2026-02-13 confirm-1'])
})
