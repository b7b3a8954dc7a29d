/** The web chat's own API: a session, what the resident sends, what the mailbox holds. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { cleanText } from '../core/input/clean-text.ts'
import { boundText } from '../core/long-text.ts'
import { isAudio } from '../core/voice/audio-types.ts'
import { FILE_REFUSED } from '../core/messages/files.ts'
import { holdsPicture } from '../core/picture/content.ts'
import { MAX_FILE_BYTES, safeName, detectFileType } from '../core/file-types.ts'
import type { MailboxEntry, MailboxPage } from '../db/queue/mailbox.ts'
import { laneOf } from '../db/people/conversations.ts'
import { isKnownSession } from '../db/people/standing.ts'
import { wellFormed } from '../db/rows.ts'
import { attach } from './attach.ts'
import { networksOf } from './client-address.ts'
import { userError } from '../core/errors.ts'
import { eventRoute } from './chat-events.ts'
import { fromBase64, readJson } from './json-file.ts'
import { readForm } from './multipart.ts'
import type { WebOptions } from './options.ts'
import { networkOf } from './network-hash.ts'
import { messageRateLimit, rateLimit } from './security.ts'
import type { Sessions } from './chat-session.ts'

/** The page's own name for a message: it is a key in the database, which takes no NUL and no half characters. */
const client = z.string().max(100).transform(wellFormed).pipe(z.string().min(1)).optional()
const messageSchema = z.union([
  z.object({ text: z.string(), client }),
  z.object({ choice: z.string().min(1).max(200), client }),
  z.object({ place: z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }), client }),
  z.object({
    file: z.object({
      name: z.string().max(5000).default(''),
      type: z.string().max(200).default(''),
      data: z.union([z.string(), z.instanceof(Uint8Array)]),
    }),
    caption: z.string().optional(),
    client,
  }),
])

export function chatRoutes(app: FastifyInstance, o: WebOptions, sessions: Sessions): void {
  app.post('/api/chat/sessions', { config: rateLimit('session') }, async (_request, reply) => {
    const { session } = sessions.make()
    sessions.give(reply, session)
    return reply.code(201).send({ session })
  })

  void app.register(async (chat) => {
    chat.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_: FastifyRequest, body: Buffer) =>
      readJson(body),
    )
    chat.post('/api/chat/messages', { config: messageRateLimit }, async (request, reply) => {
      const address = sessions.of(request)
      const heard = await heardOf(request)
      await admitFile(o, request, address, heard)
      const id = await o.web.hear(address, { ...heard, network: networkOf(o, request) })
      return reply.code(202).send({ id })
    })
  })

  app.get('/api/chat/messages', async (request): Promise<MailboxPage> => {
    const address = sessions.of(request)
    return o.web.messages(address, afterOf(request))
  })

  app.get('/api/chat/files/:id', async (request, reply) => {
    const address = sessions.of(request)
    const { id } = request.params as { id: string } // named in the route
    const file = /^\d{1,15}$/.test(id) ? await o.web.file(address, Number(id)) : null
    if (!file) throw userError('not-found')
    return attach(reply, file)
  })

  eventRoute(app, o, sessions)
}

/** What was sent, as JSON, a form or a form with a file; refuses what makes no sense. */
export const heardOf = async (request: FastifyRequest): Promise<MailboxEntry> =>
  request.isMultipart() ? fromForm(request) : fromJson(request.body)

/** Counts the file of a message, if it has one; refuses it where a quota is used up. */
export async function admitFile(
  o: WebOptions,
  request: FastifyRequest,
  address: string,
  heard: MailboxEntry,
): Promise<void> {
  if (!heard.bytes || !o.fileQuota) return
  // what is not taken for that is not counted
  if (o.disk && !(await o.disk.fits(heard.bytes.length))) throw userError('no-room')
  const stranger = !(await isKnownSession(o.database.db, address))
  const sender = { lane: laneOf({ channel: 'web', id: address }), ...networksOf(request), stranger }
  const refusal = await o.fileQuota.charge(sender, heard.bytes.length, o.now())
  if (refusal) throw userError(`files-${refusal}`)
}

function afterOf(request: FastifyRequest): number | null {
  const { after } = request.query as { after?: string | string[] } // unchecked text until here
  if (after === undefined || after === '') return null
  if (typeof after !== 'string' || !/^\d{1,15}$/.test(after)) throw userError('bad-request')
  return Number(after)
}

function fromJson(body: unknown): MailboxEntry {
  const parsed = messageSchema.safeParse(body)
  if (!parsed.success) throw userError('no-text')
  const { data } = parsed
  const by = data.client === undefined ? {} : { client: data.client }
  if ('text' in data) return { body: { kind: 'text', text: cleanText(boundText(data.text)) }, ...by }
  if ('choice' in data) return { body: { kind: 'choice', value: data.choice }, ...by }
  // what a browser gives is of the satellites (W3C Geolocation: WGS 84)
  if ('place' in data) return { body: { kind: 'place', ...data.place, system: 'wgs84' }, ...by }
  const { name, data: given } = data.file
  const bytes = typeof given === 'string' ? fromBase64(given) : given
  return { ...fileOf(name, bytes, data.caption), ...by }
}

/** A form of one file, with `client` and `caption` before it. */
async function fromForm(request: FastifyRequest): Promise<MailboxEntry> {
  const { fields, file } = await readForm(request)
  const { client: given = '' } = fields
  const name = wellFormed(given.slice(0, 100))
  const by = name ? { client: name } : {}
  if (file) return { ...fileOf(file.name, file.bytes, fields['caption']), ...by }
  return { ...fromJson(fields), ...by }
}

/** What a file is, is read from its bytes; its name is made harmless. */
function fileOf(name: string, bytes: Uint8Array, caption: string | undefined): MailboxEntry {
  if (bytes.length === 0) throw userError('no-text')
  if (bytes.length > MAX_FILE_BYTES) throw userError('too-large')
  const kind = detectFileType(bytes)
  if (!kind) throw userError('wrong-type')
  if (!holdsPicture(kind.type, bytes)) throw userError('wrong-type', FILE_REFUSED.unreadable)
  if (isAudio(kind.type) && !caption)
    return { body: { kind: 'voice', name: safeName(name, kind.ends), type: kind.type, size: bytes.length }, bytes }
  return {
    body: {
      kind: 'file',
      name: safeName(name, kind.ends),
      type: kind.type,
      size: bytes.length,
      ...(caption ? { caption: cleanText(boundText(caption)) } : {}),
    },
    bytes,
  }
}
