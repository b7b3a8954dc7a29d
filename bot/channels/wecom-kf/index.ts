/** 微信客服 for residents: a push at /wecom/kf says that there is something, the desk draws it and answers. */
import { z } from 'zod'
import type { Channel, Receive } from '../../../core/channel.ts'
import type { Log } from '../../../core/log.ts'
import { makeOffered } from '../last-offered-choices.ts'
import { makePlatformWatch } from '../platform-watch.ts'
import { makeSealedEndpoint, type SealedEndpoint } from '../sealed-endpoint.ts'
import { aesKeyOf } from '../sealed-envelope.ts'
import { PlatformRefusal } from '../token-client.ts'
import type { WebhookAnswer } from '../webhook-call.ts'
import { wecomClient } from '../wecom-api.ts'
import { whyUnusable } from '../wecom-errors.ts'
import { type CursorShelf, makeDraw } from './draw.ts'
import type { KfIncoming } from './incoming.ts'
import { sendKf } from './send.ts'

export interface KfOptions {
  readonly corpId: string
  readonly secret: string
  readonly token: string
  readonly aesKey: string
  readonly root?: string | undefined
  readonly cursors: CursorShelf
  readonly maxFileBytes: number
  readonly timeoutMs?: number
  /** How often the platform is asked whether it takes our calls. */
  readonly superviseMs?: number
  /** How often it is asked for messages whose push was lost; without a push it is asked seldom. */
  readonly drawMs?: number
  readonly now: () => Date
  readonly log: Log
}

export interface KfChannel extends Channel, SealedEndpoint {}

/** Conversations whose last offered choices are remembered. */
const MOST_OFFERED = 10_000
/** A welcome code is good for twenty seconds: less, so that it is not used in the last of them. */
const WELCOME_MS = 15_000
const accounts = z.looseObject({ account_list: z.array(z.looseObject({ open_kfid: z.string() })).default([]) })

class NoAccount extends Error {}

/** The welcome code of whoever has just opened the chat. */
function makeWelcomes(now: () => Date) {
  const welcomes = new Map<string, { readonly code: string; readonly until: number }>()

  function keep(who: string, code: string): void {
    const at = now().getTime()
    for (const [other, { until }] of welcomes) if (until <= at) welcomes.delete(other)
    welcomes.set(who, { code, until: at + WELCOME_MS })
  }

  /** Good once, and only for what is said at once. */
  function take(who: string): string | undefined {
    const kept = welcomes.get(who)
    welcomes.delete(who)
    return kept && kept.until > now().getTime() ? kept.code : undefined
  }

  return { keep, take }
}

/** Throws one plain sentence when the settings can never work. */
export function kfChannel(options: KfOptions): KfChannel {
  const aesKey = aesKeyOf(options.aesKey)
  if (aesKey === undefined) throw new Error('WECOM_KF_AES_KEY 应是 43 个字母和数字。')
  const { corpId, root, secret, timeoutMs = 5000, log, now } = options
  const client = wecomClient({ root, corpId, secret, timeoutMs, now })
  const offered = makeOffered(MOST_OFFERED)
  const welcomes = makeWelcomes(now)
  const underWay = new Set<Promise<unknown>>()
  let known: readonly string[] = []
  let receive: Receive | undefined
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const watch = makePlatformWatch({
    name: 'WeCom customer service',
    async ask() {
      const { account_list } = accounts.parse(await client.post('/cgi-bin/kf/account/list', { offset: 0, limit: 100 }))
      known = account_list.map((a) => a.open_kfid)
      if (known.length === 0) throw new NoAccount()
    },
    why: (error) =>
      error instanceof NoAccount
        ? '微信客服里还没有由本应用管理的客服账号：请到管理后台“微信客服”添加，并允许本应用通过 API 管理'
        : whyUnusable(error, 'WECOM_KF_SECRET'),
    everyMs: options.superviseMs ?? 60_000,
    now,
    log,
  })

  async function hear({ message, mediaId, welcomeCode }: KfIncoming): Promise<void> {
    if (!receive) throw new Error('not started')
    const who = message.from.id
    if (welcomeCode !== undefined) welcomes.keep(who, welcomeCode)
    if (mediaId !== undefined) return receive(message, () => client.media(mediaId, options.maxFileBytes))
    const taken = message.body.kind === 'text' ? offered.taken(who, message.body.text) : undefined
    return receive(taken ? { ...message, body: { kind: 'choice', value: taken.value } } : message)
  }

  const drawing = makeDraw({ client, cursors: options.cursors, hear, now, log })

  /** What was written while nobody listened, or whose push was lost. */
  async function drawKnown(): Promise<void> {
    const outcomes = await Promise.allSettled(known.map((account) => drawing.draw(account)))
    for (const one of outcomes)
      if (one.status === 'rejected') {
        const error: unknown = one.reason
        log.warn({ code: error instanceof PlatformRefusal ? error.code : undefined }, 'messages could not be drawn')
      }
  }

  function track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => underWay.delete(tracked))
    underWay.add(tracked)
    return tracked
  }

  const door = makeSealedEndpoint({
    ...{ receiver: corpId, token: options.token, aesKey, now, log },
    async hear({ Event, OpenKfId, Token }) {
      if (Event !== 'kf_msg_or_event' || OpenKfId === undefined) return
      await drawing.draw(OpenKfId, Token)
    },
  })

  return {
    name: 'wecom-kf',
    async start(given) {
      receive = given
      await watch.begin()
      void track(drawKnown())
      timer = setInterval(() => void track(drawKnown()), options.drawMs ?? 300_000)
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      await watch.end()
      while (underWay.size > 0) await Promise.all(underWay)
      await drawing.idle()
    },
    async send(to, message) {
      const { printed } = await sendKf(client, to.id, message, message.file ? undefined : welcomes.take(to.id))
      offered.sent(to.id, printed ? message.choices : undefined)
    },
    health: () => watch.health(),
    admits: (query) => door.admits(query),
    handle(call) {
      // not drawn, so not acknowledged: the platform comes again, to the process that follows this one
      if (stopped) return Promise.resolve<WebhookAnswer>({ status: 503, body: '' })
      return track(door.handle(call))
    },
  }
}
