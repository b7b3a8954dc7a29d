/** Doors of machines: chat platforms that knock, probes that ask whether the desk stands. */
import type { FastifyInstance } from 'fastify'
import type { Health } from '../core/channel.ts'
import { refuse } from './errors.ts'
import type { WebOptions } from './options.ts'

export function platformRoutes(app: FastifyInstance, o: WebOptions): void {
  const { telegram, wechatMp } = o
  if (telegram)
    app.post('/telegram/webhook', { bodyLimit: 1_048_576 }, async (request, reply) => {
      const secret = request.headers['x-telegram-bot-api-secret-token']?.toString()
      const { status } = await telegram.handleWebhook(secret, request.body)
      return reply.code(status).send({ ok: status === 200 })
    })
  if (wechatMp)
    void app.register(async (inner) => {
      // the signature is over the text as it came
      inner.removeAllContentTypeParsers()
      inner.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
      inner.route({
        method: ['GET', 'POST'],
        url: '/wechat/mp',
        bodyLimit: 65_536,
        handler: async (request, reply) => {
          const { status, body } = await wechatMp.handle({
            method: request.method,
            query: request.query as Record<string, string | undefined>, // the door checks every field
            body: typeof request.body === 'string' ? request.body : '',
          })
          return reply.code(status).type('text/plain; charset=utf-8').send(body)
        },
      })
    })

  app.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }))

  let away: Date | null = null
  app.get('/readyz', async (_request, reply) => {
    const up = await o.database.ping().then(
      () => true,
      () => false,
    )
    away = up ? null : (away ?? o.now())
    return reply
      .code(up ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({
        ready: up,
        database: away ? { state: 'down', since: away.toISOString() } : { state: 'ready' },
        channels: Object.fromEntries(Object.entries(o.health()).map(([name, health]) => [name, told(health)])),
      })
  })

  const { metrics } = o
  app.get('/metrics', async (_request, reply) => {
    if (!metrics) throw refuse('not-found')
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics())
  })
}

/** Anybody may read it: neither a login code nor a reason, which may name a server. */
const told = (health: Health): { state: Health['state']; since?: string } =>
  health.state === 'down' ? { state: health.state, since: health.since.toISOString() } : { state: health.state }
