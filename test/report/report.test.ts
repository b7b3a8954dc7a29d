/** The rules of the report and of likeness, without a database. */
import { expect, test } from 'vitest'
import { likelySame } from '../../core/case/likely-same.ts'
import { type CaseFact, figuresOf, rateOf, sayShare } from '../../core/report/figures.ts'
import { hotSpots, placeNamed } from '../../core/report/hot-spots.ts'
import { pieceOf, piecesOf, readReportPeriod, usualPeriods, yearBefore } from '../../core/report/period.ts'

test.each([
  ['西街村口路灯不亮', '西街村'],
  ['反映李庄村水渠堵了', '李庄村'],
  ['路灯坏了，就在幸福小区北门', '幸福小区'],
  ['我们村路灯坏了', null],
  ['全村都停水', null],
  ['农村合作医疗怎么交', null],
  ['水渠堵了', null],
])('%s names %s', (text, place) => {
  expect(placeNamed(text)).toBe(place)
})

test('a hot spot is three alike within a fortnight; none is counted twice', () => {
  const at = (on: string, what: string | null = '路灯', where: string | null = '西街村') => ({ number: on, what, where, on })
  expect(hotSpots([at('2026-11-01'), at('2026-11-09'), at('2026-11-15')])).toEqual([])
  const found = hotSpots([at('2026-11-01'), at('2026-11-09'), at('2026-11-14'), at('2026-11-28'), at('2026-11-10', null), at('2026-11-10', '路灯', '李庄村')])
  expect(found).toEqual([{ what: '路灯', where: '西街村', from: '2026-11-01', to: '2026-11-14', numbers: ['2026-11-01', '2026-11-09', '2026-11-14'] }])
}) // prettier-ignore

test('no rate is made of fewer than the stated number, and silence is not counted', () => {
  const fact = (over: Partial<CaseFact>): CaseFact => ({ id: 1, number: '', kind: 'report', department: '', item: null, report: null, village: null, first: null, channel: '', openedOn: '2026-11-01', received: true, doneOn: null, late: false, answeredInTime: 0, answeredOf: 0, solved: null, score: null, ...over })
  const f = figuresOf([fact({ score: 3, solved: true }), fact({ score: 2, solved: false, late: true, received: false }), fact({ doneOn: '2026-11-02' })])
  expect(f).toMatchObject({ received: 2, done: 1, late: 1, solved: { good: 1, of: 2 }, satisfied: { good: 1, of: 2 } })
  expect([rateOf({ good: 9, of: 9 }, 10), rateOf({ good: 9, of: 10 }, 10), rateOf({ good: 0, of: 0 }, 0)]).toEqual([null, 90, null])
  expect(sayShare({ good: 3, of: 4 }, 10)).toBe('3/4，太少不算率')
}) // prettier-ignore

test('periods: what is none is refused, a leap day has a day the year before, every day has its piece', () => {
  expect(readReportPeriod('2026-13-01', '2026-12-01').ok).toBe(false)
  expect(yearBefore({ from: '2028-02-29', to: '2028-03-31' })).toEqual({ from: '2027-02-28', to: '2027-03-31' })
  const named = new Map(usualPeriods('2026-11-30').map(({ label, from, to }) => [label, [from, to]]))
  expect(named.get('本周')).toEqual(['2026-11-30', '2026-12-06'])
  expect(named.get('上月')).toEqual(['2026-10-01', '2026-10-31'])
  expect(named.get('本季度')).toEqual(['2026-10-01', '2026-12-31'])
  expect(named.get('上季度')).toEqual(['2026-07-01', '2026-09-30'])
  for (const [from, to, count] of [['2026-11-01', '2026-11-30', 30], ['2026-10-01', '2026-12-31', 14], ['2026-01-01', '2026-12-31', 12]] as const) {
    const pieces = piecesOf({ from, to })
    expect([pieces.length, pieceOf(pieces, from), pieceOf(pieces, to)]).toEqual([count, 0, count - 1])
  }
}) // prettier-ignore

test.each([
  ['李庄村路灯坏了', '李庄村东头的路灯三天不亮', true],
  ['李庄村路灯坏了', '西街村路灯坏了', false],
  ['李庄村路灯坏了', '李庄村垃圾没人收', false],
  ['村口那盏路灯一直闪，晃眼', '村口那盏路灯一直闪', true],
  ['你好', '你好', false],
])('%s / %s', (a, b, same) => {
  const matter = (text: string) => ({ item: null, report: null, village: null, text })
  expect(likelySame(matter(a), matter(b), ['路灯', '垃圾'])).toBe(same)
})
