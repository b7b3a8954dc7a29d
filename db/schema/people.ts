/** Declares the tables of who speaks with the desk: persons, the conversations that reach them, staff and their binding codes. */
import { boolean, index, integer, jsonb, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { StaffRole } from '../../core/case/case.ts'
import { at, id, ref } from './columns.ts'

/** A person of our own numbering: platform ids change at each login, so nothing is ever bound to one alone. */
export const persons = pgTable(
  'persons',
  {
    id: id(),
    /** Sealed (AES-256-GCM); see db/seal.ts. */
    name: text('name'),
    phone: text('phone'),
    createdAt: at('created_at').notNull(),
    /** 忘记我: the row stays as a tombstone. */
    erasedAt: at('erased_at'),
    /** 'phone' | 'counter': how it was seen that this is one person; null where it was not. */
    confirmedBy: text('confirmed_by'),
    confirmedAt: at('confirmed_at'),
    /** Keyed hash of the telephone: it confirms one person at a time. */
    confirmedMark: text('confirmed_mark'),
  },
  (t) => [uniqueIndex('persons_confirmed').on(t.confirmedMark)],
)

/** Codes by which somebody shows who they are: sent to a telephone, or read out at the counter. */
export const personCodes = pgTable(
  'person_codes',
  {
    id: id(),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    /** 'phone' | 'counter' */
    kind: text('kind').notNull(),
    /** Keyed hash of the code: what was sent stands nowhere. */
    codeMark: text('code_mark').notNull(),
    /** Keyed hash of the telephone it was sent to. */
    phoneMark: text('phone_mark'),
    tries: smallint('tries').notNull().default(0),
    expiresAt: at('expires_at').notNull(),
    usedAt: at('used_at'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [index('person_codes_person').on(t.personId, t.kind), index('person_codes_mark').on(t.codeMark)],
)

export const conversations = pgTable(
  'conversations',
  {
    id: id(),
    channel: text('channel').notNull(),
    address: text('address').notNull(),
    isGroup: boolean('is_group').notNull().default(false),
    /** Null for a group. */
    personId: ref('person_id').references(() => persons.id),
    /** What the dialogue remembers: step, last item and facet, offered choices. Shape: core/dialogue. */
    memory: jsonb('memory').notNull().default({}),
    /** Set when the platform says the person cannot be reached; cleared by their next message. */
    unreachableSince: at('unreachable_since'),
    privacyToldAt: at('privacy_told_at'),
    lastInboundAt: at('last_inbound_at'),
    /** Messages sent since then, where a platform counts them. */
    sentSince: smallint('sent_since').notNull().default(0),
    createdAt: at('created_at').notNull(),
  },
  (t) => [uniqueIndex('conversations_address').on(t.channel, t.address), index('conversations_person').on(t.personId)],
)

export const staff = pgTable(
  'staff',
  {
    id: id(),
    name: text('name').notNull(),
    department: text('department').notNull(),
    role: text('role').$type<StaffRole>().notNull(),
    /** Office phone, shown to residents. */
    phone: text('phone').notNull().default(''),
    onDuty: boolean('on_duty').notNull().default(true),
    /** Set by a binding code, never by a name or a platform id. */
    personId: ref('person_id').references(() => persons.id),
    /** Where cards go: the conversation they last wrote from. */
    conversationId: ref('conversation_id').references(() => conversations.id),
    awayUntil: text('away_until'),
    substituteId: ref('substitute_id'),
    createdAt: at('created_at').notNull(),
    leftAt: at('left_at'),
  },
  (t) => [uniqueIndex('staff_person').on(t.personId), index('staff_department').on(t.department)],
)

export const bindCodes = pgTable('bind_codes', {
  /** Keyed hash of the code: the code itself is shown once and never stored. */
  codeHash: text('code_hash').primaryKey(),
  staffId: ref('staff_id')
    .notNull()
    .references(() => staff.id),
  expiresAt: at('expires_at').notNull(),
  usedAt: at('used_at'),
  createdAt: at('created_at').notNull(),
})

/** Counts tries within a window, for anything that is limited: binding codes, look-up codes, questions, urging. */
export const attempts = pgTable('attempts', {
  /** '<what>:<whom>' */
  key: text('key').primaryKey(),
  windowStart: at('window_start').notNull(),
  count: integer('count').notNull(),
})
