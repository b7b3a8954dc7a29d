/** Kept bytes as an answer: in the reader's coding, or none where the reader has them already. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { codingOf } from './compress.ts'
import type { KeptPage } from './kept-pages.ts'

/** Sets the headers and answers the body to send; null: the reader is told that nothing changed. */
export function sendKept(request: FastifyRequest, reply: FastifyReply, page: KeptPage, vary: string): Buffer | null {
  reply.headers({ etag: page.etag, vary }).removeHeader('content-length')
  if (isKnown(request.headers['if-none-match'], page.etag)) {
    reply.code(304)
    return null
  }
  const coding = codingOf(request)
  if (coding) reply.header('content-encoding', coding)
  return page.body(coding)
}

const bare = (tag: string): string => tag.trim().replace(/^W\//, '')
const isKnown = (known: string | undefined, etag: string): boolean =>
  known !== undefined && known.split(',').some((tag) => bare(tag) === bare(etag))
