/** Makes and checks a resident's chat session: a random mailbox address, signed. Nothing is stored until somebody writes. */
import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { constantTimeEqual } from '../core/privacy/constant-time-equal.ts'
import { type Random, randomToken } from '../core/random.ts'
import { userError } from '../core/errors.ts'

const COOKIE = 'shouwen_chat'
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
      const address = randomToken(o.random)
      return { address, session: `${address}.${sign(address)}` }
    },
    of(request) {
      const address = this.known(request)
      if (address === null) throw userError('no-session')
      return address
    },
    known(request) {
      const [address = '', signature = ''] = given(request).split('.')
      return address !== '' && constantTimeEqual(signature, sign(address)) ? address : null
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
