import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeRateCounter, type ShareWindow } from '../../web/rate-limit-store.ts'

/** What the database does, in a Map. */
function shared() {
  const windows = new Map<string, { since: number; count: number }>()
  let asked = 0
  const share: ShareWindow = async (key, since, count) => {
    asked++
    await Promise.resolve()
    const known = windows.get(key)
    const total = (known && known.since >= since.getTime() ? known.count : 0) + count
    windows.set(key, { since: since.getTime(), count: total })
    return total
  }
  return { share, asked: () => asked }
}
const clock = (at = 0) => {
  const it = { now: () => new Date(it.at), at }
  return it
}
const passed = async (counter: ReturnType<typeof makeRateCounter>, times: number, max: number, key = 'a') => {
  let through = 0
  for (let i = 0; i < times; i++) if ((await counter.count(key, max)).current <= max) through++
  return through
}

describe('one process', () => {
  test.each([1, 2, 7, 8, 12, 30, 240])('lets pass exactly the limit of %i, shared or not', async (max) => {
    for (const share of [null, shared().share]) {
      const counter = makeRateCounter({ windowMs: 60_000, ...clock(), share })
      expect(await passed(counter, max * 2 + 5, max)).toBe(max)
    }
  })

  test('asks the database for nobody who stays below an eighth, and seldom for those who do not', async () => {
    const { share, asked } = shared()
    const counter = makeRateCounter({ windowMs: 60_000, ...clock(), share })
    for (let who = 0; who < 100; who++) await passed(counter, 30, 240, `address ${who}`)
    expect(asked()).toBe(0)
    await passed(counter, 1000, 240, 'busy')
    expect(asked()).toBeLessThanOrEqual(8)
  })

  test('begins anew with the next minute, and says how long this one lasts', async () => {
    const at = clock(90_000)
    const counter = makeRateCounter({ windowMs: 60_000, ...at, share: shared().share })
    expect(await passed(counter, 50, 10)).toBe(10)
    expect(await counter.count('a', 10)).toEqual({ current: 51 - 10 + 10, ttl: 30_000 })
    at.at = 120_000
    expect(await passed(counter, 50, 10)).toBe(10)
  })

  test('counts alone while the database is away', async () => {
    const share = async (): Promise<number> => Promise.reject(new Error('gone'))
    const counter = makeRateCounter({ windowMs: 60_000, ...clock(), share })
    expect(await passed(counter, 100, 40)).toBe(40)
  })

  test('forgets the first of very many senders, and holds no more', async () => {
    const counter = makeRateCounter({ windowMs: 60_000, ...clock(), share: null, mostSenders: 10 })
    expect(await passed(counter, 5, 5)).toBe(5)
    for (let i = 0; i < 10; i++) await counter.count(`other ${i}`, 5)
    expect(await passed(counter, 1, 5)).toBe(1)
  })

  test('at once or one after the other makes no difference', async () => {
    const counter = makeRateCounter({ windowMs: 60_000, ...clock(), share: shared().share })
    const all = await Promise.all(Array.from({ length: 200 }, () => counter.count('a', 40)))
    expect(all.filter((c) => c.current <= 40)).toHaveLength(40)
  })
})

test('several processes together let pass the limit, and at most an eighth more for each further one', async () => {
  const play = fc.record({
    max: fc.integer({ min: 1, max: 300 }),
    turns: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 0, maxLength: 900 }),
  })
  await fc.assert(
    fc.asyncProperty(play, async ({ max, turns }) => {
      const { share } = shared()
      const processes = Array.from({ length: 4 }, () => makeRateCounter({ windowMs: 60_000, ...clock(), share }))
      const counted = await Promise.all(turns.map((p) => processes[p]!.count('a', max)))
      const through = counted.filter((c) => c.current <= max).length
      expect(through).toBeLessThanOrEqual(max + 3 * Math.floor(max / 8))
      // nobody is refused while there is room: what one process has asked for and not used is an eighth at most
      expect(through).toBeGreaterThanOrEqual(Math.min(turns.length, max - 3 * Math.max(1, Math.floor(max / 8))))
    }),
    { numRuns: 200 },
  )
})
