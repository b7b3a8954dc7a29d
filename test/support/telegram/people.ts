/** The people in the chats: what they write, send, tap and quote. */
import { chatOf, entitiesOf, find, keepFile, membershipFrom, messageFrom, pressFrom } from './world.ts'
import type { Manner, StoredFile, Update, World } from './world.ts'

export interface People {
  /** The chat is known to the server from now on, though nothing was said. */
  meets(chat: number): void
  /** Negative chats are groups: say who writes with `from`. */
  says(chat: number, text: string, manner?: Manner): Update
  sendsPhoto(chat: number, bytes: Uint8Array, manner?: Manner): Update
  sendsDocument(chat: number, file: StoredFile, manner?: Manner): Update
  /** A sticker, voice message, video, place or visiting card. */
  sends(chat: number, what: keyof typeof OTHERS, manner?: Manner): Update
  /** Taps the newest button of that label. */
  presses(chat: number, label: string, from?: number): Update
  /** Answers the desk's newest message that holds `quoted`, by quoting it. */
  quotes(chat: number, quoted: string, text: string, from?: number): Update
  edits(chat: number, text: string): Update
  blocks(chat: number): Update
  unblocks(chat: number): Update
  /** Any update, as the server would word it. */
  push(content: Omit<Update, 'update_id'>): Update
  /** The server delivers the last update once more. */
  redelivers(): void
}

const FILE = { file_id: 'X1', file_unique_id: 'uX1', file_size: 9 }

/** What a chat can hold that the desk cannot read, as it is on the wire. */
const OTHERS = {
  sticker: {
    sticker: { ...FILE, type: 'regular', width: 1, height: 1, is_animated: false, is_video: false, emoji: '👍' },
  },
  voice: { voice: { ...FILE, duration: 3, mime_type: 'audio/ogg' } },
  video: { video: { ...FILE, duration: 3, width: 1, height: 1 } },
  location: { location: { longitude: 117.4, latitude: 40.0 } },
  contact: { contact: { phone_number: '000', first_name: 'P' } },
  poll: { poll: { id: '1', question: '?', options: [] } },
} as const

export type Other = keyof typeof OTHERS

type Push = (content: Omit<Update, 'update_id'>) => Update

export function makePeople(world: World, delivery: { readonly push: Push; readonly again: () => void }): People {
  const { push } = delivery
  const write = (chat: number, content: object, manner?: Manner) => push(messageFrom(world, chat, content, manner))
  const saying = (text: string) => ({ text, entities: entitiesOf(text) })
  return {
    meets: (chat) => void chatOf(world, chat),
    says: (chat, text, manner) => write(chat, saying(text), manner),
    sendsPhoto: (chat, bytes, manner) => {
      const id = keepFile(world, { name: '', type: 'image/jpeg', bytes })
      const size = (side: number) => ({ file_id: id, file_unique_id: `u${id}`, width: side, height: side })
      const photo = [
        { ...size(90), file_id: 'small', file_size: 1 },
        { ...size(1280), file_size: bytes.length },
        { ...size(320), file_id: 'middle', file_size: 2 },
      ]
      return write(chat, { photo }, manner)
    },
    sendsDocument: (chat, file, manner) => {
      const id = keepFile(world, file)
      const described = { file_id: id, file_unique_id: `u${id}`, file_size: file.bytes.length }
      return write(chat, { document: { ...described, file_name: file.name, mime_type: file.type } }, manner)
    },
    sends: (chat, what, manner) => write(chat, OTHERS[what], manner),
    presses: (chat, label, from) => push(pressFrom(world, chat, label, from ?? chat)),
    quotes: (chat, quoted, text, from) => {
      const card = find(world, chat, (one) => one.from.is_bot && (one.text ?? one.caption ?? '').includes(quoted))
      if (!card) throw new Error(`the desk wrote nothing with ${quoted} to chat ${chat}`)
      return write(chat, saying(text), { quotes: card.message_id, ...(from === undefined ? {} : { from }) })
    },
    edits: (chat, text) => {
      const { message } = messageFrom(world, chat, saying(text))
      return push({ edited_message: message })
    },
    blocks: (chat) => {
      chatOf(world, chat)
      world.blocked.add(chat)
      return push(membershipFrom(world, chat, true))
    },
    unblocks: (chat) => {
      world.blocked.delete(chat)
      return push(membershipFrom(world, chat, false))
    },
    push,
    redelivers: delivery.again,
  }
}
