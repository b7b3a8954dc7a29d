/** A Telegram update as the desk understands it. */
import type { Body, Incoming } from '../../../core/channel.ts'
import { addressed } from './mention.ts'
import { spoken } from './menu.ts'
import { update, type Message, type Self, type Tap } from './update-schema.ts'
import { sound } from './well-formed.ts'

export interface TelegramIncoming {
  readonly message: Incoming
  /** What Telegram knows the file by; set for a file body. */
  readonly fileId?: string
  /** A tap that waits for its acknowledgement: its button spins until then. */
  readonly tapId?: string
}

type Parsed =
  | { readonly kind: 'heard'; readonly heard: TelegramIncoming }
  /** Nothing for the desk: an edit, a membership, a group talking among itself. */
  | { readonly kind: 'nothing' }
  /** Not an update as this channel knows them. */
  | { readonly kind: 'unreadable' }

type Other = Extract<Body, { kind: 'other' }>['what']

/** First match wins: an animation also carries a document. */
// prettier-ignore
const OTHERS: readonly (readonly [keyof Message, Other])[] = [
  ['animation',  'video'],
  ['sticker',    'sticker'],
  ['video',      'video'],
  ['video_note', 'video'],
  ['contact',    'contact'],
  ['poll',       'unknown'],
  ['dice',       'unknown'],
  ['story',      'unknown'],
  ['game',       'unknown'],
]

/** `now` dates a tap: Telegram does not say when a button was pressed. */
export function parseUpdate(raw: unknown, me: Self, now: Date): Parsed {
  const parsed = update.safeParse(raw)
  if (!parsed.success) return { kind: 'unreadable' }
  const { update_id, message, callback_query } = parsed.data
  const id = `u${update_id}`
  const heard = message ? fromMessage(id, message, me) : callback_query ? fromTap(id, callback_query, now) : undefined
  return heard ? { kind: 'heard', heard } : { kind: 'nothing' }
}

function fromMessage(id: string, message: Message, me: Self): TelegramIncoming | undefined {
  const { chat } = message
  const text = chat.type === 'channel' ? undefined : addressed(message, me)
  const content = text === undefined ? undefined : contentOf(message, spoken(sound(text)))
  if (!content) return undefined
  const quoted = message.reply_to_message?.text ?? message.reply_to_message?.caption
  return {
    message: {
      id,
      from: { channel: 'telegram', id: String(chat.id) },
      sender: String(message.sender_chat?.id ?? message.from?.id ?? chat.id),
      group: chat.type !== 'private',
      sentAt: new Date(message.date * 1000),
      ...(quoted === undefined ? {} : { quoted: sound(quoted) }),
      body: content.body,
    },
    ...(content.fileId === undefined ? {} : { fileId: content.fileId }),
  }
}

/** Undefined for service messages (pinned, joined, …): nobody said anything. */
function contentOf(message: Message, text: string): { readonly body: Body; readonly fileId?: string } | undefined {
  const other = OTHERS.find(([key]) => message[key] !== undefined)
  if (other) return { body: { kind: 'other', what: other[1] } }
  const place = placeOf(message)
  if (place) return { body: place }
  const spoken = message.voice ?? message.audio
  if (spoken) {
    const { fileId, ...rest } = described(spoken, 'audio/ogg')
    return { fileId, body: { kind: 'voice', ...rest } }
  }
  const file = fileOf(message)
  if (file) {
    const { fileId, ...rest } = file
    return { fileId, body: { kind: 'file', ...rest, ...(text === '' ? {} : { caption: text }) } }
  }
  return message.text === undefined ? undefined : { body: { kind: 'text', text } }
}

function fileOf(message: Message) {
  const largest = message.photo?.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
  if (largest) {
    const { file_id, file_unique_id, file_size = 0 } = largest
    return { fileId: file_id, name: `${file_unique_id}.jpg`, type: 'image/jpeg', size: file_size }
  }
  return message.document && described(message.document, 'application/octet-stream')
}

function described(file: NonNullable<Message['document']>, otherwise: string) {
  const { file_id, file_unique_id, file_size = 0, file_name = file_unique_id, mime_type = otherwise } = file
  return { fileId: file_id, name: sound(file_name), type: mime_type, size: file_size }
}

/** A venue carries its location as well; Telegram's are those of the satellites. */
function placeOf({ venue, location }: Message): Extract<Body, { kind: 'place' }> | undefined {
  const point = venue?.location ?? location
  if (!point) return undefined
  const label = [venue?.title, venue?.address].filter(Boolean).join('，')
  const at = { lat: point.latitude, lon: point.longitude, system: 'wgs84' } as const
  return { kind: 'place', ...at, ...(label === '' ? {} : { label: sound(label) }) }
}

function fromTap(id: string, tap: Tap, now: Date): TelegramIncoming | undefined {
  if (tap.data === undefined) return undefined
  const sender = String(tap.from.id)
  const chat = tap.message?.chat
  return {
    tapId: tap.id,
    message: {
      id,
      from: { channel: 'telegram', id: chat ? String(chat.id) : sender },
      sender,
      group: chat !== undefined && chat.type !== 'private',
      sentAt: now,
      body: { kind: 'choice', value: sound(tap.data) },
    },
  }
}
