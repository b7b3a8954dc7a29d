/** /api/v1/webhooks: where a client wants to be told, by itself. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type EventName, EVENT_NAMES } from '../../core/client/events.ts'
import { type Webhook, webhookCounts, activeWebhooks, stopWebhook } from '../../db/clients/webhooks.ts'
import { createWebhook } from '../create-webhook.ts'
import type { WebOptions } from '../options.ts'
import { clientFor, clientPace } from './client.ts'
import { userError } from '../../core/errors.ts'
import { describe, instantShape } from './shape.ts'

const events = z.array(z.enum(EVENT_NAMES as [EventName, ...EventName[]])).min(1)
const hookShape = z.object({
  id: z.int(),
  url: z.string(),
  events: z.array(z.string()),
  createdAt: instantShape,
  paused: z.boolean().describe('镇里暂停了；恢复以后按顺序补推'),
  sent: z.int(),
  waiting: z.int(),
  dead: z.int().describe('一直没送到、留给人看的'),
})

export function hookRoutes(api: FastifyInstance, o: WebOptions): void {
  const { db } = o.database
  const client = (request: FastifyRequest) => clientFor(request, 'cases:read', 'cases:all', 'breaches:read')
  const shown = async (hooks: readonly Webhook[]) => {
    const counts = new Map((await webhookCounts(db)).map((c) => [c.id, c]))
    return hooks.map((h) => {
      const { sent = 0, waiting = 0, dead = 0 } = counts.get(h.id) ?? {}
      const createdAt = h.createdAt.toISOString()
      return { id: h.id, url: h.url, events: [...h.events], createdAt, paused: h.pausedAt !== null, sent, waiting, dead } // prettier-ignore
    })
  }

  api.get(
    '/webhooks',
    {
      config: clientPace,
      schema: describe({
        summary: '自己设的推送',
        tag: 'webhooks',
        scope: 'cases:read',
        gives: z.object({ webhooks: z.array(hookShape) }),
      }),
    },
    async (request) => ({ webhooks: await shown(await activeWebhooks(db, { clientId: client(request).id })) }),
  )

  api.post(
    '/webhooks',
    {
      config: clientPace,
      schema: describe({
        summary: '设一个推送；密钥只给这一次',
        tag: 'webhooks',
        scope: 'cases:read',
        body: z.object({ url: z.string().max(500), events: events.describe('要听哪些') }),
        status: 201,
        gives: z.object({ webhook: hookShape, secret: z.string().describe('验签名用') }),
        refuses: [400, 409],
      }),
    },
    async (request, reply) => {
      const by = client(request)
      const given = request.body as { url: string; events: EventName[] }
      const made = await createWebhook(o, (work) => db.transaction(work), { clientId: by.id, ...given })
      if (!made.ok) throw userError(made.fault === 'address' ? 'bad-request' : 'not-now', made.because)
      const { id, secret } = made
      const [webhook] = await shown(await activeWebhooks(db, { id }))
      return reply.code(201).send({ webhook, secret })
    },
  )

  api.delete(
    '/webhooks/:id',
    {
      config: clientPace,
      schema: describe({
        summary: '停掉一个推送',
        tag: 'webhooks',
        scope: 'cases:read',
        params: z.object({ id: z.int().min(1) }),
        gives: z.object({ id: z.int() }),
        refuses: [404],
      }),
    },
    async (request) => {
      const { id } = request.params as { id: number }
      const by = client(request)
      if (!(await db.transaction((tx) => stopWebhook(tx, id, by.id, o.now())))) throw userError('no-record')
      return { id }
    },
  )
}
