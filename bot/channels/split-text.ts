/** Cuts what is too long for one message: at sentence ends, never inside a character. */
import type { Outgoing } from '../../core/channel.ts'

/** Best place first: a part ends after a paragraph, a line, a sentence, a clause, a space. */
const ENDS = [/\n\n+/gu, /\n/gu, /[。！？!?…]+[”’」』）)]*/gu, /[；;，,、：:]/gu, /\s/gu]

/** A part shorter than this share of the limit is not worth a nicer end: most of a screen would go unused. */
const WORTH = 0.5

/**
 * Cuts a text into parts of at most `limit` UTF-16 units; joined again they are the text, but for blank space
 * at the cuts. Surrogate pairs, emoji sequences and combining marks stay whole.
 */
export function splitText(text: string, limit: number): string[] {
  if (!Number.isInteger(limit) || limit < 2) throw new RangeError('a part holds at least two units')
  const parts: string[] = []
  let rest = text
  while (rest.length > limit) {
    const cut = cutAt(rest, limit)
    parts.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  return [...parts, rest].filter((part) => part !== '' || text === '')
}

/** Where a text longer than `limit` is cut: the last good end in reach, else between two whole characters. */
function cutAt(text: string, limit: number): number {
  const window = text.slice(0, limit)
  for (const end of ENDS) {
    let cut = 0
    for (const match of window.matchAll(end)) cut = match.index + match[0].length
    if (cut >= limit * WORTH) return cut
  }
  return wholeCharacters(text, limit)
}

/** How much of the text fits without cutting what a person sees as one character. */
function wholeCharacters(text: string, limit: number): number {
  // A look at a little more than the limit is enough to know where the last character ends.
  const near = Math.max(0, limit - 64)
  const start = isLowSurrogate(text, near) ? near - 1 : near
  let fits = 0
  for (const { index } of new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text.slice(start, limit + 64)))
    if (start + index <= limit) fits = start + index
  // One "character" longer than a whole part (stacked marks): keep at least surrogate pairs together.
  if (fits > start) return fits
  return isLowSurrogate(text, limit) ? limit - 1 : limit
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}

/**
 * One message per API call of a channel that carries `limit` units: choices and link stand under the last part.
 * `tail`: units the channel prints after the text itself (numbered choices, a written-out link).
 * `caption`: units a file's own text may have; a longer text goes ahead and the file follows with the choices.
 */
export function splitOutgoing(
  message: Outgoing,
  limit: number,
  room: { readonly tail?: number; readonly caption?: number } = {},
): Outgoing[] {
  const { text, secret, ...rest } = message
  const { tail = 0, caption = limit } = room
  const said = (part: string): Outgoing => ({ text: part, ...(secret && { secret }) })
  if (message.file && text.length + tail > caption) return [...splitText(text, limit).map(said), { ...rest, text: '' }]
  const parts = splitText(text, limit)
  const last = parts.pop() ?? ''
  const ends = last.length + tail > limit ? splitText(last, Math.max(2, limit - tail)) : [last]
  const end = ends.pop() ?? ''
  return [...[...parts, ...ends].map(said), { ...rest, ...said(end) }]
}
