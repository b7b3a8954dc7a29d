/** Lines held open to browsers: how many of one owner, and of all. */
import type { ServerResponse } from 'node:http'

export interface OpenStreams {
  /** Counts the line until it closes. False where its owner holds as many as it may, and `beyond` is to refuse. */
  open(owner: string, stream: ServerResponse): boolean
  count(): number
  endAll(): void
}

/**
 * Beyond `perOwner` a new line is refused, or the owner's oldest is ended. Beyond `most` in all the oldest line of whoever
 * holds most is ended, so that nobody who opens many keeps out somebody who opens one.
 */
export function makeOpenStreams(o: {
  perOwner: number
  most: number
  beyond: 'refuse' | 'oldest'
  end?: (stream: ServerResponse) => void
}): OpenStreams {
  const end = o.end ?? ((stream: ServerResponse) => stream.end())
  const owners = new Map<string, Set<ServerResponse>>()
  let count = 0

  function forget(owner: string, stream: ServerResponse): void {
    const own = owners.get(owner)
    if (!own?.delete(stream)) return
    count -= 1
    if (own.size === 0) owners.delete(owner)
  }

  function endOldest(owner: string): void {
    const [oldest] = owners.get(owner) ?? []
    if (!oldest) return
    forget(owner, oldest)
    end(oldest)
  }

  function busiest(): string {
    let found = ''
    let size = 0
    for (const [owner, own] of owners) if (own.size > size) [found, size] = [owner, own.size]
    return found
  }

  return {
    open(owner, stream) {
      if ((owners.get(owner)?.size ?? 0) >= o.perOwner) {
        if (o.beyond === 'refuse') return false
        endOldest(owner)
      }
      if (count >= o.most) endOldest(busiest())
      const own = owners.get(owner) ?? new Set()
      owners.set(owner, own.add(stream))
      count += 1
      stream.once('close', () => forget(owner, stream))
      return true
    },
    count: () => count,
    endAll() {
      for (const own of owners.values()) for (const stream of own) end(stream)
    },
  }
}
