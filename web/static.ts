/** Files a browser keeps for ever: their address changes with their content. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
