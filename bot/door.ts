/** What of a message is stored: nothing the desk never needs, and once it is handled nothing personal at all. */
import type { Incoming } from '../core/channel.ts'
import { maskNeverNeeded, type Masked, maskPersonal } from '../core/privacy/mask.ts'

const said = ({ body, quoted }: Incoming): string[] => [
  ...(body.kind === 'text' ? [body.text] : body.kind === 'file' && body.caption ? [body.caption] : []),
  ...(quoted === undefined ? [] : [quoted]),
]

function rewritten(message: Incoming, mask: (text: string) => Masked): Incoming {
  const { body, quoted } = message
  const on = (text: string) => mask(text).text
  return {
    ...message,
    ...(quoted === undefined ? {} : { quoted: on(quoted) }),
    body:
      body.kind === 'text'
        ? { ...body, text: on(body.text) }
        : body.kind === 'file' && body.caption !== undefined
          ? { ...body, caption: on(body.caption) }
          : body,
  }
}

/** Before it is stored: identity and bank card numbers masked, and named, so that the person can be told. */
export function atTheDoor(message: Incoming): Incoming {
  const masked = [...new Set(said(message).flatMap((text) => maskNeverNeeded(text).found))]
  return masked.length === 0 ? message : { ...rewritten(message, maskNeverNeeded), masked }
}

/** Once it is handled: what is left to keep of it. Null: it holds nothing personal and stays as it is. */
export const onceHandled = (message: Incoming): Incoming | null =>
  said(message).some((text) => maskPersonal(text).found.length > 0) ? rewritten(message, maskPersonal) : null
