/** A choice that was typed instead of tapped. */
import type { Choice } from '../../core/channel.ts'
import { cleanText, commandLine, squeezed } from '../../core/input/clean-text.ts'

/** The choice a typed number means: exact match only, "10" is never "1". */
export function numbered(text: string, choices: readonly Choice[] | undefined): string | null {
  const typed = /^[\s(（]*(\d{1,2})[\s.。、)）]*$/.exec(cleanText(text).normalize('NFKC'))?.[1]
  if (typed === undefined || !choices) return null
  return choices[Number(typed) - 1]?.value ?? null
}

/** The choice whose words were typed instead of tapped. */
export function named(text: string, choices: readonly Choice[] | undefined): string | null {
  const typed = wordsOf(text)
  return choices?.find((c) => wordsOf(c.label) === typed)?.value ?? null
}

const wordsOf = (text: string): string => squeezed(commandLine(text)).replace(/[,，]/g, '')
