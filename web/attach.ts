/** Files people sent: handed out as attachments, never opened as a page of ours, whatever they hold; pictures shown as pictures. */
import type { FastifyReply } from 'fastify'
import { SHOWN_INLINE } from '../core/file-types.ts'
import { inAddress } from './query.ts'

/** The same memory as a Buffer: a copy of a large file would keep others waiting. */
export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

export const attach = (reply: FastifyReply, file: { name: string; type: string; bytes: Uint8Array }): FastifyReply =>
  reply
    .type(file.type)
    .header('content-disposition', `attachment; filename*=UTF-8''${inAddress(file.name)}`)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=3600')
    .send(asBuffer(file.bytes))

/**
 * A picture to be shown in a page; any other file as an attachment. The type is the one found in the bytes when it came. A
 * browser keeps it but asks each time whether it may still show it: whoever signs in after somebody else sees nothing of theirs.
 */
export const showPicture = (
  reply: FastifyReply,
  file: { name: string; type: string; bytes: Uint8Array },
  etag: string,
): FastifyReply =>
  SHOWN_INLINE.has(file.type)
    ? reply
        .type(file.type)
        .header('content-disposition', 'inline')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-cache')
        .header('etag', etag)
        .send(asBuffer(file.bytes))
    : attach(reply, file)
