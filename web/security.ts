/** What every answer carries so that a browser does no more with it than it should, and how fast one may ask. */
import { createHmac } from 'node:crypto'
import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addToWindow } from '../db/rate-limit-windows.ts'
import { senderKey, sendersOf } from './client-address.ts'
import { userError } from '../core/errors.ts'
import { WIDE_SENDERS } from '../core/network.ts'
import type { WebOptions } from './options.ts'
import { makeRateCounter, type RateCounter, type ShareWindow } from './rate-limit-store.ts'

// prettier-ignore
const HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'geolocation=(), microphone=(), camera=()',
  'cross-origin-opener-policy': 'same-origin',
} as const

export function registerSecurityHeaders(app: FastifyInstance, o: WebOptions): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS)
    if (o.secure) reply.header('strict-transport-security', 'max-age=15552000')
  })
  app.addHook('onSend', async (_request, reply) => {
    // what else was written on the line is not answered: thousands of requests sent at once end with the first refusal
    if (reply.statusCode === 429) reply.header('connection', 'close')
  })
}

/** Requests a minute and sender, per route; all pages without a row of their own count together. */
export const REQUESTS_PER_MINUTE = {
  page: 240,
  ask: 60,
  say: 40,
  session: 30,
  track: 30,
  upload: 12,
  refused: 60,
  platform: 600,
} as const
export const WINDOW_MS = 60_000

/** What is asked by machines that must not be told to wait: probes, and files that browsers keep for a year. */
const UNCOUNTED = /^\/(healthz|readyz|static)(\/|$|\?)/

export async function registerRateLimit(app: FastifyInstance, o: WebOptions): Promise<void> {
  if (!o.rateLimit) return
  await app.register(fastifyRateLimit, {
    global: true,
    max: REQUESTS_PER_MINUTE.page,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => senderKey(request),
    allowList: (request) => UNCOUNTED.test(request.url),
    errorResponseBuilder: () => userError('too-many'),
    store: storeOf(o),
  })
  // what is not there is asked for by programs that guess addresses
  const page = app.rateLimit()
  app.addHook('onRequest', async function (request, reply) {
    if (request.is404) await page.call(this, request, reply)
  })
}

export const rateLimit = (what: keyof typeof REQUESTS_PER_MINUTE) => ({
  rateLimit: { max: REQUESTS_PER_MINUTE[what], timeWindow: WINDOW_MS },
})

/** Longer than any text: what comes is a file. */
const UPLOAD_BYTES = 100_000

const isUpload = ({ headers }: FastifyRequest): boolean =>
  headers['content-length'] === undefined || Number(headers['content-length']) > UPLOAD_BYTES

/** Messages and files come by the same route, each at a pace of its own, told apart before anything is read. */
export const messageRateLimit = {
  rateLimit: {
    max: (request: FastifyRequest) => (isUpload(request) ? REQUESTS_PER_MINUTE.upload : REQUESTS_PER_MINUTE.say),
    timeWindow: WINDOW_MS,
    keyGenerator: (request: FastifyRequest) => senderKey(request, isUpload(request) ? 'upload ' : 'say '),
    errorResponseBuilder: (request: FastifyRequest) => userError(isUpload(request) ? 'too-many-files' : 'too-many'),
  },
}

/**
 * Counts what `senderKey` names: the sender first, so that one beyond its own pace takes nothing from its neighbours, then the
 * wider network. The two are remembered apart: many senders do not push out the network they are all in.
 */
export function makeSenderCounter(o: { now: () => Date; share: ShareWindow | null }): RateCounter {
  const own = makeRateCounter({ windowMs: WINDOW_MS, ...o })
  const wide = makeRateCounter({ windowMs: WINDOW_MS, ...o })
  return {
    async count(key, max) {
      const senders = sendersOf(key)
      const counted = await own.count(senders.own, max)
      if (senders.wide === undefined || counted.current > max) return counted
      const most = max * WIDE_SENDERS
      const { current, ttl } = await wide.count(`wide ${senders.wide}`, most)
      return current > most ? { current: max + current - most, ttl } : counted
    },
  }
}

/** Counts here, and with the other processes where there may be any: the embedded database is held by one alone. */
function storeOf(o: WebOptions): fastifyRateLimit.FastifyRateLimitStoreCtor {
  const { database, now, secretKey } = o
  const make = (route: string): fastifyRateLimit.FastifyRateLimitStore => {
    // the address itself is not kept
    const hidden = (key: string) => createHmac('sha256', secretKey).update(`rate ${key}`).digest('base64url').slice(0, 22) // prettier-ignore
    const share: ShareWindow | null =
      database.kind === 'postgres'
        ? (key, since, count) => addToWindow(database.db, `${route}:${hidden(key)}`, since, count)
        : null
    const counter = makeSenderCounter({ now, share })
    return {
      incr: (key, done, _window, max) =>
        void counter.count(key, max).then(
          (counted) => done(null, counted),
          (error: unknown) => done(error as Error),
        ),
      child: (options) => {
        const { routeInfo } = options as unknown as Child // more is handed over than the types say
        return make(`${[routeInfo.method].flat().join()} ${routeInfo.url}`)
      },
    }
  }
  // the plugin calls it with `new`: what a function returns then stands for the object made
  return function () {
    return make('pages')
  } as unknown as fastifyRateLimit.FastifyRateLimitStoreCtor
}

/** The route that limits of its own are for. */
interface Child {
  readonly routeInfo: { readonly method: string | string[]; readonly url: string }
}
