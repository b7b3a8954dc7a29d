/** Chance, passed in: a source of random bytes, and what is made of it. */

export type Random = (bytes: number) => Uint8Array

/** No look-alikes: no 0 O 1 I L 2 Z 5 S 8 B. */
export const CODE_LETTERS = 'ACDEFGHJKMNPQRTUVWXY34679'

/** A code people read aloud and type, of `length` characters. */
export function readableCode(random: Random, length: number): string {
  let code = ''
  while (code.length < length) {
    for (const byte of random(length * 2)) {
      // the last partial block would favour the first letters
      if (byte < CODE_LETTERS.length * 10 && code.length < length)
        code += CODE_LETTERS.charAt(byte % CODE_LETTERS.length)
    }
  }
  return code
}

/** An unguessable token for addresses: 192 bits. */
export const randomToken = (random: Random): string => Buffer.from(random(24)).toString('base64url')
