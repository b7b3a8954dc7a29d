import { describe, expect, test } from 'vitest'
import { type ClockRefusal, deemedAcceptance, extend, pause, restart, resume, start } from '../../core/promise/clock.ts'
import { dueAtOf, dueOf, isOverdue } from '../../core/promise/due-date.ts'
import type { TimePromise } from '../../core/promise/time-promise.ts'
import { done } from './done.ts'
import { calendar } from './years.ts'

const because = (result: { ok: true } | { ok: false; because: ClockRefusal }): ClockRefusal | 'accepted' =>
  result.ok ? 'accepted' : result.because

const foi = start({ family: 'FOI', startDate: '2026-08-03' }, calendar) // due 2026-08-31
const asked = done(pause(foi, '征求第三方意见', '2026-08-10', calendar))
const HOURS = [
  { from: '08:30', to: '12:00' },
  { from: '13:30', to: '17:30' },
]

describe('a promise', () => {
  test('copies days, unit, basis and event of its family when it starts', () => {
    expect(start({ family: 'LICENSE_JOINT', startDate: '2026-03-02' }, calendar)).toEqual({
      family: 'LICENSE_JOINT',
      basis: '行政许可法第42条第2款',
      authority: 'statutory',
      unit: 'working',
      amount: 45,
      startEvent: '受理',
      startDate: '2026-03-02',
      startedAt: null,
      pauses: [],
      extension: 0,
      provisional: false,
      proposed: false,
    })
  })

  test('takes a shorter promised limit with its own basis', () => {
    const own = { amount: 3, authority: 'promised', basis: '镇公开承诺', proposed: true } as const
    const promise = start({ family: 'LICENSE', startDate: '2026-02-13', ...own }, calendar)
    expect(promise).toMatchObject(own)
    expect(dueOf(promise, calendar, '2026-02-13').legal).toBe('2026-02-25')
  })

  test('cannot start without an amount of time', () => {
    expect(() => start({ family: 'SERVICE_PROMISED', startDate: '2026-02-13' }, calendar)).toThrow(RangeError)
    expect(() => start({ family: 'LICENSE', startDate: '2026-02-13', amount: -1 }, calendar)).toThrow(RangeError)
    expect(() => start({ family: 'HOTLINE_LIFE', startDate: '2026-02-13' }, calendar)).toThrow(RangeError)
  })

  test('of no days is due the same day, rolled off a holiday', () => {
    const onTheSpot = (startDate: string) =>
      dueOf(start({ family: 'SERVICE_PROMISED', amount: 0, startDate }, calendar), calendar, startDate).legal
    expect([onTheSpot('2026-09-30'), onTheSpot('2026-10-01')]).toEqual(['2026-09-30', '2026-10-08'])
  })

  test('is overdue from the day after its last day, not on it', () => {
    expect(isOverdue(foi, calendar, '2026-08-31')).toBe(false)
    expect(isOverdue(foi, calendar, '2026-09-01')).toBe(true)
    expect(dueOf(foi, calendar, '2026-09-03')).toMatchObject({ used: 20, remaining: 0, late: 3 })
  })

  test('in natural days is not overdue before the day it was rolled to has passed', () => {
    const petition = start({ family: 'PETITION_NOTIFY', startDate: '2026-09-16' }, calendar)
    expect(isOverdue(petition, calendar, '2026-10-08')).toBe(false)
    expect(dueOf(petition, calendar, '2026-10-05')).toMatchObject({ used: 15, remaining: 3 })
    expect(isOverdue(petition, calendar, '2026-10-09')).toBe(true)
  })
})

