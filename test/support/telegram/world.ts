/** What a Bot API server remembers: chats, messages, files and the updates it has yet to deliver. */

export interface Button {
  readonly text: string
  readonly callback_data?: string
  readonly url?: string
}

export interface StoredFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** One message in a chat, as the desk or a person left it. */
export interface Message {
  readonly message_id: number
  readonly date: number
  readonly chat: { readonly id: number; readonly type: string }
  readonly from: { readonly id: number; readonly is_bot: boolean; readonly first_name: string }
  readonly text?: string
  readonly caption?: string
  reply_markup?: { readonly inline_keyboard: readonly (readonly Button[])[] }
  /** Not on the wire: what the desk attached. */
  readonly file?: StoredFile
  readonly [more: string]: unknown
}

export interface Update {
  readonly update_id: number
  readonly [kind: string]: unknown
}

/** What a test says about a person's message beyond its text. */
export interface Manner {
  /** Who writes, when it is not the private chat's own person. */
  readonly from?: number
  /** `message_id` of the message that is quoted. */
  readonly quotes?: number
  readonly caption?: string
}

export interface World {
  readonly me: { readonly id: number; readonly is_bot: true; readonly first_name: string; readonly username: string }
  readonly messages: Map<number, Message[]>
  readonly files: Map<string, StoredFile>
  readonly blocked: Set<number>
  /** Not yet acknowledged, oldest first. */
  updates: Update[]
  nextUpdate: number
  nextMessage: number
  now: () => Date
}

export function makeWorld(username: string, id: number, now: () => Date): World {
  return {
    me: { id, is_bot: true, first_name: 'Desk', username },
    messages: new Map(),
    files: new Map(),
    blocked: new Set(),
    updates: [],
    nextUpdate: 70_001,
    nextMessage: 1,
    now,
  }
}

/** A chat's messages; a chat that was never spoken in is not known, as on the real server. */
export function chatOf(world: World, chat: number): Message[] {
  const found = world.messages.get(chat) ?? []
  world.messages.set(chat, found)
  return found
}

const person = (id: number) => ({ id, is_bot: false, first_name: `P${id}`, language_code: 'zh-hans' })
const place = (id: number) =>
  id < 0 ? { id, type: 'supergroup', title: 'G' } : { id, type: 'private', first_name: 'P' }

/** Stores a message in its chat; `who` undefined means the desk itself. */
export function say(world: World, chat: number, who: number | undefined, content: object): Message {
  const message: Message = {
    message_id: world.nextMessage++,
    date: Math.floor(world.now().getTime() / 1000),
    chat: place(chat),
    from: who === undefined ? world.me : person(who),
    ...content,
  }
  chatOf(world, chat).push(message)
  return message
}

export function keepFile(world: World, file: StoredFile): string {
  const id = `AgAC-${world.files.size + 1}`
  world.files.set(id, file)
  return id
}

/** Mentions and commands are marked by the server, in UTF-16 units. */
export function entitiesOf(text: string): object[] {
  return [...text.matchAll(/(?<=^|\s)(?:@\w+|\/\w+(?:@\w+)?)/gu)].map((match) => ({
    type: match[0].startsWith('/') ? 'bot_command' : 'mention',
    offset: match.index,
    length: match[0].length,
  }))
}

/** A person's message as the update that tells of it; not yet queued. */
export function messageFrom(
  world: World,
  chat: number,
  content: object,
  manner: Manner = {},
): Omit<Update, 'update_id'> {
  const quoted = manner.quotes === undefined ? undefined : find(world, chat, (m) => m.message_id === manner.quotes)
  const message = say(world, chat, manner.from ?? chat, {
    ...content,
    ...(manner.caption === undefined ? {} : { caption: manner.caption, caption_entities: entitiesOf(manner.caption) }),
    ...(quoted ? { reply_to_message: quoted } : {}),
  })
  return { message }
}

export function pressFrom(world: World, chat: number, label: string, from: number): Omit<Update, 'update_id'> {
  const has = (m: Message) => buttonsOf(m).some((button) => button.text === label)
  const message = find(world, chat, has)
  const button = message && buttonsOf(message).find((one) => one.text === label)
  if (button?.callback_data === undefined) throw new Error(`no button ${label} in chat ${chat}`)
  const query = {
    id: String(world.nextUpdate),
    from: person(from),
    chat_instance: '1',
    data: button.callback_data,
    message,
  }
  return { callback_query: query }
}

export function membershipFrom(world: World, chat: number, left: boolean): Omit<Update, 'update_id'> {
  const status = (gone: boolean) => ({ status: gone ? 'kicked' : 'member', user: world.me })
  const date = Math.floor(world.now().getTime() / 1000)
  const change = { old_chat_member: status(!left), new_chat_member: status(left) }
  return { my_chat_member: { chat: place(chat), from: person(chat), date, ...change } }
}

export const buttonsOf = (message: Message): Button[] => message.reply_markup?.inline_keyboard.flat() ?? []

/** The newest message of a chat that passes. */
export function find(world: World, chat: number, passes: (message: Message) => boolean): Message | undefined {
  return chatOf(world, chat).findLast(passes)
}
