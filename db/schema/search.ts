/** Declares the tables by which cases are found again: the words of each, keyed hashes of whom they are of, and the searches staff keep. */
import { boolean, customType, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { cases } from './cases.ts'
import { at, id, ref } from './columns.ts'
import { staff } from './people.ts'

const words = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** Written by triggers alone, from what the cases and their log hold, so that no path forgets it; not in a backup. */
export const caseSearch = pgTable(
  'case_search',
  {
    caseId: ref('case_id')
      .primaryKey()
      .references(() => cases.id),
    /** Pairs of neighbouring characters, and words of letters and digits, as search_words() cuts them. */
    words: words('words').notNull(),
  },
  // a long pending list is read at every search
  (t) => [index('case_search_words').using('gin', t.words).with({ gin_pending_list_limit: 256 })],
)

/** The telephone and the name of a case, as keyed hashes: found by whoever knows them whole, read by nobody. */
export const caseContacts = pgTable(
  'case_contacts',
  {
    mark: text('mark').notNull(),
    caseId: ref('case_id')
      .notNull()
      .references(() => cases.id),
  },
  (t) => [primaryKey({ columns: [t.mark, t.caseId] }), index('case_contacts_case').on(t.caseId)],
)

/** A search of the list of cases that somebody keeps under a name. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: id(),
    staffId: ref('staff_id')
      .notNull()
      .references(() => staff.id),
    name: text('name').notNull(),
    /** The search, sealed: it may hold somebody's name. */
    search: text('search').notNull(),
    /** Shown to all staff; what they find by it is what they may see. */
    shared: boolean('shared').notNull().default(false),
    createdAt: at('created_at').notNull(),
  },
  (t) => [index('saved_views_staff').on(t.staffId)],
)
