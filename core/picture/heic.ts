/**
 * Blanks the Exif data and XMP of a HEIC picture where they stand: everything else is found by its place in the file, so
 * nothing may move. Which way up it is says a property of its own (irot, imir), which stays.
 */
import { MOST_PARTS, nameAt, STRETCH } from './bytes.ts'

interface Box {
  readonly name: string
  readonly from: number
  readonly to: number
}
/** Where one item's bytes are; `inside`: counted from the meta box's own data (idat). */
interface Extents {
  readonly id: number
  readonly inside: boolean
  readonly spans: readonly (readonly [from: number, to: number])[]
}

/**
 * The same picture, its metadata zeros; as it came where no such data are found. Null for one made to be slow: more places
 * than any camera writes, or metadata that are together longer than the file. So no byte is blanked more than once on average.
 */
export function* cleanHeic(bytes: Uint8Array): Generator<undefined, Uint8Array[] | null> {
  const whole = { from: 0, to: bytes.length }
  const meta = boxesIn(bytes, whole).find((b) => b.name === 'meta')
  if (!meta) return [bytes]
  const parts = boxesIn(bytes, { from: meta.from + 4, to: meta.to })
  const of = (name: string) => parts.find((b) => b.name === name)
  const [infos, places, data] = [of('iinf'), of('iloc'), of('idat')]
  if (!infos || !places) return [bytes]
  const personal = new Set(itemsOf(bytes, infos).flatMap(({ id, type }) => (type === 'Exif' || type === 'mime' ? [id] : []))) // prettier-ignore
  const extents = extentsOf(bytes, places)
  if (!extents) return null
  const spans = extents.flatMap(({ id, inside, spans }) =>
    personal.has(id) && (!inside || data) ? spans.map((span) => within(bytes, span, inside ? data!.from : 0)) : [],
  )
  if (spans.reduce((sum, [from, to]) => sum + to - from, 0) > bytes.length) return null
  yield
  const blank = new Uint8Array(bytes)
  let done = 0
  for (const [from, to] of spans) {
    blank.fill(0, from, to)
    done += to - from
    if (done < STRETCH) continue
    done = 0
    yield
  }
  return [blank]
}

/** A span counted from `base`, as far as the file goes. */
function within(bytes: Uint8Array, [from, to]: readonly [number, number], base: number): [from: number, to: number] {
  return [Math.min(bytes.length, base + from), Math.min(bytes.length, base + to)]
}

/** ISO/IEC 14496-12, 4.2: size and name, a size of 64 bits after 1, to the end after 0. */
function boxesIn(bytes: Uint8Array, { from, to }: { from: number; to: number }): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const boxes: Box[] = []
  for (let at = from; at + 8 <= to && boxes.length < MOST_PARTS;) {
    const size = view.getUint32(at)
    const long = size === 1 && at + 16 <= to
    const length = long ? Number(view.getBigUint64(at + 8)) : size === 0 ? to - at : size
    if (length < (long ? 16 : 8)) break
    const end = Math.min(to, at + length)
    boxes.push({ name: nameAt(bytes, at + 4), from: at + (long ? 16 : 8), to: end })
    at = end
  }
  return boxes
}

/** 8.11.6: what each item is. */
function itemsOf(bytes: Uint8Array, box: Box): { id: number; type: string }[] {
  const entries = boxesIn(bytes, { from: box.from + (bytes[box.from] === 0 ? 6 : 8), to: box.to })
  return entries.flatMap(({ name, from, to }) => {
    const version = bytes[from] ?? 0
    const wide = version === 3 ? 4 : 2
    if (name !== 'infe' || version < 2 || from + 4 + wide + 6 > to) return []
    return [{ id: number(bytes, from + 4, wide), type: nameAt(bytes, from + 4 + wide + 2) }]
  })
}

/** 8.11.3: where each item's bytes are. Stops where the box ends, whatever it announces; null for too many places. */
function extentsOf(bytes: Uint8Array, box: Box): Extents[] | null {
  const version = bytes[box.from] ?? 0
  const sizes = number(bytes, box.from + 4, 2)
  const [offsets, lengths, bases] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexes = version > 0 ? sizes & 15 : 0
  const wide = version < 2 ? 2 : 4
  let at = box.from + 6
  const take = (size: number): number => number(bytes, (at += size) - size, size)
  const found: Extents[] = []
  const count = take(wide)
  let places = 0
  for (let i = 0; i < count && at < box.to; i++) {
    const id = take(wide)
    const inside = version > 0 && (take(2) & 15) === 1
    at += 2
    const base = take(bases)
    const spans: [number, number][] = []
    for (let n = take(2); n > 0 && at < box.to; n--) {
      if (++places > MOST_PARTS) return null
      at += indexes
      const from = base + take(offsets)
      spans.push([from, from + take(lengths)])
    }
    if (found.push({ id, inside, spans }) > MOST_PARTS) return null
  }
  return found
}

/** A big-endian number of so many bytes; 0 for none, and beyond the end. */
function number(bytes: Uint8Array, at: number, size: number): number {
  let n = 0
  for (let i = 0; i < size; i++) n = n * 256 + (bytes[at + i] ?? 0)
  return n
}
