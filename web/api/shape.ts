/** Shapes of the API: written once in zod, checked by Fastify, shown in the OpenAPI document. */
import { z } from 'zod'

/** As a route's schema takes it. `input`: what may be left out by the caller is not required. */
function schemaOf(shape: z.ZodType, io: 'input' | 'output' = 'output'): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { target: 'draft-7', io })
  return schema
}

/** What is not named in a body is dropped before anybody reads it (Fastify removes what `additionalProperties` forbids). */
function bodySchemaOf(shape: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod
      if (def.type === 'object' && !('catchall' in def && def.catchall)) jsonSchema.additionalProperties = false
    },
  })
  return schema
}

const refusalShape = z.object({ error: z.string(), message: z.string() }).describe('一句话说清为什么不行、怎么办')

interface Shapes {
  readonly summary: string
  readonly description?: string
  readonly tag: 'items' | 'cases' | 'board' | 'open311' | 'webhooks'
  /** What a token must carry; null: nothing is asked. */
  readonly scope: string | null
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly headers?: z.ZodType
  readonly body?: z.ZodType
  readonly gives: z.ZodType
  readonly status?: 200 | 201 | 202
  readonly also?: Readonly<Record<number, z.ZodType>>
  readonly refuses?: readonly number[]
  /** How a refusal looks, where not as everywhere. */
  readonly refusal?: z.ZodType
}

/** A route's schema: input checked, output cut to its shape, refusals named. */
export function describe(s: Shapes) {
  const refusals = [...(s.scope === null ? [] : s.refusal ? [403] : [401, 403]), ...(s.refuses ?? []), 429]
  return {
    summary: s.summary,
    ...(s.description ? { description: s.description } : {}),
    tags: [s.tag],
    security: s.scope === null ? [] : [{ token: [s.scope] }],
    ...(s.params ? { params: schemaOf(s.params, 'input') } : {}),
    ...(s.query ? { querystring: schemaOf(s.query, 'input') } : {}),
    ...(s.headers ? { headers: schemaOf(s.headers, 'input') } : {}),
    ...(s.body ? { body: bodySchemaOf(s.body) } : {}),
    response: {
      [s.status ?? 200]: schemaOf(s.gives),
      ...Object.fromEntries(Object.entries(s.also ?? {}).map(([code, shape]) => [code, schemaOf(shape)])),
      ...Object.fromEntries(refusals.map((code) => [code, schemaOf(s.refusal ?? refusalShape)])),
    },
  }
}

export const dateShape = z.string().regex(/^\d{4}-\d{2}-\d{2}$/).describe('当地日期') // prettier-ignore
export const instantShape = z.string().describe('时刻，ISO 8601')
export const numberParam = z.object({ number: z.string().max(40).describe('办件编号，像 BS20261123-0007') })
/** A slice of a list. */
export const sliceQuery = {
  limit: z.int().min(1).max(200).default(50),
  offset: z.int().min(0).max(100_000).default(0),
}
