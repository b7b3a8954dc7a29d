/** Takes out of a WebP its Exif and XMP chunks and any that is not needed to draw it, in the frames of an animation too. */
import { MOST_PARTS, nameAt } from './bytes.ts'
import { orientationOf, orientationOnly } from './orientation.ts'

/** RFC 9649, 2.6 and 2.7. */
const NEEDED = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
const IN_FRAME = new Set(['VP8 ', 'VP8L', 'ALPH'])
const FRAME_HEAD = 16
/** Bits of VP8X that announce Exif data and XMP. */
const [EXIF_BIT, XMP_BIT] = [0x08, 0x04]

/** The same picture in pieces to be put together. */
export function* cleanWebp(bytes: Uint8Array): Generator<undefined, Uint8Array[]> {
  const kept: Uint8Array[] = []
  let orientation = 1
  let extended: Uint8Array | null = null
  for (const { name, body } of chunksOf(bytes, 12)) {
    if (kept.length > MOST_PARTS) break
    if (name === 'EXIF') orientation = orientationOf(tiffOf(body))
    if (!NEEDED.has(name)) continue
    if (name === 'VP8X') kept.push(...chunk(name, (extended = new Uint8Array(body))))
    else if (name === 'ANMF') kept.push(...chunk(name, frame(body)))
    else kept.push(...chunk(name, body))
    yield
  }
  // only the extended form may carry Exif data
  const tiff = extended && orientationOnly(orientation)
  if (extended && extended.length > 0) extended[0] = (extended[0]! & ~(EXIF_BIT | XMP_BIT)) | (tiff ? EXIF_BIT : 0)
  const all = [...kept, ...(tiff ? chunk('EXIF', tiff) : [])]
  const head = new Uint8Array(12)
  head.set(bytes.subarray(0, 4))
  head.set(bytes.subarray(8, 12), 8)
  const size = all.reduce((n, piece) => n + piece.length, 4)
  new DataView(head.buffer).setUint32(4, size, true)
  return [head, ...all]
}

function* chunksOf(bytes: Uint8Array, from: number): Generator<{ name: string; body: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let count = 0
  for (let at = from; at + 8 <= bytes.length && count++ < MOST_PARTS;) {
    const size = view.getUint32(at + 4, true)
    yield { name: nameAt(bytes, at), body: bytes.subarray(at + 8, at + 8 + size) }
    at += 8 + size + (size % 2)
  }
}

/** Header, body, and the byte that makes it even; the body is the same memory, so that it may still be changed. */
function chunk(name: string, body: Uint8Array): Uint8Array[] {
  const head = new Uint8Array(8)
  head.set(Buffer.from(name))
  new DataView(head.buffer).setUint32(4, body.length, true)
  return [head, body, ...(body.length % 2 === 1 ? [new Uint8Array(1)] : [])]
}

function frame(body: Uint8Array): Uint8Array {
  const inner = [...chunksOf(body, FRAME_HEAD)].filter(({ name }) => IN_FRAME.has(name))
  return Buffer.concat([body.subarray(0, FRAME_HEAD), ...inner.flatMap((c) => chunk(c.name, c.body))])
}

/** Some writers put 'Exif\0\0' before it, as in a JPEG. */
const tiffOf = (body: Uint8Array): Uint8Array => (nameAt(body, 0) === 'Exif' ? body.subarray(6) : body)
