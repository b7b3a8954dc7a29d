/** Pauses platforms asked for: what this process was told itself, and what the database says any was told. */

/** A pause just heard is in the database by then. */
const WRITTEN_BY_MS = 5_000

export interface RetryAfter {
  /** Asked for just now, and not written down yet. */
  hear(channel: string, until: Date): void
  /** What the database said, which may have been asked before a pause just heard was written. */
  read(all: ReadonlyMap<string, Date>): void
  /** Until when nothing goes on a channel, if after `now`. */
  until(channel: string, now: Date): Date | null
}

/** `ms`: a clock that only moves on, in milliseconds. */
export function makeRetryAfter(ms: () => number): RetryAfter {
  const heard = new Map<string, { readonly until: Date; readonly at: number }>()
  let written: ReadonlyMap<string, Date> = new Map()
  return {
    hear: (channel, until) => void heard.set(channel, { until, at: ms() }),
    read: (all) => void (written = all),
    until(channel, now) {
      const own = heard.get(channel)
      const mine = own && ms() - own.at < WRITTEN_BY_MS ? own.until : null
      const all = written.get(channel) ?? null
      const last = mine && (!all || mine > all) ? mine : all
      return last && last > now ? last : null
    },
  }
}
