/** A backup read back is the desk as it was; a broken one, or a database in use, is left as it is. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { backup, restore } from '../../db/backup/backup.ts'
import { UserError } from '../../core/errors.ts'
import { readFile } from '../../db/files/files.ts'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import type { Database } from '../../db/types.ts'
import { openTestDb } from '../support/db.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'
import { quiet } from '../support/quiet.ts'

let desk: TestDesk
let base: string
beforeEach(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-backup-'))
})
afterEach(async () => {
  await desk.stop()
  fs.rmSync(base, { recursive: true, force: true })
})

const dir = () => path.join(base, 'copy')
const NOW = new Date('2026-11-23T12:00:00+08:00')
const PAPER = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(300_000)])

/** Every row of every table, as text, but for the bytes of files: where they lie differs. */
async function everything(database: Database): Promise<Record<string, string>> {
  const names = await rows<{ name: string }>(
    database.db,
    sql`select table_name::text as name from information_schema.tables where table_schema = 'public' and table_name <> 'file_parts' order by 1`,
  )
  const all: Record<string, string> = {}
  for (const { name } of names) {
    const [row] = await rows<{ text: string | null }>(
      database.db,
      sql`select string_agg(t::text, chr(10) order by t::text) as text from ${sql.identifier(name)} t`,
    )
    all[name] = row?.text ?? ''
  }
  return all
}

async function worked(): Promise<void> {
  await desk.staff('乙', 'DQZX')
  await desk.says('resident', '路灯坏了')
  await desk.says('resident', '人工')
  const number = /BS\d{8}-\d{4}/.exec(desk.last('resident'))?.[0] ?? ''
  await desk.says('乙', `认领 ${number}`)
  await desk.sends('resident', { kind: 'file', name: '材料.pdf', type: '', size: PAPER.length }, PAPER)
}

/** The file of the case, as the desk reads it. */
async function paper(database: Database): Promise<Uint8Array | undefined> {
  const [row] = await database.db.query.caseFiles.findMany()
  return (await readFile(database, desk.requestContext().cipher, row!.fileId))?.bytes
}

test('every row, file and sequence comes back, into an embedded folder and into the same kind of database', async () => {
  await worked()
  const before = await everything(desk.database)
  const made = await backup(desk.database, dir(), NOW)
  expect(made.tables.find((t) => t.name === 'cases')?.rows).toBe(1)
  for (const into of [await openDb({ dir: path.join(base, 'new') }, { log: quiet }), await openTestDb()]) {
    await restore(into, dir())
    expect(await everything(into)).toEqual(before)
    expect(Buffer.compare((await paper(into))!, PAPER)).toBe(0)
    const [sequence] = await rows<{ n: number }>(into.db, sql`select nextval('outbox_id_seq') as n`)
    const [most] = await rows<{ n: number }>(into.db, sql`select max(id) as n from outbox`)
    expect(sequence!.n).toBeGreaterThan(most!.n)
    await ('drop' in into ? (into as unknown as { drop(): Promise<void> }).drop() : into.close())
  }
})

test('a database with anything in it is not restored into', async () => {
  await backup(desk.database, dir(), NOW)
  const before = await everything(desk.database)
  await expect(restore(desk.database, dir())).rejects.toThrow(UserError)
  expect(await everything(desk.database)).toEqual(before)
})

test('a folder that holds a backup is not written over', async () => {
  await backup(desk.database, dir(), NOW)
  await expect(backup(desk.database, dir(), NOW)).rejects.toThrow('已经有一份备份')
})

test.each([
  [
    'a line changed',
    (at: string) => fs.writeFileSync(at, fs.readFileSync(at, 'utf8').replace('test', 'tset')),
    '被改动过',
  ],
  ['a line missing', (at: string) => fs.writeFileSync(at, ''), '被改动过'],
  ['a table missing', (at: string) => fs.rmSync(at), '缺少'],
])('a backup with %s is refused whole', async (_, harm, says) => {
  await backup(desk.database, dir(), NOW)
  harm(path.join(dir(), 'catalog_versions.ndjson'))
  const into = await openTestDb()
  const before = await everything(into)
  await expect(restore(into, dir())).rejects.toThrow(says)
  expect(await everything(into)).toEqual(before)
  await into.drop()
})

test.each([
  ['changed', (at: string) => fs.writeFileSync(at, fs.readFileSync(at).fill(1, 1000, 1001)), '被改动过'],
  ['cut short', (at: string) => fs.truncateSync(at, 1000), '被改动过'],
  ['missing', (at: string) => fs.rmSync(at), '缺少'],
])('a backup with a file %s is refused whole', async (_, harm, says) => {
  await worked()
  const { files } = await backup(desk.database, dir(), NOW)
  expect(files).toHaveLength(1)
  harm(path.join(dir(), 'files', String(files[0]!.id)))
  const into = await openTestDb()
  const before = await everything(into)
  await expect(restore(into, dir())).rejects.toThrow(says)
  expect(await everything(into)).toEqual(before)
  await into.drop()
})

test('nothing that people sent can be read in a backup', async () => {
  await worked()
  await backup(desk.database, dir(), NOW)
  const all = fs.readdirSync(dir(), { recursive: true, encoding: 'utf8' }).map((name) => path.join(dir(), name))
  const texts = all.filter((name) => fs.statSync(name).isFile()).map((name) => fs.readFileSync(name))
  const words = PAPER.subarray(1000, 1100)
  for (const written of [words, words.toString('hex'), words.toString('base64')])
    expect(texts.some((text) => text.includes(written))).toBe(false)
})

test('a folder without a manifest is no backup', async () => {
  await expect(restore(desk.database, base)).rejects.toThrow('没有完整的备份')
})

test('only its owner can read a backup', async () => {
  await backup(desk.database, dir(), NOW)
  expect(fs.statSync(dir()).mode & 0o777).toBe(0o700)
  expect(fs.statSync(path.join(dir(), 'cases.ndjson')).mode & 0o777).toBe(0o600)
  expect(fs.statSync(path.join(dir(), 'files')).mode & 0o777).toBe(0o700)
})
