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

async function read(request: IncomingMessage) {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const form = await new Response(Buffer.concat(parts), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData()
  const file = form.get('file')
  if (!(file instanceof File)) throw new Error('no file in the form')
  return {
    path: request.url ?? '',
    authorization: request.headers.authorization,
    model: String(form.get('model')),
    file: { name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) },
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
