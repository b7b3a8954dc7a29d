/** Declares the tables of what the town publishes: the register, every text it ever had, what is due, and who asked to hear of it. */
import { boolean, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, day, id, ref } from './columns.ts'
import { persons, staff, conversations } from './people.ts'

/** The register of publications; every text it ever had is in disclosure_versions. */
export const disclosures = pgTable(
  'disclosures',
  {
    id: id(),
    department: text('department').notNull(),
    category: text('category').notNull(),
    title: text('title').notNull(),
    /** 'published' | 'withheld' | 'withdrawn' */
    state: text('state').notNull(),
    version: integer('version').notNull(),
    /** Withheld: a key of ARTICLES, and when it is looked at again. */
    article: text('article'),
    reviewOn: day('review_on'),
    at: at('at').notNull(),
  },
  (t) => [index('disclosures_department').on(t.department, t.category), index('disclosures_review').on(t.reviewOn)],
)

export const disclosureVersions = pgTable(
  'disclosure_versions',
  {
    id: id(),
    disclosureId: ref('disclosure_id')
      .notNull()
      .references(() => disclosures.id),
    version: integer('version').notNull(),
    state: text('state').notNull(),
    title: text('title').notNull(),
    body: text('body').notNull(),
    reason: text('reason').notNull().default(''),
    byStaffId: ref('by_staff_id').references(() => staff.id),
    at: at('at').notNull(),
  },
  (t) => [uniqueIndex('disclosure_versions_version').on(t.disclosureId, t.version)],
)

/** The proactive duty: something came about or changed and must be public within 20 working days (条例 26). */
export const disclosureDuties = pgTable(
  'disclosure_duties',
  {
    id: id(),
    /** Says the same duty once: 'item:dibao:2026-11-23.2'. */
    key: text('key').notNull(),
    department: text('department').notNull(),
    what: text('what').notNull(),
    dueOn: day('due_on').notNull(),
    provisional: boolean('provisional').notNull(),
    at: at('at').notNull(),
    disclosureId: ref('disclosure_id').references(() => disclosures.id),
    metAt: at('met_at'),
  },
  (t) => [uniqueIndex('disclosure_duties_key').on(t.key), index('disclosure_duties_due').on(t.metAt, t.dueOn)],
)

export const subscriptions = pgTable(
  'subscriptions',
  {
    id: id(),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    conversationId: ref('conversation_id')
      .notNull()
      .references(() => conversations.id),
    /** 'department' | 'category' */
    topic: text('topic').notNull(),
    value: text('value').notNull(),
    at: at('at').notNull(),
    stoppedAt: at('stopped_at'),
  },
  (t) => [
    uniqueIndex('subscriptions_once').on(t.personId, t.topic, t.value),
    index('subscriptions_topic').on(t.topic, t.value),
  ],
)
