/** The town's WeChat Official Account (公众号): pushes come in at /wechat/mp, answers go out as customer-service messages. */
import { DeliveryError, type Channel, type Receive } from '../../../core/channel.ts'
import { CHANNEL_TRAITS } from '../../../core/channel-traits.ts'
import type { Log } from '../../../core/log.ts'
import { PlatformRefusal, type TokenShelf } from '../token-client.ts'
import { wechatMpClient } from './api.ts'
import type { Admitted, WebhookAnswer, WebhookCall } from '../webhook-call.ts'
import { makePlatformWatch } from '../platform-watch.ts'
import { isWebhookCall, makeWebhookEndpoint } from './webhook-endpoint.ts'
import { MARK, type WechatMpIncoming } from './incoming.ts'
import { aesKeyOf } from '../sealed-envelope.ts'
import { sendMp } from './send.ts'
import { makeInOrder } from '../in-order.ts'
import { makeOffered } from '../last-offered-choices.ts'

export interface WechatMpOptions {
  readonly appId: string
  readonly secret: string
  readonly token: string
  /** EncodingAESKey: set it whenever the account can; plain pushes prove nothing about their content. */
  readonly aesKey?: string | undefined
  readonly root?: string | undefined
  readonly maxFileBytes: number
  readonly shelf?: TokenShelf | undefined
  readonly timeoutMs?: number
  /** How often the platform is asked whether it takes our token. */
  readonly superviseMs?: number
  readonly now: () => Date
  readonly log: Log
}

export interface WechatMpChannel extends Channel {
  /** Whether the address of a request may be the platform's: asked before its body is read. */
  admits(query: WebhookCall['query']): Admitted
  /** For GET and POST /wechat/mp: the raw query and body in, status and plain text out. Never rejects. */
  handle(knock: WebhookCall): Promise<WebhookAnswer>
}

/** Longest text in UTF-16 units: the platform takes 2,048 bytes, a Chinese character is three. */
export const WECHAT_MP_LIMIT = CHANNEL_TRAITS['wechat:mp'].text
/** Conversations whose last offered choices are remembered. */
const MOST_OFFERED = 10_000

/** Throws one plain sentence when the settings can never work. */
export function wechatMpChannel(options: WechatMpOptions): WechatMpChannel {
  const aesKey = options.aesKey === undefined ? undefined : aesKeyOf(options.aesKey)
  if (options.aesKey !== undefined && aesKey === undefined) throw new Error('WECHAT_MP_AES_KEY 应是 43 个字母和数字。')
  const { log, now } = options
  const { root, appId, secret, timeoutMs = 5000, shelf } = options
  const client = wechatMpClient({ root, appId, secret, timeoutMs, shelf, now })
  const offered = makeOffered(MOST_OFFERED)
  const inOrder = makeInOrder()
  const underWay = new Set<Promise<WebhookAnswer>>()
  let receive: Receive | undefined
  let stopped = false

  const watch = makePlatformWatch({
    name: 'the Official Account platform',
    ask: () => client.get('/cgi-bin/get_api_domain_ip'),
    why: (error) =>
      error instanceof PlatformRefusal ? `公众号平台拒绝了本账号（错误码 ${error.code}）` : '连不上公众号平台',
    everyMs: options.superviseMs ?? 60_000,
    now,
    log,
  })

  async function handOn({ message, mediaId }: WechatMpIncoming): Promise<void> {
    if (!receive) throw new Error('not started')
    if (mediaId !== undefined) return receive(message, () => client.media(mediaId, options.maxFileBytes))
    const taken = message.body.kind === 'text' ? offered.taken(message.from.id, message.body.text) : undefined
    return receive(taken ? { ...message, body: { kind: 'choice', value: taken.value } } : message)
  }

  const hear = (heard: WechatMpIncoming) => inOrder(heard.message.from.id, () => handOn(heard))
  const door = { appId: options.appId, token: options.token, aesKey, hear, now, log }
  const open = makeWebhookEndpoint(door)

  return {
    name: 'wechat',
    async start(given) {
      receive = given
      await watch.begin()
    },
    async stop() {
      stopped = true
      await watch.end()
      await Promise.all(underWay)
    },
    async send(to, message) {
      if (!to.id.startsWith(MARK)) throw new DeliveryError('refused', '这个地址不属于公众号')
      await sendMp(client, to.id.slice(MARK.length), message)
      offered.sent(to.id, message.choices)
    },
    health: () => watch.health(),
    admits: (query) => isWebhookCall(door, query),
    handle(knock) {
      // Not stored, so not acknowledged: the platform comes again, to the process that follows this one.
      if (stopped) return Promise.resolve({ status: 503, body: '' })
      const answer = open(knock).finally(() => underWay.delete(answer))
      underWay.add(answer)
      return answer
    },
  }
}
