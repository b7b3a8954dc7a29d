/** Counting by the table is the walk, over twelve years with worked weekends, late Decembers and years not announced. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateOfDay, dayNumber, weekday } from '../../core/date.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { dueOf } from '../../core/promise/due-date.ts'
import type { TimePromise } from '../../core/promise/time-promise.ts'
import { next, walkBetween, walkDue, walkWorkdays } from './walk.ts'
import { loadYear, madeUp2027, YEARS } from './years.ts'

const lateDecember = loadYear({
  ...madeUp2027,
  days: [{ date: '2026-12-31', name: '元旦', off: true }, ...madeUp2027.days],
})
const CALENDARS = {
  'the years loaded': makeCalendar(YEARS),
  'a year announced': makeCalendar([...YEARS, loadYear(madeUp2027)]),
  'a year that reaches back': makeCalendar([lateDecember, ...YEARS]),
  'a gap': makeCalendar([YEARS[0]!, YEARS[2]!]),
  none: makeCalendar([]),
}
const DAYS = 4383
const day = fc.nat({ max: DAYS }).map((n) => next('2019-01-01', n))
const which = fc.constantFrom(...Object.values(CALENDARS))

test('a day number is the platform’s own, for every day of three centuries', () => {
  for (let n = dayNumber('1899-12-31'), date = '1899-12-31'; date < '2200-01-02'; n++, date = next(date))
    if (dayNumber(date) !== n || dateOfDay(n) !== date || weekday(date) !== new Date(`${date}T00:00:00Z`).getUTCDay())
      expect.unreachable(date)
})

test.each(['', '2026-1-1', 'yesterday', '2026-13-01'])('%j is no date and gives none', (text) => {
  expect(() => dateOfDay(dayNumber(text))).toThrow(RangeError)
})

describe('as the walk', () => {
  test('between any two days', () => {
    fc.assert(
      fc.property(which, day, day, (calendar, a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a]
        const walked = walkBetween(calendar, from, to)
        expect(calendar.workdaysBetween(from, to)).toBe(walked)
        expect(calendar.workdaysBetween(to, from)).toBe(-walked || 0)
      }),
      { numRuns: 400 },
    )
  })

  test.each(Object.entries(CALENDARS))('from the first day to every other: %s', (_, calendar) => {
    let walked = 0
    for (let n = 1; n <= DAYS; n++) {
      const date = next('2019-01-01', n)
      if (calendar.isWorkday(date)) walked += 1
      if (calendar.workdaysBetween('2019-01-01', date) !== walked) expect.unreachable(date)
    }
  })

  test('so many working days on or back, and whether that is provisional', () => {
    fc.assert(
      fc.property(which, day, fc.integer({ min: -400, max: 400 }), (calendar, date, n) => {
        expect(calendar.addWorkdays(date, n)).toEqual(walkWorkdays(calendar, date, n))
      }),
      { numRuns: 600 },
    )
  })

  test('a span is confirmed where each of its days is', () => {
    fc.assert(
      fc.property(which, day, fc.integer({ min: -3, max: 800 }), (calendar, from, length) => {
        let all = true
        for (let n = 0; n <= length; n++) if (!calendar.isConfirmed(next(from, n))) all = false
        expect(calendar.isConfirmedSpan(from, next(from, length))).toBe(all)
      }),
      { numRuns: 300 },
    )
  })

  test('a clock with pauses in any order, running or standing still', () => {
    const pauses = fc.array(fc.tuple(fc.integer({ min: -10, max: 60 }), fc.option(fc.nat({ max: 25 }))), {
      maxLength: 3,
    })
    fc.assert(
      fc.property(
        which,
        fc.constantFrom('working' as const, 'calendar' as const),
        day,
        fc.nat({ max: 60 }),
        fc.constantFrom(0, 0, 10),
        pauses,
        fc.integer({ min: -5, max: 120 }),
        (calendar, unit, startDate, amount, extension, spans, later) => {
          const p: TimePromise = {
            family: 'SERVICE_PROMISED',
            basis: '',
            authority: 'promised',
            unit,
            amount,
            startEvent: '受理',
            startDate,
            startedAt: null,
            pauses: spans.map(([from, length]) => ({
              from: next(startDate, from),
              to: length === null ? null : next(startDate, from + length),
              procedure: '公示',
            })),
            extension,
            provisional: false,
            proposed: false,
          }
          const today = next(startDate, later)
          const walked = walkDue(calendar, p, today)
          const due = dueOf(p, calendar, today)
          expect({ raw: due.raw, used: due.used }).toEqual({ raw: walked.raw, used: walked.used })
          if (unit === 'working' && amount + extension > 0) expect(due.provisional).toBe(walked.provisional)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
