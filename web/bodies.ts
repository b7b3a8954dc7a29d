/** Holds every route to its row of body-limits.ts, before anything of a body is read. */
import { type Readable, Transform } from 'node:stream'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { BODY_LIMITS, type BodyLimit, type Sender } from './body-limits.ts'
import { type BodyBudget, makeBodyBudget, type Room } from './body-budget.ts'
import { addressOf } from './client-address.ts'
import { userError } from '../core/errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The row of the route; absent where it takes no body. */
    bodyLimit?: BodyLimit
  }
  interface FastifyRequest {
    /** Aborted where the body gives way to others; null where it takes no room worth counting. */
    bodyGivesWay: AbortSignal | null
  }
}

/** Throws where the sender is not known. */
export type Guard = (request: FastifyRequest) => void

const BODYLESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'TRACE'])
/** A body up to this takes no room worth counting. */
const SMALL = 65_536
/** So much of a refused body is still taken off the wire, and thrown away: a browser that sends does not listen before. */
const DRAINED = 16 * 1024 * 1024

/** The key of a route in BODY_LIMITS; null where it takes no body. */
export function bodyKey(route: { method: string | string[]; url: string }): string | null {
  const methods = [route.method].flat()
  if (methods.every((m) => BODYLESS.has(m))) return null
  return `${methods.length > 4 ? 'ALL' : methods.join(',')} ${route.url}`
}

/**
 * Installs limits and guards on every route registered after it. `guards` are run for the rows of their sender; the desk
 * and the platforms bring their own with the route, as those depend on it. Throws for a route without a row.
 */
export function limitBodies(
  app: FastifyInstance,
  guards: Partial<Readonly<Record<Sender, Guard>>>,
  budget: BodyBudget = makeBodyBudget(),
): void {
  app.decorateRequest('bodyGivesWay', null)
  app.addHook('onRoute', (route: RouteOptions) => {
    const key = bodyKey(route)
    if (key === null) return
    const limit = BODY_LIMITS[key]
    if (!limit) throw new Error(`the route ${key} takes a body and has no row in web/body-limits.ts`)
    const guard = guards[limit.sender]
    route.bodyLimit = limit.bytes
    route.config = { ...route.config, bodyLimit: limit }
    route.preParsing = [
      ...(guard ? [async (request: FastifyRequest) => guard(request)] : []),
      ...[route.preParsing ?? []].flat(),
      async (request, reply, payload) => {
        const bytes = admittedBytes(request, limit)
        if (bytes <= SMALL) return
        const gone = new AbortController()
        const givesWay = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const room = await budget.take(addressOf(request), bytes, gone.signal, () => givesWay.abort())
        if (reply.raw.closed) return room()
        reply.raw.once('close', room)
        request.bodyGivesWay = givesWay.signal
        // a form is read from the request itself (multipart.ts)
        if (isForm(request)) countForm(request, room)
        else return counted(payload, room, givesWay.signal)
      },
    ]
  })
  app.addHook('preParsing', async (request) => {
    if (request.is404 && hasBody(request)) throw userError('not-found')
  })
  app.addHook('onSend', async (request, reply) => {
    if (!request.raw.complete && declared(request, Infinity) > DRAINED) reply.header('connection', 'close')
  })
}

function countForm({ raw }: FastifyRequest, room: Room): void {
  // to listen would set it flowing before anybody reads it
  raw.pause()
  raw.on('data', (chunk: Buffer) => room.came(chunk.length))
  raw.once('end', room.whole)
}

/** The body as it passes; what reads it is told where it gives way, and the rest is thrown away. */
function counted(payload: Readable, room: Room, givesWay: AbortSignal): Readable {
  const passing = new Transform({
    transform(chunk: Buffer, _, done) {
      room.came(chunk.length)
      done(null, chunk)
    },
    flush(done) {
      room.whole()
      done()
    },
  })
  payload.once('error', (error) => passing.destroy(error))
  givesWay.addEventListener(
    'abort',
    () => {
      payload.unpipe(passing)
      payload.resume()
      passing.destroy(userError('busy'))
    },
    { once: true },
  )
  return payload.pipe(passing)
}

/** How long the body says it is; `unsaid` where it comes in chunks. */
function declared({ headers }: FastifyRequest, unsaid: number): number {
  if (headers['transfer-encoding'] !== undefined) return unsaid
  return Number(headers['content-length'] ?? 0)
}

const hasBody = (request: FastifyRequest): boolean => declared(request, 1) > 0

const isForm = ({ headers }: FastifyRequest): boolean => /^\s*multipart\/form-data\b/i.test(headers['content-type'] ?? '') // prettier-ignore

/** What may be read of this body. Refuses one that says it is longer, and a multipart form where none is taken. */
function admittedBytes(request: FastifyRequest, { bytes, form }: BodyLimit): number {
  if (!hasBody(request)) return 0
  if (isForm(request) && !form) throw userError('bad-request')
  const most = isForm(request) ? form!.bytes : bytes
  const length = declared(request, most)
  if (length > most) throw userError('too-large')
  return length
}
