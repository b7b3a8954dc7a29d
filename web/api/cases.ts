/** /api/v1/cases: opened, listed, read, and moved for the resident. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Case } from '../../core/case/case.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { reachOf } from '../../core/client/events.ts'
import { LIMITS } from '../../core/input/limits.ts'
import { cleanText } from '../../core/input/clean-text.ts'
import { readCaseNumber } from '../../core/input/typed-case-number.ts'
import { caseByReference, casesOfClient, clientOfCase } from '../../db/clients/clients.ts'
import { logGuessing } from '../../services/look-up-case.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { constraintOf } from '../../db/rows.ts'
import type { WebOptions } from '../options.ts'
import { requestContextOf } from '../request-context.ts'
import { look } from '../public/track.ts'
import { openClientCase, moveForResident } from './open-case.ts'
import { detailOf, detailsOf } from '../../db/cases/case-detail.ts'
import { actionShape, caseAnswer, caseShape, dueOf, dueShape } from './cases-shape.ts'
import { changesRoute } from './changes.ts'
import { clientFor, clientPace } from './client.ts'
import { itemOr } from './items.ts'
import { userError } from '../../core/errors.ts'
import { describe, instantShape, numberParam } from './shape.ts'

const newCase = z.object({
  kind: z.enum(['consultation', 'report', 'application']).default('report').describe('咨询、诉求、办件'),
  text: z
    .string()
    .min(1)
    .max(LIMITS.caseText.most)
    .describe('什么事；身份证号、电话等会自动遮住，联系方式写在 contact 里'),
  item: z.string().max(60).optional().describe('事项编号；办件（application）必填'),
  department: z.string().max(20).optional().describe('科室代码；不写由系统按事项和内容定'),
  contact: z
    .object({
      name: z.string().max(LIMITS.contactName.most),
      phone: z.string().max(LIMITS.contactPhone.most),
      address: z.string().max(LIMITS.contactAddress.most),
    })
    .partial()
    .optional()
    .describe('加密保存，只给经办人'),
  reference: z.string().min(1).max(100).optional().describe('您那边的工单号；同一个号再发一次还是同一件'),
})

const openedShape = z.object({
  number: z.string(),
  lookupCode: z.string().describe('查询码：和编号一起查进度，请交给本人'),
  department: z.object({ code: z.string(), name: z.string() }),
  due: dueShape.nullable(),
  openedAt: instantShape,
  reference: z.string().nullable(),
  message: z.string().describe('可以原样转告本人的话'),
  url: z.string(),
})

export function caseRoutes(api: FastifyInstance, o: WebOptions): void {
  openRoute(api, o)
  listRoute(api, o)
  readRoute(api, o)
  actionRoute(api, o)
  changesRoute(api, o)
}

function openRoute(api: FastifyInstance, o: WebOptions): void {
  const { db } = o.database
  api.post(
    '/cases',
    {
      config: clientPace,
      schema: describe({
        summary: '登记一件',
        tag: 'cases',
        scope: 'cases:write',
        body: newCase,
        status: 201,
        gives: openedShape,
        also: { 200: openedShape.describe('这个 reference 登记过，还是那一件') },
        refuses: [400, 404],
      }),
    },
    async (request, reply) => {
      const client = clientFor(request, 'cases:write')
      const given = request.body as z.infer<typeof newCase> // as the schema says
      if (cleanText(given.text).trim() === '') throw userError('bad-request', '“text”不能空着。')
      const item = given.item === undefined ? null : itemOr(o, given.item)
      if (given.kind === 'application' && item?.routing !== 'town')
        throw userError('bad-request', '办件（application）要写“item”，而且是镇里办的事项。')
      if (given.department !== undefined && !o.world().town.departments.some((d) => d.code === given.department))
        throw userError('no-department')
      const reference = given.reference ?? null
      const before = reference === null ? null : await caseByReference(db, client.id, reference)
      if (before) return reply.code(200).send(await opened(o, before, reference, ''))
      const made = await openClientCase(o, client, {
        kind: given.kind,
        text: given.text,
        item: item?.id ?? null,
        department: given.department ?? null,
        contact: { ...given.contact },
        reference,
        service: null,
      }).catch((error: unknown) => {
        // the same reference came twice at once: the other one was first
        if (constraintOf(error) === 'client_cases_reference') return null
        throw error
      })
      if (!made)
        return reply.code(200).send(await opened(o, (await caseByReference(db, client.id, reference!))!, reference, ''))
      return reply.code(201).send(await opened(o, made.at.case, reference, made.message))
    },
  )
}

/** What the program that opened it is told. */
async function opened(
  o: WebOptions,
  c: Case,
  reference: string | null,
  message: string,
): Promise<z.infer<typeof openedShape>> {
  const ctx = requestContextOf(o)
  const d = await detailOf(o.database.db, c)
  const { department } = caseAnswer(d, 'own', null, ctx)
  return {
    number: c.number,
    lookupCode: lookupCodeOf(ctx.cipher, c),
    department,
    due: dueOf(d, ctx),
    openedAt: c.openedAt.toISOString(),
    reference,
    message,
    url: `${ctx.townContext.publicUrl}/track?number=${c.number}`,
  }
}

