/** The envelope of WeChat's and WeCom's pushes, checked against the library WeCom publishes for it. */
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aesKeyOf, decryptEnvelope, signature } from '../../bot/channels/sealed-envelope.ts'

interface Oracle {
  encrypt(encodingAesKey: string, message: string, id: string): string
  decrypt(encodingAesKey: string, encrypted: string): { message: string; id: string }
  getSignature(token: string, timestamp: string | number, nonce: string | number, encrypt: string): string
}
const oracle = createRequire(import.meta.url)('@wecom/crypto') as Oracle

const ENCODED = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const KEY = aesKeyOf(ENCODED)!
const CORP = 'ww0123456789abcdef'

describe('what @wecom/crypto seals', () => {
  test('is opened to the same text, whatever it is and however long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(decryptEnvelope(oracle.encrypt(ENCODED, text, CORP), KEY, CORP)).toBe(text)
      }),
      { numRuns: 200 },
    )
  })

  test('is not opened for another company, with another key, or cut or changed anywhere', () => {
    const sealed = oracle.encrypt(ENCODED, '<xml><Content>认领</Content></xml>', CORP)
    expect(decryptEnvelope(sealed, KEY, 'ww-another')).toBeUndefined()
    expect(decryptEnvelope(sealed, aesKeyOf(ENCODED.toUpperCase())!, CORP)).toBeUndefined()
    const bytes = Buffer.from(sealed, 'base64')
    for (let at = 0; at < bytes.length; at += 7) {
      expect(decryptEnvelope(bytes.subarray(0, at).toString('base64'), KEY, CORP)).toBeUndefined()
      const bent = Buffer.from(bytes)
      bent[at] = (bent[at] ?? 0) ^ 1
      const opened = decryptEnvelope(bent.toString('base64'), KEY, CORP)
      // CBC alone does not tell a bent block in the middle: the signature over the envelope does
      if (opened !== undefined) expect(opened).not.toBe('<xml><Content>认领</Content></xml>')
    }
  })

  test('has the signature that is asked for', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (token, time, nonce, sealed) => {
        expect(signature(token, time, nonce, sealed)).toBe(oracle.getSignature(token, time, nonce, sealed))
      }),
    )
  })
})
