/** Reads which way up a picture is from its Exif data, and writes Exif data that says nothing else. */

/** Exif 2.32, tag 0x0112: 1 is upright, 2 to 8 are turned or mirrored. */
const ORIENTATION = 0x0112
const SHORT = 3

/** The orientation in a TIFF block ('II*' or 'MM*' first); 1 where it says none or cannot be read. */
export function orientationOf(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  if (tiff.length < 8) return 1
  const order = view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) return 1
  const little = order === 0x4949
  const first = view.getUint32(4, little)
  if (first + 2 > tiff.length) return 1
  const count = view.getUint16(first, little)
  for (let i = 0; i < count; i++) {
    const at = first + 2 + i * 12
    if (at + 12 > tiff.length) return 1
    if (view.getUint16(at, little) !== ORIENTATION || view.getUint16(at + 2, little) !== SHORT) continue
    const found = view.getUint16(at + 8, little)
    return found >= 1 && found <= 8 ? found : 1
  }
  return 1
}

/** A TIFF block of 26 bytes with the orientation tag alone; null for an upright picture, which needs none. */
export function orientationOnly(orientation: number): Uint8Array | null {
  if (orientation <= 1) return null
  return Uint8Array.of(
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    ...[0, 1, 0x01, 0x12, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  )
}
