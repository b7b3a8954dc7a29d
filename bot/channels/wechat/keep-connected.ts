/** Keeps one connection to WeChat alive: makes it, watches it, makes a new one when it is lost. */
import { connect } from 'node:net'
import type { Health } from '../../../core/channel.ts'
import type { Log } from '../../../core/log.ts'
import { faultOf, nameOf } from './gateway-error.ts'
import { nextHealth, type Turn } from './health.ts'
import { rest } from './lanes.ts'
import { openLink, type LinkListeners, type Link, type LinkOptions, type Loss } from './connection.ts'
import type { Puppet } from './wechaty.ts'

export interface ConnectionKeeper {
  /** Resolves once the first attempt is over, whatever came of it. */
  start(): Promise<void>
  stop(): Promise<void>
  health(): Health
  /** The puppet of the connection that stands, logged in or not. */
  puppet(): Puppet | undefined
}

export interface KeeperOptions extends Omit<LinkOptions, 'ears'> {
  readonly ears: Pick<LinkListeners, 'message' | 'friendship'>
  /** Where the gateway listens; undefined for a puppet inside this process. */
  readonly address: { readonly host: string; readonly port: number } | undefined
  /** How long a connected gateway may show neither an account nor a code to scan. */
  readonly loginMs: number
  readonly now: () => Date
  readonly log: Log
}

/** Longest pause between two attempts when trying at once cannot help, as with a wrong token. */
const LONGEST_MS = 30_000
const UNREACHABLE: Loss = { why: '连不上微信网关', lasting: false }

export function keepConnected(options: KeeperOptions): ConnectionKeeper {
  const { log, superviseMs } = options
  const ended = new AbortController()
  const end = new Promise<undefined>((resolve) => ended.signal.addEventListener('abort', () => resolve(undefined)))
  let health: Health = { state: 'starting' }
  let link: Link | undefined
  let keeping: Promise<void> | undefined

  function turn(happened: Turn) {
    const before = health
    health = nextHealth(health, happened, options.now())
    if (before.state !== health.state) log.info({ from: before.state, to: health.state }, 'WeChat channel')
  }
  const ears: LinkListeners = {
    ...options.ears,
    scan: (qr) => turn({ kind: 'scan', qr }),
    scanned: () => turn({ kind: 'scanned' }),
    login: () => turn({ kind: 'login' }),
    logout: () => turn({ kind: 'logout' }),
  }

  async function open(): Promise<Link | Loss> {
    // Building a whole bot only to learn that nobody listens would take seconds and leave leftovers.
    if (options.address && !(await listens(options.address, superviseMs))) return UNREACHABLE
    try {
      return await openLink({ ...options, ears })
    } catch (error) {
      log.error({ error: nameOf(error) }, 'wechaty did not start')
      const { lost, why, lasting } = faultOf(error)
      return lost ? { why, lasting } : { why: '微信组件没有启动成功', lasting: true }
    }
  }

  async function keep(firstOver: () => void) {
    for (let failures = 0; !ended.signal.aborted;) {
      const opened = await open()
      const loss = 'puppet' in opened ? await hold(opened, firstOver) : opened
      if (loss === undefined) return
      failures = 'puppet' in opened ? 0 : failures + 1
      log.warn({ failures, lasting: loss.lasting }, 'WeChat connection lost')
      turn({ kind: 'lost', why: loss.why })
      firstOver()
      const pause = loss.lasting ? Math.min(superviseMs * 2 ** failures, LONGEST_MS) : superviseMs
      await rest(pause, ended.signal)
    }
  }

  /** Holds a connection until it is lost; undefined when the channel is stopped first. */
  async function hold(opened: Link, begun: () => void): Promise<Loss | undefined> {
    link = opened
    turn({ kind: 'connected' })
    const nobody = setTimeout(() => turn({ kind: 'nobody' }), options.loginMs)
    begun()
    const loss = await Promise.race([opened.lost, end])
    clearTimeout(nobody)
    link = undefined
    await opened.close()
    return loss
  }

  return {
    start() {
      return new Promise((resolve, reject) => {
        keeping = keep(resolve)
        keeping.then(resolve, reject)
      })
    },
    async stop() {
      ended.abort()
      await keeping
    },
    // The account may be told before the connection can carry a message.
    health: () => (health.state === 'ready' && link === undefined ? { state: 'starting' } : health),
    puppet: () => link?.puppet,
  }
}

async function listens(address: { host: string; port: number }, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: Math.max(ms, 1000) })
    const over = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => over(true)).once('timeout', () => over(false)).once('error', () => over(false)) // prettier-ignore
  })
}
