/** The town's WeCom app (企业微信自建应用) for staff: pushes come in at /wecom/app, messages go out at any time. */
import type { Channel, Receive } from '../../../core/channel.ts'
import type { Log } from '../../../core/log.ts'
import { makeInOrder } from '../in-order.ts'
import { makePlatformWatch } from '../platform-watch.ts'
import { makeSealedEndpoint, type SealedEndpoint } from '../sealed-endpoint.ts'
import { aesKeyOf } from '../sealed-envelope.ts'
import { PlatformRefusal } from '../token-client.ts'
import { wecomClient } from '../wecom-api.ts'
import { whyUnusable } from '../wecom-errors.ts'
import type { WebhookAnswer } from '../webhook-call.ts'
import { readPush, type WecomIncoming } from './incoming.ts'
import { sendWecom } from './send.ts'

export interface WecomOptions {
  readonly corpId: string
  readonly agentId: string
  readonly secret: string
  readonly token: string
  readonly aesKey: string
  readonly root?: string | undefined
  readonly maxFileBytes: number
  readonly timeoutMs?: number
  /** How often the platform is asked whether it takes our calls. */
  readonly superviseMs?: number
  /** Ids of cards, never the same twice. */
  readonly taskId: () => string
  readonly now: () => Date
  readonly log: Log
}

export interface WecomChannel extends Channel, SealedEndpoint {}

/** Throws one plain sentence when the settings can never work. */
export function wecomChannel(options: WecomOptions): WecomChannel {
  const aesKey = aesKeyOf(options.aesKey)
  if (aesKey === undefined) throw new Error('WECOM_AES_KEY 应是 43 个字母和数字。')
  const { agentId, corpId, log, now, taskId } = options
  const { root, secret, timeoutMs = 5000 } = options
  const client = wecomClient({ root, corpId, secret, timeoutMs, now })
  const inOrder = makeInOrder()
  const underWay = new Set<Promise<unknown>>()
  let receive: Receive | undefined
  let stopped = false

  const watch = makePlatformWatch({
    name: 'WeCom',
    ask: () => client.get(`/cgi-bin/agent/get?agentid=${encodeURIComponent(agentId)}`),
    why: (error) => whyUnusable(error, 'WECOM_SECRET'),
    everyMs: options.superviseMs ?? 60_000,
    now,
    log,
  })

  function track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => underWay.delete(tracked))
    underWay.add(tracked)
    return tracked
  }

  async function handOn({ message, mediaId, card }: WecomIncoming): Promise<void> {
    if (!receive) throw new Error('not started')
    if (mediaId !== undefined) return receive(message, () => client.media(mediaId, options.maxFileBytes))
    await receive(message)
    if (card) void track(closeCard(message.sender, card))
  }

  /** The tap is stored: the card says what was tapped and takes no second tap. A card that stays as it was does no harm. */
  async function closeCard(user: string, card: NonNullable<WecomIncoming['card']>): Promise<void> {
    const replace_name = card.label === '' ? '已收到' : `已点“${card.label}”`
    const change = { userids: [user], agentid: Number(agentId), response_code: card.responseCode }
    try {
      await client.post('/cgi-bin/message/update_template_card', { ...change, button: { replace_name } })
    } catch (error) {
      log.info({ code: error instanceof PlatformRefusal ? error.code : undefined }, 'a tapped card stays as it was')
    }
  }

  const door = makeSealedEndpoint({
    ...{ receiver: corpId, token: options.token, aesKey, now, log },
    async hear(fields) {
      const heard = readPush(fields, agentId, now())
      if (heard) await inOrder(heard.message.from.id, () => handOn(heard))
    },
  })

  return {
    name: 'wecom',
    async start(given) {
      receive = given
      await watch.begin()
    },
    async stop() {
      stopped = true
      await watch.end()
      while (underWay.size > 0) await Promise.all(underWay)
    },
    send: (to, message) => sendWecom({ client, agentId, taskId }, to.id, message),
    health: () => watch.health(),
    admits: (query) => door.admits(query),
    handle(call) {
      // not stored, so not acknowledged: the platform comes again, to the process that follows this one
      if (stopped) return Promise.resolve<WebhookAnswer>({ status: 503, body: '' })
      return track(door.handle(call))
    },
  }
}
