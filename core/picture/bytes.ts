/** Looks at bytes as the names that formats write into them, and gathers the parts of a file that stay. */

/** Whether the bytes from `at` are this text, one byte a character. */
export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  if (at + text.length > bytes.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}

/** Four bytes as the name of a chunk or box. */
export const nameAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, Math.min(bytes.length, at + 4)))

/** How much of a file is looked at before others get their turn. */
export const STRETCH = 1 << 20
/** No camera writes so many parts; a file made to be slow does, and ends there. */
export const MOST_PARTS = 10_000

export interface Parts {
  /** Keeps these bytes; what lies side by side becomes one part. */
  keep(from: number, to: number): void
  readonly full: boolean
  list(): Uint8Array[]
}

export function partsOf(bytes: Uint8Array): Parts {
  const spans: [from: number, to: number][] = []
  return {
    keep(from, to) {
      const last = spans.at(-1)
      if (last?.[1] === from) last[1] = to
      else spans.push([from, to])
    },
    get full() {
      return spans.length >= MOST_PARTS
    },
    list: () => spans.map(([from, to]) => bytes.subarray(from, to)),
  }
}