describe('pause and resume', () => {
  test('a standing clock is never overdue, and its due date moves with today', () => {
    expect(dueOf(asked, calendar, '2026-12-01')).toMatchObject({ used: 5, remaining: 15, late: 0, legal: '2026-12-22' })
    expect(isOverdue(asked, calendar, '2026-12-20')).toBe(false)
  })

  test('resumed on the day it was paused, nothing is lost', () => {
    const back = done(resume(asked, '2026-08-10', calendar))
    expect(dueOf(back, calendar, '2026-08-10').legal).toBe(dueOf(foi, calendar, '2026-08-10').legal)
  })

  test('several pauses add up', () => {
    const back = done(resume(asked, '2026-08-14', calendar))
    const again = done(pause(back, '征求其他机关意见', '2026-08-18', calendar))
    const last = done(resume(again, '2026-08-21', calendar))
    expect(dueOf(last, calendar, '2026-08-21')).toMatchObject({ used: 7, remaining: 13, legal: '2026-09-09' })
  })

  test('a hearing stops the review of a review of a petition, in natural days', () => {
    const recheck = start({ family: 'PETITION_RECHECK', startDate: '2026-03-02' }, calendar)
    const hearing = done(pause(recheck, '听证', '2026-03-12', calendar))
    const back = done(resume(hearing, '2026-03-17', calendar))
    // 30 days to 4-01, 5 days stood still: 4-06, 清明 holiday.
    expect(dueOf(back, calendar, '2026-03-17')).toMatchObject({
      raw: '2026-04-06',
      legal: '2026-04-07',
      internal: '2026-04-03',
    })
  })

  test('what the law does not leave out cannot stop a clock', () => {
    const petition = start({ family: 'PETITION_HANDLE', startDate: '2026-08-06' }, calendar)
    expect(because(pause(petition, '听证', '2026-08-10', calendar))).toBe('not-pausable')
    expect(because(pause(foi, '领导出差', '2026-08-10', calendar))).toBe('not-pausable')
    const stated = start({ family: 'SERVICE_PROMISED', startDate: '2026-08-03', amount: 10 }, calendar)
    expect(because(pause(stated, '公示', '2026-08-10', calendar))).toBe('accepted')
    expect(because(pause(stated, ' ', '2026-08-10', calendar))).toBe('not-pausable')
  })

  test('a family that is no longer in the table neither pauses nor extends nor restarts', () => {
    const old: TimePromise = { ...foi, family: 'GONE' }
    expect(because(pause(old, '征求第三方意见', '2026-08-10', calendar))).toBe('not-pausable')
    expect(because(extend(old, 1, '2026-08-10', calendar))).toBe('not-extendable')
    expect(because(restart(old, '2026-08-10', calendar))).toBe('not-restartable')
    expect(dueOf(old, calendar, '2026-08-10').legal).toBe('2026-08-31')
  })

  test('is refused out of turn', () => {
    expect(because(pause(asked, '征求第三方意见', '2026-08-12', calendar))).toBe('paused')
    expect(because(resume(foi, '2026-08-12', calendar))).toBe('not-paused')
    expect(because(resume(asked, '2026-08-09', calendar))).toBe('too-early')
    expect(because(pause(foi, '征求第三方意见', '2026-08-02', calendar))).toBe('too-early')
    const back = done(resume(asked, '2026-08-14', calendar))
    expect(because(pause(back, '征求第三方意见', '2026-08-13', calendar))).toBe('too-early')
  })

  test('is refused on the last day, which it would count, and after it', () => {
    expect(because(pause(foi, '征求第三方意见', '2026-08-31', calendar))).toBe('last-day')
    expect(because(pause(foi, '征求第三方意见', '2026-09-01', calendar))).toBe('expired')
  })
})

describe('extension', () => {
  test('is granted once, up to the last day, within the limit of its law', () => {
    expect(because(extend(foi, 20, '2026-08-31', calendar))).toBe('accepted')
    expect(because(extend(foi, 20, '2026-09-01', calendar))).toBe('expired')
    expect(because(extend(foi, 21, '2026-08-31', calendar))).toBe('too-long')
    expect(because(extend(foi, 20, '2026-08-02', calendar))).toBe('too-early')
    expect(because(extend(done(extend(foi, 5, '2026-08-10', calendar)), 5, '2026-08-11', calendar))).toBe(
      'already-extended',
    )
    for (const days of [0, -1, 1.5]) expect(because(extend(foi, days, '2026-08-31', calendar))).toBe('bad-days')
  })

  test('of a rolled natural-day clock is in time until the rolled day, and counts on from the day before rolling', () => {
    const petition = start({ family: 'PETITION_HANDLE', startDate: '2026-08-06' }, calendar)
    const longer = done(extend(petition, 30, '2026-10-08', calendar))
    expect(dueOf(longer, calendar, '2026-10-08')).toMatchObject({ raw: '2026-11-04', legal: '2026-11-04' })
  })

  test('is not for notices of petitions, nor more than half of a promised limit', () => {
    const notify = start({ family: 'PETITION_NOTIFY', startDate: '2026-09-16' }, calendar)
    expect(because(extend(notify, 1, '2026-09-17', calendar))).toBe('not-extendable')
    const promised = start({ family: 'SERVICE_PROMISED', startDate: '2026-09-16', amount: 5 }, calendar)
    expect(because(extend(promised, 2, '2026-09-17', calendar))).toBe('accepted')
    expect(because(extend(promised, 3, '2026-09-17', calendar))).toBe('too-long')
  })

  test('into an unannounced year makes a firm promise provisional', () => {
    const firm = start({ family: 'LICENSE', startDate: '2026-11-23' }, calendar)
    expect([firm.provisional, done(extend(firm, 10, '2026-12-18', calendar)).provisional]).toEqual([false, true])
  })
})

