/** Takes what somebody said out of a letter to staff once they are forgotten: the case keeps it in its file 案卷, a copy in a chat has no duty behind it. */
import { findCaseNumbers } from '../input/typed-case-number.ts'

/** What stands in their place. */
export const FORGOTTEN_WORDS = '（本人要求删除，原话不再显示；案卷依法留存，要看请到工作台）'

export interface Forgotten {
  /** Numbers of their cases. */
  readonly numbers: readonly string[]
  /** What they said, as it is stored. */
  readonly words: readonly string[]
}

/** Shorter lines are anybody's: 好的, 谢谢. */
const LEAST = 6
/** Lists show the beginning of what was said, 20 characters or more. */
const BEGINNING = 12

/** How a letter that holds any of it is found: a number, or how a line of theirs begins. */
export function signsOf({ numbers, words }: Forgotten): string[] {
  const lines = words.flatMap((text) => text.split('\n')).map((line) => line.trim().slice(0, BEGINNING))
  return [...new Set([...numbers, ...lines.filter((line) => line.length >= LEAST)])]
}

/**
 * The letter without it. A card of their case keeps its head alone; of a list the lines that name the case or repeat the
 * words go, with what is set in under them; the rest stays.
 */
export function withoutForgotten(text: string, forgotten: Forgotten): string {
  const signs = signsOf(forgotten)
  const lines = text.split('\n')
  const theirs = (line: string): boolean => signs.some((sign) => line.includes(sign))
  if (!lines.some(theirs)) return text
  const named = findCaseNumbers(text).map((found) => found.number)
  const head = lines[0] ?? ''
  const card = head.startsWith('【') && forgotten.numbers.some((number) => head.includes(number))
  if (card) return `${head}\n${FORGOTTEN_WORDS}`
  if (named.length > 0 && named.every((number) => forgotten.numbers.includes(number)))
    return `${[...new Set(named)].join('、')}\n${FORGOTTEN_WORDS}`
  const kept: string[] = []
  let gone = false
  for (const line of lines) {
    const under: boolean = gone && /^\s/.test(line)
    if (theirs(line)) kept.push(`${findCaseNumbers(line)[0]?.number ?? ''}${FORGOTTEN_WORDS}`)
    else if (!under) kept.push(line)
    gone = theirs(line) || under
  }
  return kept.join('\n')
}
