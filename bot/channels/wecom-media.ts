/** Files on their way to WeCom: as a picture where it takes one, else as a file. Limits: document/path/90253 */
import { DeliveryError, type Outgoing } from '../../core/channel.ts'
import type { Client } from './token-client.ts'

const PICTURES: readonly string[] = ['image/jpeg', 'image/png']
const MB = 1024 * 1024
const LEAST_BYTES = 6
const MOST_BYTES = { image: 10 * MB, file: 20 * MB } as const

/** Resolves with what a message names the file by, for three days. */
export async function uploadMedia(
  client: Client,
  { name, type: mime, bytes }: NonNullable<Outgoing['file']>,
): Promise<{ type: 'image' | 'file'; mediaId: string }> {
  const type = PICTURES.includes(mime) && bytes.length <= MOST_BYTES.image ? 'image' : 'file'
  if (bytes.length > MOST_BYTES[type]) throw new DeliveryError('refused', '文件太大，企业微信不收')
  if (bytes.length < LEAST_BYTES) throw new DeliveryError('refused', '文件是空的，企业微信不收')
  const form = new FormData()
  form.set('media', new File([new Uint8Array(bytes)], name, { type: mime }))
  const { media_id: mediaId } = await client.post(`/cgi-bin/media/upload?type=${type}`, form)
  if (typeof mediaId !== 'string') throw new DeliveryError('retry', '企业微信没有收下文件')
  return { type, mediaId }
}
