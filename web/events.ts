/** GET /api/chat/events: says that the mailbox has grown, and to which id. What is in it is fetched like any other time. */
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { kindOf } from '../bot/inbox.ts'
import type { WebOptions } from './options.ts'
import type { Sessions } from './session.ts'

/** Proxies and phones drop a line that is silent for longer. */
const HEARTBEAT_MS = 15_000
/** Every so many beats the mailbox is looked at, should a nudge have been lost between processes. */
const LOOK_EVERY = 4
/** Tabs of one resident; the oldest makes room. */
const PER_MAILBOX = 6

export function eventRoute(app: FastifyInstance, o: WebOptions, sessions: Sessions): void {
  const open = new Map<string, Set<ServerResponse>>()
  app.addHook('preClose', async () => {
    for (const streams of open.values()) for (const stream of streams) stream.end()
  })

  app.get('/api/chat/events', async (request, reply) => {
    const address = sessions.of(request)
    const known = Number(request.headers['last-event-id']?.toString().match(/^\d{1,15}$/)?.[0] ?? 0)
    const newest = await o.web.last(address)
    reply.hijack()
    const stream = reply.raw
    const streams = open.get(address) ?? new Set()
    open.set(address, streams.add(stream))
    if (streams.size > PER_MAILBOX) [...streams][0]?.end()
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
        .then(tell, (error: unknown) => o.log.debug({ err: kindOf(error) }, 'a mailbox could not be looked at'))
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
      streams.delete(stream)
      if (streams.size === 0 && open.get(address) === streams) open.delete(address)
    })
  })
}
