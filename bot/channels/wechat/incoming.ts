/** Turns one WeChat message, as the gateway tells it, into what the desk understands. Pure. */
import type { Body, Incoming } from '../../../core/channel.ts'
import { typeOfName } from './file-type.ts'
import { cutLeadingMention, cutMention } from './mention.ts'
import { splitQuote } from './quote.ts'

/** Message types by wechaty's numbers (a test compares them): wechaty itself is loaded only once a channel starts. */
// prettier-ignore
export const TYPES = {
  Unknown: 0, Attachment: 1, Audio: 2, Contact: 3, ChatHistory: 4, Emoticon: 5, Image: 6, Text: 7, Location: 8,
  MiniProgram: 9, GroupNote: 10, Transfer: 11, RedEnvelope: 12, Recalled: 13, Url: 14, Video: 15, Post: 16,
} as const
type TypeName = keyof typeof TYPES

/** What the desk makes of each type. `text` may hold a quoted reply that a gateway passes on as raw XML. */
// prettier-ignore
const READ_AS: Record<TypeName, 'text' | 'image' | 'file' | 'voice' | 'location' | 'ignore' | Extract<Body, { kind: 'other' }>['what']> = {
  Text: 'text', Url: 'text', Unknown: 'text',
  Image: 'image', Attachment: 'file',
  Audio: 'voice', Emoticon: 'sticker', Video: 'video', Location: 'location', Contact: 'contact',
  ChatHistory: 'unknown', MiniProgram: 'unknown', GroupNote: 'unknown', Transfer: 'unknown', RedEnvelope: 'unknown',
  // Taking back a message and posting a moment say nothing to the desk.
  Recalled: 'ignore', Post: 'ignore',
}
const NAMES = new Map(Object.entries(TYPES).map(([name, number]) => [number as number, name as TypeName]))

/** A message as the gateway tells it; empty strings stand for "none" on the gRPC wire. */
export interface Told {
  readonly id: string
  readonly type: number
  readonly talkerId: string
  readonly roomId?: string | undefined
  readonly text?: string | undefined
  readonly filename?: string | undefined
  readonly mentionIdList?: readonly string[] | undefined
  /** Seconds or milliseconds, as the gateway likes. */
  readonly timestamp: number
}

/** The account the desk is logged in with. `names`: its own, and the one it carries in the group. */
export interface Self {
  readonly id: string
  readonly names: readonly string[]
}

/** Undefined: not for the desk (its own words, group talk that does not mention it, a message taken back). */
export function readIncoming(told: Told, self: Self, now: Date): Incoming | undefined {
  if (told.talkerId === self.id || told.talkerId === '') return undefined
  const body = readBody(told)
  if (body === undefined) return undefined
  const group = told.roomId !== undefined && told.roomId !== ''
  const message = {
    id: told.id,
    from: { channel: 'wechat', id: group ? told.roomId : told.talkerId },
    sender: told.talkerId,
    group,
    sentAt: sentAt(told.timestamp, now),
  } as const
  if (body.kind !== 'text') return group ? undefined : { ...message, body }
  const quote = splitQuote(body.text)
  const said = quote?.text ?? body.text
  const text = group ? addressed(said, told, self, quote?.who) : said.trim()
  if (text === undefined || (text === '' && !group)) return undefined
  return { ...message, ...(quote && { quoted: quote.quoted }), body: { kind: 'text', text } }
}

/** What is said to the desk in a group, the mention cut off. Quoting the desk's own words is speaking to it too. */
function addressed(said: string, told: Told, self: Self, quotes: string | undefined): string | undefined {
  const mention = cutMention(said, self.names)
  if (mention.named) return mention.text
  if (told.mentionIdList?.includes(self.id)) return cutLeadingMention(said)
  return quotes !== undefined && quotes !== '' && self.names.includes(quotes) ? said.trim() : undefined
}

function readBody(told: Told): Body | undefined {
  const as = READ_AS[NAMES.get(told.type) ?? 'Unknown']
  if (as === 'ignore') return undefined
  if (as === 'image' || as === 'file') return fileBody(told, as)
  if (as === 'voice') return { ...fileBody(told, as), kind: 'voice' }
  if (as === 'location') return placeOf(told.text ?? '') ?? { kind: 'other', what: as }
  if (as !== 'text') return { kind: 'other', what: as }
  const text = told.text ?? ''
  if (told.type === TYPES.Text || splitQuote(text)) return { kind: 'text', text }
  return { kind: 'other', what: 'unknown' }
}

function fileBody(told: Told, as: 'image' | 'file' | 'voice') {
  const fallback = { image: '图片.jpg', file: '文件', voice: '语音.silk' }[as]
  const name = told.filename !== undefined && told.filename !== '' ? told.filename : fallback
  return { kind: 'file', name, type: typeOfName(name), size: 0 } as const
}

/**
 * A place as WeChat's own XML has it: x is the latitude, the map is Tencent's, so GCJ-02. The gateway's call for it gives
 * zeros (wechaty-puppet-service 1.19: it spreads a protobuf message), so it is read from the text.
 */
function placeOf(xml: string): Body | undefined {
  const tag = /<location\b([^<>]{1,2000})>/u.exec(xml)?.[1]
  if (tag === undefined) return undefined
  const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`, 'u').exec(tag)?.[1]?.trim() ?? ''
  const [lat, lon] = [of('x'), of('y')].map((degrees) => (degrees === '' ? NaN : Number(degrees))) as [number, number] // two in, two out
  if (!Number.isFinite(lat) || !Number.isFinite(lon)) return undefined
  const label = [of('poiname'), of('label')].filter((text) => text !== '' && text !== '[位置]').join('，')
  return { kind: 'place', lat, lon, system: 'gcj02', ...(label === '' ? {} : { label }) }
}

function sentAt(timestamp: number, now: Date): Date {
  if (!(timestamp > 0)) return now
  return new Date(timestamp < 1e11 ? timestamp * 1000 : timestamp)
}
