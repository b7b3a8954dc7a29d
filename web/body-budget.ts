/**
 * How much of bodies is held in memory at once. What does not fit waits unread in its socket, and is refused after a
 * while. Who sends slowly holds room for what has come and comes soon, as soon as others need it, and gives way to them
 * where there is none left.
 */
import { userError } from '../core/errors.ts'
import { makePace, type Pace } from './body-pace.ts'

const MB = 1024 * 1024

/** So long a body is let in before it is said to be slow. */
const GRACE_MS = 1000
/** Room is kept for what comes within this at the pace a body has. */
const AHEAD_MS = 10_000
/** Whoever has waited so long is let in for somebody slow. */
const PATIENCE_MS = 3000
/** Who needs no longer than this for the rest does not give way. */
const NEARLY_MS = 20_000
/** No body takes longer: the server ends it then. A photo of 10 MB at 35 KB a second, as on a weak rural line. */
export const BODY_MS = 300_000

/** Calling it gives the room back. */
export interface Room {
  (): void
  /** Tells that so much more has come. */
  readonly came: (bytes: number) => void
  /** Tells that nothing more comes. */
  readonly whole: () => void
}

export interface BodyBudget {
  /**
   * Resolves once a body of so many bytes may be read for this address. Refuses with 503 where no room came in time, or
   * `gone` was aborted before. `giveWay` is called where the room is taken away again: what has come is to be dropped.
   */
  take(address: string, bytes: number, gone: AbortSignal, giveWay?: () => void): Promise<Room>
}

interface Waiting {
  readonly address: string
  readonly bytes: number
  readonly since: number
  admit(): void
}

interface Body {
  readonly address: string
  /** The most it may become. */
  readonly bytes: number
  readonly began: number
  readonly pace: Pace
  /** What is counted of it. */
  held: number
  whole: boolean
  giveWay(): void
}

/**
 * The defaults: six photos at once for the whole desk, two of one address, so that no one address has all the room. What
 * is let in already may grow an eighth beyond. A body sent as JSON is held up to four times over while it is read, so
 * this bounds memory at some 280 MB. `now` is in milliseconds.
 */
export function makeBodyBudget({
  bytes = 64 * MB,
  perAddress = 28 * MB,
  waitMs = 20_000,
  mostWaiting = 500,
  lookMs = 250,
  now = () => performance.now(),
} = {}): BodyBudget {
  const bodies = new Set<Body>()
  const queue: Waiting[] = []
  let used = 0
  const heldOf = new Map<string, number>()
  let looking: NodeJS.Timeout | undefined

  const heldBy = (address: string): number => heldOf.get(address) ?? 0
  function hold(b: Body, held: number): void {
    used += held - b.held
    const ofAddress = heldBy(b.address) + held - b.held
    if (ofAddress > 0) heldOf.set(b.address, ofAddress)
    else heldOf.delete(b.address)
    b.held = held
  }
  function drop(b: Body): void {
    if (bodies.delete(b)) hold(b, 0)
  }

  const isNew = (b: Body): boolean => now() - b.began < GRACE_MS
  const cameOf = (b: Body): number => Math.min(b.pace.came, b.bytes)
  /** Until it is whole at the pace it has. */
  const toGoMs = (b: Body): number => (b.whole ? 0 : ((b.bytes - cameOf(b)) * 1000) / b.pace.perSecond())
  /** Room times time that it would still take. */
  const cost = (b: Body): number => b.held * Math.min(toGoMs(b), BODY_MS)
  const slow = (address?: string): Body[] =>
    [...bodies]
      .filter((b) => (address === undefined || b.address === address) && !isNew(b) && toGoMs(b) > NEARLY_MS)
      .sort((a, b) => cost(b) - cost(a))

  /** What a body holds becomes what it needs soon: less where it is slow, more again, where there is room, when it was. */
  function measure(): void {
    for (const b of bodies) {
      if (isNew(b) || b.whole) continue
      const soon = Math.min(b.bytes, Math.ceil(cameOf(b) + (b.pace.perSecond() * AHEAD_MS) / 1000))
      if (soon < b.held || fits(b.address, soon - b.held)) hold(b, soon)
    }
  }

  const fitsAddress = (address: string, more: number): boolean => heldBy(address) + more <= perAddress
  const fits = (address: string, more: number): boolean => used + more <= bytes && fitsAddress(address, more)

  /** Ends the slow until there is room for who has waited; nobody where all of them would not do. */
  function makeRoom(w: Waiting): void {
    if (now() - w.since < PATIENCE_MS) return
    const within = fitsAddress(w.address, w.bytes) ? undefined : w.address
    const giving = slow(within)
    const free = giving.reduce((sum, b) => sum + b.held, 0)
    if (used - free + w.bytes > bytes) return
    if (within !== undefined && heldBy(within) - free + w.bytes > perAddress) return
    while (!fits(w.address, w.bytes)) end(giving.shift()!)
  }

  function end(b: Body): void {
    drop(b)
    b.giveWay()
  }

  /** Who comes first goes first, but an address that holds less goes before one that holds more. */
  function next(): void {
    let measured = false
    for (;;) {
      const waiting = [...queue].sort((a, b) => heldBy(a.address) - heldBy(b.address))
      const w = waiting.find((x) => fitsAddress(x.address, x.bytes))
      if (w && fits(w.address, w.bytes)) {
        queue.splice(queue.indexOf(w), 1)
        w.admit()
        continue
      }
      if (queue.length === 0) break
      if (!measured) {
        measured = true
        measure()
        continue
      }
      const first = w ?? waiting[0]!
      makeRoom(first)
      if (!fits(first.address, first.bytes)) break
    }
    if (queue.length === 0) {
      clearInterval(looking)
      looking = undefined
    } else looking ??= setInterval(next, lookMs).unref()
  }

  /** More has come than was kept room for: where that is too much, the slowest give way, in the end this one. */
  function grow(b: Body): void {
    hold(b, cameOf(b))
    const over = (): boolean => used > (bytes * 9) / 8 || heldBy(b.address) > (perAddress * 9) / 8
    while (over() && bodies.has(b)) end(slow(used > (bytes * 9) / 8 ? undefined : b.address)[0] ?? b)
  }

  function admitted(w: Waiting, giveWay: () => void): Room {
    const b: Body = { address: w.address, bytes: w.bytes, began: now(), pace: makePace(now), held: 0, whole: false, giveWay } // prettier-ignore
    bodies.add(b)
    hold(b, b.bytes)
    const release = (): void => {
      drop(b)
      next()
    }
    return Object.assign(release, {
      came(more: number) {
        b.pace.add(more)
        if (bodies.has(b) && cameOf(b) > b.held) grow(b)
      },
      whole() {
        b.whole = true
        if (bodies.has(b)) hold(b, cameOf(b))
        next()
      },
    })
  }

  return {
    take: (address, asked, gone, giveWay = () => undefined) =>
      new Promise((done, refused) => {
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
          since: now(),
          admit() {
            clearTimeout(timer)
            done(admitted(w, giveWay))
          },
        }
        queue.push(w)
        gone.addEventListener('abort', giveUp, { once: true })
        next()
        if (queue.length > mostWaiting) giveUp()
      }),
  }
}
