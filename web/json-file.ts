/**
 * Reads a JSON body that may carry a file in base64 without a long turn of the event loop: the file is cut out by a scan
 * for bytes and decoded piece by piece, and what remains is too short to take long, whatever is in it.
 */
import { userError } from '../core/errors.ts'

/** JSON beside the file, in bytes: as much as the fields of a form may hold. */
const MOST_JSON = 64 * 1024
const PIECE = 1 << 20
const NAME = Buffer.from('"data"')
const [QUOTE, COLON, BACKSLASH] = [0x22, 0x3a, 0x5c]
const SPACES: readonly (number | undefined)[] = [0x20, 0x09, 0x0a, 0x0d]

const pause = () => new Promise<void>((done) => setImmediate(done))

interface Span {
  readonly from: number
  readonly to: number
}

/** What the body says; a long `file.data` in it is bytes instead of text. Refuses what is neither JSON nor base64, and more than 64 KB beside a file. */
export async function readJson(body: Buffer): Promise<unknown> {
  if (body.length <= MOST_JSON) return parse(body)
  const span = fileData(body)
  const rest = Buffer.concat([body.subarray(0, span.from), body.subarray(span.to)])
  const value = parse(rest)
  const file = fieldsOf(fieldsOf(value)?.['file'])
  if (file?.['data'] !== '') throw userError('bad-request')
  file['data'] = await decoded(body, span)
  return value
}

function parse(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString())
  } catch {
    throw userError('bad-request')
  }
}

const fieldsOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null

/**
 * Where the text of `data` stands without which the rest is short enough. A quote within a JSON text is always escaped, so
 * `"data"` before a colon is a name; one that stands behind more than the rest may be is none of a file.
 */
function fileData(body: Buffer): Span {
  const start = body.subarray(0, MOST_JSON)
  for (let at = start.indexOf(NAME); at !== -1; at = start.indexOf(NAME, at + 1)) {
    let next = at + NAME.length
    const skip = () => {
      while (SPACES.includes(start[next])) next++
    }
    skip()
    if (start[next++] !== COLON) continue
    skip()
    if (start[next++] !== QUOTE) continue
    const to = body.indexOf(QUOTE, next)
    // not closed, or a quote within: no base64
    if (to < 0 || body[to - 1] === BACKSLASH) throw userError('bad-request')
    if (body.length - (to - next) <= MOST_JSON) return { from: next, to }
  }
  throw userError('too-long')
}

/** Base64 of either alphabet, with slashes escaped or lines broken as some programs write it. */
async function decoded(body: Buffer, { from, to }: Span): Promise<Buffer> {
  const pieces: Buffer[] = []
  let carried = ''
  for (let at = from; at < to; at += PIECE) {
    let text = carried + body.toString('latin1', at, Math.min(to, at + PIECE))
    const cut = text.endsWith('\\') ? '\\' : ''
    text = text.slice(0, text.length - cut.length)
    if (/[\\\s]/.test(text)) text = text.replace(/\\[/nrt]|\s+/g, (found) => (found === '\\/' ? '/' : ''))
    if (!isBase64(text)) throw userError('bad-request')
    const whole = text.length - (text.length % 4)
    pieces.push(Buffer.from(text.slice(0, whole), 'base64'))
    carried = text.slice(whole) + cut
    await pause()
  }
  return Buffer.concat([...pieces, Buffer.from(carried, 'base64')])
}

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/_-]*={0,2}$/.test(text)

/** The bytes of a short base64 text of either alphabet, spaces and broken lines within it. Refuses anything else. */
export function fromBase64(given: string): Buffer {
  const text = given.replace(/\s+/g, '')
  if (!isBase64(text)) throw userError('bad-request')
  return Buffer.from(text, 'base64')
}
