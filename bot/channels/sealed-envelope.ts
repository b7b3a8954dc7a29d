/** What proves that a request comes from WeChat or WeCom, and the AES envelope their pushes come in (消息加解密). */
import { createDecipheriv, createHash } from 'node:crypto'

/** Their signature: SHA-1 over the sorted parts. Plain requests sign token, time and nonce; sealed ones the seal too. */
export function signature(...parts: readonly string[]): string {
  return createHash('sha1').update([...parts].sort().join('')).digest('hex') // prettier-ignore
}

/** The 32-byte key of a 43-character EncodingAESKey; undefined when it is none. */
export function aesKeyOf(encoded: string): Buffer | undefined {
  if (!/^[A-Za-z0-9]{43}$/u.test(encoded)) return undefined
  const key = Buffer.from(`${encoded}=`, 'base64')
  return key.length === 32 ? key : undefined
}

/**
 * Opens an envelope: 16 random bytes, the length, the text, whom it is for (AppID of an official account, CorpID of WeCom).
 * Undefined when anything is amiss.
 */
export function decryptEnvelope(sealed: string, key: Buffer, receiver: string): string | undefined {
  const plain = decrypt(sealed, key)
  if (!plain || plain.length < 20) return undefined
  const end = 20 + plain.readUInt32BE(16)
  if (end > plain.length || plain.subarray(end).toString('utf8') !== receiver) return undefined
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

/** A request signed longer ago than this is not let in. One replayed sooner has the id of the first: stored once. */
const WINDOW_MS = 300_000

/** Whether a request's own time (seconds, ten digits) lies within five minutes of `now`. */
export function isFresh(timestamp: string | undefined, now: Date): boolean {
  if (timestamp === undefined || !/^\d{10}$/u.test(timestamp)) return false
  return Math.abs(Number(timestamp) * 1000 - now.getTime()) <= WINDOW_MS
}
