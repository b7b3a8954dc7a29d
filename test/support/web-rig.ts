/** The web chat beside a running server: pages and API as a browser or a script reaches them, on the test database. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Understand, Understanding } from '../../core/answer/understand.ts'
import type { World } from '../../core/case/plan.ts'
import { makeSeal } from '../../core/privacy/seal.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { webChannel, type WebChannel } from '../../bot/channels/web.ts'
import type { Shown } from '../../bot/channels/web.ts'
import { makeDelivery } from '../../bot/delivery.ts'
import { makeHandle } from '../../bot/handle.ts'
import { makeInbox } from '../../bot/inbox.ts'
import type { Setting } from '../../db/cases.ts'
import type { Database } from '../../db/open.ts'
import { readCalendars, readItems, readTown } from '../../town-files.ts'
import type { WebOptions } from '../../web/options.ts'
import { makeWeb } from '../../web/server.ts'
import type { Condition, Rig, SentFile } from './channel-contract.ts'
import { quiet } from './quiet.ts'

const DATA = join(import.meta.dirname, '../../data')
const SECRET = 'a-secret-key-of-the-tests'

export const testWorld = (): World => ({
  town: readTown(DATA),
  calendar: makeCalendar(readCalendars(DATA)),
  catalog: { version: '2026-11-23.1', items: readItems(join(DATA, 'items.yaml')) },
  publicUrl: 'https://town.test',
})

export const understanding = (u: Partial<Understanding> = {}): Understanding => ({
  decision: 'handoff',
  item: null,
  facet: 'general',
  candidates: [],
  offer: 0,
  danger: null,
  smalltalk: null,
  also: null,
  department: null,
  forOther: false,
  why: [],
  ...u,
})

/** A database that can be taken away and given back, as a server that falls over. */
export function fallible(database: Database): Database & { down: boolean } {
  const gone = () => {
    if (it.down) throw new Error('connection refused')
  }
  const it = {
    ...database,
    down: false,
    db: new Proxy(database.db, {
      get(target, key, self: unknown) {
        const value = Reflect.get(target, key, self) as unknown
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          gone()
          return Reflect.apply(value, target, args) as unknown
        }
      },
    }),
    async ping() {
      gone()
      await database.ping()
    },
  }
  return it
}

export interface WebDesk {
  now: Date
  understand: Understand
  readonly url: string
  readonly world: World
  readonly web: WebChannel
  readonly database: Database & { down: boolean }
  readonly app: Awaited<ReturnType<typeof makeWeb>>
  setting(): Setting
  /** Resolves when everything heard is answered and sent. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** A whole desk with the web as its only channel, listening on loopback. */
export async function webDesk(given: Database, at: string, changes: Partial<WebOptions> = {}): Promise<WebDesk> {
  const database = fallible(given)
  const world = testWorld()
  const random = (n: number) => randomBytes(n)
  const moved: { now: Date; understand: Understand } = { now: new Date(at), understand: () => understanding() }
  const now = () => moved.now
  const web = webChannel({ database, now, log: quiet, watchMs: 20 })
  const seal = makeSeal(SECRET)
  const setting = (): Setting => ({ world, now: moved.now, random, seal })
  const delivery = makeDelivery({
    database,
    channels: new Map([['web', web]]),
    setting,
    now,
    random: () => 0.5,
    log: quiet,
    pause: async () => {},
  })
  const understand = () => moved.understand
  const inbox = makeInbox({
    database,
    handle: makeHandle({ setting, understand }),
    send: (held) => delivery.send(held),
    now,
    log: quiet,
  })
  const app = await makeWeb({
    database,
    world: () => world,
    understand,
    web,
    telegram: null,
    health: () => ({ web: web.health() }),
    secretKey: SECRET,
    now,
    random,
    log: quiet,
    rateLimit: false,
    secure: false,
    send: (held) => delivery.send(held),
    ...changes,
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  await web.start(inbox.receive)
  return Object.assign(moved, {
    url,
    world,
    web,
    database,
    app,
    setting,
    async settled() {
      await inbox.drain()
      await delivery.drain()
    },
    async close() {
      await web.stop()
      await inbox.drain()
      await delivery.drain()
      await app.close()
    },
  })
}

/** The rig of the channel contract: a resident's page, as chat.js is, against the running server. */
export async function webRig(given: Database): Promise<Rig> {
  const database = fallible(given)
  const now = () => new Date('2026-11-23T08:00:00Z')
  const channel = webChannel({ database, now, log: quiet, watchMs: 10 })
  const app = await makeWeb({
    database,
    world: testWorld,
    understand: () => () => understanding(),
    web: channel,
    telegram: null,
    health: () => ({ web: channel.health() }),
    secretKey: SECRET,
    now,
    random: (n) => randomBytes(n),
    log: quiet,
    rateLimit: false,
    secure: false,
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const ask = (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { accept: 'application/json', ...(session ? { 'x-session': session } : {}), ...init.headers },
    })
  let session = ''
  ;({ session } = (await (await ask('/api/chat/sessions', { method: 'POST' })).json()) as { session: string })
  let closed = false
  const tries = new Set<Promise<void>>()
  let lastSent: object = {}
  let serial = 0

  const post = (body: object) =>
    ask('/api/chat/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  /** As the page does: what was not taken is tried again under the same id, behind the resident's back. */
  const send = async (body: object): Promise<void> => {
    lastSent = { ...body, client: `c${++serial}` }
    const mine = lastSent
    if ((await post(mine)).status === 202) return
    const again = async (): Promise<void> => {
      while (!closed && (await post(mine)).status !== 202) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const trying = again().catch(() => undefined) // the server is gone: the rig was closed
    tries.add(trying)
  }
  const mailbox = async () => {
    const { messages } = (await (await ask('/api/chat/messages')).json()) as { messages: Shown[] }
    return messages.filter((m) => m.from === 'desk')
  }
  const conditions: Partial<Record<Condition, () => void>> = {
    up: () => (database.down = false),
    down: () => (database.down = true),
  }
  return {
    channel,
    resident: { channel: 'web', id: session.split('.')[0]! },
    limit: undefined,
    pauseMs: 0,
    secret: SECRET,
    says: (text) => send({ text }),
    async redelivers() {
      await post(lastSent)
    },
    async chooses(label) {
      const choice = (await mailbox()).flatMap((m) => m.choices).findLast((c) => c.label === label)
      await send({ choice: choice!.value })
    },
    sendsFile: ({ name, type, bytes }: SentFile, caption) =>
      send({
        file: { name, type, data: Buffer.from(bytes).toString('base64') },
        ...(caption === undefined ? {} : { caption }),
      }),
    sees: async () =>
      (await mailbox()).map((m) =>
        [m.text, ...m.choices.map((c) => c.label), ...(m.link ? [m.link.label, m.link.url] : [])].join('\n'),
      ),
    receives: async () =>
      Promise.all(
        (await mailbox())
          .flatMap(({ file }) => (file ? [file] : []))
          .map(async ({ name, type, url: path }) => ({
            name,
            type,
            bytes: new Uint8Array(await (await ask(path)).arrayBuffer()),
          })),
      ),
    platform: async (condition) => {
      conditions[condition]?.()
    },
    async close() {
      closed = true
      await app.close()
      await Promise.allSettled([...tries])
    },
  }
}
