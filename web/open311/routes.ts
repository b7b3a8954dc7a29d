/** Open311 GeoReport v2 at /open311/v2. Source: https://wiki.open311.org/GeoReport_v2 */
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { userError, UserError } from '../../core/errors.ts'
import { clientHasScope } from '../../core/client/scopes.ts'
import { readCaseNumber } from '../../core/input/typed-case-number.ts'
import { clientOfCase, caseByReference, clientByToken } from '../../db/clients/clients.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { clientFor, clientPace } from '../api/client.ts'
import { describeMisfit } from '../api/misfit.ts'
import { describe } from '../api/shape.ts'
import { webAnswer } from '../errors.ts'
import type { WebOptions } from '../options.ts'
import { requestContextOf } from '../request-context.ts'
import { createRequest } from './create.ts'
import { type Format, send } from './format.ts'
import { findRequests, tellRequests } from './requests.ts'
import { attributesOf, serviceOf, servicesOf } from './services.ts'
import { anyQuery, createdShape, definitionShape, errorsShape, formatParam, requestBody, requestsShape, servicesShape, tokenShape } from './shapes.ts' // prettier-ignore

const DAY_MS = 86_400_000
const SPAN_MS = 90 * DAY_MS
const REQUESTS = { list: 'service_requests', one: 'request' } as const

const formatOf = (request: FastifyRequest): Format => (/\.json(\?|$)/.test(request.url) ? 'json' : 'xml')

const query = z.object(anyQuery)
const schema = (s: Omit<Parameters<typeof describe>[0], 'tag' | 'refusal'>) => describe({ ...s, tag: 'open311', refusal: errorsShape }) // prettier-ignore

export function open311Routes(api: FastifyInstance, o: WebOptions): void {
  useConventions(api, o)
  serviceRoutes(api, o)
  requestRoutes(api, o)
}

/** Errors in the specification's shape and codes, jurisdiction_id, and the key in the form. */
function useConventions(api: FastifyInstance, o: WebOptions): void {
  api.setErrorHandler(async (error: FastifyError, request, reply) => {
    const refused = error instanceof UserError ? webAnswer(error) : null
    const status = refused?.status ?? error.statusCode ?? 500
    // wrong or missing keys are 403, what is not there 404, anything else that was asked wrongly 400
    const code = status === 401 || status === 403 ? 403 : status === 404 || status === 429 ? status : 400
    if (status >= 500 && !error.validation) throw error
    const says = refused?.body.message ?? describeMisfit(error)
    return send(reply.code(code), formatOf(request), [{ code, description: says }], { list: 'errors', one: 'error' })
  })
  api.setNotFoundHandler(() => {
    throw userError('no-record', '没有这个接口，请看 /api/docs。')
  })
  api.addHook('preHandler', async (request) => {
    const { jurisdiction_id: id = '' } = { ...(request.query as object), ...(request.body as object | null) } as { jurisdiction_id?: string } // prettier-ignore
    if (id !== '' && id.toLowerCase() !== o.world().town.prefix.toLowerCase())
      throw userError(
        'no-record',
        `没有“${id}”这个 jurisdiction_id，这里是“${o.world().town.prefix.toLowerCase()}”，也可以不写。`,
      )
    // the specification puts the key in the form
    const { api_key: key } = (request.body ?? {}) as { api_key?: unknown }
    if (request.client === null && typeof key === 'string' && key !== '')
      request.client = (await clientByToken(o.database.db, key, o.now())) ?? 'bad'
  })
}

/** What the town offers: discovery, the services, one service's attributes. */
function serviceRoutes(api: FastifyInstance, o: WebOptions): void {
  api.get(
    '/discovery.:format',
    { config: clientPace, schema: schema({ summary: '服务发现', scope: null, params: z.object(formatParam), query, gives: z.looseObject({ changeset: z.string() }) }) }, // prettier-ignore
    async (request, reply) => {
      const { town, publicUrl } = o.world()
      const body = {
        changeset: '2026-11-25T00:00:00+08:00',
        contact: [town.authority, town.place, town.phone].filter(Boolean).join('，'),
        key_service: `向${town.name}的管理员申请令牌，就是 api_key`,
        endpoints: [
          {
            specification: 'http://wiki.open311.org/GeoReport_v2',
            url: `${publicUrl}/open311/v2`,
            changeset: '2026-11-25T00:00:00+08:00',
            type: 'production',
            formats: ['text/xml', 'application/json'],
          },
        ],
      }
      return send(reply, formatOf(request), body, { list: 'discovery', inner: { endpoints: 'endpoint', formats: 'format' } }) // prettier-ignore
    },
  )

  api.get(
    '/services.:format',
    { config: clientPace, schema: schema({ summary: 'GET Service List', scope: null, params: z.object(formatParam), query, gives: servicesShape }) }, // prettier-ignore
    async (request, reply) => {
      const list = servicesOf(o.world()).map((s) => ({
        service_code: s.code,
        service_name: s.name,
        description: s.description,
        metadata: attributesOf(s).length > 0,
        type: 'realtime',
        keywords: s.keywords.join(', '),
        group: s.group,
      }))
      return send(reply, formatOf(request), list, { list: 'services', one: 'service' })
    },
  )

  api.get(
    '/services/:code.:format',
    { config: clientPace, schema: schema({ summary: 'GET Service Definition', scope: null, params: z.object({ code: z.string().max(60), ...formatParam }), query, gives: definitionShape, refuses: [404] }) }, // prettier-ignore
    async (request, reply) => {
      const service = serviceOr(o, (request.params as { code: string }).code)
      const body = { service_code: service.code, attributes: attributesOf(service) }
      return send(reply, formatOf(request), body, { list: 'service_definition', inner: { attributes: 'attribute', values: 'value' } }) // prettier-ignore
    },
  )
}

