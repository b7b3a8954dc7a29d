/** A request written by hand on a socket: headers without their body, halves of bodies, forms that no client would make. */
import { connect } from 'node:net'
import { once } from 'node:events'

export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/**
 * Sends a head, then what `body` writes (nothing, unless told), and resolves with the first answer as soon as its head
 * and, where a length is named, its body are there. Rejects when nothing came within `waitMs`, which is long: machines that run tests are slow at times.
 */
export async function rawRequest(
  url: string,
  o: {
    method?: string
    path: string
    headers: Readonly<Record<string, string | number>>
    body?: Buffer
    waitMs?: number
  },
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined) // what matters is whether an answer came before
  await once(socket, 'connect')
  const lines = Object.entries({ host, ...o.headers }).map(([name, value]) => `${name}: ${value}`)
  socket.write(`${o.method ?? 'POST'} ${o.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  if (o.body) socket.write(o.body)
  try {
    return await answerOn(socket, o.waitMs ?? 60_000)
  } finally {
    socket.destroy()
  }
}

async function answerOn(socket: ReturnType<typeof connect>, waitMs: number): Promise<RawAnswer> {
  let text = ''
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error('no answer: the body was waited for')), waitMs)
    const look = (closed: boolean): void => {
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return closed ? failed(new Error('closed without an answer')) : undefined
      const head = text.slice(0, end)
      const body = text.slice(end + 4)
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
      if (!closed && Buffer.byteLength(body) < length) return
      clearTimeout(timer)
      done({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body })
    }
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      look(false)
    })
    socket.on('close', () => look(true))
  })
}
