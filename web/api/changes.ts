/** /api/v1/changes: what has happened since a cursor, the same as what is pushed. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { changePayloadFor } from '../../core/client/change-payload.ts'
import { EVENT_NAMES } from '../../core/client/events.ts'
import { changesAfter, numberChanges } from '../../db/clients/change-feed.ts'
import type { WebOptions } from '../options.ts'
import { clientFor, clientPace } from './client.ts'
import { pushShape } from './push.ts'
import { describe } from './shape.ts'

export function changesRoute(api: FastifyInstance, o: WebOptions): void {
  const { db } = o.database
  api.get(
    '/changes',
    {
      config: clientPace,
      schema: describe({
        summary: '从一个游标起发生了什么；和推送的内容一样',
        description: '记下 next，下次带上：一条不漏，一条不重。只有这个令牌看得到的。',
        tag: 'cases',
        scope: 'cases:read',
        query: z.object({ after: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) }),
        gives: z.object({ changes: z.array(pushShape), next: z.int(), more: z.boolean() }),
        refuses: [400],
      }),
    },
    async (request) => {
      const client = clientFor(request, 'cases:read', 'cases:all', 'breaches:read')
      const { after, limit } = request.query as { after: number; limit: number }
      await db.transaction((tx) => numberChanges(tx))
      const found = await changesAfter(db, after, limit)
      const list = found.map((change) => changePayloadFor(change, client, EVENT_NAMES, o.world().publicUrl))
      return {
        changes: list.filter((p) => p !== null),
        next: found.at(-1)?.seq ?? after,
        more: found.length === limit,
      }
    },
  )
}
