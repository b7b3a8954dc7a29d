/** Open311 speaks XML and JSON; JSON is the XML by the Spark convention: lists without their wrapper, empty is null. */
import type { FastifyReply } from 'fastify'
import { escape } from '../html.ts'

export type Format = 'xml' | 'json'
export const FORMATS = ['xml', 'json'] as const

type Value = string | number | boolean | null | readonly (object | string)[]

/** `list`: a list of `one` named `list`; without `one` the object itself is named `list`. */
export interface Named {
  readonly list: string
  readonly one?: string
  /** Names of the entries of lists inside: { attributes: 'attribute' }. */
  readonly inner?: Readonly<Record<string, string>>
}

export function send(
  reply: FastifyReply,
  format: Format,
  body: object | readonly object[],
  named: Named,
): FastifyReply {
  reply.header('cache-control', 'no-store')
  if (format === 'json') return reply.type('application/json; charset=utf-8').send(body)
  const inside = Array.isArray(body)
    ? (body as readonly object[]).map((b) => element(named.one ?? 'item', b, named)).join('')
    : fields(body, named)
  return reply
    .type('text/xml; charset=utf-8')
    .send(`<?xml version="1.0" encoding="utf-8"?>\n<${named.list}>${inside}</${named.list}>\n`)
}

const element = (name: string, body: object | string, named: Named): string =>
  `<${name}>${typeof body === 'string' ? xmlText(body) : fields(body, named)}</${name}>`

const fields = (body: object, named: Named): string =>
  Object.entries(body as Record<string, Value>)
    .map(([name, value]) => {
      if (value === null || value === '') return `<${name}/>`
      if (typeof value !== 'object') return `<${name}>${xmlText(String(value))}</${name}>`
      return `<${name}>${value.map((v) => element(named.inner?.[name] ?? 'item', v, named)).join('')}</${name}>`
    })
    .join('')

/** Escaped, without what XML 1.0 cannot hold at all. */
const xmlText = (text: string): string =>
   
  escape(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')) // prettier-ignore
