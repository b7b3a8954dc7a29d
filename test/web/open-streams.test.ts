import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { makeOpenStreams } from '../../web/open-streams.ts'

/** As much of an answer as is asked of it: it ends, and is closed then. */
const line = () => {
  const it = Object.assign(new EventEmitter(), {
    ended: false,
    end() {
      it.ended = true
      it.emit('close')
    },
  })
  return it as unknown as ServerResponse & { ended: boolean }
}

describe('lines held open', () => {
  test('beyond what one owner may hold are refused, until one of them closes', () => {
    const streams = makeOpenStreams({ perOwner: 2, most: 10, beyond: 'refuse' })
    const [first, second, third] = [line(), line(), line()]
    expect([streams.open('a', first), streams.open('a', second), streams.open('a', third)]).toEqual([true, true, false])
    expect(streams.open('b', line())).toBe(true)
    first.emit('close')
    expect([streams.open('a', third), streams.count()]).toEqual([true, 3])
  })

  test('beyond that end the oldest of the same owner, nobody else’s', () => {
    const streams = makeOpenStreams({ perOwner: 2, most: 10, beyond: 'oldest' })
    const other = line()
    streams.open('b', other)
    const own = Array.from({ length: 5 }, line)
    for (const l of own) expect(streams.open('a', l)).toBe(true)
    expect(own.map((l) => l.ended)).toEqual([true, true, true, false, false])
    expect([other.ended, streams.count()]).toEqual([false, 3])
  })

  test('beyond what there may be in all end the oldest of whoever holds most', () => {
    const streams = makeOpenStreams({ perOwner: 100, most: 6, beyond: 'refuse' })
    const many = Array.from({ length: 5 }, line)
    const few = line()
    for (const l of many) streams.open('many', l)
    streams.open('few', few)
    expect([streams.open('new', line()), streams.open('newer', line())]).toEqual([true, true])
    expect(many.map((l) => l.ended)).toEqual([true, true, false, false, false])
    expect([few.ended, streams.count()]).toEqual([false, 6])
  })

  test('are all ended at the end', () => {
    const streams = makeOpenStreams({ perOwner: 9, most: 9, beyond: 'refuse' })
    const all = [line(), line()]
    streams.open('a', all[0]!)
    streams.open('b', all[1]!)
    streams.endAll()
    expect([all.every((l) => l.ended), streams.count()]).toEqual([true, 0])
  })
})
