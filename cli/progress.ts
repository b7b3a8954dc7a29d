/** A line that says how far a long command is: rewritten in place on a terminal, now and then a new one elsewhere. */
const EVERY_MS = 5000

export interface Progress {
  /** From 0 to 1. */
  readonly at: (part: number) => void
  /** Takes the line away; safe to call twice. */
  readonly end: () => void
}

/** Writes to stderr, so that what a command answers can be piped on. */
export function makeProgress(what: string, now: () => number, to: NodeJS.WriteStream = process.stderr): Progress {
  let said = to.isTTY ? 0 : now()
  let shown = false
  return {
    at(part) {
      const every = to.isTTY ? 200 : EVERY_MS
      if (now() - said < every) return
      said = now()
      const line = `${what} ${Math.floor(part * 100)}%`
      to.write(to.isTTY ? `\r${line}` : `${line}\n`)
      shown = true
    },
    end() {
      if (shown && to.isTTY) to.write('\r\x1b[K')
      shown = false
    },
  }
}
