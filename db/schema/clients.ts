/** Declares the tables of programs that talk with the desk: their tokens, the cases they opened, the feed of changes and where it is pushed. */
import { integer, jsonb, pgTable, text, uniqueIndex, index } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { at, id, ref } from './columns.ts'
import { caseEvents, cases } from './cases.ts'
import { conversations, staff } from './people.ts'
import { breaches } from './promises.ts'

export const clients = pgTable(
  'clients',
  {
    id: id(),
    name: text('name').notNull(),
    /** SHA-256 of the token: the token itself is shown once and never stored. */
    tokenHash: text('token_hash').notNull(),
    /** Its last four characters, to tell two apart. */
    tokenEnd: text('token_end').notNull(),
    /** Keys of SCOPES. */
    scopes: jsonb('scopes').notNull(),
    perMinute: integer('per_minute').notNull(),
    createdAt: at('created_at').notNull(),
    /** Null: from the command line. */
    createdById: ref('created_by_id').references(() => staff.id),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
    revokedById: ref('revoked_by_id').references(() => staff.id),
  },
  (t) => [uniqueIndex('clients_token').on(t.tokenHash)],
)

/** Which client brought a case, and under what name of its own: the same name again is the same case. */
export const clientCases = pgTable(
  'client_cases',
  {
    caseId: ref('case_id')
      .primaryKey()
      .references(() => cases.id),
    clientId: ref('client_id')
      .notNull()
      .references(() => clients.id),
    reference: text('reference'),
    /** Open311 service code it was asked under. */
    service: text('service'),
  },
  (t) => [uniqueIndex('client_cases_reference').on(t.clientId, t.reference)],
)

/**
 * What clients may hear of, written with the event itself. `seq` is given afterwards by one hand, so that numbers follow
 * the order of commits and whoever reads from a cursor misses nothing.
 */
export const changes = pgTable(
  'changes',
  {
    id: id(),
    seq: ref('seq'),
    caseEventId: ref('case_event_id').references(() => caseEvents.id),
    breachId: ref('breach_id').references(() => breaches.id),
  },
  (t) => [
    uniqueIndex('changes_seq').on(t.seq),
    index('changes_unnumbered')
      .on(t.id)
      .where(sql`seq is null`),
  ],
)

/** Where a client wants to be told. Letters to it go through the outbox like any other. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: id(),
    clientId: ref('client_id')
      .notNull()
      .references(() => clients.id),
    url: text('url').notNull(),
    /** Sealed: signatures are made with it. */
    secret: text('secret').notNull(),
    /** Keys of EVENTS. */
    events: jsonb('events').notNull(),
    conversationId: ref('conversation_id').references(() => conversations.id),
    createdAt: at('created_at').notNull(),
    /** Letters to it wait until it goes on. */
    pausedAt: at('paused_at'),
    stoppedAt: at('stopped_at'),
  },
  (t) => [index('webhooks_client').on(t.clientId)],
)
