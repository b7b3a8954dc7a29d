/** Addresses whose percent signs mean nothing: taken as they were typed, so that they are looked for and not found, in words, like any other. */
import type { IncomingMessage } from 'node:http'

/** For `rewriteUrl`: an address that cannot be decoded gets its percent signs taken for what they are. */
export function wholeUrl({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const end = url.search(/[?;#]/)
  const path = end < 0 ? url : url.slice(0, end)
  return isDecodable(path) ? url : path.replaceAll('%', '%25') + (end < 0 ? '' : url.slice(end))
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
