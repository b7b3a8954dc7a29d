/** The desk with the example town's own engine, as a resident meets it. */
import { sql } from 'drizzle-orm'
import { join } from 'node:path'
import { readItems, readTown, readWords, townCut, understander } from '../../town-files.ts'
import { rows } from '../../db/rows.ts'
import type { Database } from '../../db/types.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

const DATA = join(import.meta.dirname, '../../data')

export const MORNING = '2026-11-23T02:00:00Z' // a Monday, 10:00

export const engine = () =>
  understander(
    { version: 'test', items: readItems(join(DATA, 'items.yaml')) },
    readWords(DATA, readTown(DATA)),
    townCut(DATA),
  )

export const talkingDesk = (at = MORNING): Promise<TestDesk> => testDesk(at, engine())

/** What the desk said since, all its messages of one turn. */
export async function turn(desk: TestDesk, who: string, text: string): Promise<string> {
  const before = desk.seen(who).length
  await desk.says(who, text)
  return desk
    .seen(who)
    .slice(before)
    .map((m) => m.text)
    .join('\n')
}

/** Labels of the choices under the last message. */
export const offered = (desk: TestDesk, who: string): string[] =>
  (desk.seen(who).at(-1)?.choices ?? []).map((c) => c.label)

/** Every table with a row that holds one of these words anywhere. */
export async function tablesHolding(database: Database, words: readonly string[]): Promise<string[]> {
  const tables = await rows<{ name: string }>(
    database.db,
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { name } of tables)
    for (const word of words) {
      const [row] = await rows<{ n: number }>(
        database.db,
        sql`select count(*)::int as n from ${sql.identifier(name)} t where t::text like ${`%${word}%`}`,
      )
      if (row!.n > 0) found.push(`${name}: ${word}`)
    }
  return found
}
