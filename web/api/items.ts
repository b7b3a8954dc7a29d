/** /api/v1: the catalogue, the departments, a due date worked out, a question answered. All of it is published anyway. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { FACETS } from '../../core/answer/understand.ts'
import { FAMILIES, itemSchema, ITEM_TYPES, ROUTINGS, type Item } from '../../core/catalog/item.ts'
import { isLocalDate, localDate } from '../../core/date.ts'
import { itemDueDate } from '../../core/promise/item-due.ts'
import { departmentOf } from '../../core/town.ts'
import { printNumbered } from '../../core/messages/print-choices.ts'
import { question } from '../ask-once.ts'
import type { WebOptions } from '../options.ts'
import { clientPace, openTo } from './client.ts'
import { userError } from '../../core/errors.ts'
import { dateShape, describe } from './shape.ts'

const departmentShape = z.object({
  code: z.string(),
  name: z.string(),
  duties: z.array(z.string()),
  discipline: z.array(z.string()),
  phone: z.string(),
  place: z.string(),
})

const limitShape = z.object({
  days: z.int().describe('0：当场办'),
  unit: z.enum(['working', 'calendar']),
  proposed: z.boolean().describe('拟定的，还没正式公布'),
})

const briefShape = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string().describe('主责科室代码'),
  department: z.string(),
  routing: z.enum(ROUTINGS),
  type: z.enum(ITEM_TYPES),
  officeType: z.enum(['即办件', '承诺件']),
  family: z.enum(FAMILIES),
  promised: limitShape.nullable(),
  url: z.string(),
})

const dueShape = z.object({
  item: z.string(),
  from: dateShape,
  due: z
    .object({
      date: dateShape.describe('最晚哪天办完'),
      amount: z.int(),
      unit: z.enum(['working', 'calendar']),
      authority: z.enum(['statutory', 'promised']),
      basis: z.string(),
      proposed: z.boolean(),
      provisional: z.boolean().describe('跨到放假安排还没公布的年份，日期暂定'),
    })
    .nullable()
    .describe('null：还没有公布时限'),
  explanation: z.string().describe('怎么算的'),
  version: z.string(),
})

const contextShape = z
  .object({ item: z.string().max(60), facet: z.string().max(30), offered: z.array(z.string().max(60)).max(10) })
  .partial()
  .describe('上一次回答里的 context，原样带回来就能接着问')

export function itemRoutes(api: FastifyInstance, o: WebOptions): void {
  catalogRoutes(api, o)
  dueRoute(api, o)
  askRoute(api, o)
}

function catalogRoutes(api: FastifyInstance, o: WebOptions): void {
  const brief = (item: Item) => ({
    ...item,
    promised: item.promisedLimit && limitShape.parse(item.promisedLimit),
    url: `${o.world().publicUrl}/items/${item.id}`,
  })

  api.get(
    '/items',
    {
      config: clientPace,
      schema: describe({
        summary: '全部事项',
        tag: 'items',
        scope: null,
        query: z.object({
          q: z.string().max(100).optional().describe('名称或群众说法里有这几个字'),
          department: z.string().max(20).optional().describe('主责科室代码'),
          routing: z.enum(ROUTINGS).optional(),
        }),
        gives: z.object({ version: z.string(), items: z.array(briefShape) }),
        refuses: [400],
      }),
    },
    async (request) => {
      openTo(request, 'items:read')
      const { q, department, routing } = request.query as { q?: string; department?: string; routing?: string } // as the schema says
      const { catalog } = o.world()
      const words = (item: Item) => [item.name, ...item.aliases].join('\n').toLowerCase()
      const items = catalog.items.filter(
        (item) =>
          (q === undefined || words(item).includes(q.toLowerCase())) &&
          (department === undefined || item.owner === department) &&
          (routing === undefined || item.routing === routing),
      )
      return { version: catalog.version, items: items.map(brief) }
    },
  )

  api.get(
    '/items/:id',
    {
      config: clientPace,
      schema: describe({
        summary: '一个事项的全部内容（一次性告知）',
        tag: 'items',
        scope: null,
        params: z.object({ id: z.string().max(60) }),
        gives: z.object({ version: z.string(), url: z.string(), item: itemSchema }),
        refuses: [404],
      }),
    },
    async (request) => {
      openTo(request, 'items:read')
      const item = itemOr(o, (request.params as { id: string }).id)
      return { version: o.world().catalog.version, url: brief(item).url, item }
    },
  )

  api.get(
    '/departments',
    {
      config: clientPace,
      schema: describe({
        summary: '科室、职责、电话',
        tag: 'items',
        scope: null,
        gives: z.object({ town: z.string(), departments: z.array(departmentShape) }),
      }),
    },
    async (request) => {
      openTo(request, 'items:read')
      const { town } = o.world()
      return { town: town.name, departments: town.departments }
    },
  )
}

function dueRoute(api: FastifyInstance, o: WebOptions): void {
  api.get(
    '/due',
    {
      config: clientPace,
      schema: describe({
        summary: '某天受理，最晚哪天办完，怎么算的',
        tag: 'items',
        scope: null,
        query: z.object({
          item: z.string().max(60).describe('事项编号'),
          from: dateShape.optional().describe('受理那天；不写是今天'),
        }),
        gives: dueShape,
        refuses: [400, 404, 409],
      }),
    },
    async (request) => {
      openTo(request, 'items:read')
      const given = request.query as { item: string; from?: string }
      const item = itemOr(o, given.item)
      const from = given.from ?? localDate(o.now())
      if (!isLocalDate(from) || from < '2000-01-01' || from > '2100-01-01')
        throw userError('bad-request', '“from”不是一个日期，写法像 2026-11-23。')
      const townContext = o.world()
      const owner = departmentOf(townContext.town, item.owner).name
      if (item.routing !== 'town')
        throw userError('not-now', `“${item.name}”不在镇里办，时限由${item.department}定；拿不准可以问${owner}。`)
      const due = itemDueDate(item, from, townContext)
      const explanation = due?.explanation ?? '镇里还没有公布承诺时限，法定时限也还在核对，以窗口告知为准。'
      return dueShape.parse({ item: item.id, from, due, explanation, version: townContext.catalog.version })
    },
  )
}

function askRoute(api: FastifyInstance, o: WebOptions): void {
  api.post(
    '/ask',
    {
      config: clientPace,
      schema: describe({
        summary: '问一句，答一句；不留是谁问的',
        tag: 'items',
        scope: null,
        body: z.object({ text: z.string().min(1).max(10_000), context: contextShape.optional() }),
        gives: z.object({
          decision: z.enum(['answer', 'choose', 'handoff', 'urgent', 'smalltalk']),
          item: z.string().nullable(),
          facet: z.string(),
          candidates: z.array(z.object({ id: z.string(), score: z.number() })),
          reply: z.string(),
          context: contextShape,
        }),
        refuses: [400],
      }),
    },
    async (request) => {
      openTo(request, 'items:read')
      const { text, context } = request.body as { text: string; context?: z.infer<typeof contextShape> }
      const facet = FACETS.find((f) => f === context?.facet)
      const before = context && {
        ...(context.item ? { item: context.item } : {}),
        ...(facet ? { facet } : {}),
        ...(context.offered ? { offered: context.offered } : {}),
      }
      const { understood: u, said } = question(o, text, before)
      const offered = u.decision === 'choose' ? u.candidates.slice(0, u.offer).map((c) => c.id) : null
      return {
        decision: u.decision,
        item: u.item,
        facet: u.facet,
        candidates: u.candidates,
        reply: said.map((m) => (u.decision === 'choose' ? printNumbered(m) : m.text)).join('\n\n'),
        context: {
          ...before,
          ...(u.decision === 'answer' && u.item ? { item: u.item, facet: u.facet } : {}),
          ...(offered ? { offered } : {}),
        },
      }
    },
  )
}

export function itemOr(o: WebOptions, id: string): Item {
  const item = o.world().catalog.items.find((i) => i.id === id)
  if (!item) throw userError('no-item')
  return item
}
