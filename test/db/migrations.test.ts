/** The faults drizzle's migrator passes over in silence. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { disorder, MIGRATIONS, readJournal } from '../../db/migrate.ts'

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
