/** The dates worked out by hand from the official calendars: each is a case a clerk has to get right. */
import { describe, expect, test } from 'vitest'
import { dueOf } from '../../core/promise/due-date.ts'
import { extend, pause, restart, resume, start } from '../../core/promise/clock.ts'
import type { FamilyName } from '../../core/promise/clock-families.ts'
import { done } from './done.ts'
import { calendar } from './years.ts'

describe('working days from the day after the event', () => {
  // prettier-ignore
  const VECTORS: [string, FamilyName, string, number, string][] = [
    ['许可补正告知 5 工作日',                     'LICENSE_ACCEPT', '2026-09-24', 5,  '2026-10-09'],
    ['许可补正告知（除夕前），2/14、2/28 为调休上班日', 'LICENSE_ACCEPT', '2026-02-13', 5,  '2026-02-27'],
    ['许可 20 工作日，9/20 周日上班',             'LICENSE',        '2026-09-18', 20, '2026-10-22'],
    ['许可 20 工作日，跨春节',                    'LICENSE',        '2026-01-30', 20, '2026-03-05'],
    ['信息公开补正 7 工作日',                     'FOI_SUPPLEMENT', '2026-04-30', 7,  '2026-05-13'],
    ['信息公开 20 工作日',                        'FOI',            '2026-09-30', 20, '2026-11-03'],
    ['网上周六确认收件，5 工作日',                'LICENSE_ACCEPT', '2026-11-21', 5,  '2026-11-27'],
    ['今日收件 20 工作日',                        'LICENSE',        '2026-11-23', 20, '2026-12-21'],
  ]
  test.each(VECTORS)('%s', (_, family, startDate, days, due) => {
    const promise = start({ family, startDate }, calendar)
    expect(promise.amount).toBe(days)
    expect(dueOf(promise, calendar, startDate)).toMatchObject({
      raw: due,
      legal: due,
      internal: due,
      provisional: false,
    })
    expect(calendar.addWorkdays(startDate, days)).toEqual({ date: due, provisional: false })
  })
})

describe('natural days, rolled off days off', () => {
  // prettier-ignore
  const VECTORS: [string, FamilyName, string, string, string, string][] = [
    ['信访 15 日告知，届满国庆',               'PETITION_NOTIFY', '2026-09-16', '2026-10-01', '2026-10-08', '2026-09-30'],
    ['信访 15 日告知，届满春节',               'PETITION_NOTIFY', '2026-02-01', '2026-02-16', '2026-02-24', '2026-02-14'],
    ['信访 60 日',                             'PETITION_HANDLE', '2026-08-06', '2026-10-05', '2026-10-08', '2026-09-30'],
    ['届满日恰为调休上班周日不顺延',           'PETITION_NOTIFY', '2026-09-05', '2026-09-20', '2026-09-20', '2026-09-20'],
  ]
  test.each(VECTORS)('%s', (_, family, startDate, raw, legal, internal) => {
    const promise = start({ family, startDate }, calendar)
    expect(dueOf(promise, calendar, startDate)).toMatchObject({ raw, legal, internal, provisional: false })
  })
})

test('许可延长 10 工作日接在 2026-10-22 之后，到 2026-11-05', () => {
  const licence = start({ family: 'LICENSE', startDate: '2026-09-18' }, calendar)
  const longer = done(extend(licence, 10, '2026-10-20', calendar))
  expect(dueOf(longer, calendar, '2026-10-20').legal).toBe('2026-11-05')
})

test('信息公开再延 20 工作日接在 2026-11-03 之后，到 2026-12-01', () => {
  const foi = start({ family: 'FOI', startDate: '2026-09-30' }, calendar)
  const longer = done(extend(foi, 20, '2026-11-03', calendar))
  expect(dueOf(longer, calendar, '2026-11-03').legal).toBe('2026-12-01')
})

test('信息公开 8/3 收，8/10 发函征求第三方，8/28 收到意见：已用 5 余 15，到 2026-09-18', () => {
  const received = start({ family: 'FOI', startDate: '2026-08-03' }, calendar)
  const asked = done(pause(received, '征求第三方意见', '2026-08-10', calendar))
  expect(dueOf(asked, calendar, '2026-08-20')).toMatchObject({ used: 5, remaining: 15, paused: true })
  const answered = done(resume(asked, '2026-08-28', calendar))
  expect(dueOf(answered, calendar, '2026-08-28')).toMatchObject({
    used: 5,
    remaining: 15,
    legal: '2026-09-18',
    paused: false,
  })
})

test('跨年 20 工作日自 2026-12-04：不落在元旦，且标为暂定', () => {
  const promise = start({ family: 'LICENSE', startDate: '2026-12-04' }, calendar)
  expect(promise.provisional).toBe(true)
  const due = dueOf(promise, calendar, '2026-12-04')
  expect(due.legal).not.toBe('2027-01-01')
  expect(due).toMatchObject({ legal: '2027-01-04', provisional: true })
})

test('信息公开补正后自收到补正之日重新计算', () => {
  const received = start({ family: 'FOI', startDate: '2026-08-03' }, calendar)
  const again = done(restart(received, '2026-09-30', calendar))
  expect(again).toMatchObject({ startDate: '2026-09-30', startEvent: '收到补正', pauses: [], extension: 0 })
  expect(dueOf(again, calendar, '2026-09-30').legal).toBe('2026-11-03')
})
