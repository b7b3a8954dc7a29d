/** The migrations folder, and the faults drizzle's migrator passes over in silence. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { rows } from './rows.ts'
import type { Db } from './types.ts'

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** Beside this file, or, when this file was compiled into dist/, in the source tree. */
export const MIGRATIONS = [beside('./migrations'), beside('../../db/migrations')].find((p) => existsSync(p)) ?? ''

export interface JournalEntry {
  readonly tag: string
  readonly when: number
}

export function readJournal(folder = MIGRATIONS): JournalEntry[] {
  const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as { entries: JournalEntry[] }
  return journal.entries
}

/** The migrator skips, without a word, whatever is dated before the newest one applied: dates must rise. */
export function disorder(journal: readonly JournalEntry[]): string | undefined {
  const late = journal.find((entry, i) => i > 0 && entry.when <= journal[i - 1]!.when)
  return late && `migration ${late.tag} is dated before the one in front of it and would never run`
}

/** Refuses a database written by a newer version: this one does not know what it would break. */
export async function refuseNewer(db: Db): Promise<void> {
  const [table] = await rows<{ there: boolean }>(
    db,
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  )
  if (!table?.there) return
  const [newest] = await rows<{ at: number | null }>(
    db,
    sql`select max(created_at) as at from drizzle.__drizzle_migrations`,
  )
  const known = readJournal().at(-1)?.when ?? 0
  if ((newest?.at ?? 0) > known) throw new Error('数据库由更新版本的程序写过，请改用新版本启动，数据未作任何改动。')
}
