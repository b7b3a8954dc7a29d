/** Reading and answering HTTP as a Bot API server does. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Params } from './methods.ts'

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Parameters from the query string, JSON, a form or a multipart form; a file becomes name, type and bytes. */
export async function paramsOf(request: IncomingMessage): Promise<Params> {
  const params: Params = Object.fromEntries(new URL(request.url ?? '/', 'http://x').searchParams)
  const body = await bodyOf(request)
  const type = request.headers['content-type'] ?? ''
  if (body.length === 0) return params
  if (type.startsWith('application/json')) return { ...params, ...(JSON.parse(body.toString('utf8')) as Params) }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- fine for the small bodies a test's own desk sends
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  for (const [name, value] of form.entries())
    params[name] =
      typeof value === 'string'
        ? value
        : { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) }
  return params
}

export function answer(response: ServerResponse, status: number, body: object | string): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json' }).end(text)
}

export const ok = (response: ServerResponse, result: unknown) => answer(response, 200, { ok: true, result })

export const no = (response: ServerResponse, status: number, description: string, parameters?: object) =>
  answer(response, status, { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) })
