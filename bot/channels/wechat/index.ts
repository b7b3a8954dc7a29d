/** WeChat through wechaty: a personal or WeCom account behind a gateway that speaks wechaty's gRPC. */
import { DeliveryError, type Channel } from '../../../core/channel.ts'
import type { Log } from '../../../core/log.ts'
import { nameOf } from './gateway-error.ts'
import { keepConnected, type ConnectionKeeper } from './keep-connected.ts'
import { makeListener, type Listener } from './listen.ts'
import { makeOffered } from '../last-offered-choices.ts'
import { addressOf, gatewayFault, makePuppet, type Gateway } from './puppets.ts'
import type { Puppet } from './wechaty.ts'
import { sendTo } from './send.ts'

export interface WechatOptions extends Gateway {
  readonly maxFileBytes: number
  /** Whether a request to become a friend is accepted by itself; the desk greets when the person writes. */
  readonly acceptFriends?: boolean
  readonly now: () => Date
  readonly log: Log
  /** A puppet inside this process instead of the named one; called again for every new connection. */
  readonly makePuppet?: () => Puppet
  readonly times?: Partial<Times>
}

/** All in milliseconds. */
export interface Times {
  /** A look at the connection every so often, and the pause before a lost one is made again. */
  readonly supervise: number
  readonly connect: number
  /** How long a gateway may keep silent before it is asked for a sign of life. */
  readonly quiet: number
  /** How long it may take to give that sign. */
  readonly silence: number
  /** How long neither an account nor a code to scan may be there. */
  readonly login: number
  /** Longest wait for a message to be taken. */
  readonly send: number
  /** Longest wait for the bytes of a file. */
  readonly file: number
  /** First pause after the desk could not store a message. */
  readonly retry: number
}

// prettier-ignore
const WECHAT_TIMES: Times = {
  supervise: 1000, connect: 15_000, quiet: 15_000, silence: 10_000, login: 30_000, send: 15_000, file: 60_000, retry: 250,
}

/** Longest text of one message, in UTF-16 units: below what every client shows whole. */
export const WECHAT_LIMIT = 2000

/** Longest wait for one answer while a message is read: the messages behind it wait as long. */
const LONGEST_READ_MS = 5000

/** Conversations whose last offered choices are remembered. */
const MOST_OFFERED = 10_000

/** Throws one plain sentence when the settings can never work; a gateway that is down is a matter of `health`. */
export function wechatChannel(options: WechatOptions): Channel {
  const fault = options.makePuppet ? undefined : gatewayFault(options)
  if (fault !== undefined) throw new Error(fault)
  const { log, now } = options
  const times = { ...WECHAT_TIMES, ...options.times }
  const offered = makeOffered(MOST_OFFERED)
  let keeper: ConnectionKeeper | undefined
  let listener: Listener | undefined
  let stopping: Promise<void> | undefined

  async function befriend(id: string, puppet: Puppet): Promise<void> {
    try {
      const request = await puppet.friendshipPayload(id)
      if (request.type === ASKS_TO_BE_FRIEND) await puppet.friendshipAccept(id)
    } catch (error) {
      log.warn({ error: nameOf(error) }, 'a WeChat friend request was not accepted')
    }
  }

  async function halt(): Promise<void> {
    // The files of waiting messages are still fetched through the connection: it goes last.
    await listener?.drain()
    await keeper?.stop()
    keeper = undefined
  }

  return {
    name: 'wechat',
    async start(receive) {
      const heard = makeListener({
        receive,
        puppet: () => keeper?.puppet(),
        offered,
        maxFileBytes: options.maxFileBytes,
        retryMs: times.retry,
        callMs: Math.min(times.send, LONGEST_READ_MS),
        fileMs: times.file,
        now,
        log,
      })
      listener = heard
      keeper = keepConnected({
        make: async () => options.makePuppet?.() ?? makePuppet(options),
        address: options.makePuppet ? undefined : addressOf(options.endpoint),
        ears: {
          message: (id) => {
            if (stopping === undefined) heard.hear(id)
          },
          friendship: (id, puppet) => {
            if (options.acceptFriends ?? true) void befriend(id, puppet)
          },
        },
        superviseMs: times.supervise,
        connectMs: times.connect,
        quietMs: times.quiet,
        silenceMs: times.silence,
        loginMs: times.login,
        now,
        log,
      })
      await keeper.start()
    },
    stop: () => (stopping ??= halt()),
    async send(to, message) {
      const puppet = keeper?.puppet()
      const health = keeper?.health()
      if (!puppet || health?.state !== 'ready') {
        throw new DeliveryError('retry', health?.state === 'down' ? health.why : '微信账号尚未登录')
      }
      await sendTo(puppet, to.id, message, times.send)
      offered.sent(to.id, message.choices)
    },
    health: () => keeper?.health() ?? { state: 'starting' },
  }
}

/** wechaty's number for a request that somebody else has made. */
const ASKS_TO_BE_FRIEND = 2
