/** The prepared database: a first start begins from it, is a whole desk's database, and does without where it does not fit. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packFolder, unpackFolder } from '../../db/drivers/embedded/tar.ts'
import { PREPARED, templateKey, unpackTemplate } from '../../db/drivers/embedded/template.ts'
import { readJournal } from '../../db/migrate.ts'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import { onServer } from '../support/db.ts'
import { quiet } from '../support/quiet.ts'

let dir = ''
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-template-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }))

test.skipIf(onServer)('a first start begins from what was prepared, and what it writes is its own', async () => {
  const opened = async (name: string) => {
    const database = await openDb({ dir: path.join(dir, name) }, { log: quiet })
    const [row] = await rows<{ made: string; fsync: string; migrations: number; kept: number }>(
      database.db,
      sql`select system_identifier::text as made, current_setting('fsync') as fsync,
            (select count(*)::int from drizzle.__drizzle_migrations) as migrations, (select count(*)::int from job_runs) as kept
          from pg_control_system()`,
    )
    await database.db.execute(sql`insert into job_runs (key, at) values ('x', '2026-11-23') on conflict do nothing`)
    await database.close()
    return row!
  }
  const first = await opened('one')
  expect(first).toMatchObject({ fsync: 'on', migrations: readJournal().length, kept: 0 })
  expect(await opened('one')).toEqual({ ...first, kept: 1 })
  // the number is drawn by initdb: had it been run, it would be another
  expect((await opened('two')).made).toBe(first.made)
})

test.skipIf(onServer)(
  'one that is damaged, cut off or of other migrations is left alone, and nothing of it stays',
  () => {
    const name = `database-${templateKey()}.tar.gz`
    const bytes = fs.readFileSync(path.join(PREPARED, name))
    const into = path.join(dir, 'postgres.new')
    const spoilt = Buffer.from(bytes)
    spoilt[bytes.length >> 1]! ^= 0xff
    for (const [file, content] of [
      [name, bytes.subarray(0, bytes.length >> 1)],
      [name, spoilt],
      [name, Buffer.from('no gzip')],
      ['database-0123456789abcdef0123.tar.gz', bytes],
    ] as const) {
      const folder = fs.mkdtempSync(path.join(dir, 'prepared-'))
      fs.writeFileSync(path.join(folder, file), content)
      expect(unpackTemplate(into, folder)).toBe(false)
      expect(fs.existsSync(into)).toBe(false)
    }
  },
)

test('a folder comes out of its tar as it went in, for its owner alone, and never outside', () => {
  const [from, to] = [path.join(dir, 'from'), path.join(dir, 'to')]
  fs.mkdirSync(path.join(from, 'a/empty'), { recursive: true })
  fs.writeFileSync(path.join(from, 'a/zero'), '')
  fs.writeFileSync(path.join(from, 'a/block'), Buffer.alloc(512, 7))
  fs.writeFileSync(path.join(from, 'odd'), Buffer.alloc(513, 9))
  const tar = packFolder(from)
  unpackFolder(tar, to)
  expect(packFolder(to)).toEqual(tar)
  expect([fs.statSync(path.join(to, 'odd')).mode & 0o777, fs.statSync(path.join(to, 'a')).mode & 0o777]).toEqual([0o600, 0o700]) // prettier-ignore
  expect(() => unpackFolder(tar.subarray(0, 1500), path.join(dir, 'cut'))).toThrow('ends before')
  expect(() => unpackFolder(Buffer.alloc(1024, 1), path.join(dir, 'no'))).toThrow('not the head')
})
