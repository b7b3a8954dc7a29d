/** Turns one push of the Official Account platform into what the desk understands. Pure. */
import type { Body, Incoming } from '../../../core/channel.ts'
import { menuWords } from '../../../core/chat-menu.ts'
import type { Fields } from '../flat-xml.ts'

export interface WechatMpIncoming {
  readonly message: Incoming
  /** Where the bytes of a photo lie. */
  readonly mediaId?: string
}

/** Ids of followers carry this mark, so that they and the contacts of a wechaty account can share the name "wechat". */
export const MARK = 'mp:'

type Unread = Extract<Body, { kind: 'other' }>['what']
// prettier-ignore
const UNREAD: Record<string, Unread> = {
  voice: 'voice', video: 'video', shortvideo: 'video', location: 'location',
}

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
  return { message, ...(body.kind === 'file' && { mediaId: fields.MediaId ?? '' }) }
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
  // Where the account has speech recognition switched on, what was said comes along.
  const text = (type === 'text' ? fields.Content : type === 'voice' ? fields.Recognition : undefined)?.trim()
  if (text !== undefined && UNSHOWN.test(text)) return { kind: 'other', what: 'unknown' }
  if (text !== undefined && text !== '') return { kind: 'text', text }
  if (type === 'text') return undefined
  if (type === 'image') return { kind: 'file', name: '图片.jpg', type: 'image/jpeg', size: 0 }
  return { kind: 'other', what: UNREAD[type] ?? 'unknown' }
}
