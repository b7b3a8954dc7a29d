/** A desk without its network: the real database, inbox, delivery and dialogue; channels that only keep what was sent. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Disambiguate } from '../../core/answer/policy/llm-disambiguation.ts'
import { NOTHING_UNDERSTOOD, type Understand } from '../../core/answer/understand.ts'
import type { TownContext } from '../../core/town-context.ts'
import {
  type Channel,
  type ChannelName,
  CHANNELS,
  DeliveryError,
  type Incoming,
  type Outgoing,
} from '../../core/channel.ts'
import type { PhoneCodes } from '../../core/phone-codes.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { makeAdvicePrefetch } from '../../bot/inbound/prefetch-advice.ts'
import { makeDelivery } from '../../bot/outbound/delivery.ts'
import { dangerReader } from '../../core/answer/danger/danger-reader.ts'
import { makeMessageProcessor } from '../../bot/inbound/process-message.ts'
import { makeInbox } from '../../bot/inbound/receive.ts'
import { makeTranscribeAhead } from '../../bot/inbound/transcribe-ahead.ts'
import type { Transcribe } from '../../adapters/speech.ts'
import type { RequestContext } from '../../db/context.ts'
import type { DiskSpace } from '../../db/drivers/embedded/space.ts'
import { makeFileQuota } from '../../db/files/file-quota.ts'
import { inviteStaff } from '../../db/people/staff.ts'
import { putCatalog } from '../../db/catalog/catalog-versions.ts'
import { readCalendars, readItems, readTown } from '../../town-files.ts'
import { makePersonalExports } from '../../services/export-person.ts'
import { openTestDb } from './db.ts'

const DATA = join(import.meta.dirname, '../../data')
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Understands only what a test tells it: the engine itself is tested elsewhere. */
const unsure: Understand = () => ({ ...NOTHING_UNDERSTOOD })

export interface TestDesk {
  now: Date
  /** What one address was sent, in order. */
  seen(address: string): Outgoing[]
  last(address: string): string
  says(
    address: string,
    text: string,
    o?: { id?: string; quoted?: string; channel?: ChannelName; group?: boolean; network?: string },
  ): Promise<void>
  taps(address: string, value: string): Promise<void>
  sends(
    address: string,
    body: Incoming['body'],
    bytes?: Uint8Array,
    o?: { id?: string; channel?: ChannelName; fetched?: () => void },
  ): Promise<void>
  /** Adds and binds a member of staff at an address. */
  staff(name: string, department: string, role?: 'clerk' | 'head' | 'group' | 'admin'): Promise<string>
  /** Every send to this address fails so until null. */
  fail(address: string, error: DeliveryError | null): void
  tick(): Promise<void>
  readonly requestContext: () => RequestContext
  readonly database: Awaited<ReturnType<typeof openTestDb>>
  readonly townContext: TownContext
  stop(): Promise<void>
}

let serial = 0

export async function testDesk(
  at: string,
  understand: Understand = unsure,
  given: {
    opinion?: Disambiguate
    transcribe?: Transcribe
    disk?: DiskSpace
    phoneCodes?: PhoneCodes
    quota?: boolean
  } = {},
): Promise<TestDesk> {
  const database = await openTestDb()
  const items = readItems(join(DATA, 'items.yaml'))
  const put = await database.db.transaction((tx) => putCatalog(tx, items, 'test', new Date(at)))
  const world: TownContext = {
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
  const channels = new Map<string, Channel>(CHANNELS.map((n) => [n, channel(n)]))
  const random = (n: number) => randomBytes(n)
  const cipher = makeCipher('a secret of this test')
  const desk: TestDesk = {
    now: new Date(at),
    database,
    townContext: world,
    requestContext: () => ({ townContext: world, now: desk.now, random, cipher }),
    seen: (address) => sent.get(address) ?? [],
    last: (address) => sent.get(address)?.at(-1)?.text ?? '',
    says: (address, text, o = {}) => arrive(address, { kind: 'text', text }, o),
    taps: (address, value) => arrive(address, { kind: 'choice', value }),
    sends: (address, body, bytes, o = {}) => arrive(address, body, o, bytes),
    async staff(name, department, role = 'clerk') {
      const { code } = await database.db.transaction((tx) =>
        inviteStaff(tx, desk.requestContext(), { name, department, role }),
      )
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
    requestContext: desk.requestContext,
    now: () => desk.now,
    random: () => 0.5,
    log: silent,
    pause: async () => {},
    // the pace is kept by the machine's own clock, which stands still here beside the desk's
    paced: false,
  })
  const { opinion } = given
  const quota = given.quota ? makeFileQuota({ db: database.db, cipher, maxMegabytes: 1000 }) : null
  const personalExports = makePersonalExports({ database, requestContext: () => desk.requestContext(), send: delivery.send, log: silent }) // prettier-ignore
  const inbox = makeInbox({
    database,
    files: { cipher, random, quota, disk: given.disk ?? null },
    ...(opinion
      ? {
          ahead: makeAdvicePrefetch({
            db: database.db,
            requestContext: desk.requestContext,
            understand: () => understand,
            opinion,
          }),
        }
      : {}),
    hearAhead: makeTranscribeAhead({ ...database, cipher, transcribe: given.transcribe ?? null }),
    handle: makeMessageProcessor({
      requestContext: desk.requestContext,
      understand: () => understand,
      phoneCodes: given.phoneCodes ?? null,
      sendExport: personalExports.begin,
    }),
    danger: dangerReader(() => understand),
    send: delivery.send,
    now: () => desk.now,
    log: silent,
  })
  async function arrive(
    address: string,
    body: Incoming['body'],
    o: {
      id?: string
      quoted?: string
      channel?: ChannelName
      group?: boolean
      network?: string
      fetched?: () => void
    } = {},
    bytes?: Uint8Array,
  ): Promise<void> {
    const message: Incoming = {
      id: o.id ?? `m${++serial}`,
      from: { channel: o.channel ?? 'web', id: address },
      sender: address,
      group: o.group ?? false,
      sentAt: desk.now,
      ...(o.quoted ? { quoted: o.quoted } : {}),
      ...(o.network ? { network: o.network } : {}),
      body,
    }
    await inbox.receive(message, bytes && (async () => (o.fetched?.(), bytes)))
    await inbox.drain()
    await personalExports.stop()
    await delivery.drain()
    await desk.tick()
  }
  return desk
}
