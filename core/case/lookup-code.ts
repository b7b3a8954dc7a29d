/** The look-up code 查询码 of a case: with its number it opens /track. It is made from the number under SECRET_KEY and stored nowhere. */
import { constantTimeEqual } from '../privacy/constant-time-equal.ts'
import type { Cipher } from '../privacy/cipher.ts'
import { type Random, readableCode } from '../random.ts'
import type { Case } from './case.ts'

const LENGTH = 6

/** What of a case its code is made of. */
export type CodeOf = Pick<Case, 'number' | 'sealedLookupCode'>

/**
 * Six characters without look-alikes, always the same for a case. A case of an older version has a code of its own,
 * which lies sealed in its row; sealed under a key that is gone, nobody can read it, and the made one counts.
 */
export function lookupCodeOf(cipher: Cipher, { number, sealedLookupCode }: CodeOf): string {
  return (
    (sealedLookupCode !== null && opened(cipher, sealedLookupCode)) || readableCode(digestsOf(cipher, number), LENGTH)
  )
}

/** Whether this is the case's code, told in the same time whatever is wrong with it. */
export const isLookupCode = (cipher: Cipher, c: CodeOf, given: string): boolean =>
  constantTimeEqual(given, lookupCodeOf(cipher, c))

/** Null where the key is another. One that the start of the desk has not sealed yet stands there as it is. */
function opened(cipher: Cipher, stored: string): string | null {
  if (!stored.includes('.')) return stored
  try {
    return cipher.decrypt(stored)
  } catch {
    return null
  }
}

/** Bytes for one number, the same each time: a digest, and more where that one is used up. */
function digestsOf(cipher: Cipher, number: string): Random {
  let nth = 0
  return (bytes) =>
    Buffer.from(cipher.digest('look-up', nth++ === 0 ? number : `${number} ${nth}`), 'base64url').subarray(0, bytes)
}
