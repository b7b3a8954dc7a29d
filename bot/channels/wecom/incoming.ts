/** Turns one push of WeCom to its self-built app into what the desk understands. Pure. */
import type { Body, Incoming } from '../../../core/channel.ts'
import { menuWords } from '../../../core/chat-menu.ts'
import type { Fields } from '../flat-xml.ts'
import { unreadKind } from '../unread-kind.ts'

export interface WecomIncoming {
  readonly message: Incoming
  /** Where the bytes of a photo or file lie. */
  readonly mediaId?: string
  /** A tapped card: what changes it once, within 72 hours, and what the tapped button says. */
  readonly card?: { readonly responseCode: string; readonly label: string }
}

/** A button's key carries what it says too, since a tap comes back with the key alone, perhaps to another process. */
export const buttonKey = (value: string, label: string): string => `${value}|${label.replaceAll('|', '｜')}`

function readKey(key: string): { value: string; label: string } {
  const bar = key.lastIndexOf('|')
  return bar < 0 ? { value: key, label: '' } : { value: key.slice(0, bar), label: key.slice(bar + 1) }
}

/** Undefined: nothing a person said to this app (opening it, a place reported by itself, another app's push). */
export function readPush(fields: Fields, agentId: string, now: Date): WecomIncoming | undefined {
  const { FromUserName: user = '', MsgType: type = '', AgentID } = fields
  const id = idOf(fields)
  if (user === '' || id === undefined || (AgentID !== undefined && AgentID !== agentId)) return undefined
  const body = bodyOf(type, fields)
  if (body === undefined) return undefined
  const seconds = Number(fields.CreateTime)
  const sentAt = seconds > 0 ? new Date(seconds * 1000) : now
  const quote = body.kind === 'text' ? splitQuote(body.text) : undefined
  const message: Incoming = {
    ...{ id, from: { channel: 'wecom', id: user }, sender: user, group: false, sentAt },
    ...(quote && { quoted: quote.quoted }),
    body: quote ? { kind: 'text', text: quote.text } : body,
  }
  const { ResponseCode: responseCode } = fields
  return {
    message,
    ...(body.kind === 'file' && { mediaId: fields.MediaId ?? '' }),
    ...(responseCode && { card: { responseCode, label: readKey(fields.EventKey ?? '').label } }),
  }
}

/** A string always: message ids are longer than a number holds exactly. Events have none, and are told apart so. */
function idOf({ MsgId, FromUserName = '', CreateTime = '', Event, EventKey = '', TaskId = '' }: Fields) {
  if (MsgId !== undefined && MsgId !== '') return [FromUserName, MsgId].join('/')
  return Event === undefined ? undefined : [FromUserName, CreateTime, Event, TaskId, EventKey].join('/')
}

/** A tap on a card or on the app's menu; whoever is let into the app is greeted. */
function eventOf({ Event, EventKey = '' }: Fields): Body | undefined {
  if (Event === 'template_card_event') return { kind: 'choice', value: readKey(EventKey).value }
  if (Event === 'click') {
    const words = menuWords(EventKey)
    return words === undefined ? { kind: 'choice', value: EventKey } : { kind: 'text', text: words }
  }
  return Event === 'subscribe' ? { kind: 'text', text: '/start' } : undefined
}

function bodyOf(type: string, fields: Fields): Body | undefined {
  if (type === 'event') return eventOf(fields)
  if (type === 'text') {
    const text = (fields.Content ?? '').trim()
    return text === '' ? undefined : { kind: 'text', text }
  }
  if (type === 'image') return { kind: 'file', name: '图片.jpg', type: 'image/jpeg', size: 0 }
  if (type === 'file')
    return { kind: 'file', name: fields.FileName ?? '文件', type: 'application/octet-stream', size: 0 }
  return { kind: 'other', what: unreadKind(type) }
}

/** How WeCom prints a reply that quotes: developer.work.weixin.qq.com/document/path/91774, 文本. */
// prettier-ignore
const PRINTED = [
  /^(?:这是一条引用\/回复消息：|This is a quote\/reply:)\s*["“]([^\n]*?)[：:]\s*\n?([\s\S]*?)["”]\s*\n-{6}\r?\n([\s\S]*)$/u,
  /^「([^\n]*?)[：:]\s*([\s\S]*)」\r?\n(?:- ){5,}-[ \t]*\r?\n([\s\S]*)$/u,
]

function splitQuote(text: string): { quoted: string; text: string } | undefined {
  for (const printed of PRINTED) {
    const [, , quoted, said] = printed.exec(text) ?? []
    if (quoted !== undefined && said !== undefined) return { quoted: quoted.trim(), text: said.trim() }
  }
  return undefined
}