describe('restart', () => {
  test('drops pauses and extension and is for disclosure only', () => {
    const used = done(extend(done(resume(asked, '2026-08-14', calendar)), 5, '2026-08-14', calendar))
    const again = done(restart(used, '2026-08-20', calendar))
    expect(again).toMatchObject({ startDate: '2026-08-20', pauses: [], extension: 0, amount: 20 })
    expect(because(restart(used, '2026-08-13', calendar))).toBe('too-early')
    const licence = start({ family: 'LICENSE', startDate: '2026-08-03' }, calendar)
    expect(because(restart(licence, '2026-08-20', calendar))).toBe('not-restartable')
  })
})

describe('deemed acceptance of a licence', () => {
  const papers = start({ family: 'LICENSE_ACCEPT', startDate: '2026-02-13' }, calendar)

  test('comes the day after the fifth working day, as of the day the papers came', () => {
    expect(deemedAcceptance(papers, calendar, '2026-02-27')).toMatchObject({ deemed: false, lastDay: '2026-02-27' })
    expect(deemedAcceptance(papers, calendar, '2026-02-28')).toEqual({
      deemed: true,
      lastDay: '2026-02-27',
      acceptedOn: '2026-02-13',
      provisional: false,
    })
    const decision = start({ family: 'LICENSE', startDate: '2026-02-13' }, calendar)
    expect(dueOf(decision, calendar, '2026-02-28')).toMatchObject({ used: 6, remaining: 14 })
  })

  test('is not for other clocks', () => {
    expect(deemedAcceptance(foi, calendar, '2027-01-01')).toBeNull()
  })
})

describe('minute clocks', () => {
  const startedAt = new Date('2026-10-01T23:50:00+08:00')
  const hotline = start({ family: 'HOTLINE_LIFE', startDate: '2026-10-01', startedAt }, calendar)
  const claim = start({ family: 'FIRST_CLAIM', startDate: '2026-10-01', startedAt, amount: 30 }, calendar, HOURS)

  test('of the hotline run through night and holiday', () => {
    expect(dueAtOf(hotline, calendar).at).toEqual(new Date('2026-10-02T00:05:00+08:00'))
    expect(isOverdue(hotline, calendar, '2026-10-02')).toBe(false)
    expect(dueOf(hotline, calendar, '2026-10-03')).toMatchObject({
      legal: '2026-10-02',
      used: 15,
      remaining: 0,
      late: 1,
    })
  })

  test('of the desk run in office hours, which must be given', () => {
    expect(dueAtOf(claim, calendar, HOURS).at).toEqual(new Date('2026-10-08T09:00:00+08:00'))
    expect(() => dueAtOf(claim, calendar)).toThrow(RangeError)
    expect(() => dueAtOf(foi, calendar)).toThrow(RangeError)
  })

  test('neither pause nor extend', () => {
    expect(because(pause(hotline, '听证', '2026-10-01', calendar))).toBe('not-pausable')
    expect(because(extend(hotline, 5, '2026-10-01', calendar))).toBe('not-extendable')
  })
})

test('an ordinary hotline call is received within one working day', () => {
  const call = start({ family: 'HOTLINE_RECEIVE', startDate: '2026-09-30' }, calendar)
  expect(dueOf(call, calendar, '2026-09-30').legal).toBe('2026-10-08')
})
