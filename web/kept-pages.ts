/** Finished pages as bytes, within so much memory: what was asked for longest ago goes first. */
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Coding } from './compress.ts'

/** What a page is made from, besides the database: with another of these it is another page. */
export interface MadeFrom {
  /** The town as it was read last; another object after every reload. */
  readonly world: unknown
  readonly today: string
}

export interface KeptPage {
  /** What the page itself set: type, caching, policy. */
  readonly headers: Readonly<Record<string, string>>
  /** The same for the same bytes, in any coding. */
  readonly etag: string
  /** Bytes before coding. */
  readonly length: number
  body(coding: Coding | null): Buffer
}

interface Entry extends MadeFrom {
  readonly page: KeptPage
  /** Milliseconds of the desk's clock. */
  readonly at: number
  readonly size: number
}

export interface PageStore {
  /** Null where it is not kept, is older than `forMs`, or was made from something else. */
  get(key: string, from: MadeFrom, at: number, forMs: number): KeptPage | null
  /** Keeps a page, unless something was published since it was begun: `begun` is what `version()` said then. */
  put(key: string, from: MadeFrom, at: number, page: KeptPage, begun: number): void
  version(): number
  /** Something shown on public pages has changed. */
  readonly clear: () => void
  /** Bytes held, as they are reckoned. */
  size(): number
}

/** What an entry costs beside its bytes. */
const OVERHEAD = 1024

export function makePageStore(maxBytes = 16 * 1024 * 1024): PageStore {
  const kept = new Map<string, Entry>()
  let held = 0
  let version = 0

  function drop(key: string): void {
    const entry = kept.get(key)
    if (!entry) return
    held -= entry.size
    kept.delete(key)
  }

  return {
    get(key, { world, today }, at, forMs) {
      const entry = kept.get(key)
      if (!entry) return null
      if (entry.world !== world || entry.today !== today || at < entry.at || at - entry.at >= forMs) {
        drop(key)
        return null
      }
      // a Map is in the order of writing: the first is the one not asked for longest
      kept.delete(key)
      kept.set(key, entry)
      return entry.page
    },
    put(key, from, at, page, begun) {
      if (begun !== version) return
      drop(key)
      // a coding makes text of this kind half as long or less
      const size = 2 * page.length + OVERHEAD
      if (size > maxBytes / 8) return
      kept.set(key, { ...from, at, page, size })
      held += size
      for (const oldest of kept.keys()) {
        if (held <= maxBytes) break
        drop(oldest)
      }
    },
    version: () => version,
    clear() {
      version += 1
      kept.clear()
      held = 0
    },
    size: () => held,
  }
}

/** Better than what is made for one reader alone: it is done once for many. Higher levels take tens of milliseconds. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 8 } }
const CODERS = {
  br: (bytes: Buffer) => brotliCompressSync(bytes, BROTLI),
  gzip: (bytes: Buffer) => gzipSync(bytes, { level: 6 }),
} as const satisfies Record<Coding, (bytes: Buffer) => Buffer>

/** A page as it is kept; each coding is made when it is first asked for. */
export function finish(content: string | Buffer, headers: Readonly<Record<string, string>>): KeptPage {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content)
  const coded = new Map<Coding, Buffer>()
  return {
    headers,
    etag: `W/"${createHash('sha256').update(bytes).update(JSON.stringify(headers)).digest('base64url').slice(0, 22)}"`,
    length: bytes.length,
    body(coding) {
      if (coding === null) return bytes
      const made = coded.get(coding) ?? CODERS[coding](bytes)
      coded.set(coding, made)
      return made
    },
  }
}
