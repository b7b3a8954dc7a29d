/** An OpenAI-compatible endpoint on loopback that answers as badly as a test wants. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ModelStandin {
  readonly url: string
  /** What the desk sent, oldest first. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined; readonly body: string }[]
  /** Writes the answer to the next requests; `says` for a well-formed one around any content. */
  answers(how: (response: ServerResponse) => void): void
  says(content: unknown): void
  close(): Promise<void>
}

const around = (content: unknown): string => JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] })

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const part of request) body += String(part)
  return body
}

export async function modelStandin(): Promise<ModelStandin> {
  let how: (response: ServerResponse) => void = (r) => r.end(around('{"id":null}'))
  const asked: ModelStandin['asked'] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      asked.push({ path: request.url ?? '', authorization: request.headers.authorization, body })
      how(response)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    answers: (next) => (how = next),
    says: (content) => (how = (r) => r.end(around(content))),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
