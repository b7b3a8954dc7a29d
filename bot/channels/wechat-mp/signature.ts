/** What proves that a request comes from WeChat, and the AES envelope of the safe mode (消息加解密). */
import { createDecipheriv, createHash } from 'node:crypto'

/** WeChat's signature: SHA-1 over the sorted parts. Plain requests sign token, time and nonce; sealed ones the seal too. */
export function signature(...parts: readonly string[]): string {
  return createHash('sha1').update([...parts].sort().join('')).digest('hex') // prettier-ignore
}

/** The 32-byte key of a 43-character EncodingAESKey; undefined when it is none. */
export function aesKeyOf(encoded: string): Buffer | undefined {
  if (!/^[A-Za-z0-9]{43}$/u.test(encoded)) return undefined
  const key = Buffer.from(`${encoded}=`, 'base64')
  return key.length === 32 ? key : undefined
}

/** Opens an envelope: 16 random bytes, the length, the XML, the account it is for. Undefined when anything is amiss. */
export function decryptEnvelope(sealed: string, key: Buffer, appId: string): string | undefined {
  const plain = decrypt(sealed, key)
  if (!plain || plain.length < 20) return undefined
  const end = 20 + plain.readUInt32BE(16)
  if (end > plain.length || plain.subarray(end).toString('utf8') !== appId) return undefined
  return plain.subarray(20, end).toString('utf8')
}

function decrypt(sealed: string, key: Buffer): Buffer | undefined {
  try {
    // WeChat pads to 32 bytes, twice the block of AES: node's own padding check would refuse it.
    const open = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const padded = Buffer.concat([open.update(sealed, 'base64'), open.final()])
    const pad = padded.at(-1) ?? 0
    if (pad < 1 || pad > 32 || pad > padded.length) return undefined
    return padded.subarray(0, padded.length - pad)
  } catch {
    return undefined
  }
}
