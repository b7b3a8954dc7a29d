/** One connection to WeChat: from the first call until it is lost or closed. Never mended, always made anew. */
import { performance } from 'node:perf_hooks'
import type { Log } from '../../../core/log.ts'
import { faultOf, nameOf, told } from './gateway-error.ts'
import { cutWire, wireOf } from './puppets.ts'
import { type Puppet, load } from './wechaty.ts'
import { withDeadline } from './deadline.ts'

export interface Loss {
  readonly why: string
  readonly lasting: boolean
}

export interface Link {
  readonly puppet: Puppet
  /** Resolves when the connection is gone; never rejects. */
  readonly lost: Promise<Loss>
  close(): Promise<void>
}

/** What happens on a connection; the account logging in and out among it. */
export interface LinkListeners {
  scan(qr: string): void
  scanned(): void
  login(): void
  logout(): void
  message(id: string): void
  friendship(id: string, puppet: Puppet): void
}

export interface LinkOptions {
  readonly make: () => Promise<Puppet>
  readonly ears: LinkListeners
  readonly connectMs: number
  /** A look at the connection every so often; after `quietMs` without a sign the gateway is asked for one. */
  readonly superviseMs: number
  readonly quietMs: number
  /** The gateway must then answer within this time. */
  readonly silenceMs: number
  readonly log: Log
}

/** wechaty's own scan states: in these two the code on the screen can be scanned. */
const SCANNABLE = new Set([2, 5])

export async function openLink(options: LinkOptions): Promise<Link | Loss> {
  const { ears, log } = options
  const { WechatyBuilder, log: chatter } = await load('wechaty')
  // It prints residents' words and names; what a reader needs to know is in our own log.
  chatter.level('silent')
  const puppet = await options.make()
  const bot = WechatyBuilder.build({ puppet })
  // An 'error' nobody listens to ends the process; what matters reaches us through the puppet.
  bot.on('error', (error) => log.debug({ error: nameOf(error) }, 'wechaty says error'))
  await bot.init()
  // wechaty's own listener forgets a message it cannot read at once; ours tries again.
  puppet.removeAllListeners('message')

  let lose: (loss: Loss) => void = () => undefined
  const lost = new Promise<Loss>((resolve) => (lose = resolve))
  let ended = false
  void lost.then(() => (ended = true))
  let started = false
  let seenAt = performance.now()
  let askedAt: number | undefined

  listenTo(puppet, ears, log, {
    ended: () => ended,
    seen: () => void (seenAt = performance.now()),
  })
  const broken = (error: unknown) => {
    const { why, lasting } = faultOf(error)
    lose({ why, lasting })
  }
  puppet.on('error', (payload) => {
    const error = told(payload)
    log.debug({ error: nameOf(error), started }, 'the WeChat gateway reports an error')
    // While starting any error ends the attempt. Later a gateway also tells of its own troubles; where there is a
    // wire, only the wire says that the wire is broken.
    if (!started || (wireOf(puppet) === undefined && faultOf(error).lost)) broken(error)
  })

  const watch = setInterval(() => {
    const now = performance.now()
    if (askedAt !== undefined && askedAt > seenAt) {
      if (now - askedAt > options.silenceMs) lose({ why: '微信网关没有应答', lasting: false })
    } else if (started && now - seenAt >= options.quietMs) {
      askedAt = now
      ask(puppet, log)
    }
  }, options.superviseMs)

  async function close() {
    clearInterval(watch)
    const wasLost = ended
    ended = true
    const stopping = bot.stop().catch((error: unknown) => log.debug({ error: nameOf(error) }, 'wechaty stopped badly'))
    // Asking a gateway that is gone, or already serves our next connection, to stop would wait or do harm.
    if (!wasLost)
      await withDeadline(STOP_MS, stopping).catch(() => log.warn({}, 'the WeChat gateway did not stop in time'))
    cutWire(puppet)
  }

  const attempt = withDeadline(options.connectMs, bot.start()).then(
    () => undefined,
    (error: unknown): Loss => ({ why: faultOf(error).why, lasting: false }),
  )
  const failed = await Promise.race([lost, attempt])
  if (failed) {
    lose(failed)
    await lost
    cutWire(puppet)
    await close()
    return failed
  }
  started = true
  wireOf(puppet)?.on('error', broken)
  wireOf(puppet)?.on('end', () => lose({ why: '微信网关关闭了连接', lasting: false }))
  askedAt = performance.now()
  seenAt = Math.min(seenAt, askedAt - 1)
  ask(puppet, log)
  return { puppet, lost, close }
}

/** Has the account's events heard until the connection has ended; each is a sign of life. */
function listenTo(
  puppet: Puppet,
  ears: LinkListeners,
  log: Log,
  { ended, seen }: { ended: () => boolean; seen: () => void },
): void {
  /** An event handler that throws or rejects inside wechaty ends the process: none may. */
  const hear = <T>(handle: (payload: T) => void) => {
    return (payload: T) => {
      if (ended()) return
      seen()
      try {
        handle(payload)
      } catch (error) {
        log.error({ error: nameOf(error) }, 'a WeChat event was not handled')
      }
    }
  }
  puppet.on('scan', hear(({ qrcode, status }) => (SCANNABLE.has(status) && qrcode ? ears.scan(qrcode) : ears.scanned()))) // prettier-ignore
  puppet.on(
    'login',
    hear(() => ears.login()),
  )
  puppet.on(
    'logout',
    hear(() => ears.logout()),
  )
  puppet.on(
    'message',
    hear(({ messageId }) => ears.message(messageId)),
  )
  puppet.on(
    'friendship',
    hear(({ friendshipId }) => ears.friendship(friendshipId, puppet)),
  )
  puppet.on(
    'heartbeat',
    hear(() => undefined),
  )
  puppet.on(
    'dong',
    hear(() => undefined),
  )
}

/** Longest wait for the gateway to say goodbye. */
const STOP_MS = 3000

/** Asks for a sign of life; the answer comes as an event, and so proves that events arrive. */
function ask(puppet: Puppet, log: Log): void {
  try {
    puppet.ding('shouwen')
  } catch (error) {
    log.debug({ error: nameOf(error) }, 'the WeChat gateway could not be asked')
  }
}
