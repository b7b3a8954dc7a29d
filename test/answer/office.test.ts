/** Questions about the office itself: opening days by the official calendar, make-up workdays included. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { officeAsked, sayOffice } from '../../core/answer/reply/office-hours-answer.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { readCalendars, readTown } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const town = readTown(DATA)
const calendar = makeCalendar(readCalendars(DATA))
const say = (text: string, today: string) => sayOffice(officeAsked(text)!, town, calendar, today)

describe('a question of the office alone', () => {
  test.each([
    ['你们几点上班', 'hours', null],
    ['几点下班', 'hours', null],
    ['周六上班吗', 'hours', '周六'],
    ['请问大厅中午休息吗', 'hours', null],
    ['国庆放假几天', 'hours', '国庆'],
    ['春节放几天假', 'hours', '春节'],
    ['2月14号上班不', 'hours', '2月14号'],
    ['镇政府在哪', 'place', null],
    ['便民服务中心怎么走', 'place', null],
    ['电话多少', 'phone', null],
    ['你们联系方式是什么', 'phone', null],
  ] as const)('%s', (text, about, day) => {
    expect(officeAsked(text)).toEqual({ about, day })
  })

  test.each([
    '残疾证在哪办',
    '周六能办低保吗',
    '结婚登记周末上班吗',
    '民政的电话多少',
    '在哪办',
    '我妈没人照顾',
    '上个月的钱没发',
    '电话也不接工资也不给',
    '今天交了材料几天能办完',
  ])('%s is about a matter and left alone', (text) => {
    expect(officeAsked(text)).toBeNull()
  })
})

describe('what is said', () => {
  test('a make-up Saturday is open', () => {
    expect(say('2月14号上班吗', '2026-02-10')).toContain('2月14日（周六）是调休的上班日，照常上班。')
  })
  test('an ordinary Saturday is closed and the next open day is named', () => {
    expect(say('周六上班吗', '2026-11-25')).toContain('11月28日（周六）休息，不上班。接下来上班的是11月30日（周一）。')
  })
  test('a holiday is told whole, with the days worked for it', () => {
    expect(say('春节放假吗', '2026-02-01')).toContain(
      '春节：2月15日（周日）至2月23日（周一）休息。2月14日（周六）、2月28日（周六）照常上班。',
    )
  })
  test('a day of a year not yet announced is told as it may change', () => {
    expect(say('春节上班吗', '2026-11-25')).toContain('还没公布')
    expect(say('1月4号上班吗', '2026-12-20')).toContain('2027年的放假安排国家还没公布')
  })
  test('next week is next week', () => {
    expect(say('下周三上班吗', '2026-11-25')).toContain('12月2日（周三）上班。')
    expect(say('下周日上班吗', '2026-11-25')).toContain('12月6日（周日）休息')
  })
  test('a date that does not exist is not answered with a day', () => {
    expect(say('2月31号上班吗', '2026-11-25')).toMatch(/^工作日/)
  })
  test('no telephone is made up', () => {
    expect(town.phone).toBe('')
    expect(say('电话多少', '2026-11-25')).toContain('还没公布')
  })
})
