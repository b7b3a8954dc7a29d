/** Declares the tables of what the town decides: catalogue versions and calendar years. */
import { boolean, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, bytes, id } from './columns.ts'

/** Whole catalogues, one row a version, never changed. The newest is in force. */
export const catalogVersions = pgTable(
  'catalog_versions',
  {
    id: id(),
    version: text('version').notNull(),
    items: jsonb('items').notNull(),
    /** SHA-256 of the items: the same file is not loaded twice. */
    hash: text('hash').notNull(),
    source: text('source').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [uniqueIndex('catalog_versions_version').on(t.version)],
)

export const calendarYears = pgTable('calendar_years', {
  year: integer('year').primaryKey(),
  confirmed: boolean('confirmed').notNull(),
  source: text('source').notNull(),
  days: jsonb('days').notNull(),
  loadedAt: at('loaded_at').notNull(),
})

/** A catalogue file between the page that says what it would change and the click that puts it in force. */
export const catalogDrafts = pgTable('catalog_drafts', {
  /** SHA-256 of the browser session that sent it: one file a session. */
  session: text('session').primaryKey(),
  /** SHA-256 of the bytes: what is put in force is what was shown. */
  hash: text('hash').notNull(),
  name: text('name').notNull(),
  bytes: bytes('bytes').notNull(),
  expiresAt: at('expires_at').notNull(),
})

/** One row where this database holds a demonstration: then its pages say so, and all of it may be taken away. */
export const demoMarks = pgTable('demo_marks', { madeAt: at('made_at').primaryKey() })
