/**
 * Backs up every table as text and every file people sent, sealed as it lies there, the same for both kinds of
 * database, and restores them into an empty one. One line is one row as Postgres writes it; the manifest is written last, so that a
 * folder with one is whole.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { bringBack, copyFiles } from './backup-files.ts'
import { UserError } from '../../core/errors.ts'
import { readJournal } from '../migrate.ts'
import { rows } from '../rows.ts'
import type { Database, Tx } from '../types.ts'

const FORMAT = 2
/** Rows held in memory at once. Of those of an older version that hold their file one: what the embedded database once took for a row it never gives back. */
const AT_ONCE = 500
const FILES_AT_ONCE = 1
/** Its rows are written as files, wherever their bytes lie. */
const PARTS = 'file_parts'
/** Written by triggers from the rows of others, at a restore too. */
const DERIVED = 'case_search'

const manifestShape = z.object({
  format: z.literal(FORMAT),
  at: z.string(),
  migration: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), sha256: z.string() })),
  sequences: z.array(z.object({ name: z.string(), last: z.string() })),
  files: z.array(z.object({ id: z.number(), size: z.number(), sha256: z.string() })),
})
export type Manifest = z.infer<typeof manifestShape>

const newest = (): string => readJournal().at(-1)?.tag ?? ''

/** Writes all tables as they are at one moment. The folder must not hold a backup yet. An embedded desk waits meanwhile. */
export async function backup(database: Database, dir: string, now: Date): Promise<Manifest> {
  if (existsSync(join(dir, 'manifest.json'))) throw new UserError(`${dir} 里已经有一份备份，请换一个文件夹。`)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return database.db.transaction(
    async (tx) => {
      const tables = []
      for (const table of await written(tx)) tables.push({ ...table, ...(await writeTable(tx, table, dir)) })
      const sequences = await rows<{ name: string; last: string }>(
        tx,
        sql`select sequencename as name, last_value::text as last from pg_sequences
            where schemaname = 'public' and last_value is not null order by 1`,
      )
      const files = await copyFiles(tx, database.fileParts(tx), dir)
      const manifest: Manifest = {
        format: FORMAT,
        at: now.toISOString(),
        migration: newest(),
        tables,
        sequences,
        files,
      }
      const file = openSync(join(dir, 'manifest.json'), 'wx', 0o600)
      writeSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
      fsyncSync(file)
      closeSync(file)
      return manifest
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

interface Table {
  readonly name: string
  readonly columns: string[]
}

/** Every table, those first that others point to. */
async function tablesOf(tx: Tx): Promise<Table[]> {
  const found = await rows<Table>(
    tx,
    sql`select table_name::text as name, jsonb_agg(column_name::text order by ordinal_position) as columns
        from information_schema.columns join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE' and is_generated = 'NEVER' group by 1 order by 1`,
  )
  const points = await rows<{ from: string; to: string }>(
    tx,
    sql`select c.relname::text as from, r.relname::text as to from pg_constraint k
          join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
        where k.contype = 'f' and k.conrelid <> k.confrelid`,
  )
  const ordered: Table[] = []
  const place = (table: Table): void => {
    if (ordered.includes(table)) return
    for (const { to } of points.filter((p) => p.from === table.name)) place(found.find((t) => t.name === to)!)
    ordered.push(table)
  }
  found.forEach(place)
  return ordered
}

const written = async (tx: Tx): Promise<Table[]> =>
  (await tablesOf(tx)).filter((t) => t.name !== PARTS && t.name !== DERIVED)

const ident = (name: string) => sql.identifier(name)

async function writeTable(tx: Tx, { name }: Table, dir: string): Promise<{ rows: number; sha256: string }> {
  const file = openSync(join(dir, `${name}.ndjson`), 'w', 0o600)
  const hash = createHash('sha256')
  let count = 0
  try {
    const cursor = ident(`backup_${name}`)
    // in the order of writing, so that a row comes after the one of its own table it points to
    await tx.execute(
      sql`declare ${cursor} no scroll cursor for select row_to_json(t)::text as line from ${ident(name)} t order by ctid`,
    )
    for (;;) {
      const step = sql.raw(String(name === 'files' ? FILES_AT_ONCE : AT_ONCE))
      const lines = await rows<{ line: string }>(tx, sql`fetch forward ${step} from ${cursor}`)
      if (lines.length === 0) break
      const text = lines.map(({ line }) => `${line}\n`).join('')
      hash.update(text)
      writeSync(file, text)
      count += lines.length
    }
    await tx.execute(sql`close ${cursor}`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return { rows: count, sha256: hash.digest('hex') }
}

function readManifest(dir: string): Manifest {
  const file = join(dir, 'manifest.json')
  if (!existsSync(file)) throw new UserError(`${dir} 里没有完整的备份（缺 manifest.json）。`)
  const read = manifestShape.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!read.success) throw new UserError(`${file} 读不懂，可能是别的版本写的。`)
  if (read.data.migration !== newest())
    throw new UserError(`这份备份是版本 ${read.data.migration} 的，本程序是 ${newest()}：请先用同一版本恢复，再更新。`)
  return read.data
}

/** Puts a backup into a migrated database without a row in it: all of it, or nothing. */
export async function restore(database: Database, dir: string): Promise<Manifest> {
  const manifest = readManifest(dir)
  await database.db.transaction(async (tx) => {
    for (const { name } of await tablesOf(tx)) {
      const some = await rows(tx, sql`select 1 from ${ident(name)} limit 1`)
      if (some.length > 0) throw new UserError(`数据库不是空的（${name} 里有数据），没有恢复任何内容。`)
    }
    for (const table of manifest.tables) await readTable(tx, table, dir)
    for (const file of manifest.files) await bringBack(database.fileParts(tx), file, dir)
    for (const { name, last } of manifest.sequences)
      await tx.execute(sql`select setval(${`public.${name}`}::regclass, ${last}::bigint)`)
    for (const { name, rows: wanted } of manifest.tables) {
      const [found] = await rows<{ n: number }>(tx, sql`select count(*) as n from ${ident(name)}`)
      if (found?.n !== wanted)
        throw new UserError(`${name} 应有 ${wanted} 行，只恢复了 ${found?.n ?? 0} 行，已全部撤销。`)
    }
  })
  return manifest
}

async function readTable(tx: Tx, table: Manifest['tables'][number], dir: string): Promise<void> {
  const columns = sql.join(table.columns.map(ident), sql`, `)
  const hash = createHash('sha256')
  let batch: string[] = []
  const put = async (): Promise<void> => {
    if (batch.length === 0) return
    await tx.execute(
      sql`insert into ${ident(table.name)} (${columns})
          select ${columns} from json_populate_recordset(null::${ident(table.name)}, ${`[${batch.join(',')}]`}::json)`,
    )
    batch = []
  }
  const file = join(dir, `${table.name}.ndjson`)
  if (!existsSync(file)) throw new UserError(`备份缺少 ${table.name}.ndjson，没有恢复任何内容。`)
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    hash.update(`${line}\n`)
    batch.push(line)
    if (batch.length >= (table.name === 'files' ? FILES_AT_ONCE : AT_ONCE)) await put()
  }
  await put()
  if (hash.digest('hex') !== table.sha256)
    throw new UserError(`${table.name}.ndjson 被改动过或不完整，没有恢复任何内容。`)
}
