/** Texts longer than a chat needs: bounded with both ends kept, since the question and the danger mostly stand at the end. */

/** Characters of one message that are kept: the longest a Telegram message can be, so that one is never cut. */
export const LONGEST_MESSAGE = 4096
/** What is kept of a longer one. */
const KEPT = { start: 2400, passage: 500, end: 1000 } as const
/** Characters of one message that are read for danger, whatever is kept of them. */
const LONGEST_READ = 20_000

export interface Shortened {
  readonly text: string
  /** Characters that were left out, 0 where none. */
  readonly left: number
}

const HIGH = /[\ud800-\udbff]$/
const LOW = /^[\udc00-\udfff]/

/** The first `start` and last `end` characters of a text; no character is cut in two. */
function ends(text: string, start: number, end: number): { head: string; tail: string } {
  return { head: text.slice(0, start).replace(HIGH, ''), tail: text.slice(text.length - end).replace(LOW, '') }
}

/**
 * A message as it is kept; of one that is too long the beginning and the end, and between them the one passage that
 * must not be lost.
 */
export function shorten(text: string, passage = ''): Shortened {
  if (text.length <= LONGEST_MESSAGE) return { text, left: 0 }
  const { head, tail } = ends(text, KEPT.start, KEPT.end)
  const must = passage.slice(0, KEPT.passage).replace(LOW, '').replace(HIGH, '')
  const parts = [head, must, tail].filter((part) => part !== '')
  return { text: parts.join('\n……\n'), left: text.length - parts.join('').length }
}

/** The most that is read of what somebody sent, `most` characters, its end among them. */
export function boundText(text: string, most = LONGEST_READ): string {
  if (text.length <= most) return text
  const { head, tail } = ends(text, Math.ceil(most / 2), Math.floor(most / 2) - 1)
  return `${head}\n${tail}`
}

/** Passages of a long text as a reader of short ones can take them, each reaching a little into the next. */
export function passages(text: string, length: number = KEPT.passage, overlap = 100): string[] {
  const found: string[] = []
  for (let at = 0; at < text.length; at += length - overlap) found.push(text.slice(at, at + length))
  return found
}
