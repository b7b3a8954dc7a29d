/** The fast arithmetic against the slow list of every day, and what must hold whatever the dates are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, localDate, localTime } from '../../core/date.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { dueOf, isOverdue } from '../../core/promise/due-date.ts'
import { extend, pause, resume, start } from '../../core/promise/clock.ts'
import type { TimePromise } from '../../core/promise/time-promise.ts'
import { explain } from '../../core/promise/explain.ts'
import { addWorkMinutes } from '../../core/promise/office-hours.ts'
import { done } from './done.ts'
import { DAYS, officeMinutes, oracleBetween, oracleDue } from './oracle.ts'
import { calendar, loadYear, madeUp2027, YEARS } from './years.ts'

const RUNS = { numRuns: 500 }
// Ends early enough that nothing counted from here leaves 2026.
const startDate = fc.integer({ min: 0, max: DAYS.length - 330 }).map((index) => DAYS[index]!.date)
const units = fc.constantFrom('working' as const, 'calendar' as const)
const amount = fc.integer({ min: 1, max: 60 })
const gap = fc.integer({ min: 0, max: 25 })

const service = (unit: 'working' | 'calendar', startDate: string, amount: number): TimePromise =>
  start({ family: 'SERVICE_PROMISED', unit, startDate, amount }, calendar)

describe('against the list of every day 2024–2026', () => {
  test('every day is worked or off as listed', () => {
    for (const { date, works } of DAYS) expect(calendar.isWorkday(date), date).toBe(works)
  })

  test('the due day of every start day and of 1, 5, 7, 15, 20, 45 days is the same', () => {
    for (const { date } of DAYS.slice(0, -120))
      for (const days of [1, 5, 7, 15, 20, 45]) {
        expect(calendar.addWorkdays(date, days).date, date).toBe(oracleDue('working', date, days).legal)
        expect(calendar.addCalendarDays(date, days), date).toMatchObject(oracleDue('calendar', date, days))
      }
  })

  test('working days between two days are the same', () => {
    fc.assert(
      fc.property(startDate, fc.integer({ min: 0, max: 300 }), (from, days) => {
        const to = addDays(from, days)
        expect(calendar.workdaysBetween(from, to)).toBe(oracleBetween(from, to))
        expect(calendar.workdaysBetween(to, from) + oracleBetween(from, to)).toBe(0)
      }),
      RUNS,
    )
  })

  test('due days with two pauses and an extension are the same', () => {
    fc.assert(
      fc.property(
        units,
        startDate,
        amount,
        gap,
        gap,
        gap,
        gap,
        fc.nat({ max: 30 }),
        (unit, from, days, a, b, c, d, more) => {
          let promise = service(unit, from, days)
          let today = from
          const pauses: { from: string; to: string }[] = []
          for (const [wait, still] of [
            [a, b],
            [c, d],
          ] as const) {
            today = addDays(today, wait)
            const paused = pause(promise, '上级审核', today, calendar)
            if (!paused.ok) continue
            const resumedOn = addDays(today, still)
            promise = done(resume(paused.promise, resumedOn, calendar))
            pauses.push({ from: today, to: resumedOn })
            today = resumedOn
          }
          const extended = extend(promise, more, today, calendar)
          const total = days + (extended.ok ? more : 0)
          const due = dueOf(extended.ok ? extended.promise : promise, calendar, today)
          expect(due).toMatchObject(oracleDue(unit, from, total, pauses))
          expect(due.provisional).toBe(false)
        },
      ),
      RUNS,
    )
  })

  test('office minutes are the same, minute by minute', () => {
    const hours = [
      { from: '08:30', to: '12:00' },
      { from: '13:30', to: '17:30' },
    ]
    fc.assert(
      fc.property(startDate, fc.nat({ max: 1439 }), fc.integer({ min: 1, max: 1000 }), (date, minute, minutes) => {
        const at = new Date(Date.parse(`${date}T00:00:00+08:00`) + minute * 60_000)
        const walked: string[] = []
        for (let day = date; walked.length < minutes; day = addDays(day, 1))
          for (const time of officeMinutes(day)) if (day > date || time >= localTime(at)) walked.push(`${day} ${time}`)
        const end = addWorkMinutes(at, minutes, hours, calendar).at
        // The last minute that ran begins one minute before the clock ends.
        const last = new Date(end.getTime() - 60_000)
        expect(`${localDate(last)} ${localTime(last)}`).toBe(walked[minutes - 1])
      }),
      { numRuns: 200 },
    )
  })
})

describe('whatever the dates are', () => {
  test('a due day is a working day after the start, the internal one not later than the legal one', () => {
    fc.assert(
      fc.property(units, startDate, amount, (unit, from, days) => {
        const due = dueOf(service(unit, from, days), calendar, from)
        expect(calendar.isWorkday(due.legal) && calendar.isWorkday(due.internal)).toBe(true)
        expect(due.legal > from && due.internal >= from && due.internal <= due.legal && due.raw <= due.legal).toBe(true)
      }),
      RUNS,
    )
  })

  test('a later start or more days never fall due earlier', () => {
    fc.assert(
      fc.property(units, startDate, amount, gap, gap, (unit, from, days, later, more) => {
        const first = dueOf(service(unit, from, days), calendar, from)
        const second = dueOf(service(unit, addDays(from, later), days + more), calendar, from)
        expect(second.legal >= first.legal && second.internal >= first.internal && second.raw >= first.raw).toBe(true)
      }),
      RUNS,
    )
  })

  test('counting forward and the days between are inverse, and counting back undoes it on working days', () => {
    fc.assert(
      fc.property(startDate, amount, (from, days) => {
        const { date } = calendar.addWorkdays(from, days)
        expect(calendar.workdaysBetween(from, date)).toBe(days)
        if (calendar.isWorkday(from)) expect(calendar.addWorkdays(date, -days).date).toBe(from)
      }),
      RUNS,
    )
  })

  test('used and remaining add up to the promise until it is due, paused or not', () => {
    fc.assert(
      fc.property(startDate, amount, gap, gap, gap, (from, days, wait, still, later) => {
        const promise = service('working', from, days)
        const on = addDays(from, wait)
        const paused = pause(promise, '公示', on, calendar)
        fc.pre(paused.ok)
        const before = dueOf(promise, calendar, on)
        const during = dueOf(paused.promise, calendar, addDays(on, later))
        const back = done(resume(paused.promise, addDays(on, still), calendar))
        const after = dueOf(back, calendar, addDays(on, still))
        for (const due of [before, during, after]) {
          expect(due.used + due.remaining).toBe(days)
          expect(due.used).toBe(before.used)
        }
        expect(calendar.workdaysBetween(addDays(on, still), after.legal)).toBe(after.remaining)
        expect(after.legal >= before.legal).toBe(true)
      }),
      RUNS,
    )
  })

  test('a promise is overdue on exactly the days after its legal day', () => {
    fc.assert(
      fc.property(units, startDate, amount, fc.integer({ min: -5, max: 5 }), (unit, from, days, around) => {
        const promise = service(unit, from, days)
        const { legal } = dueOf(promise, calendar, from)
        expect(isOverdue(promise, calendar, addDays(legal, around))).toBe(around > 0)
      }),
      RUNS,
    )
  })

  test('a date that leaned on an unannounced year is provisional, and only such a date changes when it is announced', () => {
    const announced = makeCalendar([...YEARS, loadYear(madeUp2027)])
    const late = fc.integer({ min: 0, max: 200 }).map((days) => addDays('2026-08-01', days))
    fc.assert(
      fc.property(units, late, amount, (unit, from, days) => {
        const promise = service(unit, from, days)
        const before = dueOf(promise, calendar, from)
        const after = dueOf(promise, announced, from)
        if (before.legal > '2026-12-31') expect(before.provisional).toBe(true)
        if (before.legal <= '2026-12-28') expect(before.provisional).toBe(false)
        if (!before.provisional) expect(after).toEqual(before)
        expect(promise.provisional).toBe(before.provisional)
        expect(explain(promise, calendar, from).includes('尚未公布')).toBe(before.provisional)
      }),
      RUNS,
    )
  })
})
