/** The desk with the example town's own engine, as a resident meets it. */
import { sql } from 'drizzle-orm'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Understand } from '../../core/answer/understand.ts'
import { readItems, readTown, readWords, townCut, understander } from '../../town-files.ts'
import { rows } from '../../db/rows.ts'
import type { Database } from '../../db/types.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

const DATA = join(import.meta.dirname, '../../data')

export const MORNING = '2026-11-23T02:00:00Z' // a Monday, 10:00

const engine = () =>
  understander(
    { version: 'test', items: readItems(join(DATA, 'items.yaml')) },
    readWords(DATA, readTown(DATA)),
    townCut(DATA),
  )

type Role = Parameters<TestDesk['staff']>[2]
type Given = NonNullable<Parameters<typeof testDesk>[2]>

/**
 * Opens the desk of a test file, with its staff by name and department, and stops it after the last test of the file.
 * To be called while the file is read: `const desk = await openDesk({ 张三: 'GGB' })`.
 */
export async function openDesk(
  staff: Readonly<Record<string, string | readonly [department: string, role: Role]>> = {},
  { understand = engine(), ...given }: Given & { understand?: Understand } = {},
): Promise<TestDesk> {
  const desk = await testDesk(MORNING, understand, given)
  afterAll(() => desk.stop())
  for (const [name, post] of Object.entries(staff))
    await (typeof post === 'string' ? desk.staff(name, post) : desk.staff(name, ...post))
  return desk
}

/** Names somebody the desk has not met yet, at every call. */
export function newcomers(word: string): (other?: string) => string {
  let serial = 0
  return (other = word) => `${other}${++serial}`
}

/** A case number as it stands in what the desk said. */
export const NUMBER = /BS\d{8}-\d{4}/

/** What the desk said to somebody while something was done, all its messages. */
export async function saidTo(desk: TestDesk, who: string, act: () => Promise<unknown>): Promise<string> {
  const before = desk.seen(who).length
  await act()
  return desk
    .seen(who)
    .slice(before)
    .map((m) => m.text)
    .join('\n')
}

/** What the desk said to this, all its messages of one turn. */
export const turn = (desk: TestDesk, who: string, text: string): Promise<string> =>
  saidTo(desk, who, () => desk.says(who, text))

/** Somebody tells something and has it registered; a clerk takes it where one is named. The number of the case. */
export async function registered(
  desk: TestDesk,
  who: string,
  what: string,
  { by, yes = '登记吧' }: { by?: string; yes?: string } = {},
): Promise<string> {
  await turn(desk, who, what)
  const number = NUMBER.exec(await turn(desk, who, yes))![0]
  if (by !== undefined) await desk.says(by, `认领 ${number}`)
  return number
}

/** Lets time pass at a desk. */
export function pass(desk: TestDesk, ms: number): void {
  desk.now = new Date(desk.now.getTime() + ms)
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
