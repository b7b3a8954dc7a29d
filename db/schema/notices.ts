/** Declares the tables of notices 文书: numbered, immutable, printable; and who was told of each, when and where. */
import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { cases } from './cases.ts'
import { at, id, ref } from './columns.ts'
import { staff } from './people.ts'

export const notices = pgTable(
  'notices',
  {
    id: id(),
    caseId: ref('case_id').references(() => cases.id),
    kind: text('kind').notNull(),
    year: integer('year').notNull(),
    seq: integer('seq').notNull(),
    /** '别政补告〔2026〕1号' */
    number: text('number').notNull(),
    /** Unguessable; the page's address. */
    token: text('token').notNull(),
    /** core/notice Content: title, recipient, paragraphs, list, remedy, sign. Never changed. */
    content: jsonb('content').notNull(),
    hash: text('hash').notNull(),
    byStaffId: ref('by_staff_id').references(() => staff.id),
    createdAt: at('created_at').notNull(),
    /** Set once each, in this order: sealed by the town, served on the resident, received by tap. */
    sealedAt: at('sealed_at'),
    servedAt: at('served_at'),
    servedBy: text('served_by'),
    receivedAt: at('received_at'),
  },
  (t) => [
    uniqueIndex('notices_number').on(t.number),
    uniqueIndex('notices_series').on(t.kind, t.year, t.seq),
    uniqueIndex('notices_token').on(t.token),
    index('notices_case').on(t.caseId),
  ],
)
