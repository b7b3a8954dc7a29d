/** Fits a text to one phone screen: what does not fit is one tap away. */

export const SCREEN = { lines: 12, characters: 300 } as const

const fits = (text: string): boolean => text.length <= SCREEN.characters && text.split('\n').length <= SCREEN.lines

/** A text with one list in it. Lines of the list go first where it is too long, then its words; head and tail stay. */
export function onOneScreen(head: string, list: readonly string[], tail: string): string {
  const told = (shown: readonly string[], left: number) =>
    [head, ...shown, ...(left > 0 ? [`…还有${left}条，点“一次看全”`] : []), tail].filter(Boolean).join('\n')
  const numbered = list.map((line, i) => (list.length > 1 ? `${i + 1}. ${line}` : line))
  for (let n = numbered.length; n >= 1; n--) {
    const text = told(numbered.slice(0, n), numbered.length - n)
    if (fits(text)) return text
  }
  const bare = told([], list.length)
  if (fits(bare)) return bare
  const room = SCREEN.characters - tail.length - 20
  return `${bare.slice(0, Math.max(40, room)).split('\n').slice(0, 6).join('\n')}…（点“一次看全”）${tail ? `\n${tail}` : ''}`
}
