/**
 * Takes out of a JPEG what a camera or an editor wrote into it: where it was taken, when, with what, by whom, a smaller
 * copy of it, and whatever hangs on behind its end (phones append whole videos). What is needed to draw it stays.
 */
import { partsOf, startsWith, STRETCH } from './bytes.ts'
import { orientationOf, orientationOnly } from './orientation.ts'

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee]
/** Frames, tables, scans and the restart interval (ITU-T T.81, table B.1); colours: the profile, and Adobe's transform. */
const needed = (marker: number, body: Uint8Array): boolean =>
  (marker >= 0xc0 && marker <= 0xcf) ||
  (marker >= SOS && marker <= 0xdf) ||
  (marker === APP2 && startsWith(body, 'ICC_PROFILE\0')) ||
  (marker === APP14 && startsWith(body, 'Adobe'))
/** What stands alone, without a length. */
const bare = (marker: number): boolean => (marker >= 0xd0 && marker <= SOI) || marker <= 0x01

/** The same picture in pieces to be put together. */
export function* cleanJpeg(bytes: Uint8Array): Generator<undefined, Uint8Array[]> {
  const kept = partsOf(bytes)
  let head: Uint8Array | null = null
  let orientation = 1
  let at = 2
  let pause = STRETCH
  while (at + 1 < bytes.length && !kept.full) {
    if (at > pause) {
      pause = at + STRETCH
      yield
    }
    const marker = bytes[at + 1]!
    // between segments there may be filling, and, in broken pictures, anything
    if (bytes[at] !== 0xff || marker === 0xff) {
      at++
      continue
    }
    if (marker === EOI) {
      kept.keep(at, at + 2)
      break
    }
    if (bare(marker)) {
      at += 2
      continue
    }
    const length = at + 3 < bytes.length ? bytes[at + 2]! * 256 + bytes[at + 3]! : 0
    const end = Math.min(bytes.length, at + 2 + Math.max(length, 2))
    const body = bytes.subarray(at + 4, end)
    if (needed(marker, body)) kept.keep(at, end)
    else if (marker === APP0 && startsWith(body, 'JFIF\0')) head ??= withoutThumbnail(bytes.subarray(at, end))
    else if (marker === APP1 && startsWith(body, 'Exif\0\0')) orientation = orientationOf(body.subarray(6))
    at = end
    if (marker !== SOS) continue
    const from = at
    for (; !ends(bytes, at); at++)
      if (at > pause) {
        pause = at + STRETCH
        yield
      }
    kept.keep(from, at)
  }
  return [Uint8Array.of(0xff, SOI), ...(head ? [head] : []), ...exif(orientation), ...kept.list()]
}

/** Whether the coded picture ends here: at a marker that is neither a stuffed byte nor a restart. */
function ends(bytes: Uint8Array, at: number): boolean {
  if (at + 1 >= bytes.length) return at >= bytes.length
  if (bytes[at] !== 0xff) return false
  const next = bytes[at + 1]!
  return next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)
}

/** The JFIF header without the little picture that may stand in it. */
function withoutThumbnail(segment: Uint8Array): Uint8Array | null {
  if (segment.length < 18) return null
  // a Buffer's own slice would be the same memory
  const head = new Uint8Array(segment.subarray(0, 18))
  head.set([0, 16], 2)
  head.set([0, 0], 16)
  return head
}

function exif(orientation: number): Uint8Array[] {
  const tiff = orientationOnly(orientation)
  if (!tiff) return []
  return [Uint8Array.of(0xff, APP1, 0, tiff.length + 8, ...Buffer.from('Exif\0\0'), ...tiff)]
}
