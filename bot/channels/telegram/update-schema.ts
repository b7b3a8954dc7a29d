/** The parts of an update the desk reads, checked at the door. Everything else Telegram sends is passed over. */
import { z } from 'zod'

const id = z.number().int()
const file = z.object({ file_id: z.string(), file_unique_id: z.string(), file_size: z.number().optional() })
const named = file.extend({ file_name: z.string().optional(), mime_type: z.string().optional() })
/** Degrees, WGS-84. */
const point = z.object({ latitude: z.number(), longitude: z.number() })
const entity = z.object({
  type: z.string(),
  offset: z.number().int(),
  length: z.number().int(),
  user: z.object({ id }).optional(),
})
const chat = z.object({ id, type: z.enum(['private', 'group', 'supergroup', 'channel']) })

const message = z.object({
  date: z.number(),
  chat,
  from: z.object({ id }).optional(),
  /** Set when an anonymous admin or a channel speaks: `from` is then the same for all of them. */
  sender_chat: z.object({ id }).optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: z.array(entity).optional(),
  caption_entities: z.array(entity).optional(),
  reply_to_message: z
    .object({
      from: z.object({ id }).optional(),
      text: z.string().optional(),
      caption: z.string().optional(),
    })
    .optional(),
  photo: z.array(file.extend({ width: z.number(), height: z.number() })).optional(),
  document: named.optional(),
  audio: named.optional(),
  voice: named.optional(),
  sticker: z.unknown().optional(),
  video: z.unknown().optional(),
  video_note: z.unknown().optional(),
  animation: z.unknown().optional(),
  location: point.optional(),
  venue: z.object({ location: point, title: z.string().optional(), address: z.string().optional() }).optional(),
  contact: z.unknown().optional(),
  poll: z.unknown().optional(),
  dice: z.unknown().optional(),
  story: z.unknown().optional(),
  game: z.unknown().optional(),
})

const tap = z.object({
  id: z.string(),
  from: z.object({ id }),
  data: z.string().optional(),
  message: z.object({ chat }).optional(),
})

export const update = z.object({
  update_id: id,
  message: message.optional(),
  callback_query: tap.optional(),
})

export const self = z.object({ id, username: z.string().optional() })

export type Entity = z.infer<typeof entity>
export type Message = z.infer<typeof message>
export type Tap = z.infer<typeof tap>
export type Self = z.infer<typeof self>

/** The kinds asked of Telegram: edits, memberships and channel posts are not for the desk. */
export const KINDS = ['message', 'callback_query'] as const

/** What kind of update this is, for the log; never what it holds. */
export function kindOf(raw: unknown): string {
  const keys = typeof raw === 'object' && raw !== null ? Object.keys(raw) : []
  return keys.find((key) => key !== 'update_id') ?? 'empty'
}
