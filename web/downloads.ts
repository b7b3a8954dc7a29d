/**
 * Files and long answers on their way out: streamed as they are taken, so many at once, and closed where nobody takes anything. Whoever asks
 * for many and reads none would otherwise fill the memory.
 */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { userError } from '../core/errors.ts'
import type { OpenedFile } from '../db/files/files.ts'
import { addressOf } from './client-address.ts'
import { makeOpenStreams } from './open-streams.ts'

/** Of one address, which a whole town hall may share; a browser asks for six at a time. */
export const DOWNLOADS_PER_ADDRESS = 40
/** Each holds some 400 KB of a streamed file; beyond, the oldest of whoever has most is cut. */
const MOST_DOWNLOADS = 200
/** Of bytes that are made whole, as tables and recordings are. */
const HELD_BYTES = 64 * 1024 * 1024
/** Bytes up to this are not counted. */
const SMALL = 64 * 1024
/** Of a line that takes nothing while it is being answered. */
const STALL_MS = 30_000

export type Downloads = Readonly<{
  /** Throws UserError, before any header is set, where the sender of the request or the desk has no room for one more. */
  begin(reply: FastifyReply, whole: number): void
}>

declare module 'fastify' {
  interface FastifyInstance {
    downloads: Downloads
  }
}

/** Installs `app.downloads`, and closes every line that takes nothing of its answer for `stallMs`. */
export function limitDownloads(app: FastifyInstance, stallMs = STALL_MS): void {
  const lines = makeOpenStreams({ perOwner: DOWNLOADS_PER_ADDRESS, most: MOST_DOWNLOADS, beyond: 'refuse', end: (line) => line.destroy() }) // prettier-ignore
  let held = 0
  app.decorate('downloads', {
    begin({ request, raw }, whole) {
      // the first is let out whatever its size
      if (whole > 0 && held > 0 && held + whole > HELD_BYTES) throw userError('downloads-full')
      if (!lines.open(addressOf(request), raw)) throw userError('downloads')
      held += whole
      raw.once('close', () => (held -= whole))
    },
  } satisfies Downloads)
  app.addHook('onSend', async (_request, reply, payload) => {
    const { raw } = reply
    // text made for this answer; bytes are counted where they are sent, and what is kept for many takes no room of its own
    if (typeof payload === 'string' && payload.length > SMALL / 3) {
      const length = Buffer.byteLength(payload)
      if (length > SMALL) reply.server.downloads.begin(reply, length)
    }
    // node looks twice whether any of what waits to be sent has gone
    raw.setTimeout(stallMs / 2, () => raw.destroy())
  })
}

/** Sends bytes that are in memory. */
export function sendBytes(reply: FastifyReply, bytes: Buffer): FastifyReply {
  if (bytes.length > SMALL) reply.server.downloads.begin(reply, bytes.length)
  return reply.send(bytes)
}

/** Sends a stored file part by part, each read once the one before is taken. */
export const sendStored = (reply: FastifyReply, file: OpenedFile): FastifyReply =>
  reply.header('content-length', file.size).send(Readable.from(file.parts()))
