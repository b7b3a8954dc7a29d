/** Whether a file that begins as a picture holds one: a size, and something drawn. Of a picture cut short what came is enough. */
import { MOST_PARTS, nameAt } from './bytes.ts'

type Holds = (bytes: Uint8Array, view: DataView) => boolean

// prettier-ignore
const BY_TYPE: Readonly<Record<string, Holds>> = {
  'image/jpeg': jpegHolds,
  'image/png':  pngHolds,
  'image/gif':  gifHolds,
  'image/webp': webpHolds,
  'image/heic': heicHolds,
}

/** For a type that `detectFileType` named; true for what is no picture. Goes from part to part, never through the pixels. */
export function holdsPicture(type: string, bytes: Uint8Array): boolean {
  const holds = BY_TYPE[type]
  return !holds || holds(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

/** Filling between the segments of a JPEG that is looked through; cameras write none, broken ones a little. */
const MOST_FILLING = 1 << 16

/** ITU-T T.81: a frame (C0 to CF without the tables DHT, JPG and DAC) with a width, then a scan with something in it. */
function jpegHolds(bytes: Uint8Array, view: DataView): boolean {
  let framed = false
  let filling = 0
  let parts = 0
  for (let at = 2; at + 4 < bytes.length && filling < MOST_FILLING && parts < MOST_PARTS;) {
    const marker = bytes[at + 1]!
    if (bytes[at] !== 0xff || marker === 0xff || marker < 0xc0) {
      at++
      filling++
      continue
    }
    parts++
    const length = Math.max(2, view.getUint16(at + 2))
    const end = at + 2 + length
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      framed ||= length >= 8 && at + 9 <= bytes.length && view.getUint16(at + 7) > 0
    if (marker === 0xda) return framed && end < bytes.length && !(bytes[end] === 0xff && bytes[end + 1] === 0xd9)
    at = end
  }
  return false
}

/** PNG, 11.2: a head with both sizes, then data. Apple's own form has a chunk before the head. */
function pngHolds(bytes: Uint8Array, view: DataView): boolean {
  let sized = false
  let parts = 0
  for (let at = 8; at + 8 < bytes.length && parts < MOST_PARTS; parts++) {
    const length = view.getUint32(at)
    const name = nameAt(bytes, at + 4)
    if (name === 'IHDR' && at + 16 <= bytes.length) sized ||= view.getUint32(at + 8) > 0 && view.getUint32(at + 12) > 0
    if (name === 'IDAT' && length > 0) return sized
    at += 12 + length
  }
  return false
}

/** GIF89a, 18 to 21: extensions may come before the first image, whose place and size take nine bytes. */
function gifHolds(bytes: Uint8Array): boolean {
  const table = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))
  let at = 13 + table(bytes[10] ?? 0)
  for (let parts = 0; at + 2 < bytes.length && parts < MOST_PARTS; parts++) {
    if (bytes[at] === 0x2c) return at + 12 + table(bytes[at + 9] ?? 0) < bytes.length
    if (bytes[at] !== 0x21) return false
    at += 2
    for (; (bytes[at] ?? 0) > 0 && parts < MOST_PARTS; parts++) at += 1 + bytes[at]!
    at++
  }
  return false
}

/** RFC 9649: a still picture, or a frame, longer than its own head. */
function webpHolds(bytes: Uint8Array, view: DataView): boolean {
  const heads: Readonly<Record<string, number>> = { 'VP8 ': 10, VP8L: 5, ANMF: 24 }
  for (let at = 12, parts = 0; at + 8 < bytes.length && parts < MOST_PARTS; parts++) {
    const length = view.getUint32(at + 4, true)
    const head = heads[nameAt(bytes, at)]
    if (head !== undefined && length > head && at + 8 + head < bytes.length) return true
    at += 8 + length + (length % 2)
  }
  return false
}

/** ISO/IEC 14496-12: what is in the file (meta, or moov of a moving one), and data. */
function heicHolds(bytes: Uint8Array, view: DataView): boolean {
  let described = false
  let data = false
  for (let at = 0, parts = 0; at + 8 < bytes.length && parts < MOST_PARTS; parts++) {
    const size = view.getUint32(at)
    const name = nameAt(bytes, at + 4)
    const long = size === 1 && at + 16 <= bytes.length
    const length = long ? Number(view.getBigUint64(at + 8)) : size === 0 ? bytes.length - at : size
    if (length < 8) break
    described ||= name === 'meta' || name === 'moov'
    // small pictures may have their data inside the description
    data ||= (name === 'mdat' && length > (long ? 16 : 8)) || (name === 'meta' && length > 100)
    at += length
  }
  return described && data
}
