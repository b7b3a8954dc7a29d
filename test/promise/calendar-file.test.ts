import { describe, expect, test } from 'vitest'
import { parseCalendarYear } from '../../core/promise/calendar-file.ts'
import { madeUp2027, yearFile, YEARS } from './years.ts'

const refusal = (raw: unknown): string => {
  const parsed = parseCalendarYear(raw)
  return parsed.ok ? 'accepted' : parsed.because
}
const withDay = (...days: unknown[]) => ({ ...madeUp2027, days: [...madeUp2027.days, ...days] })

describe('a calendar file', () => {
  test.each([2024, 2025, 2026])('of %i is read, confirmed and names its notice', (year) => {
    const parsed = parseCalendarYear(yearFile(year))
    expect(parsed).toMatchObject({ ok: true, year: { year, confirmed: true } })
    expect(parsed.ok && parsed.year.source).toMatch(/^https:\/\/www\.gov\.cn\//)
  })

  test('in the layout of holiday-cn gives the same year', () => {
    const [, , year] = YEARS
    const days = year!.days.map(({ date, name, off }) => ({ date, name, isOffDay: off }))
    expect(parseCalendarYear({ year: 2026, papers: [year!.source], days })).toEqual({ ok: true, year })
  })

  test('of holiday-cn without papers is unconfirmed', () => {
    const parsed = parseCalendarYear({ year: 2027, papers: [], days: [] })
    expect(parsed).toEqual({ ok: true, year: { year: 2027, confirmed: false, source: '', days: [] } })
  })

  test('may hold days of the December before', () => {
    const parsed = parseCalendarYear(withDay({ date: '2026-12-31', name: '元旦', off: true }))
    expect(parsed.ok && parsed.year.days[0]).toEqual({ date: '2026-12-31', name: '元旦', off: true })
  })
})

describe('a calendar file is refused in one sentence that names the date', () => {
  // prettier-ignore
  const BAD: [string, unknown, string][] = [
    ['a date that does not exist',         withDay({ date: '2027-02-30', name: '春节', off: true }),   '2027-02-30 不是一个真实的日期，应写成 2027-01-01 这样。'],
    ['a date written otherwise',           withDay({ date: '2027/6/9', name: '端午节', off: true }),   '2027/6/9 不是一个真实的日期，应写成 2027-01-01 这样。'],
    ['a date of another year',             withDay({ date: '2026-10-01', name: '国庆节', off: true }), '2026-10-01 不在2027年的日历里，请放到它自己那一年的文件。'],
    ['a date of the January after',        withDay({ date: '2028-01-01', name: '元旦', off: true }),   '2028-01-01 不在2027年的日历里，请放到它自己那一年的文件。'],
    ['a date twice',                       withDay({ date: '2027-10-05', name: '国庆节', off: true }), '2027-10-05 重复列了两次。'],
    ['a date off and worked',              withDay({ date: '2027-01-30', name: '春节', off: true }),   '2027-01-30 列了两次，一次放假、一次上班，互相矛盾。'],
    ['a weekday listed as made-up',        withDay({ date: '2027-10-08', name: '国庆节', off: false }), '2027-10-08（国庆节）是周五，本来就上班，不能列为调休上班日。'],
    ['a statutory holiday worked',         { ...madeUp2027, days: [{ date: '2027-10-02', name: '国庆节', off: false }] }, '2027-10-02 是法定节假日（国庆节），不能列为上班。'],
    ['a day without off',                  withDay({ date: '2027-10-06', name: '国庆节' }),            '2027-10-06 这一天写得不完整，每天都要有 date、name 和 off（true 放假，false 上班）。'],
    ['a day without a date',               { ...madeUp2027, days: ['元旦'] },                           '第1条日期写得不完整，每天都要有 date、name 和 off（true 放假，false 上班）。'],
    ['announced but a holiday is missing', { ...madeUp2027, days: madeUp2027.days.slice(1) },          '2027-01-01 是法定节假日（元旦），已公布的日历里却没有列出这一天。'],
    ['announced but empty',                { ...madeUp2027, days: [] },                                '2027-01-01 是法定节假日（元旦），已公布的日历里却没有列出这一天。'],
    ['announced without a notice',         { ...madeUp2027, source: '' },                              '2027年的日历写明已公布，却没有写明依据的通知网址（source）。'],
  ]
  test.each(BAD)('%s', (_, raw, because) => expect(refusal(raw)).toBe(because))

  test.each([[null], ['2027'], [[]], [{}], [{ ...madeUp2027, year: '2027' }], [{ ...madeUp2027, days: {} }]])(
    'something else altogether: %j',
    (raw) => expect(refusal(raw)).toMatch(/^日历文件要有 year/),
  )
})
