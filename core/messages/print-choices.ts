/** Prints choices as numbered lines for chats without buttons; core/input/typed-choice.ts reads the number that comes back. */
import type { Outgoing } from '../channel.ts'

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
