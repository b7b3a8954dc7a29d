/** Keeps the session of a member of staff's browser: its cookie, whose it is, and the token every form must carry. */
import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Staff } from '../../core/case/case.ts'
import { userError, type UserError } from '../../core/errors.ts'
import { STALE_AT_DESK } from '../../core/messages/refusals.ts'
import { constantTimeEqual } from '../../core/privacy/constant-time-equal.ts'
import { SESSION_MS, sessionStaff } from '../../db/people/desk-sessions.ts'
import type { WebOptions } from '../options.ts'

export const DESK_COOKIE = 'shouwen_desk'

export const sessionOf = (request: FastifyRequest): string => request.cookies[DESK_COOKIE] ?? ''

export function giveSession(reply: FastifyReply, o: WebOptions, session: string): void {
  reply.setCookie(DESK_COOKIE, session, {
    httpOnly: true,
    // lax, not strict: a link in a staff chat must open the case it names
    sameSite: 'lax',
    secure: o.secure,
    path: '/staff',
    maxAge: SESSION_MS / 1000,
  })
}

export const dropSession = (reply: FastifyReply, o: WebOptions): void =>
  void reply.clearCookie(DESK_COOKIE, { path: '/staff', httpOnly: true, sameSite: 'lax', secure: o.secure })

/** What a page does by itself says so, and is no use of the desk. */
const byHand = (request: FastifyRequest): boolean =>
  request.headers['x-desk'] !== 'auto' && request.headers.accept !== 'text/event-stream'

export async function staffAt(
  o: WebOptions,
  request: FastifyRequest,
  used: boolean = byHand(request),
): Promise<Staff | null> {
  const session = sessionOf(request)
  return session === '' ? null : sessionStaff(o.database.db, session, o.now(), used)
}

/** What a form of this session carries: nobody who cannot read the cookie can make it. */
export const csrfOf = (o: WebOptions, request: FastifyRequest): string =>
  createHmac('sha256', o.secretKey)
    .update(`desk form ${sessionOf(request)}`)
    .digest('base64url')

/** What is refused of a page that is old or another site's. */
export const staleForm = (): UserError => userError('stale-form', STALE_AT_DESK)

/** Throws where a POST does not come from a page of this session: its token is a header or a field of the form. */
export function checkCsrf(o: WebOptions, request: FastifyRequest, fields: unknown = request.body): void {
  const given = request.headers['x-csrf'] ?? (fields as { csrf?: unknown } | null | undefined)?.csrf // unchecked until here
  if (typeof given !== 'string' || !constantTimeEqual(given, csrfOf(o, request))) throw staleForm()
}
