import { describe, expect, test } from 'vitest'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { statutoryDays } from '../../core/promise/statutory-holidays.ts'
import { calendar, loadYear, madeUp2027, YEARS } from './years.ts'

describe('announced years', () => {
  test.each([
    [2025, 248],
    [2026, 248],
  ])('%i has %i working days, as the notices add up to', (year, days) => {
    expect(calendar.workdaysBetween(`${year - 1}-12-31`, `${year}-12-31`)).toBe(days)
  })

  test('a worked weekend is a working day with the name of its holiday', () => {
    expect(calendar.isWorkday('2026-02-14')).toBe(true)
    expect(calendar.nameOf('2026-02-14')).toBe('春节')
    expect(calendar.nameOf('2026-02-13')).toBeNull()
  })

  test('the next and the previous working day step over a holiday', () => {
    expect(calendar.nextWorkday('2026-02-14')).toBe('2026-02-24')
    expect(calendar.previousWorkday('2026-02-24')).toBe('2026-02-14')
  })

  test('no days is the same day, rolled forward when it is off', () => {
    expect(calendar.addWorkdays('2026-02-13', 0).date).toBe('2026-02-13')
    expect(calendar.addWorkdays('2026-02-15', 0).date).toBe('2026-02-24')
  })

  test('the internal day never lies before the start', () => {
    expect(calendar.addCalendarDays('2026-02-16', 2)).toMatchObject({ legal: '2026-02-24', internal: '2026-02-24' })
  })

  test.each([0.5, Number.NaN, 40_000])('%d is no count of days', (n) => {
    expect(() => calendar.addWorkdays('2026-01-05', n)).toThrow(RangeError)
  })

  test('days between are negative backwards', () => {
    expect(calendar.workdaysBetween('2026-02-24', '2026-02-13')).toBe(-2)
    expect(calendar.workdaysBetween('2026-02-13', '2026-02-13')).toBe(0)
  })
})

describe('a year that is not announced', () => {
  test('knows the statutory holidays and says that the rest is assumed', () => {
    expect(calendar.isWorkday('2027-01-01')).toBe(false)
    expect(calendar.nameOf('2027-02-05')).toBe('春节')
    expect(calendar.isWorkday('2027-03-01')).toBe(true)
    expect(calendar.isConfirmed('2027-03-01')).toBe(false)
    expect(calendar.addWorkdays('2027-03-01', 1)).toEqual({ date: '2027-03-02', provisional: true })
    expect(calendar.addCalendarDays('2026-12-20', 15)).toMatchObject({ legal: '2027-01-04', provisional: true })
  })

  // As the law facts list them for 2027.
  test('has the thirteen statutory days of 2027', () => {
    expect([...statutoryDays(2027).keys()].sort().map((date) => date.slice(5))).toEqual(
      '01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03'.split(' '),
    )
  })

  test.each([2025, 2026])('would have taken no statutory day of %i for a working day', (year) => {
    for (const date of statutoryDays(year).keys()) expect(calendar.isWorkday(date), date).toBe(false)
  })

  test.each(Array.from({ length: 16 }, (_, i) => 2025 + i))('has every statutory holiday of %i', (year) => {
    // 13 days, fewer where 中秋 falls on the first of October.
    const names = [...statutoryDays(year).values()]
    expect(names.length).toBe([2028, 2031, 2039].includes(year) ? 12 : 13)
    expect(names.filter((name) => name === '春节').length).toBe(4)
  })

  test('beyond the table keeps the holidays on fixed dates', () => {
    expect([...statutoryDays(2060).values()]).not.toContain('春节')
    expect(statutoryDays(2060).get('2060-10-01')).toBe('国庆节')
  })

  test('is still unconfirmed with a file that says so, though its days are used', () => {
    const guess = loadYear({ year: 2027, confirmed: false, days: [{ date: '2027-02-09', name: '春节', off: true }] })
    const guessed = makeCalendar([...YEARS, guess])
    expect(guessed.isWorkday('2027-02-09')).toBe(false)
    expect(guessed.isWorkday('2027-02-08')).toBe(false)
    expect(guessed.isConfirmed('2027-02-09')).toBe(false)
  })

  test('without any file nothing is confirmed', () => {
    expect(makeCalendar([]).addWorkdays('2026-09-18', 20).provisional).toBe(true)
  })
})

describe('the end of December', () => {
  test('waits for the notice of the year after, which may reach back into it', () => {
    expect(calendar.isConfirmed('2026-12-28')).toBe(true)
    expect(calendar.isConfirmed('2026-12-29')).toBe(false)
    expect(calendar.isConfirmed('2025-12-31')).toBe(true)
  })

  test('is decided by the file of the year after', () => {
    const reaching = loadYear({
      ...madeUp2027,
      days: [...madeUp2027.days, { date: '2026-12-31', name: '元旦', off: true }],
    })
    const next = makeCalendar([reaching, ...YEARS])
    expect(next.isConfirmed('2026-12-31')).toBe(true)
    expect(next.isWorkday('2026-12-31')).toBe(false)
    expect(next.addWorkdays('2026-12-30', 1)).toEqual({ date: '2027-01-04', provisional: false })
  })
})

test('of two files of one year the later holds', () => {
  const early = loadYear({ year: 2027, confirmed: false, days: [] })
  expect(makeCalendar([early, loadYear(madeUp2027)]).isConfirmed('2027-03-01')).toBe(true)
})
