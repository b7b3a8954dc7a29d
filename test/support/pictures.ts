/** Small real pictures, left half red and right half blue, and what phones write into theirs. */
import { crc32 } from 'node:zlib'

const picture = (...lines: readonly string[]): Buffer => Buffer.from(lines.join(''), 'base64')

/** 32 × 16. */
// prettier-ignore
export const PICTURES = {
  'image/jpeg': picture(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAA',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'AAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChn',
    'VFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAA',
    'b6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQA',
    'AAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAg',
    'ADIAMAAxADb/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBD',
    'AQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAQACADASIAAhEB',
    'AxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAUG/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/EABUBAQEAAAAAAAAAAAAAAAAAAAcF/8QAFBEBAAAA',
    'AAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AzICSQEYArDV//9k=',
  ),
  'image/png': picture(
    'iVBORw0KGgoAAAANSUhEUgAAACAAAAAQCAYAAAB3AH1ZAAAALUlEQVR4AezQMQ0AAAzDsGj8QY5JB6LHnlTKX3kW0gSbpuF5HlBAAQUUUECB',
    'AwAA///Q4ncgAAAABklEQVQDADLMPAFwAX0JAAAAAElFTkSuQmCC',
  ),
  'image/webp': picture(
    'UklGRiwCAABXRUJQVlA4WAoAAAAgAAAAHwAADwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAA',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'AAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChn',
    'VFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAA',
    'b6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQA',
    'AAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAg',
    'ADIAMAAxADZWUDggPgAAAJACAJ0BKiAAEAACgEIloAJ0yhHA3oH4q/gABEYwAP7wbK/2FkFa5f/3BWF4f1s/8crg7v+iL+3maPrYiAAA',
  ),
} as const

/** Words that only the metadata hold, for whoever looks whether any are left. */
export const SECRETS = ['PhoneMaker 9', '2026:11:23 08:15', 'by Zhao Xiaohua', 'THUMBNAIL'] as const

const u16 = (n: number): number[] => [n >> 8, n & 255]
const u32 = (n: number): number[] => [...u16(n >>> 16), ...u16(n & 0xffff)]
const ascii = (text: string): number[] => [...Buffer.from(`${text}\0`)]

/** A TIFF block as a phone writes it: maker, orientation, and 40°05'12" N 117°30'08" E. */
function phoneExif(orientation: number): Buffer {
  const make = ascii(SECRETS[0])
  const when = ascii(SECRETS[1])
  const entries = 4
  const values = 8 + 2 + entries * 12 + 4
  const gps = values + make.length + when.length
  const degrees = gps + 2 + 4 * 12 + 4
  const place = [40, 5, 12, 117, 30, 8].flatMap((n) => [...u32(n), ...u32(1)])
  return Buffer.from([
    ...[0x4d, 0x4d, 0, 42, ...u32(8), ...u16(entries)],
    ...[...u16(0x010f), ...u16(2), ...u32(make.length), ...u32(values)],
    ...[...u16(0x0112), ...u16(3), ...u32(1), ...u16(orientation), 0, 0],
    ...[...u16(0x0132), ...u16(2), ...u32(when.length), ...u32(values + make.length)],
    ...[...u16(0x8825), ...u16(4), ...u32(1), ...u32(gps)],
    ...u32(0),
    ...make,
    ...when,
    ...u16(4),
    ...[...u16(1), ...u16(2), ...u32(2), 0x4e, 0, 0, 0],
    ...[...u16(2), ...u16(5), ...u32(3), ...u32(degrees)],
    ...[...u16(3), ...u16(2), ...u32(2), 0x45, 0, 0, 0],
    ...[...u16(4), ...u16(5), ...u32(3), ...u32(degrees + 24)],
    ...u32(0),
    ...place,
  ])
}

/** The degrees as they stand in the block: looked for byte by byte. */
export const GPS_BYTES = Buffer.from([40, 5, 12].flatMap((n) => [...u32(n), ...u32(1)]))

const segment = (marker: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker, ...u16(body.length + 2)]), body])
const xmp = Buffer.from(`<x:xmpmeta exif:GPSLatitude="40,5.2N" dc:creator="${SECRETS[2]}"/>`)

/** As a phone's camera: Exif and XMP in front, a comment, and a second picture behind the end. */
export function phoneJpeg(orientation = 1): Buffer {
  const jpeg = PICTURES['image/jpeg']
  return Buffer.concat([
    jpeg.subarray(0, 2),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), phoneExif(orientation), Buffer.from(SECRETS[3])])),
    segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), xmp])),
    segment(0xed, Buffer.from(`Photoshop 3.0\0${SECRETS[2]}`)),
    segment(0xfe, Buffer.from(SECRETS[0])),
    jpeg.subarray(2),
    Buffer.from(SECRETS[3]),
    jpeg,
    phoneExif(orientation),
  ])
}

