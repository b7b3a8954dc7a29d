/** One message to one customer of 微信客服, and what WeCom's answer means for delivery. Limits: document/path/96427 */
import { CHANNEL_TRAITS } from '../../../core/channel-traits.ts'
import type { Outgoing } from '../../../core/channel.ts'
import { printNumbered } from '../../../core/messages/print-choices.ts'
import { withoutAnchors } from '../disarm-links.ts'
import type { Client } from '../token-client.ts'
import { uploadMedia } from '../wecom-media.ts'
import { type Meaning, wecomDeliveryError } from '../wecom-errors.ts'
import { readAddress } from './incoming.ts'

const CLOSED = '群众 48 小时内没有来信，或已连发 5 条，微信客服不能再主动发消息'
// prettier-ignore
const MEANINGS: Readonly<Record<number, Meaning>> = {
  95001: { verdict: 'retry', why: CLOSED, untilTheyWrite: true },
  95002: { verdict: 'retry', why: CLOSED, untilTheyWrite: true },
  // a colleague has taken the conversation over, or it is over: open again when they next write
  95018: { verdict: 'retry', why: '这段会话正由人工接待，或者已经结束，系统的话要等群众下次来信才能送到', untilTheyWrite: true },
  40096: { verdict: 'unreachable', why: '微信客服里没有这位群众' },
  40058: { verdict: 'refused', why: '微信客服说消息的内容不对' },
  44004: { verdict: 'refused', why: '消息内容是空的' },
  45002: { verdict: 'refused', why: '消息太长，微信客服不收' },
  45001: { verdict: 'refused', why: '文件太大，微信客服不收' },
}
const HEAD_BYTES = 1024
const LABEL_BYTES = 128

/** Resolves with whether choices were printed as numbers. `code`: lets one message go before anything was written. */
export async function sendKf(
  client: Client,
  to: string,
  message: Outgoing,
  code?: string,
): Promise<{ printed: boolean }> {
  const [open_kfid, touser] = readAddress(to)
  let gone = false
  const say = async (content: object): Promise<void> => {
    const { path, whom } = code
      ? { path: '/cgi-bin/kf/send_msg_on_event', whom: { code } }
      : { path: '/cgi-bin/kf/send_msg', whom: { touser, open_kfid } }
    await client.post(path, { ...whom, ...content })
  }
  const menu = menuOf(message)
  const text = withoutAnchors(printNumbered(message))
  try {
    // a file goes first: without it the text would be sent a second time
    if (message.file) {
      const { type, mediaId } = await uploadMedia(client, message.file)
      await say({ msgtype: type, [type]: { media_id: mediaId } })
      gone = true
    }
    if (menu) await say({ msgtype: 'msgmenu', msgmenu: menu })
    else if (text !== '') await say({ msgtype: 'text', text: { content: text } })
  } catch (cause) {
    throw wecomDeliveryError(cause, { secret: 'WECOM_KF_SECRET', meanings: MEANINGS, gone })
  }
  return { printed: menu === undefined }
}

/** Choices to be tapped, where all of them fit: a menu is one message of the five, as numbers printed under a text are. */
function menuOf({ text, choices = [], link }: Outgoing): object | undefined {
  const head = withoutAnchors(text)
  const { buttons } = CHANNEL_TRAITS['wecom-kf'].card
  if (choices.length === 0 || choices.length + (link ? 1 : 0) > buttons) return undefined
  const labels = [...choices, ...(link ? [link] : [])].map((c) => c.label)
  if (Buffer.byteLength(head) > HEAD_BYTES || labels.some((l) => Buffer.byteLength(l) > LABEL_BYTES)) return undefined
  return {
    head_content: head,
    list: [
      ...choices.map(({ label, value }) => ({ type: 'click', click: { id: value, content: label } })),
      ...(link ? [{ type: 'view', view: { url: link.url, content: link.label } }] : []),
    ],
  }
}
