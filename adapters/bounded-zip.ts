/**
 * Unpacks a ZIP within a limit, whatever it says of itself, and packs the parts again as they are: a library that reads it
 * then takes no more memory than that. A ZIP of two megabytes may else unpack to gigabytes.
 */
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'

/** The parts together are longer than the limit, or more than any document has. */
export class ZipTooLarge extends Error {
  override readonly name: string = 'ZipTooLarge'
}

export interface ZipPart {
  readonly path: string
  readonly bytes: Uint8Array
}

const MOST_PARTS = 1000
const DIRECTORY = 0x02014b50
const [DIRECTORY_HEAD, LOCAL_HEAD, END_HEAD] = [46, 30, 22]
const [STORED, DEFLATED] = [0, 8]
/** PKWARE APPNOTE, 4.3.16: a comment may follow the end record. */
const LONGEST_COMMENT = 65_535

const inflate = promisify(inflateRaw)

/** The parts that `wanted` names. Throws ZipTooLarge beyond `most` bytes unpacked, RangeError for what is no ZIP. */
export async function unpackZip(
  given: Uint8Array,
  wanted: (path: string) => boolean,
  most: number,
): Promise<ZipPart[]> {
  const zip = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  const entries = entriesOf(zip).filter(({ path }) => wanted(path))
  if (entries.reduce((sum, { size }) => sum + size, 0) > most) throw new ZipTooLarge()
  const parts: ZipPart[] = []
  let left = most
  for (const { path, method, packed } of entries) {
    const bytes = method === STORED ? packed : await inflated(packed, left)
    left -= bytes.length
    if (left < 0) throw new ZipTooLarge()
    parts.push({ path, bytes })
  }
  return parts
}

/** The sizes that are declared may be wrong: it stops where the limit is passed. */
async function inflated(packed: Buffer, most: number): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? new ZipTooLarge() : error
  }
}

/** What the directory at the end lists. */
function entriesOf(zip: Buffer): { path: string; method: number; size: number; packed: Buffer }[] {
  const end = zip.lastIndexOf('PK\x05\x06', -END_HEAD, 'latin1')
  if (end < 0 || end < zip.length - END_HEAD - LONGEST_COMMENT) throw new RangeError('not a ZIP')
  const count = zip.readUInt16LE(end + 10)
  if (count > MOST_PARTS) throw new ZipTooLarge()
  let at = zip.readUInt32LE(end + 16)
  return Array.from({ length: count }, () => {
    if (zip.readUInt32LE(at) !== DIRECTORY) throw new RangeError('not a directory of a ZIP')
    const [method, length, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)]
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const local = zip.readUInt32LE(at + 42)
    const path = zip.toString('utf8', at + DIRECTORY_HEAD, at + DIRECTORY_HEAD + name)
    at += DIRECTORY_HEAD + name + extra + comment
    if (method !== STORED && method !== DEFLATED) throw new RangeError('packed in a way that is not known')
    const from = local + LOCAL_HEAD + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    if (from + length > zip.length) throw new RangeError('a part is cut off')
    return { path, method, size, packed: zip.subarray(from, from + length) }
  })
}

/** A ZIP of these parts, not packed. */
export function storeZip(parts: readonly ZipPart[]): Buffer {
  const pieces: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const { path, bytes } of parts) {
    const name = Buffer.from(path)
    // version 2.0, names in UTF-8, stored, no date
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name)
    pieces.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, bytes)
    at += LOCAL_HEAD + name.length + bytes.length
  }
  const end = Buffer.alloc(END_HEAD)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(
    directory.reduce((sum, piece) => sum + piece.length, 0),
    12,
  )
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...pieces, ...directory, end])
}
