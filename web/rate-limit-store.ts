/**
 * Holds the rate limit of the web: counts requests a minute and sender, here and with the other processes on the same database. Whoever keeps well below
 * the limit costs the database nothing: each process lets an eighth of it pass on its own, and asks for an eighth at a
 * time beyond. So N processes together let pass at most (N - 1) / 8 more than the limit, and one alone exactly the limit.
 */

/** Adds to the window of a key for all processes; resolves with what all have taken of it. */
export type ShareWindow = (key: string, since: Date, count: number) => Promise<number>

export interface Counted {
  /** Requests in this window; above `max`: refuse. */
  readonly current: number
  /** Milliseconds until the window is over. */
  readonly ttl: number
}

export interface RateCounter {
  count(key: string, max: number): Promise<Counted>
}

interface Entry {
  used: number
  /** How many of the limit this process may let pass. */
  granted: number
  /** What was let pass before the database was asked has been told to it. */
  told: boolean
  /** Nothing is left of the window, for anybody. */
  spent: boolean
  asking: Promise<void> | null
}

/** Senders remembered in a window; the first ones are forgotten beyond. */
const MOST_SENDERS = 50_000

/** `share` null: this process is the only one. A database that is away is not waited for: it is counted here alone. */
export function makeRateCounter(o: {
  windowMs: number
  now: () => Date
  share: ShareWindow | null
  mostSenders?: number
}): RateCounter {
  const { windowMs, share, mostSenders = MOST_SENDERS } = o
  const entries = new Map<string, Entry>()
  let window = -1

  function entryOf(key: string, max: number): Entry {
    const known = entries.get(key)
    if (known) return known
    const fresh: Entry = {
      used: 0,
      granted: share ? eighth(max) : max,
      told: false,
      spent: share === null,
      asking: null,
    }
    entries.set(key, fresh)
    const [oldest] = entries.keys()
    if (entries.size > mostSenders && oldest !== undefined) entries.delete(oldest)
    return fresh
  }

  async function ask(entry: Entry, key: string, max: number, since: Date): Promise<void> {
    const more = Math.max(1, eighth(max))
    const before = entry.told ? 0 : entry.granted
    try {
      const total = await share!(key, since, before + more)
      entry.told = true
      entry.granted += Math.min(more, Math.max(0, more - (total - max)))
      entry.spent = total >= max
    } catch {
      // not an error of the request: the next window asks again
      entry.granted = max
      entry.spent = true
    }
  }

  return {
    async count(key, max) {
      const at = o.now().getTime()
      const index = Math.floor(at / windowMs)
      if (index !== window) entries.clear()
      window = index
      const since = new Date(index * windowMs)
      const entry = entryOf(key, max)
      const mine = ++entry.used
      while (mine > entry.granted && !entry.spent) {
        entry.asking ??= ask(entry, key, max, since).finally(() => (entry.asking = null))
        await entry.asking
      }
      const ttl = since.getTime() + windowMs - at
      return { current: mine <= entry.granted ? Math.min(mine, max) : max + mine - entry.granted, ttl }
    },
  }
}

const eighth = (max: number): number => Math.floor(max / 8)
