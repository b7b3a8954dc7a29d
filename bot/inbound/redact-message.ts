/**
 * Cuts an incoming message down to what may be stored: no more than a chat needs, nothing the desk never needs, and once
 * it is handled nothing personal at all. What is personal in a text is found by core/privacy/mask.ts.
 */
import type { ReadDanger } from '../../core/answer/danger/danger-reader.ts'
import { type Body, hasBytes, type Incoming } from '../../core/channel.ts'
import { cleanText } from '../../core/input/clean-text.ts'
import { maskedName } from '../../core/file-types.ts'
import { LONGEST_MESSAGE, boundText, shorten } from '../../core/long-text.ts'
import { hideWords } from '../../core/privacy/hide-secrets.ts'
import { type Masked, PERHAPS_NEEDED } from '../../core/privacy/mask.ts'
import { makeMaskOnce, type MaskText } from '../../core/privacy/mask-once.ts'

/** The words of a body, as somebody wrote or said them. */
function wordsOf(body: Body): string[] {
  const words =
    body.kind === 'text'
      ? body.text
      : body.kind === 'file'
        ? body.caption
        : body.kind === 'voice'
          ? body.heard
          : body.kind === 'place'
            ? body.label
            : undefined
  return words === undefined || words === '' ? [] : [words]
}

/** The body with its words rewritten. */
function bodyWith(body: Body, on: (text: string) => string): Body {
  const [words] = wordsOf(body)
  if (words === undefined) return body
  switch (body.kind) {
    case 'text':
      return { ...body, text: on(words) }
    case 'file':
      return { ...body, caption: on(words) }
    case 'voice':
      return { ...body, heard: on(words) }
    case 'place':
      return { ...body, label: on(words) }
    default:
      return body
  }
}

const said = ({ body, quoted }: Incoming): string[] => [...wordsOf(body), ...(quoted === undefined ? [] : [quoted])]

function rewritten(message: Incoming, on: (text: string) => string): Incoming {
  const { body, quoted } = message
  return {
    ...message,
    ...(quoted === undefined ? {} : { quoted: on(quoted) }),
    body: bodyWith(body, on),
  }
}

/** What people wrote, as text that can be kept and read: the same whichever channel it came by. */
export const cleanMessage = (message: Incoming): Incoming => rewritten(message, cleanText)

/**
 * A message that is longer than a chat needs, cut before anything is stored of it. Danger is read on the whole first:
 * a cry for help in the middle of a story must not be what is left out.
 */
function* bounded(message: Incoming, danger: ReadDanger): Generator<undefined, Incoming> {
  const { body } = message
  const quoted = message.quoted === undefined ? {} : { quoted: message.quoted.slice(0, LONGEST_MESSAGE) }
  const [text = ''] = wordsOf(body)
  if (text.length <= LONGEST_MESSAGE) return { ...message, ...quoted }
  const found = yield* danger(boundText(text))
  const { text: kept, left } = shorten(text, found?.passage)
  return {
    ...message,
    ...quoted,
    body: bodyWith(body, () => kept),
    cut: { left, ...(found ? { danger: found.danger } : {}) },
  }
}

/**
 * Before it is stored: bounded; identity and bank card numbers masked, and named, so that the person can be told. Nobody
 * answers a file's name: in it all that is personal is masked at once. Yields while a long text is read.
 */
export function* redactOnReceive(message: Incoming, danger: ReadDanger): Generator<undefined, Incoming> {
  const { short, found } = withoutNumbersInName(yield* bounded(message, danger))
  const redact = makeMaskOnce()
  const neverNeeded = (text: string) => redact(text, PERHAPS_NEEDED)
  const masked = [...new Set([...said(short).flatMap((text) => neverNeeded(text).found), ...found])]
  return masked.length === 0 ? short : { ...rewritten(short, (text) => neverNeeded(text).text), masked }
}

function withoutNumbersInName(message: Incoming): { short: Incoming; found: Masked['found'] } {
  const { body } = message
  if (!hasBytes(body)) return { short: message, found: [] }
  const { text: name, found } = maskedName(body.name)
  return { short: { ...message, body: { ...body, name } }, found }
}

/**
 * Once it is handled: what is left to keep of it, without the secrets that were typed in it, and without the place it
 * was sent from (行踪轨迹, 个人信息保护法 28). Null: it holds nothing personal and no secret, and stays as it is.
 */
export function redactAfterProcessing(
  message: Incoming,
  redact: MaskText,
  typedSecrets: readonly string[] = [],
): Incoming | null {
  if (message.body.kind === 'place') return { ...message, body: { kind: 'other', what: 'location' } }
  const kept = (text: string): string => redact(hideWords(text, typedSecrets)).text
  return said(message).some((text) => kept(text) !== text) ? rewritten(message, kept) : null
}
