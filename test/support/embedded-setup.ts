/** Once a run: a migrated database dumped to a file, which each embedded test database starts from. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { openMemory } from '../../db/drivers/embedded/open-embedded.ts'
import { MIGRATIONS } from '../../db/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    embeddedDump: string
  }
}

export async function setup(project: TestProject) {
  const file = path.join(os.tmpdir(), `shouwen-test-${fingerprint()}.tar`)
  if (!fs.existsSync(file)) {
    const database = await openMemory({ migrate: true })
    const half = `${file}.${process.pid}`
    fs.writeFileSync(half, Buffer.from(await (await database.dump()).arrayBuffer()))
    fs.renameSync(half, file)
    await database.close()
  }
  project.provide('embeddedDump', file)
}

/** Changes with any migration and with the version of PGlite. */
function fingerprint(): string {
  const hash = createHash('sha256').update(`${process.getuid?.() ?? ''}`)
  hash.update(fs.readFileSync('node_modules/@electric-sql/pglite/package.json'))
  for (const name of fs.readdirSync(MIGRATIONS).sort())
    if (name.endsWith('.sql')) hash.update(name).update(fs.readFileSync(path.join(MIGRATIONS, name)))
  hash.update(fs.readFileSync(path.join(MIGRATIONS, 'meta/_journal.json')))
  return hash.digest('hex').slice(0, 20)
}
