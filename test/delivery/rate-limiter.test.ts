/** What a platform bears. */
import { expect, test } from 'vitest'
import { makeRateLimiter } from '../../bot/outbound/rate-limiter.ts'

function waits(turns: readonly (readonly [at: number, channel: string, lane: string])[], most = 5000): number[] {
  let now = 0
  const pace = makeRateLimiter(() => now)
  return turns.map(([at, channel, lane]) => {
    now = at
    return Math.round(pace.turn(channel, lane, most))
  })
}

test('Telegram gets thirty messages a second from all conversations together', () => {
  const all = waits(Array.from({ length: 61 }, (_, i) => [0, 'telegram', `telegram:${i}`] as const))
  expect(all[0]).toBe(0)
  expect(all[30]).toBe(1000)
  expect(all[60]).toBe(2000)
})

test('a private chat gets one message a second, a group one in three', () => {
  expect(waits([[0, 'telegram', 'telegram:7'], [0, 'telegram', 'telegram:7'], [1500, 'telegram', 'telegram:7']])).toEqual([0, 1000, 500]) // prettier-ignore
  expect(
    waits([
      [0, 'telegram', 'telegram:-7'],
      [0, 'telegram', 'telegram:-7'],
    ]),
  ).toEqual([0, 3000])
})

test('a wait too long to be held is named and takes no turn', () => {
  expect(waits([[0, 'telegram', 'telegram:-7'], [0, 'telegram', 'telegram:-7'], [3000, 'telegram', 'telegram:-7']], 1000)).toEqual([0, 3000, 0]) // prettier-ignore
})

test('the web chat waits for nothing', () => {
  expect(waits(Array.from({ length: 100 }, () => [0, 'web', 'web:a'] as const)).every((w) => w === 0)).toBe(true)
})
