/** A chat session: a random mailbox address, signed. Nothing is stored until somebody writes. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Random, token } from '../core/random.ts'
import { refuse } from './errors.ts'

export const COOKIE = 'shouwen_chat'
const YEAR_S = 365 * 24 * 3600

export interface Sessions {
  make(): { address: string; session: string }
  /** The mailbox of a request: by `Authorization: Bearer`, `x-session` or the cookie. Refuses with 401 where there is none. */
  of(request: FastifyRequest): string
  /** The same; null where there is none. */
  known(request: FastifyRequest): string | null
  give(reply: FastifyReply, session: string): void
}

export function makeSessions(o: { secretKey: string; random: Random; secure: boolean }): Sessions {
  const sign = (address: string): string =>
    createHmac('sha256', o.secretKey).update(`web chat ${address}`).digest('base64url')
  return {
    make() {
      const address = token(o.random)
      return { address, session: `${address}.${sign(address)}` }
    },
    of(request) {
      const address = this.known(request)
      if (address === null) throw refuse('no-session')
      return address
    },
    known(request) {
      const [address = '', signature = ''] = given(request).split('.')
      return address !== '' && same(signature, sign(address)) ? address : null
    },
    give(reply, session) {
      reply.setCookie(COOKIE, session, {
        httpOnly: true,
        sameSite: 'lax',
        secure: o.secure,
        path: '/',
        maxAge: YEAR_S,
      })
    },
  }
}

function given(request: FastifyRequest): string {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  return bearer ?? request.headers['x-session']?.toString() ?? request.cookies[COOKIE] ?? ''
}

function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
