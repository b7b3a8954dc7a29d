/** A post office to test: one database, as many sending processes as wanted, a platform that does what it is told. */
import { sql } from 'drizzle-orm'
import { makeDelivery } from '../../bot/outbound/delivery.ts'
import type { Delivery } from '../../bot/outbound/delivery-options.ts'
import { type Address, type Channel, type ChannelName, DeliveryError, type Outgoing } from '../../core/channel.ts'
import type { RequestContext } from '../../db/context.ts'
import { SEND_LEASE_MS } from '../../db/queue/leases.ts'
import type { Database } from '../../db/types.ts'
import { rows } from '../../db/rows.ts'
import { type LeasedMessages, type NewMessage, enqueue } from '../../db/queue/outbox.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { quiet } from '../support/quiet.ts'

export type Answer = DeliveryError | ((to: Address, message: Outgoing) => Promise<void>) | null
export interface Row {
  readonly id: number
  readonly state: string
  readonly attempts: number
  readonly maybe_sent: boolean
  readonly parts_sent: number
  readonly error: string | null
}

export interface Office {
  now: Date
  readonly database: TestDb
  /** What the platform took, "address text", in order. */
  readonly took: string[]
  readonly messages: Outgoing[]
  /** Every call, taken or not. */
  readonly calls: string[]
  /** What the next calls meet, in order; after them the platform is well. */
  meets(...answers: Answer[]): void
  conversation(address: string, channel?: ChannelName): Promise<number>
  writes(messages: readonly NewMessage[], hold?: boolean): Promise<LeasedMessages[]>
  /** One sending process. `only`: the channels that are on in it; `database`: its own way to the same one. */
  process(o?: { random?: () => number; only?: readonly ChannelName[]; database?: Database }): Delivery
  /** Looks for what is due and waits until it is done. */
  run(delivery: Delivery): Promise<void>
  later(ms: number): void
  letter(id?: number): Promise<Row>
  rows(): Promise<Row[]>
}

export const text = (conversationId: number, said: string, o: Partial<NewMessage> = {}): NewMessage => ({
  conversationId,
  message: { text: said },
  urgency: 'answer',
  about: 'answer',
  ...o,
})

const AT = '2026-11-23T09:00:00+08:00'
const NAMES = ['telegram', 'wechat', 'web'] as const

export async function postOffice(): Promise<Office> {
  const database = await openTestDb()
  const answers: Answer[] = []
  const office: Office = {
    now: new Date(AT),
    database,
    took: [],
    messages: [],
    calls: [],
    meets: (...more) => void answers.push(...more),
    conversation: (id, channel = 'telegram') =>
      database.db.transaction(async (tx) => (await conversationAt(tx, { channel, id }, false, office.now)).id),
    writes: (messages, hold = false) =>
      database.db.transaction((tx) =>
        enqueue(tx, messages, office.now, hold ? new Date(office.now.getTime() + SEND_LEASE_MS) : null),
      ),
    process: ({ random = () => 0.5, only = NAMES, database: its = database } = {}) =>
      makeDelivery({
        database: its,
        channels: new Map(only.map((name) => [name, channel(name)])),
        // only a relayed result asks for the town, and none is sent here
        requestContext: () => ({ now: office.now }) as RequestContext,
        now: () => office.now,
        random,
        log: quiet,
        pause: async () => {},
        // pauses pass in no time here, which a pace kept in real time would not understand: rate-limiter.test.ts looks at that
        paced: false,
      }),
    async run(delivery) {
      await delivery.tick()
      await delivery.drain()
    },
    later: (ms) => void (office.now = new Date(office.now.getTime() + ms)),
    letter: async (id) => {
      const all = await office.rows()
      return (id === undefined ? all[0] : all.find((r) => r.id === id))!
    },
    rows: () =>
      rows<Row>(database.db, sql`select id, state, attempts, maybe_sent, parts_sent, error from outbox order by id`),
  }
  const channel = (name: ChannelName): Channel => ({
    name,
    start: async () => {},
    stop: async () => {},
    health: () => ({ state: 'ready' }),
    async send(to, message) {
      office.calls.push(`${to.id} ${message.text}`)
      const answer = answers.shift()
      if (answer instanceof DeliveryError) throw answer
      await answer?.(to, message)
      office.took.push(`${to.id} ${message.text}`)
      office.messages.push(message)
    },
  })
  return office
}

/** A call that lasts until the test says how it ends. */
export function held(): { answer: Answer; arrived: Promise<void>; ends(error?: DeliveryError): void } {
  let came = (): void => {}
  let ends: (error?: DeliveryError) => void = () => {}
  const arrived = new Promise<void>((done) => (came = done))
  const ended = new Promise<DeliveryError | undefined>((done) => (ends = done))
  return {
    arrived,
    ends: (error) => ends(error),
    answer: async () => {
      came()
      const error = await ended
      if (error) throw error
    },
  }
}

export const busy = (ms: number) => new DeliveryError('retry', '429', { retryAfterMs: ms })
export const broken = () => new DeliveryError('retry', '502')
export const unanswered = () => new DeliveryError('retry', 'no answer', { ambiguous: true })
export const left = () => new DeliveryError('unreachable', '403 blocked')
export const refused = () => new DeliveryError('refused', '400 no')
