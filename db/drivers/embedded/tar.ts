/** Packs a folder as one tar (ustar) and unpacks it: what PGlite can load, and what the prepared database is kept as. */
import fs from 'node:fs'
import path from 'node:path'

const BLOCK = 512
const FILE = '0'
const FOLDER = '5'

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK

/** Everything in a folder; names begin with '/', as PGlite's own dumps have them. */
export function packFolder(root: string): Buffer {
  const parts: Buffer[] = []
  const walk = (inside: string): void => {
    for (const entry of fs.readdirSync(path.join(root, inside), { withFileTypes: true })) {
      const name = `${inside}/${entry.name}`
      if (entry.isDirectory()) {
        parts.push(header(name, FOLDER, 0))
        walk(name)
      } else if (entry.isFile()) {
        const bytes = fs.readFileSync(path.join(root, name))
        parts.push(header(name, FILE, bytes.length), bytes, Buffer.alloc(padded(bytes.length) - bytes.length))
      }
    }
  }
  walk('')
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

/** Writes a tar into an empty folder, for its owner alone. Throws where it is cut off or not a tar. */
export function unpackFolder(tar: Buffer, root: string): void {
  for (let at = 0; ;) {
    const head = tar.subarray(at, at + BLOCK)
    if (head.length < BLOCK) throw new Error('a tar ends before its end')
    if (head.every((byte) => byte === 0)) return
    if (checksum(head) !== parseInt(text(head, 148, 8), 8)) throw new Error('not the head of a file in a tar')
    const name = path.join(root, path.posix.normalize(`/${text(head, 0, 100)}`))
    const size = parseInt(text(head, 124, 12), 8)
    at += BLOCK
    if (text(head, 156, 1) === FOLDER) fs.mkdirSync(name, { recursive: true, mode: 0o700 })
    else {
      if (at + size > tar.length) throw new Error('a tar ends before its end')
      fs.mkdirSync(path.dirname(name), { recursive: true, mode: 0o700 })
      fs.writeFileSync(name, tar.subarray(at, at + size), { mode: 0o600 })
      at += padded(size)
    }
  }
}

const text = (block: Buffer, at: number, length: number): string =>
  block
    .toString('latin1', at, at + length)
    .split('\0', 1)[0]!
    .trim()

/** The sum of its bytes, the checksum's own eight taken as spaces. */
function checksum(head: Buffer): number {
  let sum = 8 * 32
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += head[i]!
  return sum
}

function header(name: string, type: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`a name too long for a tar: ${name}`)
  const head = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number) =>
    head.write(value.toString(8).padStart(length - 1, '0') + '\0', at, 'latin1')
  head.write(name, 0, 'latin1')
  octal(type === FOLDER ? 0o700 : 0o600, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  head.write(type, 156, 'latin1')
  head.write('ustar\x0000', 257, 'latin1')
  octal(checksum(head), 148, 8)
  return head
}
