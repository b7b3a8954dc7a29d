/** Choices for chats without buttons: printed as numbers, and a bare number read back as the choice. */
import type { Choice, Outgoing } from '../channel.ts'

/** What a chat without buttons shows: the text, `1. …` lines in the order given, the link on a line of its own. */
export function printNumbered(message: Pick<Outgoing, 'text' | 'choices' | 'link'>): string {
  const choices = (message.choices ?? []).map((choice, index) => `${index + 1}. ${choice.label}`).join('\n')
  const link = message.link ? `${message.link.label}：\n${message.link.url}` : ''
  return [message.text, choices, link].filter((part) => part !== '').join('\n\n')
}

/** Units printed after the text itself: what a channel tells `splitOutgoing` as `tail`. */
export function printedTail(message: Pick<Outgoing, 'choices' | 'link'>): number {
  const tail = printNumbered({ ...message, text: '' })
  return tail === '' ? 0 : tail.length + 2
}

/**
 * The choice a reply names by its number, or undefined. Exact only: "10" is never "1", "2 楼" is no choice.
 * Full-width digits and a closing mark ("２", "2。", "2、") count, as phone keyboards write them.
 */
export function choiceByNumber(reply: string, choices: readonly Choice[]): Choice | undefined {
  const digits = /^([1-9]\d?)[.、。,，)）]?$/u.exec(reply.normalize('NFKC').trim())?.[1]
  return digits === undefined ? undefined : choices[Number(digits) - 1]
}
