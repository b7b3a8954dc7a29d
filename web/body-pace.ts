/** How fast a body comes: over the last seconds only, so that what came in one go long ago says nothing of now. */

/** What is measured over: between one and two of it. Whoever sends nothing for so long stands still. */
const WINDOW_MS = 4000

export interface Pace {
  /** Bytes that have come. */
  readonly came: number
  /** Counts so much more. */
  add(bytes: number): void
  /** Bytes a second, lately. */
  perSecond(): number
}

/** Measures one body from now on; `now` is in milliseconds. */
export function makePace(now: () => number): Pace {
  let came = 0
  let last = now()
  let newer = { at: last, came }
  let older = newer
  return {
    get came() {
      return came
    },
    add(bytes) {
      last = now()
      if (last - newer.at >= WINDOW_MS) [older, newer] = [newer, { at: last, came }]
      came += bytes
    },
    perSecond() {
      const at = now()
      return at - last >= WINDOW_MS ? 0 : ((came - older.came) * 1000) / Math.max(1, at - older.at)
    },
  }
}
