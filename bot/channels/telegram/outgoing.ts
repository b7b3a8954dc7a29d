/** What the desk says as one call of the Bot API. No parse mode: nothing in a text is ever markup. */
import { DeliveryError, type Outgoing } from '../../../core/channel.ts'
import { CHANNEL_TRAITS } from '../../../core/channel-traits.ts'
import { sound } from './well-formed.ts'

export interface SendCall {
  readonly method: 'sendMessage' | 'sendDocument' | 'sendPhoto'
  readonly params: Readonly<Record<string, unknown>>
}

/** In UTF-16 units, as Telegram counts; delivery cuts what is longer with `splitOutgoing`. */
const { text, caption } = CHANNEL_TRAITS.telegram
export const TELEGRAM_LIMITS = { text, caption, choiceBytes: 64 } as const

/** Above this Telegram takes an image only as a document. */
const PHOTO_BYTES = 10 * 1024 * 1024
const PHOTO_TYPES = new Set(['image/jpeg', 'image/png'])

/** Throws DeliveryError `refused` for what Telegram would never take. */
export function sendCall(chat: string, message: Outgoing): SendCall {
  const { file } = message
  const link = message.link && linkOf(message.link)
  const text = sound(message.text + (link?.written ?? ''))
  const limit = file ? TELEGRAM_LIMITS.caption : TELEGRAM_LIMITS.text
  if (text.length > limit) throw new DeliveryError('refused', `text of ${text.length} units, the limit is ${limit}`)
  const rows = [...(message.choices ?? []).map(choiceButton), ...(link?.button ? [link.button] : [])]
  const common = {
    chat_id: chat,
    ...(rows.length > 0 ? { reply_markup: { inline_keyboard: rows.map((button) => [button]) } } : {}),
  }
  if (!file) return { method: 'sendMessage', params: { ...common, text, link_preview_options: { is_disabled: true } } }
  const caption = text === '' ? {} : { caption: text }
  const upload = { source: Buffer.from(file.bytes), filename: filename(file.name) }
  return PHOTO_TYPES.has(file.type) && file.bytes.length <= PHOTO_BYTES
    ? { method: 'sendPhoto', params: { ...common, ...caption, photo: upload } }
    : { method: 'sendDocument', params: { ...common, ...caption, document: upload } }
}

/** The same image as a document: Telegram refuses some images as photos (odd proportions, damaged). */
export function asDocument({ params }: SendCall): SendCall {
  const { photo, ...rest } = params
  return { method: 'sendDocument', params: { ...rest, document: photo } }
}

function choiceButton({ label, value }: { readonly label: string; readonly value: string }) {
  const bytes = Buffer.byteLength(value)
  if (bytes < 1 || bytes > TELEGRAM_LIMITS.choiceBytes)
    throw new DeliveryError(
      'refused',
      `a choice of ${bytes} bytes, Telegram carries 1 to ${TELEGRAM_LIMITS.choiceBytes}`,
    )
  return { text: sound(label), callback_data: value }
}

/** Telegram refuses a message whose button leads to a place without a public name: such a link is written out. */
function linkOf({ label, url }: { readonly label: string; readonly url: string }) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const public_ = parsed && /^https?:$/.test(parsed.protocol) && parsed.hostname.includes('.')
  return public_ ? { button: { text: sound(label), url } } : { written: `\n${label}：${url}` }
}

/** A name ends its header in the form: quotes and line ends would break out of it. */
function filename(name: string): string {
  const plain = sound(name).replace(/["\\/\r\n]/g, '_')
  return plain === '' ? 'file' : plain
}
