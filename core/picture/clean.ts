/** A picture as it is kept: without place, time, device and names that came with it, and the same way up. */
import { cleanHeic } from './heic.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanPng } from './png.ts'
import { cleanWebp } from './webp.ts'

type Clean = (bytes: Uint8Array) => Generator<undefined, Uint8Array[] | null>

// prettier-ignore
const BY_TYPE: Readonly<Record<string, Clean>> = {
  'image/jpeg': cleanJpeg,
  'image/png':  cleanPng,
  'image/webp': cleanWebp,
  'image/heic': cleanHeic,
}

/**
 * The bytes without metadata, for a type that `sniff` named; other types come back as they are. Never throws: of a picture
 * that is broken what can be read stays; null for one made to be slow, which is not taken. Looks at no more bytes than a
 * few times the file, and yields where a caller may let others have their turn.
 */
export function* withoutMetadata(type: string, bytes: Uint8Array): Generator<undefined, Uint8Array | null> {
  const clean = BY_TYPE[type]
  if (!clean) return bytes
  const pieces = yield* clean(bytes)
  if (!pieces) return null
  yield
  return Buffer.concat(pieces)
}
