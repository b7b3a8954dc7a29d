/** Damaged pages of the embedded database are found at start, counted, named, and the desk is not served from them. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkPages } from '../../db/drivers/embedded/pages.ts'
import { openDb } from '../../db/open-database.ts'
import { rows } from '../../db/rows.ts'
import { quiet } from '../support/quiet.ts'

const PAGE = 8192
let made: string
let dir: string
const at = (file: string) => path.join(dir, 'postgres', file)

beforeAll(async () => {
  made = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-pages-'))
  const database = await open(path.join(made, 'whole'))
  const { db } = database
  await db.execute(sql`create table papers (n int primary key, body bytea)`)
  await db.execute(sql`alter table papers alter body set storage external`)
  await db.execute(
    sql`insert into papers select n, decode(repeat(md5(n::text), 4000), 'hex') from generate_series(1, 60) n`,
  )
  await db.execute(sql`delete from papers where n > 50`)
  await database.close()
})
let copies = 0
beforeEach(() => {
  dir = path.join(made, `copy${++copies}`)
  fs.cpSync(path.join(made, 'whole'), dir, { recursive: true })
})
afterAll(() => fs.rmSync(made, { recursive: true, force: true }))

const open = (where: string, checkPages = true) => openDb({ dir: where }, { log: quiet, checkPages })

/** The largest file, in which forty pages drawn by chance most likely fall. */
function largest(): { file: string; pages: number } {
  const [first] = fs
    .readdirSync(at('base'))
    .flatMap((oid) => fs.readdirSync(at(path.join('base', oid))).map((name) => path.join('base', oid, name)))
    .map((file) => ({ file, size: fs.statSync(at(file)).size }))
    .sort((a, b) => b.size - a.size)
  return { file: first!.file, pages: first!.size / PAGE }
}

function overwrite(file: string, position: number, bytes: Uint8Array) {
  const fd = fs.openSync(at(file), 'r+')
  fs.writeSync(fd, bytes, 0, bytes.length, position)
  fs.closeSync(fd)
}

test('a whole database is checked page by page and opened, what vacuum and deletions left among it', async () => {
  const { pages, damaged } = await checkPages(at(''))
  expect(damaged).toEqual([])
  expect(pages).toBeGreaterThan(2000)
  await (await open(dir)).close()
})

test('forty damaged pages are counted and named, and nothing is served', async () => {
  const { file, pages } = largest()
  // one byte each, anywhere in the page, as a dying disk leaves it
  for (let i = 0; i < 40; i++) {
    const position = Math.floor((i * pages) / 40) * PAGE + ((i * 211) % PAGE)
    const old = fs.readFileSync(at(file))[position]!
    overwrite(file, position, Uint8Array.of(old ^ (1 << (i % 8))))
  }
  expect((await checkPages(at(''))).damaged).toEqual([{ file, pages: 40 }])
  await expect(open(dir)).rejects.toMatchObject({
    name: 'DirectoryUnusable',
    message: expect.stringMatching(/有 40 页数据损坏.*在 papers.*没有启动.*restore 恢复最近一次备份/) as string,
  })
  // and for whoever has no backup, what can still be read
  const rescued = await open(dir, false)
  expect(await rows(rescued.db, sql`select count(*) as n from papers`)).toEqual([{ n: 50 }])
  await rescued.close()
})

test('a page that lost its beginning, and one that stands in another place, are damaged', async () => {
  const { file } = largest()
  const bytes = fs.readFileSync(at(file))
  overwrite(file, 3 * PAGE, new Uint8Array(32))
  overwrite(file, 5 * PAGE, bytes.subarray(6 * PAGE, 7 * PAGE))
  expect((await checkPages(at(''))).damaged).toEqual([{ file, pages: 2 }])
})

test('a page made and never used, and part of a page that found no room, are sound', async () => {
  const { file, pages } = largest()
  fs.appendFileSync(at(file), new Uint8Array(PAGE + 100))
  const { damaged } = await checkPages(at(''))
  expect(damaged).toEqual([])
  expect(fs.statSync(at(file)).size).toBe((pages + 1) * PAGE + 100)
})

test('a control file of zeros is said in words, with what to do', async () => {
  overwrite('global/pg_control', 0, new Uint8Array(8192))
  await expect(open(dir)).rejects.toThrow(/数据库打不开，可能已经损坏.*复制一份留底.*restore/)
})
