/**
 * Sensitive columns: AES-256-GCM under a key made from SECRET_KEY; the key's id is stored with every value. Files have keys
 * of their own, which are sealed as columns are.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import type { Random } from '../random.ts'

export interface Cipher {
  /** 'v1.<key id>.<base64url of nonce, tag and text>' */
  encrypt(plain: string, random: Random): string
  /** Throws where the key is another or the text was touched. */
  decrypt(sealed: string): string
  /** HMAC-SHA-256 in base64url, for what is only ever compared; `what` keeps two uses apart. */
  digest(what: string, text: string): string
}

const NONCE = 12
const TAG = 16

export function makeCipher(secret: string): Cipher {
  const derived = (use: string) => Buffer.from(hkdfSync('sha256', secret, 'shouwen', use, 32))
  const key = derived('columns')
  const digestKey = derived('digests')
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8)

  return {
    encrypt: (plain, random) => `v1.${keyId}.${encryptPart(key, Buffer.from(plain), random, '').toString('base64url')}`,
    decrypt(sealed) {
      const [version, id, body] = sealed.split('.')
      if (version !== 'v1' || id !== keyId || !body) throw new Error('sealed with another key')
      return decryptPart(key, Buffer.from(body, 'base64url'), '').toString('utf8')
    },
    digest: (what, text) => createHmac('sha256', digestKey).update(`${what}\n${text}`).digest('base64url'),
  }
}

/** How much longer bytes are once they are sealed. */
export const ENCRYPTION_OVERHEAD = NONCE + TAG

/** Nonce, tag and bytes. `where` says what they are a part of: put elsewhere, they do not open. */
export function encryptPart(key: Uint8Array, plain: Uint8Array, random: Random, where: string): Buffer {
  const nonce = random(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(where))
  const text = cipher.update(plain)
  const rest = cipher.final() // empty in this mode
  return Buffer.concat([nonce, cipher.getAuthTag(), text, rest])
}

/** Throws where the key or the place is another or a byte was touched. */
export function decryptPart(key: Uint8Array, sealed: Uint8Array, where: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(where))
    .setAuthTag(sealed.subarray(NONCE, ENCRYPTION_OVERHEAD))
  const text = decipher.update(sealed.subarray(ENCRYPTION_OVERHEAD))
  return Buffer.concat([text, decipher.final()])
}
