/** Telegram as a channel. telegraf carries the calls; receiving, order, deadlines and verdicts are our own. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Channel, Receive } from '../../../core/channel.ts'
import type { Log } from '../../../core/log.ts'
import { constantTimeEqual } from '../../../core/privacy/constant-time-equal.ts'
import { isLoggedOnce } from '../../../db/errors.ts'
import { type TelegramApi, telegramApi } from './api.ts'
import { MENU } from './menu.ts'
import { KINDS, self, type Self } from './update-schema.ts'
import { makeOrder } from './ordered-work.ts'
import { makePolling } from './polling.ts'
import { keepReceiving, whyOf, type Delay } from './stay-connected.ts'
import { makeSend } from './send.ts'
import { makeTelegramHealth } from './health.ts'
import { makeUpdateIntake } from './update-intake.ts'
import { makeWatch, WEBHOOK_PATH, webhookUrl } from './webhook.ts'

/**
 * Telegram opens at most a hundred connections: what waits beyond has been given up and will come again. Without an end
 * to it a slow disk would work through what nobody waits for any more and never catch up.
 */
const AT_ONCE = 100

/** Longest wait for each kind of call, in milliseconds. */
const DEADLINES = {
  connect: 10_000,
  send: 15_000,
  upload: 60_000,
  /** On top of what the poll itself waits. */
  poll: 10_000,
  tap: 5_000,
  download: 60_000,
  farewell: 2_000,
}

export interface TelegramOptions {
  readonly token: string
  /** Default: Telegram's own. File downloads go there too. */
  readonly apiRoot?: string
  /** Unset: long poll. A `url` without a path gets `/telegram/webhook`. */
  readonly webhook?: { readonly url: string; readonly secret: string }
  readonly maxFileBytes: number
  readonly log: Log
  readonly now: () => Date
  readonly delay?: Delay
  readonly deadlines?: Partial<typeof DEADLINES>
  /** How long Telegram holds a poll open when there is nothing to say. */
  readonly pollSeconds?: number
}

export interface TelegramChannel extends Channel {
  readonly webhookPath: typeof WEBHOOK_PATH
  /** Whether the header of a request is Telegram's: asked before its body is read. */
  admits(secret: string | undefined): boolean
  /**
   * What web/ answers Telegram with: 200 only once the update is stored, 503 when Telegram must deliver it again.
   * `secret` is the header `x-telegram-bot-api-secret-token`, `body` the parsed JSON.
   */
  handleWebhook(secret: string | undefined, body: unknown): Promise<{ status: 200 | 400 | 401 | 503 }>
}

/** One run from start to stop. */
interface Session {
  readonly receive: Receive
  readonly end: AbortController
  running: Promise<void>
}

export function telegramChannel(options: TelegramOptions): TelegramChannel {
  const { token, webhook, maxFileBytes, log, now } = options
  const { delay = untilAborted, apiRoot = 'https://api.telegram.org', pollSeconds = 25 } = options
  const deadlines = { ...DEADLINES, ...options.deadlines }
  const hook = webhook && { url: webhookUrl(webhook.url), secret: webhook.secret }
  const api = telegramApi(token, apiRoot)
  const standing = makeTelegramHealth(now)
  const order = makeOrder()
  const updates = makeUpdateIntake({
    api,
    maxFileBytes,
    downloadMs: deadlines.download,
    tapMs: deadlines.tap,
    delay,
    now,
    log,
  })
  let storing = 0
  let session: Session | undefined
  let me: Self | undefined

  async function connect(signal: AbortSignal): Promise<void> {
    me = await introduce(api, hook, { deadlineMs: deadlines.connect, signal }, log)
  }

  async function run({ receive, end: { signal } }: Session, settled: () => void): Promise<void> {
    const common = { connect: () => connect(signal), standing, delay, signal, log, settled }
    if (hook) {
      const turn = makeWatch({ api, url: hook.url, deadlineMs: deadlines.connect, delay, signal })
      return keepReceiving({ ...common, turn })
    }
    const polling = makePolling({
      api,
      seconds: pollSeconds,
      deadlineMs: deadlines.poll,
      farewellMs: deadlines.farewell,
      signal,
      handOn: (raw) => updates.handOn(raw, me, receive, signal),
    })
    await keepReceiving({ ...common, turn: polling.turn })
    await polling.farewell()
  }

  return {
    name: 'telegram',
    webhookPath: WEBHOOK_PATH,
    start: async (receive) => {
      if (session) throw new Error('the Telegram channel is already started')
      const begun: Session = { receive, end: new AbortController(), running: Promise.resolve() }
      session = begun
      standing.begin()
      await new Promise<void>((settled) => {
        begun.running = run(begun, settled).finally(settled)
      })
    },
    stop: async () => {
      const ending = session
      if (!ending) return
      session = undefined
      ending.end.abort()
      await ending.running
      await order.idle()
      await updates.idle()
      api.close()
      standing.begin()
    },
    send: makeSend({ api, standing, deadlines }),
    health: () => standing.health(),
    admits: (secret) => hook !== undefined && constantTimeEqual(secret, hook.secret),
    handleWebhook: async (secret, body) => {
      if (!hook || !constantTimeEqual(secret, hook.secret)) return { status: 401 }
      if (!isUpdate(body)) return { status: 400 }
      // Without our own name a group's mention cannot be told: Telegram keeps the update until we know it.
      if (!session || !me) return { status: 503 }
      if (storing >= AT_ONCE) return { status: 503 }
      const { receive } = session
      const heard = updates.read(body, me)
      if (!heard) return { status: 200 }
      updates.acknowledge(heard)
      storing += 1
      try {
        await order.run(heard.message.from.id, () => updates.hand(heard, receive))
        return { status: 200 }
      } catch (error) {
        log[isLoggedOnce(error) ? 'debug' : 'error'](
          { channel: 'telegram', error: whyOf(error) },
          'not stored, Telegram delivers it again',
        )
        return { status: 503 }
      } finally {
        storing -= 1
      }
    },
  }
}

/** Asks Telegram who we are, tells it where updates go, and sets the menu. */
async function introduce(
  api: TelegramApi,
  hook: { readonly url: string; readonly secret: string } | undefined,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
  log: Log,
): Promise<Self> {
  const me = self.parse(await api.call('getMe', {}, limits))
  if (hook) {
    const { url, secret } = hook
    await api.call('setWebhook', { url, secret_token: secret, allowed_updates: KINDS }, limits)
  } else await api.call('deleteWebhook', { drop_pending_updates: false }, limits)
  // A menu is a convenience: without it the desk understands the same words.
  const commands = MENU.map(({ command, description }) => ({ command, description }))
  await api.call('setMyCommands', { commands }, limits).catch((error: unknown) => {
    log.debug({ channel: 'telegram', why: whyOf(error) }, 'menu not set')
  })
  return me
}

function isUpdate(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'update_id' in body && Number.isSafeInteger(body.update_id)
}

async function untilAborted(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined)
}
