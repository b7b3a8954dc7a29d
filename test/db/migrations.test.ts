/** The faults drizzle's migrator passes over in silence. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changesData, DATA_MIGRATIONS, disorder, MIGRATIONS, readJournal } from '../../db/migrate.ts'

test('migrations are dated in the order they run, so that none is skipped', () => {
  expect(disorder(readJournal())).toBeUndefined()
  expect(
    disorder([
      { tag: '0000_a', when: 5 },
      { tag: '0001_b', when: 5 },
    ]),
  ).toContain('0001_b')
})

test('the journal lists every migration file and no other', () => {
  const files = readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'))
  expect(files.sort()).toEqual(readJournal().map((entry) => `${entry.tag}.sql`))
})

test('a migration that changes data is listed as one, with what it changes, and no other is', () => {
  const tags = readJournal().map((entry) => entry.tag)
  const changing = tags.filter((tag) => changesData(readFileSync(join(MIGRATIONS, `${tag}.sql`), 'utf8')))
  expect(Object.keys(DATA_MIGRATIONS)).toEqual(changing)
})

test.each([
  ['update cases set state = 1', true],
  ["-- why\nINSERT INTO counters values ('a', 1);", true],
  ['create table a (b int);--> statement-breakpoint\ndelete from a;', true],
  ['create function f() returns trigger as $$ begin update cases set state = 1; end $$', false],
  ['alter table cases add column on_update text', false],
])('%j changes data: %s', (text, changes) => {
  expect(changesData(text)).toBe(changes)
})
