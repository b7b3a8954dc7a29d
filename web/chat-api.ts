/** The web chat's own API: a session, what the resident sends, what the mailbox holds. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { MAX_FILE_BYTES, safeName, sniff } from '../core/files.ts'
import type { Heard, Shown } from '../bot/channels/web.ts'
import { attach } from './attach.ts'
import { refuse } from './errors.ts'
import { eventRoute } from './events.ts'
import type { WebOptions } from './options.ts'
import { pace } from './safety.ts'
import type { Sessions } from './session.ts'

const MAX_TEXT = 20_000
/** Base64 is a third longer than what it carries; the rest is room for the fields around it. */
const MAX_BODY = Math.ceil((MAX_FILE_BYTES * 4) / 3) + 65_536

const client = z.string().min(1).max(100).optional()
const messageSchema = z.union([
  z.object({ text: z.string(), client }),
  z.object({ choice: z.string().min(1).max(200), client }),
  z.object({
    file: z.object({ name: z.string().max(5000).default(''), type: z.string().max(200).default(''), data: z.string() }),
    caption: z.string().optional(),
    client,
  }),
])

export function chatRoutes(app: FastifyInstance, o: WebOptions, sessions: Sessions): void {
  app.post('/api/chat/sessions', { config: pace('session') }, async (_request, reply) => {
    const { session } = sessions.make()
    sessions.give(reply, session)
    return reply.code(201).send({ session })
  })

  app.post('/api/chat/messages', { config: pace('say'), bodyLimit: MAX_BODY }, async (request, reply) => {
    const address = sessions.of(request)
    return reply.code(202).send({ id: await o.web.hear(address, await heardOf(request)) })
  })

  app.get('/api/chat/messages', async (request): Promise<{ messages: Shown[] }> => {
    const address = sessions.of(request)
    return { messages: await o.web.messages(address, afterOf(request)) }
  })

  app.get('/api/chat/files/:id', async (request, reply) => {
    const address = sessions.of(request)
    const { id } = request.params as { id: string } // named in the route
    const file = /^\d{1,15}$/.test(id) ? await o.web.file(address, Number(id)) : null
    if (!file) throw refuse('not-found')
    return attach(reply, file)
  })

  eventRoute(app, o, sessions)
}

/** What was sent, as JSON, a form or a form with a file; refuses what makes no sense. */
export const heardOf = async (request: FastifyRequest): Promise<Heard> =>
  request.isMultipart() ? fromForm(request) : fromJson(request.body)

export const MAX_SAID = MAX_BODY

function afterOf(request: FastifyRequest): number | null {
  const { after } = request.query as { after?: string | string[] } // unchecked text until here
  if (after === undefined || after === '') return null
  if (typeof after !== 'string' || !/^\d{1,15}$/.test(after)) throw refuse('bad-request')
  return Number(after)
}

function fromJson(body: unknown): Heard {
  const parsed = messageSchema.safeParse(body)
  if (!parsed.success) throw refuse('no-text')
  const { data } = parsed
  const by = data.client === undefined ? {} : { client: data.client }
  if ('text' in data) return { body: { kind: 'text', text: data.text.slice(0, MAX_TEXT) }, ...by }
  if ('choice' in data) return { body: { kind: 'choice', value: data.choice }, ...by }
  if (!/^[A-Za-z0-9+/_\s-]*={0,2}\s*$/.test(data.file.data)) throw refuse('bad-request')
  return { ...fileOf(data.file.name, Buffer.from(data.file.data, 'base64'), data.caption), ...by }
}

/** A form of one file, with `client` and `caption` before it. */
async function fromForm(request: FastifyRequest): Promise<Heard> {
  const fields: Record<string, string> = {}
  let file: { name: string; bytes: Buffer } | undefined
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      const bytes = await part.toBuffer()
      // a browser sends the field of a file nobody chose, empty and without a name
      if (part.filename || bytes.length > 0) file ??= { name: part.filename, bytes }
    } else if (typeof part.value === 'string') fields[part.fieldname] = part.value
  }
  const by = fields['client'] ? { client: fields['client'].slice(0, 100) } : {}
  if (file) return { ...fileOf(file.name, file.bytes, fields['caption']), ...by }
  return { ...fromJson(fields), ...by }
}

/** What a file is, is read from its bytes; its name is made harmless. */
function fileOf(name: string, bytes: Uint8Array, caption: string | undefined): Heard {
  if (bytes.length === 0) throw refuse('no-text')
  if (bytes.length > MAX_FILE_BYTES) throw refuse('too-large')
  const kind = sniff(bytes)
  if (!kind) throw refuse('wrong-type')
  return {
    body: {
      kind: 'file',
      name: safeName(name, kind.ends),
      type: kind.type,
      size: bytes.length,
      ...(caption ? { caption: caption.slice(0, MAX_TEXT) } : {}),
    },
    bytes,
  }
}