function listRoute(api: FastifyInstance, o: WebOptions): void {
  const { db } = o.database
  api.get(
    '/cases',
    {
      config: clientPace,
      schema: describe({
        summary: '自己登记的办件，先登记的在前',
        tag: 'cases',
        scope: 'cases:read',
        query: z.object({ after: z.int().min(0).default(0), limit: z.int().min(1).max(200).default(50) }),
        gives: z.object({
          cases: z.array(caseShape),
          next: z.int().nullable().describe('下一页的 after；null：没有了'),
        }),
        refuses: [400],
      }),
    },
    async (request) => {
      const client = clientFor(request, 'cases:read')
      const { after, limit } = request.query as { after: number; limit: number }
      const found = await casesOfClient(db, client.id, after, limit)
      const ctx = requestContextOf(o)
      const details = await detailsOf(db, found.map((f) => f.case)) // prettier-ignore
      const list = found.map(({ case: _, ...by }, i) => caseAnswer(details[i]!, 'own', { clientId: client.id, ...by }, ctx)) // prettier-ignore
      return { cases: list, next: found.length === limit ? found.at(-1)!.case.id : null }
    },
  )
}

function readRoute(api: FastifyInstance, o: WebOptions): void {
  const { db } = o.database
  api.get(
    '/cases/:number',
    {
      config: clientPace,
      schema: describe({
        summary: '一件的进展：凭查询码，或者凭令牌（cases:read 看自己登记的，cases:all 看状态）',
        tag: 'cases',
        scope: 'cases:read',
        params: numberParam,
        headers: z.object({
          'x-lookup-code': z.string().max(20).optional().describe('查询码；写在这里，不留在地址里'),
        }),
        query: z.object({ code: z.string().max(20).optional().describe('也可以写在这里') }),
        gives: caseShape,
        refuses: [404],
      }),
    },
    async (request, reply) => {
      const { c, reach } = await reached(o, request)
      reply.header('cache-control', 'no-store')
      return caseAnswer(await detailOf(db, c), reach, await clientOfCase(db, c.id), requestContextOf(o))
    },
  )
}

/** The case and how much of it may be shown: by the look-up code, else by what the token may. */
async function reached(o: WebOptions, request: FastifyRequest): Promise<{ c: Case; reach: 'own' | 'state' }> {
  const { db } = o.database
  const { number } = request.params as { number: string }
  const { code = '' } = request.query as { code?: string }
  const given = request.headers['x-lookup-code']?.toString() ?? code
  if (given !== '') {
    const found = await look(o, db, request, number, given)
    if ('wrong' in found) {
      logGuessing(o.log, found)
      throw userError(found.wait > 0 ? 'locked' : 'no-case')
    }
    return { c: found, reach: 'own' }
  }
  const client = clientFor(request, 'cases:read', 'cases:all')
  const c = await caseByNumber(db, readCaseNumber(number) ?? '')
  const by = c && (await clientOfCase(db, c.id))
  const reach = c && reachOf(client, { ...c, clientId: by?.clientId ?? null })
  if (!c || !reach) throw userError('no-case')
  return { c, reach }
}

function actionRoute(api: FastifyInstance, o: WebOptions): void {
  const { db } = o.database
  api.post(
    '/cases/:number/actions',
    {
      config: clientPace,
      schema: describe({
        summary: '代本人办：补齐、催办、确认、说没解决、评价、撤回',
        tag: 'cases',
        scope: 'cases:write',
        params: numberParam,
        body: z.object({
          action: actionShape.describe('现在能办哪些，看这件的 actions'),
          text: z.string().max(LIMITS.actText.most).optional(),
          score: z.int().min(1).max(5).optional(),
        }),
        gives: caseShape,
        refuses: [400, 404, 409],
      }),
    },
    async (request) => {
      const client = clientFor(request, 'cases:write')
      const { number } = request.params as { number: string }
      const { action, text, score } = request.body as { action: Action; text?: string; score?: number }
      const c = await caseByNumber(db, readCaseNumber(number) ?? '')
      const by = c && (await clientOfCase(db, c.id))
      if (!c || by?.clientId !== client.id) throw userError('no-case')
      const moved = await moveForResident(o, c.id, action, {
        ...(text === undefined ? {} : { text }),
        ...(score === undefined ? {} : { score }),
      })
      if (!moved.ok && moved.because === 'incomplete')
        throw userError('bad-request', `缺少“${moved.detail}”，请补上再发。`)
      if (!moved.ok && moved.because === 'condition') throw userError('not-now', `${moved.detail}。`)
      if (!moved.ok) throw userError('not-now', `这件现在是“${moved.detail}”，不能这样办。`)
      return caseAnswer(await detailOf(db, moved.after.case), 'own', by, requestContextOf(o))
    },
  )
}
