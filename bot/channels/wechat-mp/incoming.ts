/** Turns one push of the Official Account platform into what the desk understands. Pure. */
import { type Body, hasBytes, type Incoming } from '../../../core/channel.ts'
import { menuWords } from '../../../core/chat-menu.ts'
import type { Fields } from '../flat-xml.ts'
import { unreadKind } from '../unread-kind.ts'

export interface WechatMpIncoming {
  readonly message: Incoming
  /** Where the bytes of a photo or a recording lie. */
  readonly mediaId?: string
}

/** Ids of followers carry this mark, so that they and the contacts of a wechaty account can share the name "wechat". */
export const MARK = 'mp:'

/** Undefined: nothing a person said (opening a menu's page, receipts, no longer following). */
export function readPush(fields: Fields, now: Date): WechatMpIncoming | undefined {
  const { FromUserName: openId = '', MsgType: type = '' } = fields
  const id = idOf(fields)
  if (openId === '' || id === undefined) return undefined
  const body = bodyOf(type, fields)
  if (body === undefined) return undefined
  const seconds = Number(fields.CreateTime)
  const sentAt = seconds > 0 ? new Date(seconds * 1000) : now
  const who = MARK + openId
  const message = { id, from: { channel: 'wechat', id: who }, sender: who, group: false, sentAt, body } as const
  return { message, ...(hasBytes(body) && { mediaId: fields.MediaId ?? '' }) }
}

/** A string always: message ids are longer than a number holds exactly. Events have none, and are told apart so. */
function idOf({ MsgId, FromUserName = '', CreateTime = '', Event, EventKey = '' }: Fields): string | undefined {
  // two followers may have messages of one number: only sender and number together are one message
  if (MsgId !== undefined && MsgId !== '') return [MARK + FromUserName, MsgId].join('/')
  return Event === undefined ? undefined : [MARK + FromUserName, CreateTime, Event, EventKey].join('/')
}

/** What the platform writes in place of a kind of message it does not pass on. */
const UNSHOWN = /^【收到不支持的消息类型.*】$/u

/** A tap on the menu; whoever begins to follow is greeted. */
function eventOf({ Event, EventKey = '' }: Fields): Body | undefined {
  if (Event === 'CLICK') {
    const words = menuWords(EventKey)
    return words === undefined ? { kind: 'choice', value: EventKey } : { kind: 'text', text: words }
  }
  return Event === 'subscribe' ? { kind: 'text', text: '/start' } : undefined
}

function bodyOf(type: string, fields: Fields): Body | undefined {
  if (type === 'event') return eventOf(fields)
  if (type === 'voice') return voiceOf(fields)
  if (type === 'location') return placeOf(fields)
  const text = (type === 'text' ? fields.Content : undefined)?.trim()
  if (text !== undefined && UNSHOWN.test(text)) return { kind: 'other', what: 'unknown' }
  if (text !== undefined && text !== '') return { kind: 'text', text }
  if (type === 'text') return undefined
  if (type === 'image') return { kind: 'file', name: '图片.jpg', type: 'image/jpeg', size: 0 }
  return { kind: 'other', what: unreadKind(type) }
}

/** Where the account still has speech recognition, what was said comes along: the platform is giving it up. */
function voiceOf({ MediaId = '', Format = 'amr', Recognition = '' }: Fields): Body {
  const ending = /^[a-z0-9]{1,5}$/iu.test(Format) ? Format.toLowerCase() : 'amr'
  const heard = Recognition.trim()
  if (MediaId === '' && heard === '') return { kind: 'other', what: 'voice' }
  const recording = { name: `语音.${ending}`, type: `audio/${ending}`, size: 0 }
  return { kind: 'voice', ...recording, ...(heard === '' ? {} : { heard }) }
}

/** Location_X is the latitude; the map is Tencent's, so GCJ-02. */
function placeOf({ Location_X = '', Location_Y = '', Label = '' }: Fields): Body {
  if (Location_X.trim() === '' || Location_Y.trim() === '') return { kind: 'other', what: 'location' }
  const [lat, lon] = [Number(Location_X), Number(Location_Y)]
  if (!Number.isFinite(lat) || !Number.isFinite(lon)) return { kind: 'other', what: 'location' }
  const label = Label.trim()
  return { kind: 'place', lat, lon, system: 'gcj02', ...(label === '' ? {} : { label }) }
}
