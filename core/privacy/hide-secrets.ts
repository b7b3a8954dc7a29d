/** Secrets that people type or quote: 绑定码, 登记号, 查询码, 验证码 and sign-in links, taken out of what is kept of their words. */
import { CODE_LETTERS } from '../random.ts'
import type { MaskText } from './mask-once.ts'

/** Stands where a secret stood. */
export const HIDDEN = '●●●●●●'
/** Stands where one stood that is worth nothing any more. */
export const EXPIRED = '（已过期，请再要一次）'

const code = (length: number): string => `[${CODE_LETTERS}]{${length}}`
const CODE = `${code(4)}[ -]?${code(4)}(?![0-9A-Za-z])`
const IS = '[\\s:：是为]{0,5}'

/** What stands before a secret, in the first group, and the secret. */
const NAMED = [
  /(\/staff\/enter\/)[\w-]{16,}/g,
  new RegExp(`((?:bind|绑定码?|登记号|登记本人)${IS})${CODE}`, 'gi'),
  new RegExp(`(查询码${IS})${code(6)}(?![0-9A-Za-z])`, 'gi'),
  new RegExp(`(验证码${IS})\\d{6}(?!\\d)`, 'g'),
  // nothing but a code: as it is printed, or with a digit in it
  new RegExp(`^(\\s*)${CODE}(?=\\s*$)`),
  new RegExp(`^(\\s*)(?=\\S*[0-9])${CODE}(?=\\s*$)`, 'i'),
] as const

/** `text` without the secrets that are named in it or that it is. */
export const hideNamedSecrets = (text: string): string =>
  NAMED.reduce((kept, named) => kept.replace(named, `$1${HIDDEN}`), text)

/** `text` without these words. */
export const hideWords = (text: string, words: readonly string[]): string =>
  words.reduce((kept, word) => (word === '' ? kept : kept.replaceAll(word, HIDDEN)), text)

/** A redactor that hides named secrets as well; of those nobody has to be told. */
export const withoutSecrets =
  (redact: MaskText): MaskText =>
  (text, keep) => {
    const masked = redact(text, keep)
    return { ...masked, text: hideNamedSecrets(masked.text) }
  }

/** A redactor that hides these words as well. */
export const withoutWords =
  (redact: MaskText, words: readonly string[]): MaskText =>
  (text, keep) => {
    const masked = redact(text, keep)
    return words.length === 0 ? masked : { ...masked, text: hideWords(masked.text, words) }
  }
