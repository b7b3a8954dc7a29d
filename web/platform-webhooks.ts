/** Doors of machines: chat platforms that knock, probes that ask whether the desk stands. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Health } from '../core/channel.ts'
import { constantTimeEqual } from '../core/privacy/constant-time-equal.ts'
import { type ProxyState, senderKey } from './client-address.ts'
import { userError } from '../core/errors.ts'
import type { TextEndpoint, WebOptions } from './options.ts'
import { rateLimit } from './security.ts'
import { isLoopback } from './trusted-proxies.ts'

export function platformRoutes(app: FastifyInstance, o: WebOptions, proxies: () => ProxyState): void {
  const { telegram } = o
  const paceOf = strangers(app, o)
  if (telegram)
    app.post(
      '/telegram/webhook',
      {
        config: { rateLimit: false },
        preParsing: async (request, reply) => {
          if (telegram.admits(secretOf(request))) return
          await paceOf(request, 'refused')
          await reply.code(401).send({ ok: false })
        },
      },
      async (request, reply) => {
        const { status } = await telegram.handleWebhook(secretOf(request), request.body)
        return reply.code(status).send({ ok: status === 200 })
      },
    )
  const endpoints = [
    { url: '/wechat/mp', name: 'WeChat', endpoint: o.wechatMp },
    { url: '/wecom/app', name: 'WeCom', endpoint: o.wecom },
    { url: '/wecom/kf', name: 'WeCom', endpoint: o.wecomKf },
  ]
  for (const { url, name, endpoint } of endpoints) if (endpoint) textRoute(app, o, paceOf, { url, name, endpoint })

  app.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }))

  let away: Date | null = null
  let refusing: Date | null = null
  app.get('/readyz', async (_request, reply) => {
    const up = await o.database.ping().then(
      () => true,
      () => false,
    )
    away = up ? null : (away ?? o.now())
    const room = await o.disk?.room().catch(() => null)
    const storage = up && o.database.storage ? await o.database.storage.check() : null
    refusing = storage === null || storage === 'ready' ? null : (refusing ?? o.now())
    const ready = up && refusing === null
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({
        ready,
        database: away ? { state: 'down', since: away.toISOString() } : { state: 'ready' },
        // full or read-only: nothing that is sent can be kept
        ...(storage && { storage: refusing ? { state: storage, since: refusing.toISOString() } : { state: storage } }),
        proxies: proxies(),
        // low: files are refused, everything else is taken
        ...(room && { disk: { state: room.enough ? 'ready' : 'low', freeMb: room.freeMb, floorMb: room.floorMb } }),
        channels: Object.fromEntries(Object.entries(o.health()).map(([name, health]) => [name, told(health)])),
      })
  })

  const { metrics, metricsToken = null } = o
  app.get('/metrics', async (request, reply) => {
    if (!metrics) throw userError('not-found')
    if (metricsToken !== null && !constantTimeEqual(bearerOf(request), metricsToken))
      return reply.code(401).header('www-authenticate', 'Bearer').send('')
    if (metricsToken === null && !fromThisMachine(request)) throw userError('not-found')
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics())
  })
}

type PaceOf = ReturnType<typeof strangers>

/** A push of plain text (XML) whose signature is over the text as it came; a request without one is not read at all. */
function textRoute(
  app: FastifyInstance,
  o: WebOptions,
  paceOf: PaceOf,
  { url, name, endpoint }: { readonly url: string; readonly name: string; readonly endpoint: TextEndpoint },
): void {
  void app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    inner.route({
      method: ['GET', 'POST'],
      url,
      config: { rateLimit: false },
      preParsing: async (request, reply) => {
        const known = endpoint.admits(queryOf(request))
        if (known === 'yes') return
        await paceOf(request, known === 'perhaps' ? 'platform' : 'refused')
        if (known === 'perhaps') return
        o.log.warn({ because: 'signature' }, `a request in the name of ${name} was refused`)
        await reply.code(403).type('text/plain; charset=utf-8').send('')
      },
      handler: async (request, reply) => {
        const { status, body } = await endpoint.handle({
          method: request.method,
          query: queryOf(request),
          body: typeof request.body === 'string' ? request.body : '',
        })
        return reply.code(status).type('text/plain; charset=utf-8').send(body)
      },
    })
  })
}

/**
 * Counts only who does not show that they are the platform: its own bursts are never held up, and one who guesses is told
 * to wait before anything is read or logged.
 */
function strangers(app: FastifyInstance, o: WebOptions) {
  const limit = (what: 'refused' | 'platform') =>
    o.rateLimit
      ? app.createRateLimit({
          ...rateLimit(what).rateLimit,
          keyGenerator: (r) => senderKey(r, `${what}:`),
          allowList: () => false,
        })
      : null
  const limits = { refused: limit('refused'), platform: limit('platform') }
  return async (request: FastifyRequest, what: 'refused' | 'platform'): Promise<void> => {
    const counted = await limits[what]?.(request)
    if (counted && !counted.isAllowed && counted.isExceeded) throw userError('too-many')
  }
}

const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]

/** Asked here and by nobody behind a proxy: one that passes requests on without saying for whom is on this machine too. */
const fromThisMachine = ({ ip, headers, socket }: FastifyRequest): boolean =>
  isLoopback(ip) &&
  isLoopback(socket.remoteAddress ?? '') &&
  !['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'].some(
    (h) => h in headers,
  )

const secretOf = (request: FastifyRequest): string | undefined =>
  request.headers['x-telegram-bot-api-secret-token']?.toString()

/** What came once; a field that came several times is not there. */
const queryOf = (request: FastifyRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.query as Record<string, unknown>).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ),
  )

/** Anybody may read it: neither a login code nor a reason, which may name a server. */
const told = (health: Health): { state: Health['state']; since?: string } =>
  health.state === 'down' ? { state: health.state, since: health.since.toISOString() } : { state: health.state }
