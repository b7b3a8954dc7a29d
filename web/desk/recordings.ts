/** Plays the recordings of a case where its conversation stands: what browsers play in place, the rest to be downloaded. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isAudio, playsInBrowser } from '../../core/voice/audio-types.ts'
import { asBuffer } from '../attach.ts'
import { sendBytes } from '../downloads.ts'
import { html, type Markup } from '../html.ts'

/** The player of a recording; a word instead where no browser plays its kind; null for any other file. */
export function recording(number: string, f: { readonly id: number; readonly name: string; readonly type: string }): Markup | null {
  if (playsInBrowser(f.type))
    return html`<audio controls preload="none" src="/staff/cases/${number}/files/${f.id}?play=1" aria-label="录音 ${f.name}"></audio>`
  return isAudio(f.type) ? html`<small>录音，浏览器放不了这种格式，下载后用播放器听：</small>` : null
} // prettier-ignore

/** A part of so many bytes: `bytes=0-`, `bytes=100-199`, `bytes=-50`; null: the whole; 'none': beyond its end. */
function partOf(range: string | undefined, size: number): { from: number; to: number } | 'none' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return null
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last))
  return from <= to && from < size ? { from, to } : 'none'
}

/** Whether a request begins to listen: the parts that follow are the same hearing. */
export const beginsHearing = ({ headers }: FastifyRequest): boolean =>
  headers.range === undefined || /^bytes=0-/.test(headers.range)

/** A recording to be played in a page, whole or in parts, as players ask; kept by no cache. */
export function playRecording(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, bytes }: { readonly type: string; readonly bytes: Uint8Array },
): FastifyReply {
  const part = partOf(request.headers.range, bytes.length)
  void reply
    .type(type)
    .header('content-disposition', 'inline')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
    .header('accept-ranges', 'bytes')
  if (part === 'none') return reply.code(416).header('content-range', `bytes */${bytes.length}`).send()
  if (part === null) return sendBytes(reply, asBuffer(bytes))
  void reply.code(206).header('content-range', `bytes ${part.from}-${part.to}/${bytes.length}`)
  return sendBytes(reply, asBuffer(bytes.subarray(part.from, part.to + 1)))
}
