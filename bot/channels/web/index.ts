/**
 * The web chat as a channel: a mailbox, not a socket. What is said is rows; listeners are only nudged to look. So history
 * survives a reload, a page that was asleep misses nothing, and any process may answer.
 */
import { type Address, DeliveryError, type Health, type Outgoing, type Receive } from '../../../core/channel.ts'
import { userError } from '../../../core/errors.ts'
import type { Log } from '../../../core/log.ts'
import type { WebChannel } from '../../../services/web-channel.ts'
import type { DiskSpace } from '../../../db/drivers/embedded/space.ts'
import type { FileKeys } from '../../../db/files/files.ts'
import type { Database } from '../../../db/types.ts'
import { errorKind } from '../../../db/errors.ts'
import {
  type MailboxEntry,
  keepHeard,
  shownAfter,
  putMessage,
  fileOfMessage,
  lastOf,
} from '../../../db/queue/mailbox.ts'
import { makeMailboxGrowth } from '../../../db/queue/mailbox-growth.ts'

/** How often the database is asked whether it is there. */
const WATCH_MS = 2000

export function webChannel(o: {
  database: Database
  disk?: DiskSpace | null
  /** Files are sealed with them. */
  keys: FileKeys
  now: () => Date
  log: Log
  watchMs?: number
}): WebChannel {
  const { database, now, log } = o
  const growth = makeMailboxGrowth(database, log)
  const inHand = new Set<Promise<number>>()
  let receive: Receive | null = null
  let health: Health = { state: 'starting' }
  let timer: NodeJS.Timeout | undefined
  let asking: Promise<void> | null = null

  const watch = async (): Promise<void> => {
    try {
      await database.ping()
      await growth.listen()
      health = { state: 'ready' }
    } catch (error) {
      if (health.state !== 'down') {
        log.warn({ err: errorKind(error) }, 'the web chat has no database')
        health = { state: 'down', since: now(), why: '数据库连不上' }
      }
    }
  }

  async function take(address: string, heard: MailboxEntry, handOn: Receive): Promise<number> {
    const at = now()
    const row = await keepHeard(database.db, address, heard, at)
    growth.tell(address, row.id)
    const { bytes } = heard
    // the first writing of a client id gives the update its id: a second delivery meets the first in the inbox
    await handOn(
      {
        id: `m${row.id}`,
        from: { channel: 'web', id: address },
        sender: address,
        group: false,
        sentAt: row.at,
        body: heard.body,
        ...(heard.network === undefined ? {} : { network: heard.network }),
      },
      bytes && (async () => bytes),
    )
    return row.id
  }

  return {
    name: 'web',
    async start(handOn) {
      receive = handOn
      await watch()
      timer = setInterval(() => {
        asking ??= watch().finally(() => (asking = null))
      }, o.watchMs ?? WATCH_MS)
    },
    async stop() {
      receive = null
      clearInterval(timer)
      await asking
      await Promise.allSettled([...inHand])
      await growth.close()
    },
    async send(to: Address, message: Outgoing) {
      try {
        const id = await putMessage(database, o.keys, to.id, message, now())
        growth.tell(to.id, id)
      } catch (cause) {
        throw new DeliveryError('retry', 'the mailbox could not be written', { cause: safeCause(cause) })
      }
    },
    health: () => health,
    async hear(address, heard) {
      if (!receive) throw userError('away')
      if (heard.bytes && o.disk && !(await o.disk.fits(heard.bytes.length))) throw userError('no-room')
      const work = take(address, heard, receive)
      inHand.add(work)
      try {
        return await work
      } finally {
        inHand.delete(work)
      }
    },
    messages: (address, after) => shownAfter(database.db, o.keys.cipher, address, after, now()),
    file: (address, id) => fileOfMessage(database, o.keys, address, id),
    last: (address) => lastOf(database.db, address),
    nudge: (address, fn) => growth.on(address, fn),
  }
}

/** What the database said may hold the text of the message: only its kind goes on. */
const safeCause = (cause: unknown): Error => new Error(errorKind(cause))
