/** Whether something said is meant for the desk, and what remains when the calling is cut off. */
import type { Entity, Message, Self } from './update-schema.ts'

interface Said {
  readonly text: string
  readonly entities: readonly Entity[]
}

/**
 * The text as meant for the desk, or undefined when a group talks among itself.
 * In a group only a mention, a command addressed to the desk or a reply to it counts.
 */
export function addressed(message: Message, me: Self): string | undefined {
  const said: Said = {
    text: message.text ?? message.caption ?? '',
    entities: message.entities ?? message.caption_entities ?? [],
  }
  const callings = said.entities.filter((entity) => calls(said.text, entity, me))
  const meant = message.chat.type === 'private' || callings.length > 0 || message.reply_to_message?.from?.id === me.id
  if (!meant) return undefined
  // From the end, so that earlier offsets stay right.
  return callings
    .toSorted((a, b) => b.offset - a.offset)
    .reduce((text, entity) => cutOff(text, entity), said.text)
    .trim()
}

/** Usernames are case-insensitive; a person without one is mentioned by id. */
function calls(text: string, entity: Entity, me: Self): boolean {
  const part = text.slice(entity.offset, entity.offset + entity.length).toLowerCase()
  const name = me.username === undefined ? undefined : `@${me.username.toLowerCase()}`
  if (entity.type === 'text_mention') return entity.user?.id === me.id
  if (name === undefined) return false
  return entity.type === 'mention' ? part === name : entity.type === 'bot_command' && part.endsWith(name)
}

/** A mention goes whole; of `/bind@town_bot` the command stays. */
function cutOff(text: string, entity: Entity): string {
  const part = text.slice(entity.offset, entity.offset + entity.length)
  const kept = entity.type === 'bot_command' ? part.slice(0, part.indexOf('@')) : ''
  const [before, after] = [text.slice(0, entity.offset), text.slice(entity.offset + entity.length)]
  return kept === '' && /\s$/.test(before) ? before + after.trimStart() : before + kept + after
}