export function phonePng(orientation = 1): Buffer {
  const png = PICTURES['image/png']
  const chunk = (name: string, body: Buffer) => {
    const head = Buffer.concat([Buffer.from(name), body])
    return Buffer.concat([Buffer.from(u32(body.length)), head, Buffer.from(u32(crc32(head)))])
  }
  const afterHead = 8 + 25
  return Buffer.concat([
    png.subarray(0, afterHead),
    chunk('eXIf', phoneExif(orientation)),
    chunk('tEXt', Buffer.from(`Author\0${SECRETS[2]}`)),
    chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), xmp])),
    chunk('tIME', Buffer.from([7, 234, 11, 23, 8, 15, 0])),
    png.subarray(afterHead),
    Buffer.from(SECRETS[3]),
  ])
}

export function phoneWebp(orientation = 1): Buffer {
  const webp = PICTURES['image/webp']
  const chunk = (name: string, body: Buffer) => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(body.length)
    return Buffer.concat([Buffer.from(name), size, body, Buffer.alloc(body.length % 2)])
  }
  const made = Buffer.concat([webp, chunk('EXIF', phoneExif(orientation)), chunk('XMP ', xmp)])
  made[20] = made[20]! | 0x08 | 0x04
  made.writeUInt32LE(made.length - 8, 4)
  return Buffer.concat([made, Buffer.from(SECRETS[3])])
}

/** The frame of a HEIC: an Exif item in mdat and XMP in idat, found by their places; what stands for the picture is none. */
export function phoneHeic(): { bytes: Buffer; picture: Buffer } {
  const box = (name: string, ...body: Buffer[]) => {
    const all = Buffer.concat(body)
    return Buffer.concat([Buffer.from(u32(all.length + 8)), Buffer.from(name), all])
  }
  const full = (version: number) => Buffer.from([version, 0, 0, 0])
  const infe = (id: number, type: string) =>
    box('infe', full(2), Buffer.from([...u16(id), 0, 0]), Buffer.from(type), Buffer.from('\0'))
  const picture = Buffer.from('HVC1 picture data')
  const exif = Buffer.concat([Buffer.from(u32(0)), phoneExif(6), Buffer.from(SECRETS[3])])
  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic'))
  const meta = (from: number) =>
    box(
      'meta',
      full(0),
      box('iinf', full(0), Buffer.from(u16(3)), infe(1, 'hvc1'), infe(2, 'Exif'), infe(3, 'mime')),
      box(
        'iloc',
        full(1),
        Buffer.from([0x44, 0, ...u16(3)]),
        Buffer.from([...u16(1), ...u16(0), ...u16(0), ...u16(1), ...u32(from), ...u32(picture.length)]),
        Buffer.from([...u16(2), ...u16(0), ...u16(0), ...u16(1), ...u32(from + picture.length), ...u32(exif.length)]),
        Buffer.from([...u16(3), ...u16(1), ...u16(0), ...u16(1), ...u32(0), ...u32(xmp.length)]),
      ),
      box('idat', xmp),
    )
  const from = ftyp.length + meta(0).length + 8
  return { bytes: Buffer.concat([ftyp, meta(from), box('mdat', picture, exif)]), picture }
}

/** A HEIC of `total` bytes whose iloc names one Exif item so many times, with so many places each; `length` null: of no width. */
export function slowHeic(total: number, shape: { items: number; extents: number; length: number | null }): Buffer {
  const { items, extents, length } = shape
  const box = (name: string, body: Buffer) =>
    Buffer.concat([Buffer.from(u32(body.length + 8)), Buffer.from(name), body])
  const place = length === null ? [] : [(length >> 16) & 255, (length >> 8) & 255, length & 255]
  const one = Buffer.from([
    ...u16(1),
    ...u16(0),
    ...u16(extents),
    ...Array.from({ length: extents }, () => place).flat(),
  ])
  const infe = box('infe', Buffer.from([2, 0, 0, 0, ...u16(1), 0, 0, ...Buffer.from('Exif\0')]))
  const iinf = box('iinf', Buffer.concat([Buffer.from([0, 0, 0, 0, ...u16(1)]), infe]))
  const head = Buffer.from([0, 0, 0, 0, length === null ? 0 : 3, 0, ...u16(items)])
  const iloc = box('iloc', Buffer.concat([head, ...Array<Buffer>(items).fill(one)]))
  const meta = box('meta', Buffer.concat([Buffer.alloc(4), iinf, iloc]))
  const start = Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0mif1heic')), meta])
  return Buffer.concat([start, box('mdat', Buffer.alloc(total - start.length - 8, 0x55))])
}