/** Requests made, found again by token, listed and read. */
function requestRoutes(api: FastifyInstance, o: WebOptions): void {
  api.post(
    '/requests.:format',
    { config: clientPace, schema: { ...schema({ summary: 'POST Service Request', scope: 'cases:write', params: z.object(formatParam), query, body: requestBody, status: 201, gives: createdShape, refuses: [400, 404] }), consumes: ['application/x-www-form-urlencoded'] } }, // prettier-ignore
    async (request, reply) => {
      const client = clientFor(request, 'cases:write')
      const form = request.body as z.infer<typeof requestBody>
      const made = await createRequest(o, client, serviceOr(o, form.service_code), form)
      return send(reply.code(201), formatOf(request), [made], REQUESTS)
    },
  )

  api.get(
    '/tokens/:token.:format',
    { config: clientPace, schema: schema({ summary: 'GET service_request_id from a token', description: '登记时马上就有编号；这里也认编号和 account_id。', scope: 'cases:read', params: z.object({ token: z.string().max(200), ...formatParam }), query, gives: tokenShape, refuses: [404] }) }, // prettier-ignore
    async (request, reply) => {
      const client = clientFor(request, 'cases:read', 'cases:write')
      const { token } = request.params as { token: string }
      const c =
        (await caseByReference(o.database.db, client.id, token)) ??
        (await caseByNumber(o.database.db, readCaseNumber(token) ?? ''))
      if (!c || (await clientOfCase(o.database.db, c.id))?.clientId !== client.id)
        throw userError('no-record', '没有这个 token，或者不是这个 api_key 登记的。')
      return send(reply, formatOf(request), [{ service_request_id: c.number, token }], REQUESTS)
    },
  )

  const list = z.object({
    ...anyQuery,
    service_request_id: z.string().max(2000).optional(),
    service_code: z.string().max(2000).optional(),
    start_date: z.string().max(40).optional(),
    end_date: z.string().max(40).optional(),
    status: z.string().max(40).optional().describe('open、closed，逗号隔开'),
  })
  api.get(
    '/requests.:format',
    { config: clientPace, schema: schema({ summary: 'GET Service Requests', description: '规范里不要 api_key；这里要，因为一个人的办件不是公开的。', scope: 'cases:read', params: z.object(formatParam), query: list, gives: requestsShape, refuses: [400] }) }, // prettier-ignore
    async (request, reply) => {
      const client = clientFor(request, 'cases:read', 'cases:all')
      const q = request.query as z.infer<typeof list>
      const parts = (text: string | undefined) => text?.split(',').map((p) => p.trim()).filter((p) => p !== '') // prettier-ignore
      const ids = parts(q.service_request_id)?.map(caseNumberIn)
      const services = parts(q.service_code)
      const status = parts(q.status)
      if (status?.some((s) => s !== 'open' && s !== 'closed'))
        throw userError('bad-request', '“status”只能是 open 或 closed。')
      const found = await findRequests(o, client, ids?.length ? { ids } : { ...span(q, o.now()), ...(services?.length ? { services } : {}), ...(status?.length ? { status: [...new Set(status)] } : {}) }) // prettier-ignore
      return send(reply, formatOf(request), await tellRequests(o, found, requestContextOf(o)), REQUESTS)
    },
  )

  api.get(
    '/requests/:id.:format',
    { config: clientPace, schema: schema({ summary: 'GET Service Request', scope: 'cases:read', params: z.object({ id: z.string().max(40), ...formatParam }), query, gives: requestsShape, refuses: [404] }) }, // prettier-ignore
    async (request, reply) => {
      const client = clientFor(request, 'cases:read', 'cases:all')
      const [found] = await findRequests(o, client, { ids: [caseNumberIn((request.params as { id: string }).id)] })
      if (!found || (!found.own && !clientHasScope(client, 'cases:all')))
        throw userError('no-record', '没有这个 service_request_id，或者不归这个 api_key 看。')
      return send(reply, formatOf(request), await tellRequests(o, [found], requestContextOf(o)), REQUESTS)
    },
  )
}

/** As the desk writes it; what is none is found nowhere. */
const caseNumberIn = (typed: string): string => readCaseNumber(typed) ?? ''

function serviceOr(o: WebOptions, code: string) {
  const service = serviceOf(o.world(), code)
  if (!service) throw userError('no-record', `没有“${code}”这个 service_code，请看 services.json。`)
  return service
}

/** The last 90 days where nothing is said, and never more than that. */
function span(
  q: { start_date?: string | undefined; end_date?: string | undefined },
  now: Date,
): { from: Date; to: Date } {
  const read = (name: 'start_date' | 'end_date'): Date | null => {
    const text = q[name] ?? ''
    if (text === '') return null
    if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(Date.parse(text)))
      throw userError('bad-request', `“${name}”不是时刻，写法像 2026-11-01T00:00:00Z。`)
    return new Date(text)
  }
  const [start, end] = [read('start_date'), read('end_date')]
  const to = end ?? (start ? new Date(Math.min(now.getTime(), start.getTime() + SPAN_MS)) : now)
  const from = start ?? new Date(to.getTime() - SPAN_MS)
  if (to.getTime() - from.getTime() > SPAN_MS)
    throw userError('bad-request', '一次最多查 90 天，请把“start_date”和“end_date”改近一些。')
  return { from, to }
}
