/** Turns what is drawn from 微信客服 into what the desk understands. Pure. Fields: developer.work.weixin.qq.com/document/31078 */
import { z } from 'zod'
import { type Body, hasBytes, type Incoming } from '../../../core/channel.ts'
import { unreadKind } from '../unread-kind.ts'

const media = z.looseObject({ media_id: z.string() })
const drawn = z.looseObject({
  msgid: z.string().min(1),
  open_kfid: z.string().optional(),
  external_userid: z.string().optional(),
  send_time: z.number().optional(),
  /** 3: the customer, 4: the system, 5: a person of the office. */
  origin: z.number().optional(),
  msgtype: z.string(),
  text: z.looseObject({ content: z.string(), menu_id: z.string().optional() }).optional(),
  image: media.optional(),
  file: media.optional(),
  voice: media.optional(),
  /** Of Tencent's map, so GCJ-02. */
  location: z
    .looseObject({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().optional(),
      address: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  event: z
    .looseObject({
      event_type: z.string(),
      open_kfid: z.string().optional(),
      external_userid: z.string().optional(),
      welcome_code: z.string().optional(),
      fail_type: z.number().optional(),
    })
    .optional(),
})
type Drawn = z.infer<typeof drawn>

export interface KfIncoming {
  readonly message: Incoming
  /** Where the bytes of a photo or file lie. */
  readonly mediaId?: string
  /** Of somebody who just came in: one message may be sent by it, within twenty seconds. */
  readonly welcomeCode?: string
}

export interface KfPage {
  /** What people said, oldest first. */
  readonly heard: readonly KfIncoming[]
  /** Kinds of failures the platform tells of only afterwards. */
  readonly failed: readonly number[]
  readonly next: string | undefined
  readonly more: boolean
}

const page = z.looseObject({
  msg_list: z.array(z.unknown()).default([]),
  next_cursor: z.string().optional(),
  has_more: z.number().default(0),
})

/** Where somebody is reached: of one person each account knows another name. */
const addressOf = (account: string, user: string): string => `${account}/${user}`
export const readAddress = (id: string): [account: string, user: string] => [
  id.slice(0, id.indexOf('/')),
  id.slice(id.indexOf('/') + 1),
]

/**
 * Reads one answer of sync_msg; what is not as it should be is left out. `first`: nothing was drawn before, so what
 * somebody of the office has answered since, in these three days, is theirs.
 */
export function readPage(answer: unknown, first: boolean, now: Date): KfPage {
  const { msg_list, next_cursor, has_more } = page.parse(answer)
  const all = msg_list.map((m) => drawn.safeParse(m).data).filter((m) => m !== undefined)
  const answeredUntil = new Map(all.map((m, at) => [m.origin === 5 ? m.external_userid : undefined, at]))
  const heard = all.flatMap((m, at) => {
    if (first && at < (answeredUntil.get(m.external_userid ?? '') ?? -1)) return []
    return readMessage(m, now) ?? []
  })
  const failed = all.flatMap(({ event }) => (event?.event_type === 'msg_send_fail' ? [event.fail_type ?? 0] : []))
  return { heard, failed, next: next_cursor, more: has_more === 1 }
}

function readMessage(m: Drawn, now: Date): KfIncoming | undefined {
  const account = m.open_kfid ?? m.event?.open_kfid
  const user = m.external_userid ?? m.event?.external_userid
  const body = bodyOf(m)
  if (account === undefined || user === undefined || body === undefined) return undefined
  const who = addressOf(account, user)
  const sentAt = m.send_time !== undefined && m.send_time > 0 ? new Date(m.send_time * 1000) : now
  const message: Incoming = {
    ...{ id: `${account}/${m.msgid}`, from: { channel: 'wecom-kf', id: who }, sender: who, group: false, sentAt, body },
  }
  const mediaId = m.image?.media_id ?? m.file?.media_id ?? m.voice?.media_id
  const welcomeCode = m.event?.welcome_code
  return {
    message,
    ...(hasBytes(body) && mediaId !== undefined && { mediaId }),
    ...(welcomeCode && { welcomeCode }),
  }
}

/** Undefined: nothing the customer said: a hand-over, a colleague's own words, a failure. */
function bodyOf({ origin, msgtype, text, image, file, voice, location, event }: Drawn): Body | undefined {
  // whoever comes in is greeted where the platform lets the desk speak first
  if (event)
    return event.event_type === 'enter_session' && event.welcome_code ? { kind: 'text', text: '/start' } : undefined
  if (origin !== 3) return undefined
  if (text) {
    if (text.menu_id) return { kind: 'choice', value: text.menu_id }
    const said = text.content.trim()
    return said === '' ? undefined : { kind: 'text', text: said }
  }
  if (image) return { kind: 'file', name: '图片.jpg', type: 'image/jpeg', size: 0 }
  if (file) return { kind: 'file', name: '文件', type: 'application/octet-stream', size: 0 }
  if (voice) return { kind: 'voice', name: '语音.amr', type: 'audio/amr', size: 0 }
  if (location) return placeOf(location)
  return { kind: 'other', what: unreadKind(msgtype) }
}

function placeOf({ latitude: lat, longitude: lon, name = '', address = '' }: NonNullable<Drawn['location']>): Body {
  const label = [name, address].filter((part) => part.trim() !== '').join('，')
  return { kind: 'place', lat, lon, system: 'gcj02', ...(label === '' ? {} : { label }) }
}
