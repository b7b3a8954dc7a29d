/**
 * Reads every page of a database directory and compares its checksum: PostgreSQL itself only does so when a page is
 * read, which for an old file may be years later. The algorithm is PostgreSQL's own (storage/checksum_impl.h), and it
 * finds what pg_checksums --check finds.
 */
import fs from 'node:fs'
import path from 'node:path'

const PAGE = 8192
const PAGES_PER_FILE = 131_072 // a relation goes on in NAME.1, NAME.2 … after 1 GB
const AT_ONCE = 128
/** Byte offsets in a page's header (storage/bufpage.h). */
const CHECKSUM_AT = 8
const UPPER_AT = 14
const LANES = 32
const PRIME = 16_777_619
/** Where each lane begins (storage/checksum_impl.h). */
// prettier-ignore
const BASE = new Int32Array([
  0x5b1f36e9, 0xb8525960, 0x02ab50aa, 0x1de66d2a, 0x79ff467a, 0x9bb9f8a3, 0x217e7cd2, 0x83e13d2c,
  0xf8d4474f, 0xe39eb970, 0x42c6ae16, 0x993216fa, 0x7b093b5d, 0x98daff3c, 0xf718902a, 0x0b1c9cdb,
  0xe58f764b, 0x187636bc, 0x5d7b3bb1, 0xe73de7de, 0x92bec979, 0xcca6c0b2, 0x304a0979, 0x85aa43d4,
  0x783125bb, 0x6ca8eaa2, 0xe407eac6, 0x4b5cfc3e, 0x9fbf8c76, 0x15ca20be, 0xf2ca9fd3, 0x959bd756,
])

/** Main, visibility map and initial forks. A damaged free space map is made anew by whoever reads it. */
const RELATION = /^(\d+)(?:_(?:vm|init))?(?:\.(\d+))?$/

export interface Damage {
  /** Path below the database directory, as PostgreSQL names it: base/5/16384. */
  readonly file: string
  readonly pages: number
}

export interface PageCheck {
  readonly pages: number
  readonly bytes: number
  readonly damaged: readonly Damage[]
}

/**
 * Checks all pages of a directory nobody writes to meanwhile. Gives way between pieces, so that a signal is heard.
 * A page of nothing but zeros is one that was made and not used yet, so a page overwritten with zeros is not found.
 */
export async function checkPages(dir: string): Promise<PageCheck> {
  const damaged: Damage[] = []
  const buffer = Buffer.alloc(PAGE * AT_ONCE)
  const words = new Int32Array(buffer.buffer, buffer.byteOffset, buffer.length / 4)
  let pages = 0
  for (const file of relationFiles(dir)) {
    let broken = 0
    const first = Number(RELATION.exec(path.basename(file))?.[2] ?? 0) * PAGES_PER_FILE
    const handle = await fs.promises.open(path.join(dir, file), 'r')
    try {
      for (let at = first; ;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, (at - first) * PAGE)
        // what is left at the end is part of a page that could not be written whole, and that was never used
        const whole = Math.floor(bytesRead / PAGE)
        for (let i = 0; i < whole; i++) if (!isSound(buffer, words, i, at + i)) broken++
        pages += whole
        at += whole
        if (whole < AT_ONCE) break
      }
    } finally {
      await handle.close()
    }
    if (broken > 0) damaged.push({ file, pages: broken })
  }
  return { pages, bytes: pages * PAGE, damaged }
}

function relationFiles(dir: string): string[] {
  const base = path.join(dir, 'base')
  const folders = ['global', ...fs.readdirSync(base).map((oid) => path.join('base', oid))]
  return folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(dir, folder))
      .filter((name) => RELATION.test(name))
      .map((name) => path.join(folder, name)),
  )
}

/** `nth` counts within the buffer, `block` within the relation. */
function isSound(buffer: Buffer, words: Int32Array, nth: number, block: number): boolean {
  const start = nth * PAGE
  if (buffer.readUInt16LE(start + UPPER_AT) === 0) return words.subarray(start / 4, (start + PAGE) / 4).every(isZero)
  return buffer.readUInt16LE(start + CHECKSUM_AT) === checksum(words, start / 4, block)
}

const isZero = (word: number): boolean => word === 0

/** The checksum of the page that begins at `start` of `words`; the field that holds it counts as zero. */
function checksum(words: Int32Array, start: number, block: number): number {
  const end = start + PAGE / 4
  let all = block
  // lane by lane, so that the running sum stays in a register: five times as fast as row by row
  for (let lane = 0; lane < LANES; lane++) {
    let sum = BASE[lane]!
    for (let at = start + lane; at < end; at += LANES) {
      const word = words[at]!
      sum = mixed(sum, at === start + CHECKSUM_AT / 4 ? word & 0xffff0000 : word)
    }
    all ^= mixed(mixed(sum, 0), 0)
  }
  return ((all >>> 0) % 65_535) + 1
}

function mixed(sum: number, word: number): number {
  const both = sum ^ word
  return Math.imul(both, PRIME) ^ (both >>> 17)
}
