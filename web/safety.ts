/** What every answer carries so that a browser does no more with it than it should, and how fast one may ask. */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { refuse } from './errors.ts'
import type { WebOptions } from './options.ts'

// prettier-ignore
const HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'geolocation=(), microphone=(), camera=()',
  'cross-origin-opener-policy': 'same-origin',
} as const

export function protect(app: FastifyInstance, o: WebOptions): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS)
    if (o.secure) reply.header('strict-transport-security', 'max-age=15552000')
  })
}

/** Tries a minute and address, per route; platforms and probes are not counted. */
export const PACE = { page: 240, ask: 60, say: 40, session: 30, track: 30, upload: 12 } as const

export async function limitPace(app: FastifyInstance, o: WebOptions): Promise<void> {
  if (!o.rateLimit) return
  await app.register(rateLimit, {
    global: true,
    max: PACE.page,
    timeWindow: 60_000,
    allowList: (request) => /^\/(telegram|wechat|healthz|readyz|metrics|static)(\/|$|\?)/.test(request.url),
    errorResponseBuilder: () => refuse('too-many'),
  })
}

export const pace = (what: keyof typeof PACE) => ({ rateLimit: { max: PACE[what], timeWindow: 60_000 } })
