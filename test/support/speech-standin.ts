/** A server of /v1/audio/transcriptions on loopback, which reads the form as a strict one does and answers as badly as a test wants. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SpeechStandin {
  readonly url: string
  /** What the desk sent, oldest first. */
  readonly asked: {
    readonly path: string
    readonly authorization: string | undefined
    readonly model: string
    readonly file: { readonly name: string; readonly type: string; readonly bytes: Buffer }
  }[]
  answers(how: (response: ServerResponse) => void): void
  /** The well-formed answer to the next requests. */
  hears(text: string): void
  close(): Promise<void>
}

/** The parts of a form by name; throws for what is none. */
async function read(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) throw new Error('no form')
  const parts = Buffer.concat(chunks).toString('latin1').split(`--${boundary}`).slice(1, -1)
  const of = (name: string) => {
    const part = parts.find((one) => one.includes(` name="${name}"`))
    const [head = '', ...body] = part?.split('\r\n\r\n') ?? []
    return { head, body: Buffer.from(body.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1') }
  }
  const { head, body } = of('file')
  const [, name] = /filename="([^"]+)"/.exec(head) ?? []
  if (name === undefined) throw new Error('no file in the form')
  const type = /content-type: (.+)/i.exec(head)?.[1]?.trim() ?? ''
  return {
    path: request.url ?? '',
    authorization: request.headers.authorization,
    model: of('model').body.toString(),
    file: { name, type, bytes: body },
  }
}

export async function speechStandin(): Promise<SpeechStandin> {
  let how: (response: ServerResponse) => void = (r) => r.end('{"text":""}')
  const asked: SpeechStandin['asked'] = []
  const server = createServer((request, response) => {
    read(request).then(
      (one) => {
        asked.push(one)
        how(response)
      },
      () => response.writeHead(400).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    answers: (next) => (how = next),
    hears: (text) => (how = (r) => r.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ text }))),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
} // prettier-ignore
