/** What calls itself a picture and contains none is told from one. */
import { describe, expect, test } from 'vitest'
import { detectFileType } from '../../core/file-types.ts'
import { holdsPicture } from '../../core/picture/content.ts'
import { phoneHeic, phoneJpeg, phonePng, phoneWebp, PICTURES } from '../support/pictures.ts'

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const WHOLE = {
  'image/jpeg': [phoneJpeg(6), PICTURES['image/jpeg']],
  'image/png': [phonePng(6), PICTURES['image/png']],
  'image/webp': [phoneWebp(6), PICTURES['image/webp']],
  'image/heic': [phoneHeic().bytes],
  'image/gif': [GIF],
} as const
const HEADS = {
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/webp': Buffer.from('RIFF\0\0\0\0WEBP'),
  'image/heic': phoneHeic().bytes.subarray(0, 24),
  'image/gif': Buffer.from('GIF89a'),
} as const

describe.each(Object.keys(WHOLE) as (keyof typeof WHOLE)[])('%s', (type) => {
  test('a picture is one, and still when its end is cut off', () => {
    for (const bytes of WHOLE[type]) {
      expect(detectFileType(bytes)?.type).toBe(type)
      expect(holdsPicture(type, bytes)).toBe(true)
      expect(holdsPicture(type, new Uint8Array(bytes).subarray(0, bytes.length - 1))).toBe(true)
    }
  })

  test.each([
    ['its first bytes', Buffer.alloc(0)],
    ['thirty bytes', Buffer.alloc(30)],
    ['any text', Buffer.from('no picture at all, but quite long enough to be taken for one '.repeat(20))],
    ['ten megabytes of nothing', Buffer.alloc(10 * 1024 * 1024)],
    ['ten megabytes of filling', Buffer.alloc(10 * 1024 * 1024, 0xff)],
  ])('%s after its head are none', (_, rest) => {
    const bytes = Buffer.concat([HEADS[type], rest])
    expect(detectFileType(bytes)?.type).toBe(type)
    expect(holdsPicture(type, bytes)).toBe(false)
  })

  test('wherever it is cut off, nothing is thrown', () => {
    for (const bytes of WHOLE[type])
      for (let length = 0; length < bytes.length; length++) holdsPicture(type, bytes.subarray(0, length))
  })
})

test('what is no picture is not judged as one', () => {
  expect(holdsPicture('application/pdf', Buffer.from('%PDF-1.4'))).toBe(true)
})
