/** What is stored of a message that names a secret: the sentence with a blank, and beside it the words that belong there, sealed. */
import type { Outgoing } from '../channel.ts'
import type { Random } from '../random.ts'
import type { Cipher } from './cipher.ts'
import { EXPIRED, HIDDEN } from './hide-secrets.ts'

/** A message as it lies in the outbox or a mailbox. `secret` cannot be in it: the compiler asks for `keepMessage`. */
export interface KeptMessage extends Omit<Outgoing, 'file' | 'secret'> {
  readonly secret?: never
  /** `words`: for each HIDDEN in `text`, in order, what stands there; gone once it is worth nothing. `until`: an ISO instant. */
  readonly sealed?: { readonly words?: readonly string[]; readonly until?: string }
}

const literal = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** Seals what of a message is secret. One that was sealed before stays as it is. */
export function keepMessage(
  keys: { readonly cipher: Cipher; readonly random: Random },
  { secret, ...message }: Omit<Outgoing, 'file'>,
): KeptMessage {
  if (!secret) return message
  // blanks that stood in the text before are themselves what belongs there
  const all = [...secret.words, HIDDEN].filter((w) => w !== '').sort((a, b) => b.length - a.length)
  const words: string[] = []
  const text = message.text.replace(new RegExp(all.map(literal).join('|'), 'g'), (word) => {
    words.push(keys.cipher.encrypt(word, keys.random))
    return HIDDEN
  })
  return { ...message, text, sealed: { words, ...(secret.until && { until: secret.until.toISOString() }) } }
}

/** The message as it is said at `now`: what has expired says so, and what was dropped or sealed under another key stays blank. */
export function openMessage(cipher: Cipher, { sealed, ...message }: KeptMessage, now: Date): Omit<Outgoing, 'file'> {
  if (!sealed) return message
  const until = sealed.until === undefined ? null : new Date(sealed.until)
  const words: string[] = []
  let nth = 0
  const text = message.text.replaceAll(HIDDEN, () => {
    const word = read(cipher, sealed.words?.[nth++])
    if (until && until <= now) return EXPIRED
    if (word !== null) words.push(word)
    return word ?? HIDDEN
  })
  return { ...message, text, ...(words.length > 0 && { secret: { words, ...(until && { until }) } }) }
}

function read(cipher: Cipher, sealed: string | undefined): string | null {
  try {
    return sealed === undefined ? null : cipher.decrypt(sealed)
  } catch {
    return null
  }
}
