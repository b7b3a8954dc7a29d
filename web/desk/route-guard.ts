/** Guards every route of the desk: checks session, role and whose page asks before anything is read, then the form's token. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { Staff } from '../../core/case/case.ts'
import { userError, UserError } from '../../core/errors.ts'
import { cleanText } from '../../core/input/clean-text.ts'
import type { RequestContext } from '../../db/context.ts'
import { SEND_LEASE_MS } from '../../db/queue/leases.ts'
import type { Tx } from '../../db/types.ts'
import { type NewMessage, enqueue } from '../../db/queue/outbox.ts'
import { html, render } from '../html.ts'
import { type Form, readForm } from '../multipart.ts'
import type { WebOptions } from '../options.ts'
import { fromOwnPage } from '../same-origin.ts'
import { requestContextOf } from '../request-context.ts'
import type { DeskPage, DeskRoutes, DeskModule, DeskRequest } from './desk-module.ts'
import { checkCsrf, csrfOf, staffAt, staleForm } from './staff-session.ts'
import { sendDesk } from './desk-page-frame.ts'

/** How the last act went, carried over the redirect; read once. */
const SAID_COOKIE = 'shouwen_said'
/** Characters of one field of a form: what each may hold is asked where it is used. */
const LONGEST_FIELD = 100_000

type Opens = (v: DeskRequest) => Promise<unknown>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks at the desk; null until the door has looked. */
    deskStaff: Staff | null
  }
}

export function registerDeskModule(
  desk: FastifyInstance,
  o: WebOptions,
  room: DeskModule,
  rooms: readonly DeskModule[],
): void {
  // after the rate limit, before the body
  const guard = async (request: FastifyRequest): Promise<void> => {
    const staff = await knownStaff(o, request)
    if (!room.who.includes(staff.role)) throw userError('not-yours')
    request.deskStaff = staff
  }
  const at = (opens: Opens, changes: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    let file: Form['file'] = null
    if (request.isMultipart()) {
      const form = await readForm(request, (fields) => checkCsrf(o, request, fields))
      request.body = form.fields
      file = form.file
    } else if (changes) checkCsrf(o, request)
    const visit = makeVisit(o, request, reply, rooms, file)
    try {
      await opens(visit)
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== null) throw error
      // its transaction is undone: back to where it was sent from, with the sentence on top
      return visit.back(cameFrom(request), error.message, true)
    }
    return reply
  }
  const guarded = (options: RouteShorthandOptions): RouteShorthandOptions => ({ ...options, preParsing: guard })
  const door: DeskRoutes = {
    get: (path, opens, options = {}) => void desk.get(path, guarded(options), at(opens, false)),
    post: (path, opens, options = {}) => void desk.post(path, guarded(options), at(opens, true)),
    closing: (fn) => void desk.addHook('preClose', async () => fn()),
  }
  room.open(door)
}

/** Whose session this is. Throws without one, and where another site's page sends in the name of whoever has one. */
export async function knownStaff(o: WebOptions, request: FastifyRequest): Promise<Staff> {
  const staff = await staffAt(o, request)
  if (!staff) throw userError('signed-out')
  if (!fromOwnPage(request, o.world().publicUrl)) throw staleForm()
  return staff
}

function makeVisit(
  o: WebOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  rooms: readonly DeskModule[],
  file: Form['file'],
): DeskRequest {
  const staff = request.deskStaff! // the guard of every route of a room has set it
  const requestContext = (): RequestContext => requestContextOf(o)
  return {
    o,
    db: o.database.db,
    ctx: requestContext(),
    staff,
    request,
    reply,
    csrf: html`<input type="hidden" name="csrf" value="${csrfOf(o, request)}" />`,
    param: (name) => texts(request.params, name)[0] ?? '',
    query: (name) => texts(request.query, name)[0] ?? '',
    field: (name) => texts(request.body, name)[0] ?? '',
    fields: (name) => texts(request.body, name),
    file,
    page(page: DeskPage) {
      const note = page.note === undefined ? said(request, reply, o) : page.note
      return sendDesk(request, reply, o, { staff, rooms }, { ...page, note })
    },
    piece: (markup) => reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(render(markup)),
    back(to, say, bad = false) {
      const value = Buffer.from(JSON.stringify({ text: say.slice(0, 600), bad })).toString('base64url')
      reply.setCookie(SAID_COOKIE, value, { path: '/staff', httpOnly: true, sameSite: 'lax', secure: o.secure })
      return reply.redirect(to, 303)
    },
    async change<T extends { readonly letters: readonly NewMessage[] }>(
      work: (tx: Tx, ctx: RequestContext) => Promise<T>,
    ) {
      const { done, held } = await o.database.db.transaction(async (tx) => {
        const ctx = requestContext()
        const done = await work(tx, ctx)
        const until = o.send ? new Date(ctx.now.getTime() + SEND_LEASE_MS) : null
        return { done, held: await enqueue(tx, done.letters, ctx.now, until) }
      })
      o.send?.(held)
      return done
    },
  }
}

/** The desk's page a form was sent from. */
function cameFrom({ headers }: FastifyRequest): string {
  const path = /^https?:\/\/[^/]+(\/staff(?:\/[\w\-/.]*)?)(?:\?|#|$)/.exec(headers.referer ?? '')?.[1]
  return path ?? '/staff'
}

function said(request: FastifyRequest, reply: FastifyReply, o: WebOptions): { text: string; bad: boolean } | null {
  const cookie = request.cookies[SAID_COOKIE]
  if (!cookie) return null
  reply.clearCookie(SAID_COOKIE, { path: '/staff', httpOnly: true, sameSite: 'lax', secure: o.secure })
  try {
    const { text, bad } = JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')) as Record<string, unknown>
    return typeof text === 'string' ? { text: text.slice(0, 600), bad: bad === true } : null
  } catch {
    // somebody else's cookie of that name
    return null
  }
}

/** A field as text, however often it came: absent and odd ones are not there. */
function texts(from: unknown, name: string): string[] {
  const value = typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[name] : undefined
  return (Array.isArray(value) ? (value as unknown[]) : [value])
    .filter((v) => typeof v === 'string')
    .map((v) => {
      if (v.length > LONGEST_FIELD) throw userError('too-long')
      return cleanText(v)
    })
}
