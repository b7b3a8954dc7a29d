/** A picture as it is kept: without place, time, device and names that came with it, and the same way up. */
import { cleanHeic } from './heic.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanPng } from './png.ts'
import { cleanWebp } from './webp.ts'

type Clean = (bytes: Uint8Array) => Generator<undefined, Uint8Array[]>

// prettier-ignore
const BY_TYPE: Readonly<Record<string, Clean>> = {
  'image/jpeg': cleanJpeg,
  'image/png':  cleanPng,
  'image/webp': cleanWebp,
  'image/heic': cleanHeic,
}

/**
 * The bytes without metadata, for a type that `sniff` named; other types come back as they are. Never throws: of a picture
 * that is broken what can be read stays. Yields where a caller may let others have their turn.
 */
export function* withoutMetadata(type: string, bytes: Uint8Array): Generator<undefined, Uint8Array> {
  const clean = BY_TYPE[type]
  if (!clean) return bytes
  const pieces = yield* clean(bytes)
  yield
  return Buffer.concat(pieces)
}
