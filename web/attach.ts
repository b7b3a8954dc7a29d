/** Files people sent: handed out as attachments, never opened as a page of ours, whatever they hold; pictures shown as pictures. */
import type { FastifyReply } from 'fastify'
import { SHOWN_INLINE } from '../core/file-types.ts'
import type { OpenedFile } from '../db/files/files.ts'
import { sendStored } from './downloads.ts'
import { inAddress } from './query.ts'

/** The same memory as a Buffer: a copy of a large file would keep others waiting. */
export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

/** A stored file as an attachment. */
export function attach(reply: FastifyReply, file: OpenedFile): FastifyReply {
  reply.server.downloads.begin(reply, 0)
  return sendStored(attached(reply, file), file)
}

/** The headers of an attachment. */
export const attached = (reply: FastifyReply, file: { readonly name: string; readonly type: string }): FastifyReply =>
  reply
    .type(file.type)
    .header('content-disposition', `attachment; filename*=UTF-8''${inAddress(file.name)}`)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=3600')

/**
 * A picture to be shown in a page; any other file as an attachment. The type is the one found in the bytes when it came. A
 * browser keeps it but asks each time whether it may still show it: whoever signs in after somebody else sees nothing of theirs.
 */
export function showPicture(reply: FastifyReply, file: OpenedFile, etag: string): FastifyReply {
  if (!SHOWN_INLINE.has(file.type)) return attach(reply, file)
  reply.server.downloads.begin(reply, 0)
  const shown = reply
    .type(file.type)
    .header('content-disposition', 'inline')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-cache')
    .header('etag', etag)
  return sendStored(shown, file)
}
