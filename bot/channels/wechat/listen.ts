/** From "there is a message" to receive(): read in the order told, stored in order per conversation. */
import { hasBytes, type Incoming, type Receive } from '../../../core/channel.ts'
import type { Log } from '../../../core/log.ts'
import { fetchFile } from './file.ts'
import { faultOf, nameOf } from './gateway-error.ts'
import { readIncoming, type Self } from './incoming.ts'
import { makeLanes } from './lanes.ts'
import type { Offered } from '../last-offered-choices.ts'
import type { Puppet } from './wechaty.ts'
import { withDeadline } from './deadline.ts'

export interface Listener {
  hear(messageId: string): void
  /** Resolves when everything heard is handed on. */
  drain(): Promise<void>
}

export interface ListenerOptions {
  readonly receive: Receive
  readonly puppet: () => Puppet | undefined
  readonly offered: Offered
  readonly maxFileBytes: number
  readonly retryMs: number
  /** Longest wait for one answer of the gateway. */
  readonly callMs: number
  readonly fileMs: number
  readonly now: () => Date
  readonly log: Log
}

/** Messages held while the database is away or the gateway slow: about 10 MB at WeChat's longest text. */
const MOST_HELD = 5000

export function makeListener(options: ListenerOptions): Listener {
  const { log, retryMs } = options
  const room = { max: MOST_HELD, retryMs, longestRetryMs: retryMs * 64, log }
  // One message that the gateway cannot tell must not hold up the others; a gateway that is away holds up all anyway.
  const tries = (error: unknown) => (options.puppet() === undefined || faultOf(error).lost ? 12 : 3)
  const reading = makeLanes({ ...room, what: 'reading a WeChat message', tries })
  const storing = makeLanes({ ...room, what: 'storing a WeChat message' })

  function connected(): Puppet {
    const puppet = options.puppet()
    if (!puppet) throw new Error('the WeChat gateway is away')
    return puppet
  }

  async function read(messageId: string): Promise<void> {
    const heard = await readMessage(connected(), messageId, options)
    if (heard === undefined) return
    const message = withChoice(heard, options.offered)
    const file = () => fetchFile(connected(), messageId, options.maxFileBytes, options.fileMs)
    const work = () => options.receive(message, hasBytes(message.body) ? file : undefined)
    storing.push(message.from.id, work)
  }

  return {
    // One lane for all: two messages of one person must not overtake each other while they are read.
    hear: (messageId) => void reading.push('all', () => read(messageId)),
    async drain() {
      await reading.drain()
      await storing.drain()
    },
  }
}

/** The number of an offered choice is that choice. */
function withChoice(message: Incoming, offered: Offered): Incoming {
  if (message.body.kind !== 'text' || message.quoted !== undefined) return message
  const choice = offered.taken(message.from.id, message.body.text)
  return choice === undefined ? message : { ...message, body: { kind: 'choice', value: choice.value } }
}

async function readMessage(puppet: Puppet, id: string, options: ListenerOptions): Promise<Incoming | undefined> {
  const told = await withDeadline(options.callMs, puppet.messagePayload(id))
  if (told.talkerId === puppet.currentUserId) return undefined
  const roomId = told.roomId
  const names = roomId ? await ownNames(puppet, roomId, told.text ?? '', options) : []
  const self: Self = { id: puppet.currentUserId, names }
  const message = readIncoming(told, self, options.now())
  // Broadcasts of other official accounts are nobody's question, and answering a machine could go on for ever.
  if (message && !roomId && (await isOfficial(puppet, told.talkerId, options))) return undefined
  return message
}

/** The names under which a group may call the desk: asked for only when the text could hold one. */
async function ownNames(puppet: Puppet, roomId: string, text: string, options: ListenerOptions): Promise<string[]> {
  if (!/[@「]|<refermsg>/u.test(text)) return []
  const own = await withDeadline(options.callMs, puppet.contactPayload(puppet.currentUserId))
  const here = await withDeadline(options.callMs, puppet.roomMemberPayload(roomId, puppet.currentUserId)).catch(
    (error: unknown) => options.log.debug({ error: nameOf(error) }, 'own name in the group is not known'),
  )
  return [own.name, here?.roomAlias ?? ''].filter((name) => name !== '')
}

const OFFICIAL = 2
/** WeChat's own accounts: file transfer, team notices, friend recommendations. */
const SYSTEM = new Set(['weixin', 'filehelper', 'newsapp', 'fmessage', 'medianote', 'floatbottle', 'qmessage'])

async function isOfficial(puppet: Puppet, contactId: string, options: ListenerOptions): Promise<boolean> {
  if (SYSTEM.has(contactId)) return true
  try {
    const contact = await withDeadline(options.callMs, puppet.contactPayload(contactId))
    return contact.type === OFFICIAL
  } catch (error) {
    // Who writes is not worth losing what they write.
    options.log.debug({ error: nameOf(error) }, 'the sender of a WeChat message is not known')
    return false
  }
}
