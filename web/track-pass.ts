/** Whoever has shown number and look-up code of a case may write to it for a while: a signed cookie, and a token in each form. */
import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { constantTimeEqual } from '../core/privacy/constant-time-equal.ts'
import { userError } from '../core/errors.ts'
import type { WebOptions } from './options.ts'
import { fromOwnPage } from './same-origin.ts'

const COOKIE = 'shouwen_track'
/** Since the last look. */
const PASS_MS = 30 * 60_000

const sign = (o: WebOptions, what: string): string =>
  createHmac('sha256', o.secretKey).update(`track ${what}`).digest('base64url')

/** Opens the case to this browser; asked anew at each look, so that it lasts while it is used. */
export function givePass(reply: FastifyReply, o: WebOptions, caseId: number): string {
  const until = o.now().getTime() + PASS_MS
  const pass = `${caseId}.${until}.${sign(o, `pass ${caseId}.${until}`)}`
  reply.setCookie(COOKIE, pass, { httpOnly: true, sameSite: 'lax', secure: o.secure, path: '/track', maxAge: PASS_MS / 1000 }) // prettier-ignore
  return formToken(o, caseId)
}

/** What is said on the page after an act; `words`: what was typed and is not lost, where it was not done. */
export interface TrackSaid {
  readonly text: string
  readonly bad: boolean
  readonly words?: string
  /** Which form it was typed in. */
  readonly does?: string
}

const SAID_COOKIE = 'shouwen_track_said'
const MOST_SAID = 800

/** How an act went, carried over the redirect; read once. */
export function giveSaid(reply: FastifyReply, o: WebOptions, { text, bad }: TrackSaid): void {
  const value = Buffer.from(JSON.stringify({ text: text.slice(0, MOST_SAID), bad })).toString('base64url')
  reply.setCookie(SAID_COOKIE, value, { httpOnly: true, sameSite: 'lax', secure: o.secure, path: '/track' })
}

/** What an act before said; null where there was none. */
export function takeSaid(request: FastifyRequest, reply: FastifyReply, o: WebOptions): TrackSaid | null {
  const cookie = request.cookies[SAID_COOKIE]
  if (!cookie) return null
  reply.clearCookie(SAID_COOKIE, { path: '/track', httpOnly: true, sameSite: 'lax', secure: o.secure })
  try {
    const { text, bad } = JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')) as Record<string, unknown>
    return typeof text === 'string' ? { text: text.slice(0, MOST_SAID), bad: bad === true } : null
  } catch {
    // somebody else's cookie of that name
    return null
  }
}

export const dropPass = (reply: FastifyReply, o: WebOptions): void =>
  void reply.clearCookie(COOKIE, { path: '/track', httpOnly: true, sameSite: 'lax', secure: o.secure })

/** The case this browser may write to; null where it never looked, or too long ago. */
export function passOf(request: FastifyRequest, o: WebOptions): number | null {
  const [id = '', until = '', signature = ''] = (request.cookies[COOKIE] ?? '').split('.')
  if (!/^\d{1,15}$/.test(id) || !/^\d{1,15}$/.test(until)) return null
  if (!constantTimeEqual(signature, sign(o, `pass ${id}.${until}`))) return null
  return Number(until) > o.now().getTime() ? Number(id) : null
}

/** What each form of the page carries: of its own case, so that a page of another tab does not write to this one's. */
const formToken = (o: WebOptions, caseId: number): string => sign(o, `form ${caseId}`)

/** Throws before anything of the body is read: without a look not long ago, and where another site's page sends. */
export function checkPass(request: FastifyRequest, o: WebOptions): void {
  if (!fromOwnPage(request, o.world().publicUrl)) throw userError('stale-form')
  if (passOf(request, o) === null) throw userError('no-pass')
}

/** Throws where the form is not one of this case's page. */
export function checkFormToken(o: WebOptions, caseId: number, given: unknown): void {
  if (typeof given !== 'string' || !constantTimeEqual(given, formToken(o, caseId))) throw userError('stale-form')
}
