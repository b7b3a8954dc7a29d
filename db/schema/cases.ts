/** Declares the tables of cases 办件, their event log and the questions put inside them (transfer, extension, reopening). */
import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Case, CaseRequest } from '../../core/case/case.ts'
import type { Place } from '../../core/place/place.ts'
import { at, id, ref } from './columns.ts'
import { files } from './messages.ts'
import { conversations, persons, staff } from './people.ts'

export const cases = pgTable(
  'cases',
  {
    id: id(),
    /** 'BS20261123-0007' */
    number: text('number').notNull(),
    /** Sealed, of a case that an older version opened; null: made from the number (core/case/lookup-code.ts). */
    sealedLookupCode: text('lookup_code'),
    kind: text('kind').$type<Case['kind']>().notNull(),
    state: text('state').$type<Case['state']>().notNull(),
    /** Raised by every move; a stale card is refused by it. */
    version: integer('version').notNull().default(0),
    item: text('item'),
    department: text('department').notNull(),
    /** What the resident asked or reported, personal data masked. */
    text: text('text').notNull(),
    residentId: ref('resident_id').references(() => persons.id),
    /** Where the resident hears of it; null for a walk-in without a chat account. */
    conversationId: ref('conversation_id').references(() => conversations.id),
    /** Sealed particulars a walk-in or an applicant gave: name, phone, for whom. */
    particulars: text('particulars'),
    privacy: text('privacy').$type<Case['privacy']>().notNull().default('normal'),
    /** Staff ids or department codes that must not see it. */
    accusedStaffId: ref('accused_staff_id').references(() => staff.id),
    accusedDepartment: text('accused_department'),
    /** 首问责任人: set once, never changed (a trigger refuses). */
    firstResponderId: ref('first_responder_id').references(() => staff.id),
    handlerId: ref('handler_id').references(() => staff.id),
    acceptedOn: text('accepted_on'),
    supplementLists: smallint('supplement_lists').notNull().default(0),
    transfers: smallint('transfers').notNull().default(0),
    /** How the result reached the resident; null: not yet. */
    relayed: text('relayed').$type<NonNullable<Case['relayed']>>(),
    rating: smallint('rating'),
    /** Which village it is about: a name of villages.yaml; null where none was named. */
    village: text('village'),
    /** Where it is, as somebody pinned it: core/place/place.ts Place. Emptied by 忘记我. */
    place: jsonb('place').$type<Place>(),
    /** What is reported: an id of reports.yaml. */
    report: text('report'),
    /** When it was raised as an alarm; null: an ordinary case. */
    alarmAt: at('alarm_at'),
    /** How often staff were called again for want of an answer; `alarmNextAt`: when they will be next, null: not again. */
    alarmCalls: smallint('alarm_calls').notNull().default(0),
    alarmNextAt: at('alarm_next_at'),
    /** Who of the office was the first to have seen it. */
    alarmSeenAt: at('alarm_seen_at'),
    alarmSeenBy: ref('alarm_seen_by').references(() => staff.id),
    /** 'chat' | 'counter' | 'phone' | 'api' */
    origin: text('origin').notNull().default('chat'),
    openedAt: at('opened_at').notNull(),
    openedOn: text('opened_on').notNull(),
    movedAt: at('moved_at').notNull(),
    answeredAt: at('answered_at'),
    endedAt: at('ended_at'),
    hold: boolean('hold').notNull().default(false),
  },
  (t) => [
    uniqueIndex('cases_number').on(t.number),
    // staff type the last digits
    index('cases_number_end').on(sql`reverse(number) text_pattern_ops`),
    index('cases_resident').on(t.residentId),
    index('cases_department').on(t.department, t.state),
    index('cases_handler').on(t.handlerId, t.state),
    index('cases_first').on(t.firstResponderId, t.state),
    index('cases_opened').on(t.openedOn),
    index('cases_village')
      .on(t.village, t.state)
      .where(sql`village is not null`),
    /** Earlier reports near a new one. */
    index('cases_placed')
      .on(t.report, t.state)
      .where(sql`place is not null`),
    /** Alarms that wait for somebody of the office: a handful. */
    index('cases_alarms')
      .on(t.alarmAt)
      .where(sql`alarm_at is not null and alarm_seen_at is null`),
    // the list of all cases is shown newest first: each filter has its own way to the newest
    index('cases_department_id').on(t.department, t.id),
    index('cases_handler_id').on(t.handlerId, t.id),
    index('cases_first_id').on(t.firstResponderId, t.id),
    index('cases_item_id').on(t.item, t.id),
    index('cases_state_id').on(t.state, t.id),
    index('cases_kind_id').on(t.kind, t.id),
    index('cases_village_id')
      .on(t.village, t.id)
      .where(sql`village is not null`),
    index('cases_rating_id')
      .on(t.rating, t.id)
      .where(sql`rating is not null`),
    index('cases_origin_id')
      .on(t.origin, t.id)
      .where(sql`origin <> 'chat'`),
    /** Codes in clear, of a version that did not seal them; emptied at the next start. */
    index('cases_clear_code')
      .on(t.id)
      .where(sql`lookup_code is not null and lookup_code not like 'v1.%'`),
  ],
)

