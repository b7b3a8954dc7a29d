/** Reads which of the offered choices a reply names: by its number, or by its words. */
import type { Choice } from '../channel.ts'
import { cleanText, commandLine, squeezed } from './clean-text.ts'

/**
 * The choice a reply names by its number, or undefined. Exact only: "10" is never "1", "2 楼" is no choice. Full-width
 * digits, brackets and marks behind the number ("２", "(2)", "2。") count, as phone keyboards write them.
 */
export function choiceByNumber(reply: string, choices: readonly Choice[] | undefined): Choice | undefined {
  const digits = /^[\s(]*(\d{1,2})[\s.。、,)]*$/.exec(cleanText(reply).normalize('NFKC'))?.[1]
  return digits === undefined ? undefined : choices?.[Number(digits) - 1]
}

/** The choice whose own words a reply repeats, or undefined. */
export function choiceByLabel(reply: string, choices: readonly Choice[] | undefined): Choice | undefined {
  const typed = wordsOf(reply)
  return choices?.find((c) => wordsOf(c.label) === typed)
}

const wordsOf = (text: string): string => squeezed(commandLine(text)).replace(/[,，]/g, '')
