/** Which client asks: by its token, looked at on every request, so that a revoked one ends at once. */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Client, clientHasScope, type Scope, SCOPES } from '../../core/client/scopes.ts'
import { clientByToken } from '../../db/clients/clients.ts'
import { senderKey } from '../client-address.ts'
import type { WebOptions } from '../options.ts'
import { makeSenderCounter, REQUESTS_PER_MINUTE, WINDOW_MS } from '../security.ts'
import { userError } from '../../core/errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** null: no token came; 'bad': one that is unknown or revoked. */
    client: Client | null | 'bad'
  }
}

/**
 * Reads the token before anything is counted, so that each client has its own pace. Tokens that were not good lately have
 * the pace of their address, counted before the database is asked; one that was good is asked for whatever others of its
 * address try.
 */
export function knowClients(api: FastifyInstance, o: WebOptions): void {
  const good = new Set<string>()
  const tries = makeSenderCounter({ now: o.now, share: null })
  const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

  api.decorateRequest('client', null)
  api.addHook('onRequest', async (request, reply) => {
    const given = tokenOf(request)
    if (given === null) return
    const hash = hashOf(given)
    if (o.rateLimit && !good.has(hash)) {
      const { current, ttl } = await tries.count(senderKey(request), REQUESTS_PER_MINUTE.refused)
      if (current > REQUESTS_PER_MINUTE.refused) {
        reply.header('retry-after', Math.ceil(ttl / 1000))
        throw userError('too-many')
      }
    }
    const client = await clientByToken(o.database.db, given, o.now())
    if (client) good.add(hash)
    else good.delete(hash)
    request.client = client ?? 'bad'
  })
}

function tokenOf(request: FastifyRequest): string | null {
  const bearer = /^Bearer\s+(\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  const { api_key: key } = request.query as { api_key?: unknown } // Open311 puts it there; unchecked text
  return bearer ?? (request.headers.authorization ? '' : typeof key === 'string' && key !== '' ? key : null)
}

/** A client's own requests a minute; without a token, the address's. */
export const clientPace = {
  rateLimit: {
    max: (request: FastifyRequest) => (isClient(request.client) ? request.client.perMinute : REQUESTS_PER_MINUTE.page),
    keyGenerator: (request: FastifyRequest) => isClient(request.client) ? `client:${request.client.id}` : senderKey(request, 'api:'), // prettier-ignore
    timeWindow: WINDOW_MS,
  },
}

const isClient = (c: FastifyRequest['client']): c is Client => c !== null && c !== 'bad'

/** Throws where no token came, or one that is unknown or revoked. What it may do is asked by the route: clientFor. */
export function hasToken({ client }: FastifyRequest): void {
  if (client === 'bad') throw userError('bad-token')
  if (client === null) throw userError('no-token')
}

/** The client of a route that asks for one with this scope, or any of several. */
export function clientFor(request: FastifyRequest, scope: Scope, ...or: Scope[]): Client {
  const { client } = request
  if (client === 'bad') throw userError('bad-token')
  if (client === null) throw userError('no-token')
  if (![scope, ...or].some((s) => clientHasScope(client, s))) throw userError('no-scope', sayScope(scope))
  return client
}

/** What is public is open to all; but a token that came must be good for it. */
export function openTo(request: FastifyRequest, scope: Scope): void {
  if (request.client !== null) clientFor(request, scope)
}

const sayScope = (scope: Scope): string =>
  `这个令牌没有“${scope}”权限（${SCOPES[scope].label}），请向镇里的管理员申请。`
