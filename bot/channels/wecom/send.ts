/** One message of the app (应用消息) to one member, and what WeCom's answer means for delivery. */
import { DeliveryError, type Outgoing } from '../../../core/channel.ts'
import { withoutAnchors } from '../disarm-links.ts'
import type { Client } from '../token-client.ts'
import { uploadMedia } from '../wecom-media.ts'
import { type Meaning, wecomDeliveryError } from '../wecom-errors.ts'
import { cardOf } from './card.ts'

const GONE = '这位同事不在企业微信里，或者不在本应用的可见范围里'
// prettier-ignore
const MEANINGS: Readonly<Record<number, Meaning>> = {
  40003: { verdict: 'unreachable', why: GONE },
  60111: { verdict: 'unreachable', why: GONE },
  81013: { verdict: 'unreachable', why: GONE },
  40008: { verdict: 'refused', why: '企业微信不收这种消息' },
  40058: { verdict: 'refused', why: '企业微信说消息的内容不对' },
  44004: { verdict: 'refused', why: '消息内容是空的' },
  45002: { verdict: 'refused', why: '消息太长，企业微信不收' },
  45001: { verdict: 'refused', why: '文件太大，企业微信不收' },
}

export interface WecomSender {
  readonly client: Client
  readonly agentId: string
  readonly taskId: () => string
}

/** Resolves when the platform has taken it. A file goes first: without it the text would be sent a second time. */
export async function sendWecom(o: WecomSender, userId: string, message: Outgoing): Promise<void> {
  // "|" separates several members, "@all" is everybody
  if (userId.includes('|') || userId.startsWith('@')) throw new DeliveryError('refused', '这不是一位成员的地址')
  let gone = false
  try {
    if (message.file) {
      const { type, mediaId } = await uploadMedia(o.client, message.file)
      await say(o, userId, { msgtype: type, [type]: { media_id: mediaId } })
      gone = true
    }
    if (message.choices?.length)
      await say(o, userId, { msgtype: 'template_card', template_card: cardOf(message, o.taskId()) })
    else if (textOf(message) !== '') await say(o, userId, { msgtype: 'text', text: { content: textOf(message) } })
  } catch (cause) {
    throw wecomDeliveryError(cause, { secret: 'WECOM_SECRET', meanings: MEANINGS, gone })
  }
}

const textOf = ({ text, link }: Outgoing): string =>
  withoutAnchors([text, link ? `${link.label}：\n${link.url}` : ''].filter((part) => part !== '').join('\n\n'))

async function say({ client, agentId }: WecomSender, touser: string, message: object): Promise<void> {
  const answer = await client.post('/cgi-bin/message/send', { touser, agentid: Number(agentId), ...message })
  // taken, and not passed on to whom it was for
  if (answer['invaliduser'] || answer['unlicenseduser']) throw new DeliveryError('unreachable', GONE)
}
