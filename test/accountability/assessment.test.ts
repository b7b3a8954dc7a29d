/** The formula of the assessment, without a database. */
import { expect, test } from 'vitest'
import { type Figures, NO_FIGURES, propose, readPeriod, score } from '../../core/assessment/score.ts'
import { wilson } from '../../core/assessment/wilson-interval.ts'
import { assessmentSchema } from '../../core/town.ts'

const formula = assessmentSchema.parse({})
const with_ = (completion: [number, number], more: Partial<Figures['shares']> = {}, breaches = 0): Figures => ({
  shares: { ...NO_FIGURES.shares, completion: { good: completion[0], of: completion[1] }, ...more },
  breaches,
})

test('the interval is Wilson’s', () => {
  // worked by hand: 8 of 10 at z = 1.96
  expect(wilson({ good: 8, of: 10 }).map((n) => n.toFixed(3))).toEqual(['0.490', '0.943'])
  expect(wilson({ good: 0, of: 0 })).toEqual([0, 1])
  expect(wilson({ good: 10, of: 10 })[1]).toBe(1)
})

test('three ratings rank nobody and move no score', () => {
  const bad = { satisfaction: { good: 0, of: 3 } }
  expect(score(with_([3, 3], bad), formula)).toMatchObject({ ranked: false, score: null })
  expect(score(with_([100, 100], bad), formula)).toEqual(score(with_([100, 100]), formula))
})

test('a breach upheld costs what the formula says', () => {
  expect(score(with_([90, 100]), formula).score).toBe(90)
  expect(score(with_([90, 100], {}, 3), formula).score).toBe(84)
  expect(score(with_([1, 100], {}, 90), formula).score).toBe(0)
})

test('nobody is criticised for what chance explains', () => {
  const few = with_([7, 12])
  expect(score(few, formula).score).toBeLessThan(formula.criticiseBelow)
  expect(propose(score(few, formula), few, formula)).toEqual([])
  const many = with_([400, 1000])
  expect(propose(score(many, formula), many, formula).map((p) => p.kind)).toEqual(['criticise', 'correct'])
  const good = with_([998, 1000])
  expect(propose(score(good, formula), good, formula).map((p) => p.kind)).toEqual(['commend'])
  expect(propose(score(with_([998, 1000], {}, 1), formula), with_([998, 1000], {}, 1), formula)).toEqual([])
})

test.each([
  ['2026-11', '2026-11-01', '2026-12-01'],
  ['2026-12', '2026-12-01', '2027-01-01'],
  ['2026-Q4', '2026-10-01', '2027-01-01'],
  ['2026-q1', '2026-01-01', '2026-04-01'],
])('%s is a period', (text, from, to) => {
  expect(readPeriod(text)).toMatchObject({ from, to })
})

test.each(['2026-13', '2026', '', '2026-Q5', '2026-11-01'])('"%s" is none', (text) => {
  expect(readPeriod(text)).toBeNull()
})
