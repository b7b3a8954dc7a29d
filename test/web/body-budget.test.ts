import { describe, expect, test } from 'vitest'
import { makeBodyBudget } from '../../web/body-budget.ts'

/** Of a sender who does not go away. */
const here = () => new AbortController().signal
/** What has happened so far, without waiting for what has not. */
const state = async (taking: Promise<unknown>): Promise<'waiting' | 'in' | 'refused'> => {
  const look = Promise.race([
    taking.then(() => 'in' as const),
    new Promise<'waiting'>((r) => setImmediate(r, 'waiting')),
  ])
  return look.catch(() => 'refused' as const)
}

describe('bodies that are held in memory', () => {
  test('wait until there is room, first come first served', async () => {
    const budget = makeBodyBudget({ bytes: 10, perAddress: 10 })
    const done = await budget.take('a', 6, here())
    const second = budget.take('b', 6, here())
    const third = budget.take('c', 4, here())
    expect([await state(second), await state(third)]).toEqual(['waiting', 'waiting'])
    done()
    expect([await state(second), await state(third)]).toEqual(['in', 'in'])
  })

  test('of one address wait for each other, and keep nobody else waiting', async () => {
    const budget = makeBodyBudget({ bytes: 100, perAddress: 10 })
    const done = await budget.take('a', 10, here())
    const own = budget.take('a', 1, here())
    expect(await state(own)).toBe('waiting')
    expect(await state(budget.take('b', 10, here()))).toBe('in')
    done()
    expect(await state(own)).toBe('in')
  })

  test('that are larger than all there is are let in alone', async () => {
    const budget = makeBodyBudget({ bytes: 10, perAddress: 10 })
    const done = await budget.take('a', 50, here())
    const other = budget.take('b', 1, here())
    expect(await state(other)).toBe('waiting')
    done()
    done() // giving back twice frees no more than was taken
    expect(await state(other)).toBe('in')
    expect(await state(budget.take('c', 10, here()))).toBe('waiting')
  })

  test('are refused when no room comes, when too many wait, and forgotten when the sender is gone', async () => {
    const budget = makeBodyBudget({ bytes: 10, perAddress: 10, waitMs: 5, mostWaiting: 2 })
    const done = await budget.take('a', 10, here())
    await expect(budget.take('b', 1, here())).rejects.toMatchObject({ code: 'busy' })
    const gone = new AbortController()
    const left = budget.take('c', 1, gone.signal)
    gone.abort()
    expect(await state(left)).toBe('refused')
    const waiting = [budget.take('d', 1, here()), budget.take('e', 1, here())]
    expect(await state(budget.take('f', 1, here()))).toBe('refused')
    done()
    await Promise.all(waiting)
  })
})

describe('bodies that come slowly', () => {
  /** A clock that stands until it is told; the budget looks at it as often as it can. */
  function rig(o: Partial<Parameters<typeof makeBodyBudget>[0]> = {}) {
    const clock = { now: 0 }
    const budget = makeBodyBudget({ bytes: 100, perAddress: 50, lookMs: 1, now: () => clock.now, ...o })
    const gaveWay: string[] = []
    const take = (address: string, bytes: number, name = address) =>
      budget.take(address, bytes, here(), () => gaveWay.push(name))
    return { clock, take, gaveWay, after: (s: number) => (clock.now += s * 1000) }
  }

  test('hold room for what has come and comes soon, no more, once another needs it', async () => {
    const { take, after, gaveWay } = rig()
    for (const a of ['a', 'b', 'c', 'd']) await take(a, 25)
    const other = take('e', 25)
    expect(await state(other)).toBe('waiting')
    after(2)
    await other
    expect(gaveWay).toEqual([])
  })

  test('keep what they will need where they are not slow', async () => {
    const { take, after } = rig()
    const bodies = await Promise.all(['a', 'b', 'c', 'd'].map((a) => take(a, 25)))
    const other = take('e', 25)
    after(2)
    for (const body of bodies) body.came(10)
    expect(await state(other)).toBe('waiting')
    bodies[0]!()
    await other
  })

  test('of few addresses do not go before an address that holds nothing', async () => {
    const { take, after } = rig()
    const waiting = [1, 2, 3, 4, 5, 6].map((n) => take(n % 2 ? 'a' : 'b', 25, `${n}`))
    for (const taken of waiting.slice(0, 4)) await taken
    const other = take('c', 25)
    expect(await state(other)).toBe('waiting')
    after(2)
    await other
  })

  test('and stand still with much of it here give way to who has waited; who is nearly done or quick does not', async () => {
    const { take, after, gaveWay } = rig({ waitMs: 60_000 })
    const [still, slow, quick, done] = await Promise.all(['still', 'slow', 'quick', 'done'].map((a) => take(a, 25)))
    done!.came(25)
    done!.whole()
    still!.came(24)
    slow!.came(20)
    quick!.came(10)
    after(6)
    slow!.came(1)
    quick!.came(10)
    const other = take('e', 20)
    expect([await state(other), gaveWay]).toEqual(['waiting', []])
    after(3)
    quick!.came(1)
    await other
    expect(gaveWay).toEqual(['still'])
    still!.came(1) // on its way when it was refused: counted no more
    still!()
    expect(await state(take('f', 50))).toBe('waiting')
  })

  test('a phone on a weak line sends its photo while others go in and out', async () => {
    const { take, after, gaveWay } = rig({ bytes: 60 * 1024, perAddress: 28 * 1024 })
    const phone = await take('phone', 3000)
    const drips = await Promise.all(Array.from({ length: 6 }, (_, i) => take(`d${i}`, 9000)))
    for (let s = 0; s < 120; s++) {
      after(1)
      phone.came(25)
      for (const drip of drips) drip.came(1)
      const others = await Promise.all([1, 2, 3, 4].map((n) => take(`${n}`, 13_000)))
      for (const other of others) {
        other.came(13_000)
        other()
      }
    }
    expect(gaveWay).toEqual([])
    phone.whole()
    phone()
  })

  test('never hold much more than there is room, whatever comes at once', async () => {
    const { take, after, gaveWay } = rig({ bytes: 1000, perAddress: 1000 })
    const names = Array.from({ length: 40 }, (_, i) => `${i}`)
    const bodies = []
    for (const name of names) {
      const taking = take(name, 250)
      after(2)
      bodies.push(await taking)
    }
    const held = new Map<string, number>()
    let most = 0
    for (let n = 0; n < 250; n += 10)
      for (const [i, body] of bodies.entries()) {
        if (gaveWay.includes(names[i]!)) continue
        held.set(names[i]!, n + 10)
        body.came(10)
        for (const gone of gaveWay) held.delete(gone)
        most = Math.max(
          most,
          [...held.values()].reduce((a, b) => a + b, 0),
        )
      }
    expect(most).toBeLessThanOrEqual(1125)
    expect(held.size).toBeGreaterThanOrEqual(4)
  })
})
