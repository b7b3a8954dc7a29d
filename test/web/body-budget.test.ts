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
