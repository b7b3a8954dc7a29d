/** One customer-service message (客服消息) out, and what WeChat's error codes mean for delivery. */
import { DeliveryError, type Outgoing, type Verdict } from '../../../core/channel.ts'
import { printNumbered } from '../../../core/messages/print-choices.ts'
import { withoutAnchors } from '../disarm-links.ts'
import { PlatformRefusal, PlatformSilence, type Client } from '../token-client.ts'

interface Meaning {
  readonly verdict: Verdict
  readonly why: string
  /** The resident's next message opens the window again. */
  readonly untilTheyWrite?: true
}

const CLOSED = '居民 48 小时内没有来信，或已连发 5 条，公众号不能再主动发消息'
// prettier-ignore
const MEANINGS: Record<number, Meaning> = {
  40003: { verdict: 'unreachable', why: '这个账号没有关注公众号' },
  43004: { verdict: 'unreachable', why: '居民已取消关注公众号' },
  43019: { verdict: 'unreachable', why: '居民已把公众号拉黑' },
  45015: { verdict: 'retry', why: CLOSED, untilTheyWrite: true },
  45047: { verdict: 'retry', why: CLOSED, untilTheyWrite: true },
  44004: { verdict: 'refused', why: '消息内容是空的' },
  45002: { verdict: 'refused', why: '消息太长，公众号不收' },
  45007: { verdict: 'refused', why: '文件太长，公众号不收' },
  87014: { verdict: 'refused', why: '公众号平台不允许发送这段内容' },
  48001: { verdict: 'refused', why: '公众号没有客服消息权限，需要先认证' },
}
const OTHER: Meaning = { verdict: 'retry', why: '公众号平台暂时不能发送' }

/** The platform carries photos only; every other kind of file is refused before anything is sent. */
const PHOTOS: readonly string[] = ['image/jpeg', 'image/png', 'image/gif']

/** Resolves when the platform has taken it. The photo goes first: without it the text would be sent a second time. */
export async function sendMp(client: Client, openId: string, message: Outgoing): Promise<void> {
  const { file } = message
  if (file && !PHOTOS.includes(file.type)) throw new DeliveryError('refused', '公众号只能发送图片，不能发送这种文件')
  const text = withoutAnchors(printNumbered(message))
  let gone = false
  try {
    if (file) {
      const form = new FormData()
      form.set('media', new File([new Uint8Array(file.bytes)], file.name, { type: file.type }))
      const { media_id } = await client.post('/cgi-bin/media/upload?type=image', form)
      await say(client, openId, { msgtype: 'image', image: { media_id } })
      gone = true
    }
    if (text !== '') await say(client, openId, { msgtype: 'text', text: { content: text } })
  } catch (cause) {
    throw failed(cause, gone)
  }
}

async function say(client: Client, touser: string, message: object): Promise<void> {
  await client.post('/cgi-bin/message/custom/send', { touser, ...message })
}

function failed(cause: unknown, gone: boolean): DeliveryError {
  const meaning = (cause instanceof PlatformRefusal ? MEANINGS[cause.code] : undefined) ?? OTHER
  const left = cause instanceof PlatformSilence && cause.left
  const { untilTheyWrite = false } = meaning
  return new DeliveryError(meaning.verdict, meaning.why, { cause, ambiguous: left || gone, untilTheyWrite })
}