/** Append-only, hash-chained per case; `hash` covers the row and the hash before it. */
export const caseEvents = pgTable(
  'case_events',
  {
    id: id(),
    caseId: ref('case_id')
      .notNull()
      .references(() => cases.id),
    seq: integer('seq').notNull(),
    at: at('at').notNull(),
    action: text('action').notNull(),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    /** 'resident' | 'staff' | 'clock' | 'desk' */
    actor: text('actor').notNull(),
    staffId: ref('staff_id').references(() => staff.id),
    text: text('text').notNull().default(''),
    data: jsonb('data').notNull().default({}),
    /** False: an internal note, never shown to the resident. */
    open: boolean('open').notNull(),
    prev: text('prev').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [uniqueIndex('case_events_seq').on(t.caseId, t.seq), index('case_events_at').on(t.at)],
)

/** Something one person asked of another inside a case: take a transfer, grant an extension, reopen. */
export const requests = pgTable(
  'requests',
  {
    id: id(),
    caseId: ref('case_id')
      .notNull()
      .references(() => cases.id),
    kind: text('kind').$type<CaseRequest['kind']>().notNull(),
    state: text('state').$type<CaseRequest['state']>().notNull(),
    byStaffId: ref('by_staff_id').references(() => staff.id),
    toStaffId: ref('to_staff_id').references(() => staff.id),
    toDepartment: text('to_department'),
    days: integer('days'),
    reason: text('reason').notNull(),
    at: at('at').notNull(),
    decidedAt: at('decided_at'),
    decidedBy: ref('decided_by').references(() => staff.id),
  },
  (t) => [index('requests_case').on(t.caseId, t.state), index('requests_to').on(t.toStaffId, t.state)],
)

/** The intake checklist of an application: what is needed, what was handed in. */
export const caseMaterials = pgTable(
  'case_materials',
  {
    id: id(),
    caseId: ref('case_id')
      .notNull()
      .references(() => cases.id),
    name: text('name').notNull(),
    required: boolean('required').notNull(),
    /** 'missing' | 'promised' (they hold it) | 'received' | 'waived' */
    state: text('state').notNull(),
    fileId: ref('file_id').references(() => files.id),
    at: at('at').notNull(),
  },
  (t) => [index('case_materials_case').on(t.caseId)],
)

export const caseFiles = pgTable(
  'case_files',
  {
    id: id(),
    caseId: ref('case_id')
      .notNull()
      .references(() => cases.id),
    fileId: ref('file_id')
      .notNull()
      .references(() => files.id),
    at: at('at').notNull(),
  },
  (t) => [index('case_files_case').on(t.caseId)],
)

/** The last number given out on a local date, or in a notice series; taken inside the transaction, so no gaps. */
export const counters = pgTable('counters', {
  key: text('key').primaryKey(),
  last: integer('last').notNull(),
})
