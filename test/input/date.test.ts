/** Days and clock times as people type them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPeriod } from '../../core/assessment/score.ts'
import { parseHearingCall } from '../../core/challenge/hearing.ts'
import { addDays, formatDate, isLocalDate } from '../../core/date.ts'
import { parseRegisterCommand } from '../../core/disclosure/register-command.ts'
import { dateAtStart, readDate, timeAtStart } from '../../core/input/date.ts'
import { readMeasure } from '../../bot/commands/breach.ts'

const MONDAY = '2026-11-30'
const anyText = fc.string({ unit: 'binary' }).chain((text) => fc.nat(text.length).map((at) => text.slice(0, at)))
const someDay = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays('2000-01-01', n))

describe('a day', () => {
  test.each([
    ['2026-12-01', '2026-12-01'],
    ['２０２６－１２－０１', '2026-12-01'],
    ['2026/12/1', '2026-12-01'],
    ['2026.12.1', '2026-12-01'],
    ['20261201', '2026-12-01'],
    ['2026年12月1日', '2026-12-01'],
    ['2026 年 12 月 1 号。', '2026-12-01'],
    ['12月1号', '2026-12-01'],
    ['十二月一号', '2026-12-01'],
    ['12-1', '2026-12-01'],
    ['1月4日', '2027-01-04'],
    ['明年1月4日', '2027-01-04'],
    ['2月29号', '2028-02-29'],
    ['今天', MONDAY],
    ['明天', '2026-12-01'],
    ['大后天', '2026-12-03'],
    ['周三', '2026-12-02'],
    ['下周三', '2026-12-09'],
    ['下个星期天', '2026-12-13'],
  ])('%j is %s', (typed, date) => expect(readDate(typed, MONDAY)).toBe(date))

  test.each(['', '2026-02-30', '2026-13-01', '2026-12-01-', '0000-00-00', '12月32号', '十三月一号', '99999-01-01', '腊月廿三', '14:00', '123'])('%j is none', (typed) => {
    expect(readDate(typed, MONDAY)).toBeNull()
  }) // prettier-ignore

  test('every real day comes back out of every way it is written, with what stood behind it', () => {
    const ways = [
      (d: string) => d,
      (d: string) => d.replaceAll('-', '/'),
      (d: string) => d.replaceAll('-0', '-').replaceAll('-', '.'),
      (d: string) => formatDate(d),
      (d: string) => formatDate(d).replace('日', '号'),
      (d: string) => d.replaceAll('-', '－'),
    ]
    fc.assert(
      fc.property(someDay, fc.constantFrom(...ways), fc.constantFrom('补齐台账', '下乡 3 人'), (day, write, behind) => {
        expect(readDate(write(day), MONDAY)).toBe(day)
        expect(dateAtStart(`${write(day)} ${behind}`, MONDAY)).toEqual({ date: day, rest: behind })
      }),
    )
  })

  test('of any text a real day or none; one without a year is never past, and the next there is', () => {
    fc.assert(
      fc.property(anyText, someDay, (text, today) => {
        const read = dateAtStart(text, today)
        if (read) expect(isLocalDate(read.date)).toBe(true)
      }),
    )
    fc.assert(
      fc.property(someDay, someDay, (day, today) => {
        const read = readDate(formatDate(day, day), today)!
        expect(read >= today).toBe(true)
        expect(read.slice(5)).toBe(day.slice(5))
        if (day.slice(5) !== '02-29') expect(read < addDays(today, 367)).toBe(true)
      }),
    )
  })
})

describe('a clock time', () => {
  test.each([
    ['14:00', '14:00'], ['14：00', '14:00'], ['9:05', '09:05'], ['14点', '14:00'], ['下午2点', '14:00'], ['下午两点半', '14:30'], ['上午9点一刻', '09:15'],
    ['晚上7:30', '19:30'], ['中午12点', '12:00'], ['中午1点', '13:00'], ['8时20分', '08:20'],
  ])('%j is %s', (typed, time) => expect(timeAtStart(typed)).toEqual({ time, rest: '' })) // prettier-ignore
  test.each(['25:61', '24:00', '14:5', '点', '30 人', ''])('%j is none', (typed) => expect(timeAtStart(typed)).toBeNull()) // prettier-ignore
  test('every minute of the day comes back, and of any text a real one or none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1439 }), (n) => {
        const time = `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`
        expect(timeAtStart(`${time} 30 镇政府`)).toEqual({ time, rest: '30 镇政府' })
      }),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        expect(timeAtStart(text)?.time ?? '00:00').toMatch(/^([01]\d|2[0-3]):[0-5]\d$/)
      }),
    )
  })
})

test('staff write days as they speak', () => {
  expect(parseHearingCall('12月10号 下午2点半 30人 镇政府二楼', MONDAY)).toEqual({ date: '2026-12-10', time: '14:30', seats: 30, place: '镇政府二楼' }) // prettier-ignore
  expect(parseHearingCall('2026-12-10 14:00 30 镇政府二楼会议室', MONDAY)).toEqual({ date: '2026-12-10', time: '14:00', seats: 30, place: '镇政府二楼会议室' }) // prettier-ignore
  expect(parseHearingCall('2026-12-10 25:00 30 镇政府', MONDAY)).toBe('时间写法：14:00')
  expect(readMeasure('限期整改 12月10号前 补齐台账', MONDAY)).toEqual({ measure: 'rectify', date: '2026-12-10', text: '补齐台账' }) // prettier-ignore
  expect(parseRegisterCommand('不公开 社会救助 救助对象名册 第15条 2027年1月4日 含病情和账号', MONDAY)).toMatchObject({ does: 'withhold', reviewOn: '2027-01-04', reason: '含病情和账号' }) // prettier-ignore
  expect(readPeriod('2026年10月')?.name).toBe('2026-10')
  expect(readPeriod('2026年第四季度')?.name).toBe('2026-Q4')
  expect(readPeriod('2026－Q4')?.name).toBe('2026-Q4')
  expect(readPeriod('2026年13月')).toBeNull()
})
