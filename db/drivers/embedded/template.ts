/**
 * Keeps and copies a prepared database: initdb and every migration done once, by `npm run build` or the tests, so that a first start copies
 * a folder (0.3 s) where it would work for six seconds and hold 300 MB more. Kept under the hash of all it comes from;
 * a start that finds none that fits makes its own.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { MIGRATIONS } from '../../migrate.ts'
import { packFolder, unpackFolder } from './tar.ts'

const beside = (at: string) => fileURLToPath(new URL(at, import.meta.url))
/** In dist/, whether this file was compiled into it or not. */
export const PREPARED = import.meta.url.includes('/dist/db/') ? beside('../../../prepared') : beside('../../../dist/prepared') // prettier-ignore

const LAYOUT = 1

/** What a prepared database comes from: PGlite as installed, and every migration. */
export function templateKey(): string {
  const hash = createHash('sha256').update(String(LAYOUT))
  const pglite = path.dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
  hash.update(fs.readFileSync(path.join(pglite, '../package.json')))
  for (const name of fs.readdirSync(MIGRATIONS).sort())
    if (name.endsWith('.sql')) hash.update(name).update(fs.readFileSync(path.join(MIGRATIONS, name)))
  hash.update(fs.readFileSync(path.join(MIGRATIONS, 'meta/_journal.json')))
  return hash.digest('hex').slice(0, 20)
}

const fileOf = (key: string, folder: string): string => path.join(folder, `database-${key}.tar.gz`)

/** Puts the prepared database into a folder that is not there yet; false where there is none that fits, or it is damaged. */
export function unpackTemplate(into: string, folder = PREPARED): boolean {
  const file = fileOf(templateKey(), folder)
  if (!fs.existsSync(file)) return false
  try {
    fs.mkdirSync(into, { recursive: true, mode: 0o700 })
    unpackFolder(gunzipSync(fs.readFileSync(file)), into)
    return true
  } catch {
    fs.rmSync(into, { recursive: true, force: true })
    return false
  }
}

/**
 * The file of the prepared database, made where it is missing: `make` is given an empty folder and answers the one to pack.
 * What was prepared from something else is taken away.
 */
export async function prepareTemplate(make: (dir: string) => Promise<string>, folder = PREPARED): Promise<string> {
  const file = fileOf(templateKey(), folder)
  if (fs.existsSync(file)) return file
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-prepare-'))
  try {
    const made = await make(dir)
    fs.mkdirSync(folder, { recursive: true })
    const half = `${file}.${process.pid}`
    fs.writeFileSync(half, gzipSync(packFolder(made), { level: 6 }))
    for (const old of fs.readdirSync(folder))
      if (/^database-\w+\.tar\.gz$/.test(old)) fs.rmSync(path.join(folder, old), { force: true })
    fs.renameSync(half, file)
  } finally {
    fs.rmSync(dir, { recursive: true, force: true })
  }
  return file
}
