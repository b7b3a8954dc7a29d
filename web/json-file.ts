/**
 * Reads a JSON body whose field `data` is a file in base64 without a long turn of the event loop: the file is decoded
 * piece by piece, the rest is parsed as usual.
 */
import { userError } from '../core/errors.ts'

/** Shorter bodies are parsed whole. */
const LONG = 256 * 1024
const PIECE = 1 << 20
const NAME = Buffer.from('"data"')
const [QUOTE, COLON] = [0x22, 0x3a]
const SPACES: readonly (number | undefined)[] = [0x20, 0x09, 0x0a, 0x0d]

const pause = () => new Promise<void>((done) => setImmediate(done))

interface Span {
  readonly from: number
  readonly to: number
}

/** What the body says; a long `data` in it is bytes instead of text. Refuses what is neither JSON nor base64. */
export async function readJson(body: Buffer): Promise<unknown> {
  const span = body.length > LONG ? longData(body) : null
  const bytes = span && (await decoded(body, span))
  const rest = span ? Buffer.concat([body.subarray(0, span.from), body.subarray(span.to)]) : body
  try {
    return JSON.parse(rest.toString(), (name, value: unknown) => (bytes && name === 'data' && value === '' ? bytes : value)) // prettier-ignore
  } catch {
    throw userError('bad-request')
  }
}

/** Where the text of the first long `data` stands. A quote within a JSON text is always escaped, so `"data"` before a colon is a name. */
function longData(body: Buffer): Span | null {
  for (let at = body.indexOf(NAME); at !== -1; at = body.indexOf(NAME, at + 1)) {
    let next = at + NAME.length
    const skip = () => {
      while (SPACES.includes(body[next])) next++
    }
    skip()
    if (body[next++] !== COLON) continue
    skip()
    if (body[next++] !== QUOTE) continue
    const to = body.indexOf(QUOTE, next)
    if (to - next > LONG / 2) return { from: next, to }
  }
  return null
}

/** Base64 of either alphabet, with slashes escaped or lines broken as some programs write it. */
async function decoded(body: Buffer, { from, to }: Span): Promise<Buffer> {
  const pieces: Buffer[] = []
  let carried = ''
  for (let at = from; at < to; at += PIECE) {
    let text = carried + body.toString('latin1', at, Math.min(to, at + PIECE))
    const cut = text.endsWith('\\') ? '\\' : ''
    text = text.slice(0, text.length - cut.length)
    if (/[\\\s]/.test(text)) text = text.replace(/\\[/nrt]|\s/g, (found) => (found === '\\/' ? '/' : ''))
    if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw userError('bad-request')
    const whole = text.length - (text.length % 4)
    pieces.push(Buffer.from(text.slice(0, whole), 'base64'))
    carried = text.slice(whole) + cut
    await pause()
  }
  return Buffer.concat([...pieces, Buffer.from(carried, 'base64')])
}
