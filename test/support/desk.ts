/** A desk without its network: the real database, inbox, delivery and dialogue; channels that only keep what was sent. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Opinion } from '../../core/answer/second.ts'
import type { Understand } from '../../core/answer/understand.ts'
import type { World } from '../../core/case/plan.ts'
import { type Channel, type ChannelName, DeliveryError, type Incoming, type Outgoing } from '../../core/channel.ts'
import { makeSeal } from '../../core/privacy/seal.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { makeAhead } from '../../bot/ahead.ts'
import { makeDelivery } from '../../bot/delivery.ts'
import { makeHandle } from '../../bot/handle.ts'
import { makeInbox } from '../../bot/inbox.ts'
import type { Setting } from '../../db/cases.ts'
import { invite } from '../../db/people.ts'
import { putCatalog } from '../../db/town.ts'
import { readCalendars, readItems, readTown } from '../../town-files.ts'
import { openTestDb } from './db.ts'

const DATA = join(import.meta.dirname, '../../data')
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Understands only what a test tells it: the engine itself is tested elsewhere. */
const unsure: Understand = () => ({
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
})

export interface TestDesk {
  now: Date
  /** What one address was sent, in order. */
  seen(address: string): Outgoing[]
  last(address: string): string
  says(
    address: string,
    text: string,
    o?: { id?: string; quoted?: string; channel?: ChannelName; group?: boolean },
  ): Promise<void>
  taps(address: string, value: string): Promise<void>
  sends(address: string, body: Incoming['body'], bytes?: Uint8Array): Promise<void>
  /** Adds and binds a member of staff at an address. */
  staff(name: string, department: string, role?: 'clerk' | 'head' | 'group' | 'admin'): Promise<string>
  /** Every send to this address fails so until null. */
  fail(address: string, error: DeliveryError | null): void
  tick(): Promise<void>
  readonly setting: () => Setting
  readonly database: Awaited<ReturnType<typeof openTestDb>>
  readonly world: World
  stop(): Promise<void>
}

let serial = 0

export async function testDesk(
  at: string,
  understand: Understand = unsure,
  given: { opinion?: Opinion } = {},
): Promise<TestDesk> {
  const database = await openTestDb()
  const items = readItems(join(DATA, 'items.yaml'))
  const put = await database.db.transaction((tx) => putCatalog(tx, items, 'test', new Date(at)))
  const world: World = {
    town: readTown(DATA),
    calendar: makeCalendar(readCalendars(DATA)),
    catalog: { version: put.version, items },
    publicUrl: 'http://town.test',
  }
  const sent = new Map<string, Outgoing[]>()
  const failing = new Map<string, DeliveryError>()
  const channel = (name: ChannelName): Channel => ({
    name,
    start: async () => {},
    stop: async () => {},
    health: () => ({ state: 'ready' }),
    async send(to, message) {
      const error = failing.get(to.id)
      if (error) throw error
      sent.set(to.id, [...(sent.get(to.id) ?? []), message])
    },
  })
  const channels = new Map<string, Channel>((['telegram', 'wechat', 'web'] as const).map((n) => [n, channel(n)]))
  const random = (n: number) => randomBytes(n)
  const seal = makeSeal('a secret of this test')
  const desk: TestDesk = {
    now: new Date(at),
    database,
    world,
    setting: () => ({ world, now: desk.now, random, seal }),
    seen: (address) => sent.get(address) ?? [],
    last: (address) => sent.get(address)?.at(-1)?.text ?? '',
    says: (address, text, o = {}) => arrive(address, { kind: 'text', text }, o),
    taps: (address, value) => arrive(address, { kind: 'choice', value }),
    sends: (address, body, bytes) => arrive(address, body, {}, bytes),
    async staff(name, department, role = 'clerk') {
      const { code } = await database.db.transaction((tx) => invite(tx, { name, department, role }, desk.now, random))
      await desk.says(name, `/bind ${code}`)
      return name
    },
    fail(address, error) {
      if (error) failing.set(address, error)
      else failing.delete(address)
    },
    async tick() {
      await inbox.tick()
      await inbox.drain()
      await delivery.tick()
      await delivery.drain()
    },
    stop: () => database.drop(),
  }
  const delivery = makeDelivery({
    database,
    channels,
    setting: desk.setting,
    now: () => desk.now,
    random: () => 0.5,
    log: silent,
    pause: async () => {},
  })
  const { opinion } = given
  const inbox = makeInbox({
    database,
    ...(opinion
      ? { ahead: makeAhead({ db: database.db, setting: desk.setting, understand: () => understand, opinion }) }
      : {}),
    handle: makeHandle({ setting: desk.setting, understand: () => understand }),
    send: delivery.send,
    now: () => desk.now,
    log: silent,
  })
  async function arrive(
    address: string,
    body: Incoming['body'],
    o: { id?: string; quoted?: string; channel?: ChannelName; group?: boolean } = {},
    bytes?: Uint8Array,
  ): Promise<void> {
    const message: Incoming = {
      id: o.id ?? `m${++serial}`,
      from: { channel: o.channel ?? 'web', id: address },
      sender: address,
      group: o.group ?? false,
      sentAt: desk.now,
      ...(o.quoted ? { quoted: o.quoted } : {}),
      body,
    }
    await inbox.receive(message, bytes ? async () => bytes : undefined)
    await inbox.drain()
    await delivery.drain()
    await desk.tick()
  }
  return desk
}
