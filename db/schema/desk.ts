/** Declares the tables of the staff desk in a browser: one-time links, sessions, and who of the staff read what of a person. */
import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { cases } from './cases.ts'
import { at, id, ref } from './columns.ts'
import { persons, staff } from './people.ts'

/** A way in, sent to a member of staff in their own chat: single use, ten minutes. */
export const deskLinks = pgTable('desk_links', {
  /** SHA-256 of the token: the link itself is sent once and never stored. */
  tokenHash: text('token_hash').primaryKey(),
  staffId: ref('staff_id')
    .notNull()
    .references(() => staff.id),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  usedAt: at('used_at'),
})

/** One browser signed in. Looked at on every request, so that signing out and leaving end it at once. */
export const deskSessions = pgTable(
  'desk_sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    staffId: ref('staff_id')
      .notNull()
      .references(() => staff.id),
    /** Who was bound as that member of staff then: a new binding ends the sessions of the old one. */
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    createdAt: at('created_at').notNull(),
    seenAt: at('seen_at').notNull(),
    /** No use prolongs it beyond this. */
    endsAt: at('ends_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [index('desk_sessions_staff').on(t.staffId)],
)

/** Every look of staff at personal data. */
export const personalReads = pgTable(
  'personal_reads',
  {
    id: id(),
    staffId: ref('staff_id')
      .notNull()
      .references(() => staff.id),
    caseId: ref('case_id').references(() => cases.id),
    /** 'case' | 'file' | 'search' */
    what: text('what').notNull(),
    /** Which file; kept when the file itself is gone. */
    fileId: ref('file_id'),
    at: at('at').notNull(),
  },
  (t) => [index('personal_reads_case').on(t.caseId, t.at), index('personal_reads_at').on(t.at)],
)

/** Replies kept ready at the desk: somebody's own, of a department, or of the whole town (neither owner nor department). */
export const cannedReplies = pgTable(
  'canned_replies',
  {
    id: id(),
    title: text('title').notNull(),
    /** With {姓氏}, {事项}, {编号}, {到期日}: core/case/canned-reply.ts. */
    text: text('text').notNull(),
    ownerId: ref('owner_id').references(() => staff.id),
    department: text('department'),
    /** Who wrote it last. */
    byStaffId: ref('by_staff_id')
      .notNull()
      .references(() => staff.id),
    changedAt: at('changed_at').notNull(),
  },
  (t) => [index('canned_replies_owner').on(t.ownerId), index('canned_replies_department').on(t.department)],
)
