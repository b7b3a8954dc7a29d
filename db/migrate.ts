/** Finds the migrations folder, and the faults in it that drizzle's migrator passes over in silence. */
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

/** Migrations that change what is stored, not only its shape, and what each changes: to be read before an upgrade. */
export const DATA_MIGRATIONS: Readonly<Record<string, string>> = {
  '0007_clients': 'the changes of before are numbered, for programs that follow them',
  '0010_requests_are_not_accepted': 'clocks of acceptance on requests for information are void',
  '0013_standing_of_persons': 'challenges of before are published since they were opened',
  '0014_sealed_files': 'empty files hold nothing; files get the day they go',
  '0015_sealed_codes': 'codes and links are blanked in stored messages',
  '0018_breach_numbers': 'the numbers of breaches go on after what there is',
  '0023_case_search': 'the words of cases of before can be searched',
}

/** Whether a migration changes rows itself; what its functions will change later does not count. */
export const changesData = (text: string): boolean =>
  text
    .replaceAll(/\$\$[\s\S]*?\$\$/g, '')
    .replaceAll('--> statement-breakpoint', ';')
    .replaceAll(/--.*$/gm, '')
    .split(';')
    .some((statement) => /^\s*(insert|update|delete|truncate|with)\b/i.test(statement))

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
