/** GET /api/chat/events: tells a resident's page that its mailbox has grown, and to which id. What is in it is fetched like any other time. */
import type { FastifyInstance } from 'fastify'
import { errorKind } from '../db/errors.ts'
import { addressOf } from './client-address.ts'
import { userError } from '../core/errors.ts'
import { makeOpenStreams } from './open-streams.ts'
import type { WebOptions } from './options.ts'
import type { Sessions } from './chat-session.ts'

/** Proxies and phones drop a line that is silent for longer. */
const HEARTBEAT_MS = 15_000
/** Every so many beats the mailbox is looked at, should a nudge have been lost between processes. */
const LOOK_EVERY = 4
/** Tabs of one resident; the oldest makes room. */
const PER_MAILBOX = 6
/** Of one address, which a household or a whole network of phones may share; who is refused looks every few seconds. */
export const PER_ADDRESS = 200
/** Each is looked at once a minute: some 35 small questions a second to the database. */
const MOST_LINES = 2000

export function eventRoute(app: FastifyInstance, o: WebOptions, sessions: Sessions): void {
  const addresses = makeOpenStreams({ perOwner: PER_ADDRESS, most: MOST_LINES, beyond: 'refuse' })
  const mailboxes = makeOpenStreams({ perOwner: PER_MAILBOX, most: Infinity, beyond: 'oldest' })
  app.addHook('preClose', async () => addresses.endAll())

  app.get('/api/chat/events', async (request, reply) => {
    const address = sessions.of(request)
    const known = Number(request.headers['last-event-id']?.toString().match(/^\d{1,15}$/)?.[0] ?? 0)
    const newest = await o.web.last(address)
    const stream = reply.raw
    if (!addresses.open(addressOf(request), stream)) throw userError('too-many')
    reply.hijack()
    mailboxes.open(address, stream)
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    stream.write('retry: 3000\n\n')
    let told = known
    const tell = (last: number): void => {
      if (last <= told || stream.writableEnded) return
      told = last
      stream.write(`id: ${last}\ndata: ${JSON.stringify({ last })}\n\n`)
    }
    const look = (): void =>
      void o.web
        .last(address)
        .then(tell, (error: unknown) => o.log.debug({ err: errorKind(error) }, 'a mailbox could not be looked at'))
    tell(newest)
    const stop = o.web.nudge(address, (last) => (last === null ? look() : tell(last)))
    // something may have come between the reading and the listening
    look()
    let beats = 0
    const heart = setInterval(() => {
      stream.write(': \n\n')
      if (++beats % LOOK_EVERY === 0) look()
    }, o.heartbeatMs ?? HEARTBEAT_MS)
    stream.on('close', () => {
      clearInterval(heart)
      stop()
    })
  })
}
