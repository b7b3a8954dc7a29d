/** Calls to an API of the WeChat family: one access token for all, renewed in time, every call with a deadline. */

/** The platform said no. `code` is its errcode; the text never leaves here: it may echo the token. */
export class PlatformRefusal extends Error {
  override readonly name = 'PlatformRefusal'
  readonly code: number
  /** The address the platform saw the desk come from, where it says so: what an operator puts on its list. */
  readonly ip: string | undefined
  constructor(code: number, ip?: string) {
    super(`the platform answered with errcode ${code}`)
    this.code = code
    this.ip = ip
  }
}

/** Nothing usable came back. `left`: the request may have been carried out. */
export class PlatformSilence extends Error {
  override readonly name = 'PlatformSilence'
  readonly left: boolean
  constructor(left: boolean) {
    super('the platform gave no usable answer')
    this.left = left
  }
}

export interface AccessToken {
  readonly value: string
  readonly until: Date
}

/** Where the token is kept: in memory, or in the database when several processes share the account. */
export interface TokenShelf {
  read(): Promise<AccessToken | undefined>
  write(token: AccessToken): Promise<void>
}

export interface ClientOptions {
  readonly root: string
  /** The call that gives a token: a POST where it has a body. It holds the secret, and is never told to anybody. */
  readonly tokenCall: { readonly path: string; readonly body?: object }
  /** Codes by which the platform says that it no longer takes the token. */
  readonly tokenCodes: readonly number[]
  readonly timeoutMs: number
  readonly shelf: TokenShelf
  readonly now: () => Date
}

export interface Client {
  post(path: string, body: object | FormData): Promise<Record<string, unknown>>
  get(path: string): Promise<Record<string, unknown>>
  /** Bytes of a media file; rejects beyond `max`. */
  media(id: string, max: number): Promise<Uint8Array>
}

/** A token is renewed this long before it ends: calls under way still carry it. */
const EARLY_MS = 300_000

export function memoryShelf(): TokenShelf {
  let kept: AccessToken | undefined
  return {
    read: async () => kept,
    async write(token) {
      kept = token
    },
  }
}

export function makeClient(options: ClientOptions): Client {
  let flight: Promise<string> | undefined

  async function token(refused?: string): Promise<string> {
    const kept = await options.shelf.read()
    if (kept && kept.value !== refused && kept.until > options.now()) return kept.value
    flight ??= renew().finally(() => (flight = undefined))
    return flight
  }

  async function renew(): Promise<string> {
    const { path, body } = options.tokenCall
    const answer = await json(await request(`${options.root}${path}`, body ? post(body) : {}))
    const { access_token: value, expires_in: seconds } = answer
    if (typeof value !== 'string' || typeof seconds !== 'number') throw new PlatformSilence(false)
    await options.shelf.write({ value, until: new Date(options.now().getTime() + seconds * 1000 - EARLY_MS) })
    return value
  }

  /** Once more with a new token when the platform no longer takes the one we had. */
  async function call<T>(path: string, init: RequestInit, read: (response: Response) => Promise<T>): Promise<T> {
    const first = await token()
    const at = (value: string) =>
      `${options.root}${path}${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(value)}`
    try {
      return await read(await request(at(first), init))
    } catch (error) {
      if (!(error instanceof PlatformRefusal) || !options.tokenCodes.includes(error.code)) throw error
    }
    return read(await request(at(await token(first)), init))
  }

  async function request(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, signal: AbortSignal.timeout(options.timeoutMs) })
    } catch (error) {
      // No cause: it may hold the address, and the address holds the token.
      throw new PlatformSilence(!neverLeft(error))
    }
  }

  return {
    post: (path, body) => call(path, post(body), json),
    get: (path) => call(path, {}, json),
    media: (id, max) =>
      call(`/cgi-bin/media/get?media_id=${encodeURIComponent(id)}`, {}, (answer) => bytes(answer, max)),
  }
}

function post(body: object | FormData): RequestInit {
  return { method: 'POST', body: body instanceof FormData ? body : JSON.stringify(body) }
}

function neverLeft(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const code: unknown = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN'
}

async function json(response: Response): Promise<Record<string, unknown>> {
  if (!response.ok) throw new PlatformSilence(true)
  const answer: unknown = await response.json().catch(() => undefined)
  if (typeof answer !== 'object' || answer === null) throw new PlatformSilence(true)
  const { errcode, errmsg } = answer as { errcode?: unknown; errmsg?: unknown }
  if (typeof errcode === 'number' && errcode !== 0) throw new PlatformRefusal(errcode, ipIn(errmsg))
  return answer as Record<string, unknown>
}

/** "… from ip: 203.0.113.7 …": nothing but the address is taken out of the text. */
const ipIn = (errmsg: unknown): string | undefined =>
  typeof errmsg === 'string' ? /\bfrom ip: ([0-9a-f.:]{3,45}?)(?=[,;\s]|$)/u.exec(errmsg)?.[1] : undefined

/** Faults of a download come as JSON where the bytes should be. */
async function bytes(response: Response, max: number): Promise<Uint8Array> {
  if (/json|text\/plain/u.test(response.headers.get('content-type') ?? '')) await json(response)
  if (!response.ok || !response.body) throw new PlatformSilence(false)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > max) throw new RangeError(`the file is larger than ${max} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
