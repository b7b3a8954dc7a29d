/** Takes out of a PNG its texts, times and Exif data, and what hangs on behind its end; what is needed to draw it stays. */
import { crc32 } from 'node:zlib'
import { nameAt, partsOf, STRETCH } from './bytes.ts'
import { orientationOf, orientationOnly } from './orientation.ts'

/** PNG third edition, 4.7 and 11: what draws the picture, its colours and its animation. */
const NEEDED = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS'],
  ...['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM', 'mDCV', 'cLLI', 'sBIT', 'bKGD', 'hIST', 'pHYs', 'sPLT'],
  ...['acTL', 'fcTL', 'fdAT'],
])
const SIGNATURE = 8
/** Length, name and checksum of a chunk. */
const AROUND = 12

/** The same picture in pieces to be put together. */
export function* cleanPng(bytes: Uint8Array): Generator<undefined, Uint8Array[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept = partsOf(bytes)
  let orientation = 1
  let head = SIGNATURE
  let pause = STRETCH
  for (let at = SIGNATURE; at + 8 <= bytes.length && !kept.full;) {
    const end = Math.min(bytes.length, at + AROUND + view.getUint32(at))
    const name = nameAt(bytes, at + 4)
    if (name === 'IHDR' && at === SIGNATURE) head = end
    else if (NEEDED.has(name)) kept.keep(at, end)
    else if (name === 'eXIf') orientation = orientationOf(bytes.subarray(at + 8, end))
    at = end
    if (name === 'IEND') break
    if (at > pause) {
      pause = at + STRETCH
      yield
    }
  }
  return [bytes.subarray(0, head), ...exif(orientation), ...kept.list()]
}

function exif(orientation: number): Uint8Array[] {
  const tiff = orientationOnly(orientation)
  if (!tiff) return []
  const chunk = new Uint8Array(AROUND + tiff.length)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, tiff.length)
  chunk.set(Buffer.from('eXIf'), 4)
  chunk.set(tiff, 8)
  view.setUint32(8 + tiff.length, crc32(chunk.subarray(4, 8 + tiff.length)))
  return [chunk]
}
