/** The parts of a ZIP file, for tests that look into a spreadsheet: read by its central directory. */
import { inflateRawSync } from 'node:zlib'

const DIRECTORY = Buffer.from('504b0102', 'hex')

/** Text of every part by its path. */
export function unzip(zip: Buffer): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  for (let at = zip.indexOf(DIRECTORY); at >= 0; at = zip.indexOf(DIRECTORY, at + 4)) {
    const [method, size, name, offset] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)] // prettier-ignore
    const from = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)
    const bytes = zip.subarray(from, from + size)
    parts.set(zip.toString('utf8', at + 46, at + 46 + name), (method === 0 ? bytes : inflateRawSync(bytes)).toString('utf8')) // prettier-ignore
  }
  return parts
}
