/** A file people sent, handed out as an attachment: never opened as a page of ours, whatever it holds. */
import type { FastifyReply } from 'fastify'

export const attach = (reply: FastifyReply, file: { name: string; type: string; bytes: Uint8Array }): FastifyReply =>
  reply
    .type(file.type)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=3600')
    .send(Buffer.from(file.bytes))
