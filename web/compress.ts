/** Text leaves compressed where the browser takes it: the phone of a village is on 3G more often than the desk's processor is busy. */
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const TEXT = /^(text\/|application\/(json|javascript|xml|atom\+xml|rss\+xml|yaml)|image\/svg\+xml)/
/** Below this a packet is a packet. */
const SMALL = 1024

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
const GZIP = { level: 6 }
// prettier-ignore
const CODINGS = {
  br:   { whole: promisify(brotliCompress), options: BROTLI, stream: () => createBrotliCompress(BROTLI) },
  gzip: { whole: promisify(gzip),           options: GZIP,   stream: () => createGzip(GZIP) },
} as const

export type Coding = keyof typeof CODINGS

/** The coding a browser takes, the shortest first; null where it takes none. */
export const codingOf = (request: FastifyRequest): Coding | null => {
  const taken = (request.headers['accept-encoding'] ?? '').split(',')
  const takes = (name: string) => taken.some((t) => t.trim().split(';')[0] === name && !/;\s*q=0(\.0*)?\s*$/.test(t))
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : null
}

const isStream = (payload: unknown): payload is Readable =>
  typeof payload === 'object' && payload !== null && 'pipe' in payload

export function compress(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const type = reply.getHeader('content-type')?.toString() ?? ''
    if (!TEXT.test(type) || reply.getHeader('content-encoding') || request.method === 'HEAD') return payload
    if (!reply.hasHeader('vary')) reply.header('vary', 'accept-encoding')
    const coding = codingOf(request)
    const stream = isStream(payload)
    if (!coding || !(stream || typeof payload === 'string' || Buffer.isBuffer(payload))) return payload
    if (!stream && payload.length < SMALL) return payload
    reply.header('content-encoding', coding).removeHeader('content-length')
    const { whole, options, stream: through } = CODINGS[coding]
    if (stream) return payload.pipe(through())
    // the two take options of their own; the table keeps each with its own
    return (whole as (text: string | Buffer, options: object) => Promise<Buffer>)(payload, options)
  })
}
