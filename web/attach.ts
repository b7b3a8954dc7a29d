/** A file people sent, handed out as an attachment: never opened as a page of ours, whatever it holds. */
import type { FastifyReply } from 'fastify'
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
