import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detectFileType } from '../../core/file-types.ts'
import { withoutMetadata } from '../../core/picture/clean.ts'
import { orientationOf } from '../../core/picture/orientation.ts'
import {
  GPS_BYTES,
  phoneHeic,
  phoneJpeg,
  phonePng,
  phoneWebp,
  PICTURES,
  SECRETS,
  slowHeic,
} from '../support/pictures.ts'

/** The picture as it is kept; null where it is refused. */
function cleanOrNull(type: string, bytes: Uint8Array): Buffer | null {
  const work = withoutMetadata(type, bytes)
  for (;;) {
    const step = work.next()
    if (step.done) return step.value && Buffer.from(step.value)
  }
}
const clean = (type: string, bytes: Uint8Array): Buffer => cleanOrNull(type, bytes)!

const PHONE = {
  'image/jpeg': phoneJpeg,
  'image/png': phonePng,
  'image/webp': phoneWebp,
} as const
const TYPES = Object.keys(PHONE) as (keyof typeof PHONE)[]

function expectNothingPersonal(bytes: Buffer): void {
  for (const word of [...SECRETS, 'GPSLatitude', 'xmpmeta', 'Photoshop']) expect(bytes.includes(word), word).toBe(false)
  expect(bytes.includes(GPS_BYTES), 'degrees').toBe(false)
}

describe.each(TYPES)('%s', (type) => {
  test('what a phone wrote into it is there before, and gone', () => {
    const taken = PHONE[type]()
    expect(taken.includes(GPS_BYTES)).toBe(true)
    expect(detectFileType(taken)?.type).toBe(type)
    const kept = clean(type, taken)
    expectNothingPersonal(kept)
    expect(detectFileType(kept)?.type).toBe(type)
  })

  test('an upright picture is what it was without it', () => {
    expect(clean(type, PHONE[type]())).toEqual(clean(type, PICTURES[type]))
    expect(clean(type, PICTURES[type])).toEqual(PICTURES[type])
  })

  test.each([2, 3, 6, 8])('of Exif data the orientation %i alone stays', (orientation) => {
    const kept = clean(type, PHONE[type](orientation))
    expectNothingPersonal(kept)
    const at = kept.indexOf(Buffer.from('MM\0*', 'latin1'))
    expect(orientationOf(kept.subarray(at))).toBe(orientation)
    expect(kept.length - PICTURES[type].length).toBeLessThan(50)
    expect(clean(type, kept)).toEqual(kept)
  })

  test('whatever is cut off or changed in it, it is read to the end and nothing is thrown', () => {
    const whole = PHONE[type](6)
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), fc.nat(whole.length), (changes, length) => {
        const bytes = Buffer.from(whole)
        for (const { at, to } of changes) bytes[at] = to
        const kept = clean(type, bytes.subarray(0, length))
        expect(kept.length).toBeLessThanOrEqual(length + 100)
      }),
      { numRuns: 500 },
    )
  })
})

test('a restart marker and a stuffed byte do not end a scan, a second scan is kept, a thumbnail in the header is not', () => {
  const scan = (body: number[]) => Buffer.from([0xff, 0xda, 0, 4, 1, 2, ...body])
  const jfif = Buffer.from([0xff, 0xe0, 0, 19, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9])
  const scans = [scan([1, 0xff, 0, 2, 0xff, 0xd3, 3]), scan([0xff, 0, 0xff, 0xff, 0, 4])]
  const kept = clean(
    'image/jpeg',
    Buffer.concat([Buffer.from([0xff, 0xd8]), jfif, ...scans, Buffer.from([0xff, 0xd9, 7])]),
  )
  const head = Buffer.from([0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0])
  expect(kept).toEqual(Buffer.concat([Buffer.from([0xff, 0xd8]), head, ...scans, Buffer.from([0xff, 0xd9])]))
})

test('a HEIC keeps its places, its metadata are zeros', () => {
  const { bytes, picture } = phoneHeic()
  expect(detectFileType(bytes)?.type).toBe('image/heic')
  const kept = clean('image/heic', bytes)
  expectNothingPersonal(kept)
  expect(kept.length).toBe(bytes.length)
  expect(kept.indexOf(picture)).toBe(bytes.indexOf(picture))
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, to, length) => {
      const changed = Buffer.from(bytes)
      changed[at] = to
      const left = cleanOrNull('image/heic', changed.subarray(0, length))
      if (left) expect(left.length).toBe(length)
    }),
  )
})

describe('ten megabytes made to be slow', () => {
  const big = (head: Buffer, unit: string | Buffer) => Buffer.concat([head, Buffer.alloc(10 * 1024 * 1024, unit)])
  function turns(type: string, bytes: Buffer): number {
    const work = withoutMetadata(type, bytes)
    let count = 1
    while (!work.next().done) count++
    return count
  }
  const start = Buffer.from([0xff, 0xd8])

  test.each([
    ['stuffed bytes', big(Buffer.concat([start, Buffer.from([0xff, 0xda, 0, 2])]), Buffer.from([0xff, 0]))],
    ['filling between segments', big(start, Buffer.from([0]))],
    ['segments that go', big(start, Buffer.from([0xff, 0xfe, 0, 2]))],
  ])('%s are looked at a megabyte at a time', (_, bytes) => {
    expect(turns('image/jpeg', bytes)).toBeGreaterThanOrEqual(10)
  })

  test.each([
    ['a place named ten thousand times', { items: 9_900, extents: 100, length: 0xffffff }],
    ['many places of no length, that take no room', { items: 9_900, extents: 65_535, length: null }],
    ['two places of the whole file', { items: 2, extents: 1, length: 0xffffff }],
    ['one item of many places', { items: 1, extents: 20_000, length: 0 }],
  ])('a HEIC of %s is refused at once, without blanking anything', (_, shape) => {
    const bytes = slowHeic(10 * 1024 * 1024, shape)
    expect(detectFileType(bytes)?.type).toBe('image/heic')
    const work = withoutMetadata('image/heic', bytes)
    expect(work.next()).toEqual({ done: true, value: null })
  })

  test('a HEIC whose data are one long metadata is blanked a megabyte at a time', () => {
    expect(turns('image/heic', slowHeic(10 * 1024 * 1024, { items: 1, extents: 9, length: 0x100000 }))).toBeGreaterThan(
      9,
    )
  })

  test.each([
    ['image/jpeg', big(start, Buffer.from([0xff, 0xdb, 0, 2, 0xff, 0xfe, 0, 2]))],
    [
      'image/png',
      big(
        PICTURES['image/png'].subarray(0, 33),
        Buffer.from('000000004944415400000000000000007445587400000000', 'hex'),
      ),
    ],
    ['image/webp', big(PICTURES['image/webp'].subarray(0, 12), Buffer.from('VP8L\0\0\0\0XXXX\0\0\0\0'))],
  ])('of a million parts of a %s the first ten thousand are looked at', (type, bytes) => {
    const kept = clean(type, bytes)
    expect(kept.length).toBeGreaterThan(10_000)
    expect(kept.length).toBeLessThan(300_000)
  })
})

test('what was given is not changed by it', () => {
  for (const [type, bytes] of [
    ['image/heic', phoneHeic().bytes],
    ['image/webp', phoneWebp(6)],
    ['image/jpeg', phoneJpeg(6)],
  ] as const) {
    const before = Buffer.from(bytes)
    clean(type, bytes)
    expect(bytes).toEqual(before)
  }
})

test('other files come back as they are', () => {
  const pdf = Buffer.from('%PDF-1.4 Exif\0\0')
  expect(clean('application/pdf', pdf)).toEqual(pdf)
})
