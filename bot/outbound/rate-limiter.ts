/** What a platform bears: how far apart two messages are kept, in this process. */
import { leadsToGroup, traitsOf } from '../../core/channel-traits.ts'

/** Above this many conversations remembered, the oldest go: they have had their pause long since. */
const REMEMBERED = 10_000

export interface RateLimiter {
  /** Milliseconds to wait before sending. Takes the turn, unless the wait is longer than `most`. */
  turn(channel: string, lane: string, most: number): number
  /** How many conversations of a channel are worth holding at once. */
  atOnce(channel: string): number
}

/** `ms`: a clock that only moves on, in milliseconds. */
export function makeRateLimiter(ms: () => number): RateLimiter {
  const lastSent = new Map<string, number>()
  const nextSlot = new Map<string, number>()
  return {
    turn(channel, lane, most) {
      const { perSecond, laneMs, groupMs } = traitsOf(lane)
      const now = ms()
      const gap = leadsToGroup(lane) ? groupMs : laneMs
      const slot = nextSlot.get(channel) ?? 0
      const at = Math.max(now, slot, (lastSent.get(lane) ?? -Infinity) + gap)
      if (at - now > most) return at - now
      nextSlot.set(channel, Math.max(now, slot) + 1000 / perSecond)
      if (gap > 0) {
        lastSent.delete(lane)
        lastSent.set(lane, at)
        if (lastSent.size > REMEMBERED)
          for (const oldest of lastSent.keys()) {
            lastSent.delete(oldest)
            break
          }
      }
      return at - now
    },
    atOnce: (channel) => Math.min(300, Math.ceil(traitsOf(channel).perSecond * 3)),
  }
}

/** For measuring: nobody waits. */
export const unlimited: RateLimiter = { turn: () => 0, atOnce: () => 300 }
