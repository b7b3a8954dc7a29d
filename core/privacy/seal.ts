/** Sensitive columns: AES-256-GCM under a key made from SECRET_KEY; the key's id is stored with every value. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import type { Random } from '../random.ts'

export interface Seal {
  /** 'v1.<key id>.<base64url of nonce, tag and text>' */
  seal(plain: string, random: Random): string
  /** Throws where the key is another or the text was touched. */
  open(sealed: string): string
}

export function makeSeal(secret: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, 'shouwen', 'columns', 32))
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8)
  return {
    seal(plain, random) {
      const nonce = random(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `v1.${keyId}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`
    },
    open(sealed) {
      const [version, id, body] = sealed.split('.')
      if (version !== 'v1' || id !== keyId || !body) throw new Error('sealed with another key')
      const raw = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, 12)).setAuthTag(raw.subarray(12, 28))
      return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}
