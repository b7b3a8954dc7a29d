/** How much of bodies is held in memory at once. What does not fit waits unread in its socket, and is refused after a while. */
import { userError } from '../core/errors.ts'

const MB = 1024 * 1024

export interface BodyBudget {
  /**
   * Resolves once so many bytes may be read for this address; what is returned gives them back. Refuses with 503 where
   * no room came in time, or `gone` was aborted before.
   */
  take(address: string, bytes: number, gone: AbortSignal): Promise<() => void>
}

interface Waiting {
  readonly address: string
  readonly bytes: number
  admit(): void
}

/**
 * The defaults: six photos at once for the whole desk, two of one address, so that no one address has all the room. A
 * body sent as JSON is held up to four times over while it is read, so this bounds memory at some 250 MB.
 */
export function makeBodyBudget({
  bytes = 64 * MB,
  perAddress = 28 * MB,
  waitMs = 20_000,
  mostWaiting = 500,
} = {}): BodyBudget {
  const held = new Map<string, number>()
  const queue: Waiting[] = []
  let used = 0
  const fitsAddress = (w: Waiting) => (held.get(w.address) ?? 0) + w.bytes <= perAddress

  function release(w: Waiting): void {
    used -= w.bytes
    const left = (held.get(w.address) ?? 0) - w.bytes
    if (left > 0) held.set(w.address, left)
    else held.delete(w.address)
    next()
  }

  /** First come, first served, but nobody waits for an address that has its share. */
  function next(): void {
    for (const w of [...queue]) {
      if (!fitsAddress(w)) continue
      if (used + w.bytes > bytes) return
      queue.splice(queue.indexOf(w), 1)
      used += w.bytes
      held.set(w.address, (held.get(w.address) ?? 0) + w.bytes)
      w.admit()
    }
  }

  return {
    take: (address, asked, gone) =>
      new Promise((admitted, refused) => {
        const giveUp = (): void => {
          const at = queue.indexOf(w)
          if (at < 0) return
          queue.splice(at, 1)
          clearTimeout(timer)
          refused(userError('busy'))
        }
        const timer = setTimeout(giveUp, waitMs)
        const w: Waiting = {
          address,
          // more than there is in all is let in alone
          bytes: Math.min(asked, bytes, perAddress),
          admit() {
            clearTimeout(timer)
            let given = false
            admitted(() => {
              if (!given) release(w)
              given = true
            })
          },
        }
        queue.push(w)
        gone.addEventListener('abort', giveUp, { once: true })
        next()
        if (queue.length > mostWaiting) giveUp()
      }),
  }
}
