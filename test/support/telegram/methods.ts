/** The Bot API methods the desk calls, with the checks the real server makes on them. */
import { chatOf, find, keepFile, say, type Message, type StoredFile, type World } from './world.ts'

/** A refusal as the real server words it. */
export class Refusal extends Error {
  readonly status: number
  readonly description: string
  constructor(status: number, description: string) {
    super(description)
    this.status = status
    this.description = description
  }
}

export type Params = Record<string, unknown>

const bad = (why: string) => new Refusal(400, `Bad Request: ${why}`)

/** Method name in lower case → what it does; the names are case-insensitive on the wire. */
export const METHODS: Readonly<Record<string, (world: World, params: Params) => unknown>> = {
  getme: (world) => world.me,
  sendmessage: (world, params) => {
    const chat = openChat(world, params)
    const text = sound(params.text, 4096, 'message is too long').trim()
    if (text === '') throw bad('message text is empty')
    const shown = params.parse_mode === undefined ? {} : { parse_mode: params.parse_mode }
    return say(world, chat, undefined, { text, ...shown, ...keyboard(params) })
  },
  senddocument: (world, params) => sendFile(world, params, 'document'),
  sendphoto: (world, params) => sendFile(world, params, 'photo'),
  editmessagereplymarkup: (world, params) => {
    const chat = openChat(world, params)
    const message = find(world, chat, (one) => one.message_id === Number(params.message_id))
    if (!message) throw bad('message to edit not found')
    if (params.reply_markup === undefined) delete message.reply_markup
    else Object.assign(message, keyboard(params))
    return message
  },
  answercallbackquery: (_world, params) => {
    if (typeof params.callback_query_id !== 'string') throw bad('query is too old and response timeout expired')
    return true
  },
  getfile: (world, params) => {
    const file = world.files.get(String(params.file_id))
    if (!file) throw bad('wrong file_id or the file is temporarily unavailable')
    if (file.bytes.length > 20 * 1024 * 1024) throw bad('file is too big')
    const known = {
      file_id: params.file_id,
      file_unique_id: `u${String(params.file_id)}`,
      file_size: file.bytes.length,
    }
    return { ...known, file_path: `documents/${String(params.file_id)}` }
  },
  setmycommands: (_world, params) => {
    const commands = structured(params.commands)
    if (!Array.isArray(commands)) throw bad("can't parse commands")
    for (const one of commands as { command?: unknown }[])
      if (!/^[a-z0-9_]{1,32}$/.test(String(one.command))) throw bad('BOT_COMMAND_INVALID')
    return true
  },
  sendchataction: () => true,
}

/** A chat the desk may write to. */
function openChat(world: World, params: Params): number {
  const chat = Number(params.chat_id)
  if (!world.messages.has(chat)) throw bad('chat not found')
  if (world.blocked.has(chat)) throw new Refusal(403, 'Forbidden: bot was blocked by the user')
  return chat
}

/** Text of an allowed length without halves of characters. */
function sound(value: unknown, limit: number, tooLong: string): string {
  const text = typeof value === 'string' ? value : ''
  if (/\p{Surrogate}|\0/u.test(text)) throw bad('strings must be encoded in UTF-8')
  if (text.length > limit) throw bad(tooLong)
  return text
}

/** Nested values come as JSON text inside a form and as themselves inside JSON. */
function structured(value: unknown): unknown {
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value
}

function keyboard(params: Params): Pick<Message, 'reply_markup'> {
  if (params.reply_markup === undefined) return {}
  const markup = structured(params.reply_markup) as NonNullable<Message['reply_markup']>
  for (const button of markup.inline_keyboard.flat()) {
    if (button.text === '') throw bad('inline keyboard button text must be non-empty')
    if (button.url !== undefined) {
      const wrong = `inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`
      if (!/^https?:\/\/[^/]*\.[^/]/.test(button.url)) throw bad(wrong)
      continue
    }
    const bytes = Buffer.byteLength(button.callback_data ?? '')
    if (bytes < 1 || bytes > 64) throw bad('BUTTON_DATA_INVALID')
  }
  return { reply_markup: markup }
}

function sendFile(world: World, params: Params, kind: 'document' | 'photo'): Message {
  const chat = openChat(world, params)
  const caption = sound(params.caption, 1024, 'message caption is too long')
  const file = params[kind] as StoredFile | undefined
  if (!file?.bytes.length) throw bad('file must be non-empty')
  if (kind === 'photo' && !isImage(file.bytes)) throw bad('IMAGE_PROCESS_FAILED')
  const id = keepFile(world, file)
  const described = { file_id: id, file_unique_id: `u${id}`, file_size: file.bytes.length }
  const attached =
    kind === 'photo'
      ? { photo: [{ ...described, width: 1, height: 1 }] }
      : { document: { ...described, file_name: file.name, mime_type: file.type } }
  return say(world, chat, undefined, {
    ...(caption === '' ? {} : { caption }),
    ...attached,
    file,
    ...keyboard(params),
  })
}

/** Begins as a JPEG or PNG does. */
function isImage(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xd8) || (bytes[0] === 0x89 && bytes[1] === 0x50)
}

/** The desk's messages in a chat, as the person there sees them. */
export function screenOf(world: World, chat: number): Message[] {
  return world.messages.has(chat) ? chatOf(world, chat).filter((message) => message.from.is_bot) : []
}
