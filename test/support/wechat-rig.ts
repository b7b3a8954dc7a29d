/** The WeChat channel over puppet-mock: inside this process, or over TLS and gRPC with a gateway in another one. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import { WECHAT_LIMIT, wechatChannel, type WechatOptions } from '../../bot/channels/wechat/index.ts'
import type { Channel } from '../../core/channel.ts'
import type { Log } from '../../core/log.ts'
import type { Rig } from './channel-contract.ts'
import { makeWorld, RESIDENT, status, type World } from './wechat-world.ts'
import type { Told } from './wechaty-gateway.ts'

export const TOKEN = 'insecure_2b7a5c3e-1d5f-4c88-9a51-0123456789ab'
const WAIT = { timeout: 4000, interval: 5 }

/** Short times, so that no test waits for what a person would not notice. */
const TIMES = { supervise: 20, send: 300, retry: 5, quiet: 200, silence: 2000 }

/** A log that a test can read: every line as one string. */
export function makeLogbook(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`)
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

export const ready = (channel: Channel) =>
  vi.waitFor(() => expect(channel.health().state).toBe('ready'), { ...WAIT, timeout: 8000 })

export interface WechatRig extends Rig {
  readonly world: Omit<World, 'puppet'>
}

/** Options every test channel shares. */
export function settings(log: Log): Pick<WechatOptions, 'maxFileBytes' | 'now' | 'log' | 'times'> {
  return { maxFileBytes: 1_000_000, now: () => new Date('2026-11-23T01:00:00Z'), log, times: TIMES }
}

export async function inProcessRig(more: Partial<WechatOptions> = {}): Promise<WechatRig> {
  const world = makeWorld()
  let down = false
  let puppet: ReturnType<World['puppet']> | undefined
  const channel = wechatChannel({
    ...settings(makeLogbook()),
    puppet: 'wechaty-puppet-mock',
    makePuppet: () => {
      if (down) throw status(14)
      return (puppet = world.puppet())
    },
    ...more,
  })
  return {
    ...common(channel, world),
    world: world,
    async platform(condition) {
      down = condition === 'down'
      await world.condition(condition)
      if (condition === 'down') puppet?.emit('error', status(14))
      if (condition === 'up') await ready(channel)
    },
    close: async () => undefined,
  }
}

export interface Gateway {
  readonly endpoint: string
  readonly world: Omit<World, 'puppet'>
  /** A new account and a new server on the same port. */
  fresh(): Promise<void>
  open(): Promise<void>
  shut(): Promise<void>
  pause(): void
  resume(): void
  /** Ends the process as a crash does; resolves once it is gone. */
  kill(): Promise<void>
  /** Starts a new process on the same port. */
  respawn(): Promise<void>
}

export async function startGateway(): Promise<Gateway> {
  const endpoint = `127.0.0.1:${await freePort()}`
  const waiting = new Map<number, (told: Told) => void>()
  let asked = 0
  let child: ChildProcess

  async function spawn() {
    child = fork(fileURLToPath(new URL('wechaty-gateway.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
      env: { ...process.env, GATEWAY_ENDPOINT: endpoint, GATEWAY_TOKEN: TOKEN },
    })
    const up = new Promise<void>((resolve) => waiting.set(0, () => resolve()))
    child.on('message', (told: Told) => {
      waiting.get(told.id)?.(told)
      waiting.delete(told.id)
    })
    await up
  }
  /** Sends an `Ask` and waits for its answer. */
  async function ask(what: { op: 'fresh' | 'open' | 'shut' } | { op: 'world'; name: string; args: unknown[] }) {
    const id = ++asked
    const told = new Promise<Told>((resolve) => waiting.set(id, resolve))
    child.send({ id, ...what })
    const { value, error } = await told
    if (error !== undefined) throw new Error(error)
    return value
  }
  // Every member of World but `puppet` takes plain data and answers plain data: each can be asked over IPC.
  const world = new Proxy({} as Omit<World, 'puppet'>, {
    get: (_, name) => (...args: unknown[]) => ask({ op: 'world', name: String(name), args }), // prettier-ignore
  })
  await spawn()
  return {
    endpoint,
    world,
    fresh: async () => {
      await ask({ op: 'fresh' })
    },
    open: async () => {
      await ask({ op: 'open' })
    },
    shut: async () => {
      await ask({ op: 'shut' })
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    respawn: spawn,
  }
}

export async function wireRig(gateway: Gateway, more: Partial<WechatOptions> = {}): Promise<WechatRig> {
  await gateway.fresh()
  const { endpoint, world } = gateway
  const gate = { puppet: 'wechaty-puppet-service', token: TOKEN, endpoint }
  const channel = wechatChannel({ ...settings(makeLogbook()), ...gate, ...more })
  let shut = false
  return {
    ...common(channel, world),
    world,
    async platform(condition) {
      if (condition === 'down') await gateway.shut()
      else if (shut) await gateway.open()
      shut = condition === 'down'
      await world.condition(condition)
      // A condition holds once the desk has noticed it: otherwise "up" again could find it still "ready" from before.
      if (condition === 'down') await vi.waitFor(() => expect(channel.health().state).not.toBe('ready'), WAIT)
      if (condition === 'up') await ready(channel)
    },
    close: async () => undefined,
  }
}

function common(channel: Channel, world: Omit<World, 'puppet'>): Omit<Rig, 'platform' | 'close'> {
  return {
    // The contract sends as soon as start has resolved; an account may need a moment longer to be logged in.
    channel: { ...channel, start: (receive) => channel.start(receive).then(() => settled(channel)) },
    resident: { channel: 'wechat', id: RESIDENT },
    limit: WECHAT_LIMIT,
    pauseMs: 0,
    secret: TOKEN,
    says: async (text) => {
      await world.writes({ text })
    },
    redelivers: () => world.redelivers(),
    async chooses(label) {
      const shown = (await world.screen()).at(-1) ?? ''
      const number = shown.split('\n').find((line) => line.endsWith(`. ${label}`))?.split('.')[0] // prettier-ignore
      await world.writes({ text: number ?? '' })
    },
    sendsFile: async (file) => {
      await world.writes({ file })
    },
    sees: () => world.screen(),
    receives: () => world.files(),
  }
}

const settled = (channel: Channel) => vi.waitFor(() => expect(channel.health().state).not.toBe('starting'), WAIT)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
