/** A fresh, migrated database for a test file, on whichever kind the project runs (`*.db.test.ts` runs on both). */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, openAsBlob, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { inject } from 'vitest'
import { openDb } from '../../db/open-database.ts'
import type { Database } from '../../db/types.ts'
import { databaseUrl } from './cluster.ts'
import { quiet } from './quiet.ts'

export type TestDb = Database & {
  /** Closes it and takes it away; call it in afterAll. */
  drop(): Promise<void>
  /** Address of the database for a second process or pool; undefined when embedded. */
  readonly url?: string
}

export const onServer = process.env['TEST_DATABASE'] === 'server'
const onBoth = process.env['TEST_BOTH'] === 'yes'

/** What of a long list is tried on this database: a third on the embedded one, the rest on the server, all where there is no server. `turn` shifts which. */
export const partHere = <T>(list: readonly T[], turn: number): T[] =>
  list.filter((_, n) => !onBoth || ((n + turn) % 3 === 0) !== onServer)

export async function openTestDb(): Promise<TestDb> {
  return onServer ? fromTemplate() : fromDump()
}

async function fromDump(): Promise<TestDb> {
  const load = await openAsBlob(inject('embeddedDump'))
  const files = mkdtempSync(join(tmpdir(), 'shouwen-files-'))
  const database = await openDb({ memory: true, load, files }, { log: quiet, migrate: false })
  return {
    ...database,
    async drop() {
      await database.close()
      rmSync(files, { recursive: true, force: true })
    },
  }
}

async function fromTemplate(): Promise<TestDb> {
  const { url: admin, template } = inject('server')
  const name = `shouwen_test_${randomBytes(6).toString('hex')}`
  await asAdmin(admin, `create database ${name} template ${template}`)
  const url = databaseUrl(admin, name)
  const database = await openDb({ url }, { log: quiet, migrate: false, pool: 5 })
  return {
    ...database,
    url,
    async drop() {
      await database.close()
      await asAdmin(admin, `drop database ${name} with (force)`)
    },
  }
}

async function asAdmin(url: string, statement: string) {
  const client = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await client.unsafe(statement)
  } finally {
    await client.end()
  }
}
