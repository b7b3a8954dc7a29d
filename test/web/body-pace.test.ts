import { expect, test } from 'vitest'
import { makePace } from '../../web/body-pace.ts'

test('a pace is of the last seconds: a burst long ago counts no more, and who sends nothing stands still', () => {
  let now = 0
  const pace = makePace(() => now)
  const seconds = (n: number, bytes: number): void => {
    for (let i = 0; i < n; i++) {
      now += 1000
      if (bytes > 0) pace.add(bytes)
    }
  }
  expect(pace.perSecond()).toBe(0)
  seconds(2, 5000)
  expect(pace.perSecond()).toBe(5000)
  seconds(20, 10)
  expect(pace.perSecond()).toBeLessThan(20)
  seconds(20, 700)
  expect(pace.perSecond()).toBeGreaterThan(600)
  seconds(5, 0)
  expect(pace.perSecond()).toBe(0)
  expect(pace.came).toBe(2 * 5000 + 20 * 10 + 20 * 700)
})
