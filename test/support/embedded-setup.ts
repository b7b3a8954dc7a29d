/** Once a run: a migrated database as a file, which each embedded test database and each desk's first start begins from. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { TestProject } from 'vitest/node'
import { prepareDatabase } from '../../db/drivers/embedded/prepare.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    embeddedDump: string
  }
}

export async function setup(project: TestProject) {
  // where a start looks for it too: desks that tests start as processes need not make theirs
  const packed = await prepareDatabase()
  const file = path.join(os.tmpdir(), `shouwen-test-${process.getuid?.() ?? ''}-${path.basename(packed, '.gz')}`)
  if (!fs.existsSync(file)) {
    const half = `${file}.${process.pid}`
    fs.writeFileSync(half, gunzipSync(fs.readFileSync(packed)))
    fs.renameSync(half, file)
  }
  project.provide('embeddedDump', file)
}
