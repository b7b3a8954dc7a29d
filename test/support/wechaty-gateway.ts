/** A wechaty gateway in a process of its own: PuppetServer (gRPC over TLS) over puppet-mock, driven over IPC. */
import { log } from 'wechaty-puppet'
import { PuppetServer } from 'wechaty-puppet-service'
import { makeWorld, type World } from './wechat-world.ts'

/** What the test process asks for; `world` names a member of World. */
export type Ask =
  | { readonly id: number; readonly op: 'fresh' | 'open' | 'shut' }
  | {
      readonly id: number
      readonly op: 'world'
      readonly name: Exclude<keyof World, 'puppet'>
      readonly args: unknown[]
    }

export interface Told {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

const { GATEWAY_ENDPOINT: endpoint = '', GATEWAY_TOKEN: token = '' } = process.env
log.level('silent')

let world = makeWorld()
let puppet = world.puppet()
let server: PuppetServer | undefined

async function open() {
  server = new PuppetServer({ endpoint, token, puppet })
  await server.start()
}

async function shut() {
  await server?.stop()
  server = undefined
}

async function answer(ask: Ask): Promise<unknown> {
  if (ask.op === 'open') return open()
  if (ask.op === 'shut') return shut()
  if (ask.op === 'world') {
    // The test process calls with the arguments of that very member: see `remoteWorld`.
    const members = world as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
    return members[ask.name]?.(...ask.args)
  }
  await shut()
  world = makeWorld()
  puppet = world.puppet()
  await open()
}

const told = (message: Told) => process.send?.(message)
process.on('message', (ask: Ask) => {
  answer(ask).then(
    (value) => told({ id: ask.id, value }),
    (error: unknown) => told({ id: ask.id, error: error instanceof Error ? error.message : 'failed' }),
  )
})
process.on('disconnect', () => process.exit(0))
await open()
told({ id: 0 })
