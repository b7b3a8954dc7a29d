/** Files a browser keeps for ever: their address changes with their content. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { finish, type KeptPage } from './kept-pages.ts'
import { sendKept } from './send-kept.ts'

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** Beside this file, or, when this file was compiled into dist/, in the source tree. */
export const STATIC = [beside('./static'), beside('../../web/static')].find((p) => existsSync(p)) ?? ''

const hashOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(join(STATIC, name)))
    .digest('hex')
    .slice(0, 10)
const URLS = new Map(readdirSync(STATIC).map((name) => [name, `/static/${name}?v=${hashOf(name)}`]))

/** The address of a file of web/static. Throws for one that is not there. */
export function staticUrl(name: string): string {
  const url = URLS.get(name)
  if (url === undefined) throw new Error(`no such file in web/static: ${name}`)
  return url
}

// prettier-ignore
const TEXT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js':  'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
export const STATIC_MAX_AGE_S = 365 * 24 * 3600

/** Texts of web/static are compressed once, not for every reader; pictures and ranges are left to the plugin behind it. */
export function sendStaticTexts(app: FastifyInstance): void {
  const read = (name: string): KeptPage | null => {
    const type = TEXT_TYPES[extname(name)]
    if (type === undefined) return null
    const headers = { 'content-type': type, 'cache-control': `public, max-age=${STATIC_MAX_AGE_S}, immutable` }
    return finish(readFileSync(join(STATIC, name)), headers)
  }
  const texts = new Map([...URLS.keys()].map((name) => [`/static/${name}`, read(name)]))
  app.addHook('preHandler', (request, reply, done) => {
    const isStatic =
      request.method === 'GET' && request.url.startsWith('/static/') && request.headers.range === undefined
    const text = isStatic ? texts.get(request.url.split('?', 1)[0]!) : null
    if (!text) {
      done()
      return
    }
    reply.headers(text.headers)
    void reply.send(sendKept(request, reply, text, 'accept-encoding'))
  })
}
