/** The web chat beside a running server: pages and API as a browser or a script reaches them, on the test database. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { NOTHING_UNDERSTOOD, type Understand, type Understanding } from '../../core/answer/understand.ts'
import type { TownContext } from '../../core/town-context.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { webChannel } from '../../bot/channels/web/index.ts'
import { type WebChannel } from '../../services/web-channel.ts'
import type { Shown } from '../../db/queue/mailbox.ts'
import { makeDelivery } from '../../bot/outbound/delivery.ts'
import { dangerReader } from '../../core/answer/danger/danger-reader.ts'
import { makeMessageProcessor } from '../../bot/inbound/process-message.ts'
import { makeInbox } from '../../bot/inbound/receive.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Database } from '../../db/types.ts'
import { readCalendars, readItems, readTown } from '../../town-files.ts'
import type { WebOptions } from '../../web/options.ts'
import { makeWeb } from '../../web/server.ts'
import type { Condition, Rig, SentFile } from './channel-contract.ts'
import { quiet } from './quiet.ts'

const DATA = join(import.meta.dirname, '../../data')
export const SECRET = 'a-secret-key-of-the-tests'

export const testWorld = (): TownContext => ({
  town: readTown(DATA),
  calendar: makeCalendar(readCalendars(DATA)),
  catalog: { version: '2026-11-23.1', items: readItems(join(DATA, 'items.yaml')) },
  publicUrl: 'https://town.test',
})

export const understanding = (u: Partial<Understanding> = {}): Understanding => ({ ...NOTHING_UNDERSTOOD, ...u })

/** A database that can be taken away and given back, as a server that falls over. */
function fallible(database: Database): Database & { down: boolean } {
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
  readonly world: TownContext
  readonly web: WebChannel
  readonly database: Database & { down: boolean }
  readonly app: Awaited<ReturnType<typeof makeWeb>>
  setting(): RequestContext
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
  const disk = changes.disk ?? null
  const log = changes.log ?? quiet
  const cipher = makeCipher(SECRET)
  const web = webChannel({ database, disk, keys: { cipher, random }, now, log, watchMs: 20 })
  const requestContext = (): RequestContext => ({ townContext: world, now: moved.now, random, cipher })
  const delivery = makeDelivery({
    database,
    channels: new Map([['web', web]]),
    requestContext,
    now,
    random: () => 0.5,
    log,
    pause: async () => {},
  })
  const understand = () => moved.understand
  const inbox = makeInbox({
    database,
    files: { cipher, random, quota: null, disk },
    handle: makeMessageProcessor({ requestContext, understand }),
    danger: dangerReader(understand),
    send: (held) => delivery.send(held),
    now,
    log,
  })
  const app = await makeWeb({
    database,
    world: () => world,
    understand,
    web,
    telegram: null,
    health: () => ({ web: web.health() }),
    secretKey: SECRET,
    cipher,
    now,
    random,
    log,
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
    setting: requestContext,
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
  const cipher = makeCipher(SECRET)
  const channel = webChannel({ database, keys: { cipher, random: randomBytes }, now, log: quiet, watchMs: 10 })
  const app = await makeWeb({
    database,
    world: testWorld,
    understand: () => () => understanding(),
    web: channel,
    telegram: null,
    health: () => ({ web: channel.health() }),
    secretKey: SECRET,
    cipher,
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
